//! What is run on bytes of any kind: by `cargo xtask fuzz`, which looks for bytes that break it, and by
//! the tests, which run the kept corpora again. The tests of the whole are in `all.rs`.

pub mod support;
pub mod targets;
