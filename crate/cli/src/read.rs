//! From files to a report.

use crate::input::Input;
use logyomi_core::report::Report;
use logyomi_core::{Analysis, Caps, Query};
use std::hash::{BuildHasher, RandomState};

/// The report, and whether every file could be read.
pub fn report(input: &Input, query: &Query) -> (Report, bool) {
    let mut input = input.open();
    // Strangers choose the keys of our tables: the seed is drawn anew for every run.
    let seed = RandomState::new().hash_one(0);
    let mut analysis = Analysis::new(&input.plans, query, seed);
    input.feed(&mut analysis);
    if let Some(candidates) = analysis.second_pass()
        && let Some(mut second) =
            Analysis::second(&input.plans, query, seed, Caps::default(), &candidates)
    {
        input.feed(&mut second);
        analysis = second;
    }
    let mut report = analysis.report(&input.plans);
    for (file, hash) in report.files.iter_mut().zip(&input.hashes) {
        file.sha256.clone_from(hash);
    }
    (report, !input.failed)
}
