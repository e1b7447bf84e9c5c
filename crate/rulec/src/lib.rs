//! The compiler of section pages.
