//! Archives: where the files inside lie, and which of them are logs.
//!
//! A file of an archive is a file like any other, whose bytes are found by a [`Place`]: a stretch of
//! what was given, and the steps from there to the file itself.

pub(crate) mod pick;
pub(crate) mod tar;
pub(crate) mod zip;

use crate::report::{Archive, SkippedFiles};
use crate::unpack::Packing;
use serde::{Deserialize, Serialize};

/// Where a file's bytes are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Which of the given files.
    pub given: u32,
    /// The stretch of it that must be read.
    pub start: u64,
    pub end: u64,
    /// From that stretch to the file's own bytes, the outermost first.
    pub steps: Vec<Step>,
}

/// A step inward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Step {
    Unpack(Packing),
    /// Of all bytes only these.
    Window {
        start: u64,
        end: u64,
    },
}

impl Place {
    /// Whether the bytes there are the file's own: then it can be read from any of them on.
    pub fn is_plain(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether the stretch holds other files, too.
    pub(crate) fn is_shared(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.any(|step| matches!(step, Step::Window { .. }))
    }
}

/// What an archive may hold. A `/var/log` of ten years has some thousand files, an sosreport some ten thousand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub entries: u64,
    /// Archives inside archives: the outermost is the first.
    pub nesting: u32,
    /// A zip inside another archive is held in memory.
    pub held: usize,
    /// The list at a zip's end.
    pub directory: u64,
    /// Names of files that were not read, of each kind.
    pub names: usize,
}

pub(crate) const BOUNDS: Bounds = Bounds {
    entries: 50_000,
    nesting: 3,
    held: 32 << 20,
    directory: 16 << 20,
    names: 5,
};

/// No file is larger: what a head claims beyond that is cut to it.
pub(crate) const LARGEST: u64 = 1 << 46;

/// Why a file of an archive is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    NoLog,
    Binary,
    Journal,
    Empty,
    Link,
    Special,
    Sparse,
    Encrypted,
    Method,
    Nesting,
    TooLarge,
    Damaged,
}

impl Why {
    pub fn name(self) -> &'static str {
        match self {
            Why::NoLog => "no-log",
            Why::Binary => "binary",
            Why::Journal => "journal",
            Why::Empty => "empty",
            Why::Link => "link",
            Why::Special => "special",
            Why::Sparse => "sparse",
            Why::Encrypted => "encrypted",
            Why::Method => "method",
            Why::Nesting => "nesting",
            Why::TooLarge => "too-large",
            Why::Damaged => "damaged",
        }
    }
}

impl Archive {
    /// Counts a file that is not read.
    pub(crate) fn skip(&mut self, why: Why, name: &str, bytes: u64) {
        self.files += 1;
        let at = match self
            .skipped
            .binary_search_by(|kind| kind.why.as_str().cmp(why.name()))
        {
            Ok(at) => at,
            Err(at) => {
                let why = why.name().to_owned();
                self.skipped.insert(
                    at,
                    SkippedFiles {
                        why,
                        ..SkippedFiles::default()
                    },
                );
                at
            }
        };
        if let Some(kind) = self.skipped.get_mut(at) {
            kind.count += 1;
            kind.bytes = (kind.bytes + bytes.min(LARGEST)).min(1 << 52);
            if kind.names.len() < BOUNDS.names {
                kind.names.push(name.to_owned());
            }
        }
    }
}
