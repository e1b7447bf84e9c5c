//! Whose log a file is: the hosts that its lines name as their writers.

use crate::bytes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A log that a central server collects holds many; those that are kept are the first of the alphabet,
/// so that the order of reading changes nothing.
const HOSTS: usize = 8;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Hosts {
    known: BTreeSet<Vec<u8>>,
    /// The next line's host is mostly the same.
    #[serde(skip)]
    last: Vec<u8>,
}

impl Hosts {
    pub fn see(&mut self, host: &[u8]) {
        if host.is_empty() || host == self.last {
            return;
        }
        self.last.clear();
        self.last.extend_from_slice(host);
        if !self.known.contains(host) {
            self.known.insert(host.to_vec());
            self.shorten();
        }
    }

    pub fn take(&mut self, other: &Hosts) {
        self.known.extend(other.known.iter().cloned());
        self.shorten();
    }

    fn shorten(&mut self) {
        while self.known.len() > HOSTS {
            self.known.pop_last();
        }
    }

    pub fn names(&self) -> Vec<String> {
        let names = self.known.iter();
        names.map(|name| bytes::text(name)).collect()
    }
}
