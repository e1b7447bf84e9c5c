//! Logs made for measuring and for warming up: realistic addresses, users and messages, the same at every run.

mod access;
mod mail;
mod matcher;
mod random;
mod sshd;

pub use access::access;
pub use mail::mail;
pub use matcher::Matcher;
pub use sshd::sshd;

/// The least that any reader of logs must do.
pub fn line_ends(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', text).count()
}
