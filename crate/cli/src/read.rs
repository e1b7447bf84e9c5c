//! From files to a report.

use crate::input::Input;
use logyomi_core::report::Report;
use logyomi_core::{Analysis, Caps, Query};
use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroUsize;
use std::thread::available_parallelism;

/// The report, read by so many threads, and whether every file could be read.
pub fn report(input: &Input, query: &Query, threads: usize) -> (Report, bool) {
    // Strangers choose the keys of our tables: the seed is drawn anew for every run.
    let seed = RandomState::new().hash_one(0);
    let mut input = input.open(seed);
    let mut analysis = input.analyze(threads, Analysis::new(&input.plans, query, seed));
    if let Some(candidates) = analysis.second_pass() {
        // What the first pass knew goes before the second begins.
        drop(analysis);
        let second = Analysis::second(&input.plans, query, seed, Caps::default(), &candidates);
        analysis = input.analyze(threads, second);
    }
    let mut report = analysis.report(&input.plans);
    for (file, hash) in report.files.iter_mut().zip(input.hashes) {
        file.sha256 = hash;
    }
    (report, !input.failed)
}

/// As many threads as the machine has processors.
pub fn all_processors() -> usize {
    available_parallelism().map_or(1, NonZeroUsize::get)
}
