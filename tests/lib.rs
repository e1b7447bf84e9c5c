//! The tests of the whole: see `all.rs`.
