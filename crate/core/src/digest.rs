//! Whether two files hold the same: a fingerprint of 128 bits, keyed anew in every run.

use std::hash::Hasher;
use twox_hash::XxHash64;

/// In pieces that also JavaScript's numbers hold.
pub type Print = [u32; 4];

/// A fingerprint in the making.
pub struct Digest([XxHash64; 2]);

impl Digest {
    pub fn new(seed: u64) -> Digest {
        Digest([
            XxHash64::with_seed(seed),
            XxHash64::with_seed(seed ^ 0x9E37_79B9_7F4A_7C15),
        ])
    }

    pub fn of(seed: u64, bytes: &[u8]) -> Print {
        Digest::of_beginning(seed, bytes).finish()
    }

    pub fn of_beginning(seed: u64, bytes: &[u8]) -> Digest {
        let mut digest = Digest::new(seed);
        digest.push(bytes);
        digest
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.0.iter_mut().for_each(|half| half.write(bytes));
    }

    pub fn finish(self) -> Print {
        let [a, b] = self.0.map(|half| half.finish());
        [a, a >> 32, b, b >> 32].map(|part| part as u32)
    }
}
