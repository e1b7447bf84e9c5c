//! A whole reading of one file, for nothing but its length and its fingerprint.

use crate::archive::Step;
use crate::digest::{Digest, Print};
use crate::look::Look;
use crate::unpack::Fault;
use crate::way::{Taker, Way};
use std::ops::Range;

/// Reads a file of which it is not certain whether another one holds the same.
pub struct Whole {
    place: Range<u64>,
    way: Option<Way<Reading>>,
    found: Option<(u64, Print)>,
}

struct Reading {
    digest: Digest,
    length: u64,
}

impl Whole {
    pub fn new(look: &Look, seed: u64) -> Whole {
        let steps: &[Step] = &look.place.steps;
        let reading = Reading {
            digest: Digest::new(seed),
            length: 0,
        };
        Whole {
            place: look.place.start..look.place.end,
            way: Way::to(vec![(steps, reading)]),
            found: None,
        }
    }

    /// The bytes of the given file that must be pushed.
    pub fn place(&self) -> Range<u64> {
        self.place.clone()
    }

    pub fn push(&mut self, bytes: &[u8]) -> bool {
        let found = &mut self.found;
        self.way.as_mut().is_some_and(|way| way.push(bytes, found))
    }

    /// Length and fingerprint.
    pub fn finish(mut self) -> Option<(u64, Print)> {
        if let Some(way) = self.way {
            way.finish(None, &mut self.found);
        }
        self.found
    }
}

impl Taker<Option<(u64, Print)>> for Reading {
    fn take(&mut self, bytes: &[u8], _: &mut Option<(u64, Print)>) -> bool {
        self.length += bytes.len() as u64;
        self.digest.push(bytes);
        true
    }

    fn end(self, _: Option<(Fault, u64)>, found: &mut Option<(u64, Print)>) {
        *found = Some((self.length, self.digest.finish()));
    }
}
