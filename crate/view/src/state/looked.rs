//! What was looked for in the files since the report was made, because the reader asked for it.

use std::collections::BTreeMap;

use logyomi_core::report::Sample;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    /// The lines of attackers, by their addresses.
    pub lines: BTreeMap<String, LinesOf>,
}

/// The lines of an address, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinesOf {
    /// The first ones.
    pub samples: Vec<Sample>,
    /// How many there are in all.
    pub found: u64,
    /// How far the search is; nothing: to its end.
    pub percent: Option<u64>,
    /// Stretches of the files that could not be read.
    pub unread: u64,
}
