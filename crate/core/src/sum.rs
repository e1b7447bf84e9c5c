//! What names a file for good.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 of bytes as they come.
#[derive(Default)]
pub struct Sha256Sum(Sha256);

impl Sha256Sum {
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// As `sha256sum` prints it.
    pub fn name(self) -> String {
        let mut name = String::new();
        for byte in self.0.finalize() {
            // A String takes all that is written into it.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}
