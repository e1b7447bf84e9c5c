//! Bytes in, Report out.
pub mod report;
