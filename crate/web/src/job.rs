//! What page and worker say to each other: plain data, through serde-wasm-bindgen.
//!
//! A message is a list of two: the [`Job`] or [`Answer`], and what is not data and rides along
//! (the `File` objects of a job, the bytes of an answer, which are handed over and not copied).

use chrono::NaiveDate;
use js_sys::Array;
use logyomi_core::report::{FileProblem, Sample};
use logyomi_core::{FilePlan, Look, Query, Wanted};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

/// What a worker is asked to do.
#[derive(Clone, Serialize, Deserialize)]
pub enum Job {
    /// Read what we made up until something else comes; not answered.
    Warm,
    /// Are you there? Answered by [`Answer::Here`].
    Knock,
    /// Comes before all others: what they are about. With it go the candidates of a second pass, if it is one.
    Begin(Begin),
    /// Look at these files, which are no pieces of plans yet; with it go the files. Answered by [`Answer::Looks`].
    Look { pieces: Vec<Piece> },
    /// Read these whole, to see whether they hold the same. Answered by [`Answer::Wholes`].
    Compare { pieces: Vec<Piece> },
    /// Read these; with it go their files. What is found is kept; answered by [`Answer::Kept`].
    Read { pieces: Vec<Piece> },
    /// Read no further, the rest is not wanted; answered by what is being read.
    Stop,
    /// Give what was found so far, and keep it. Answered by [`Answer::Brought`].
    Bring,
    /// Give what was found; there is nothing more to do. Answered by [`Answer::Brought`].
    Leave,
    /// Put what others have found (with it goes what they brought) to your own, and make the report. Answered by
    /// [`Answer::Report`], or, where this is not the last pass and a table overflowed, by [`Answer::Overflow`].
    Gather {
        problems: Vec<(u32, FileProblem)>,
        last: bool,
    },
    /// Find lines again; with it go the files. Answered by [`Answer::Lines`].
    Find { search: Search, pieces: Vec<Piece> },
    /// What names these files for good; with it go the files. Answered by [`Answer::Hash`].
    Hash { pieces: Vec<Piece> },
    /// All lines of these files as NDJSON; with it go the files. Answered by [`Answer::Written`].
    Write { pieces: Vec<Piece> },
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Begin {
    pub plans: Vec<FilePlan>,
    pub query: Query,
    /// For the hash tables and fingerprints; at most 53 bits.
    pub seed: u64,
    /// Before there are plans: the files as they were given.
    pub asked: Vec<Asked>,
    /// Files that may hold the same.
    pub suspects: Vec<Look>,
}

/// A file as it was given.
#[derive(Clone, Serialize, Deserialize)]
pub struct Asked {
    /// Its number among those that were given.
    pub given: u32,
    pub path: String,
    pub bytes: u64,
    pub modified: Option<NaiveDate>,
}

/// Bytes of one file, of which the lines are read that start in them; or all files that can only be come to
/// through these bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// [`FilePlan::file`]; of a look the place in [`Begin::asked`] or [`Begin::suspects`].
    pub files: Vec<u32>,
    pub start: u64,
    pub end: u64,
}

/// Which lines are looked for, and how they are brought.
#[derive(Clone, Serialize, Deserialize)]
pub struct Search {
    pub wanted: Wanted,
    pub bring: Bring,
    /// How many lines of the file stand before the piece, if that is known: of a text.
    pub before: Option<u64>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Bring {
    /// The first ones, to be shown; the others are counted.
    First(usize),
    /// All of them, as text to be saved: it goes beside the answer.
    Text,
}

#[derive(Serialize, Deserialize)]
pub enum Answer {
    /// The worker's answer to a knock.
    Here,
    /// The worker holds the lock of its name, and so can be watched.
    Held,
    /// What is done next takes its time, and nothing is heard meanwhile.
    Busy,
    /// So much of the job is done: said several times a second, and at its end.
    Progress { bytes: u64, lines: u64 },
    /// The files were read, and what was found is kept. What was wrong with files is said here:
    /// a file that is read in ranges has a problem once.
    Kept { problems: Vec<(u32, FileProblem)> },
    /// With it goes a Blob with all that was found so far: the page holds no bytes of it. Of one that leaves, the
    /// bytes themselves, if they are few: a Blob takes its time to be read again.
    Brought,
    /// With it goes a line of the report ([`logyomi_view::json::Joined`]): others follow, and [`Answer::Report`].
    Part,
    /// All of the report was said.
    Report,
    /// With it goes what a second pass must count.
    Overflow,
    /// The files that were found, by the place of the piece's file in [`Begin::asked`].
    Looks { found: Vec<(u32, Vec<Look>)> },
    /// Files as they are known now that they were read, by the place in [`Begin::suspects`].
    Wholes { found: Vec<(u32, Look)> },
    /// `found` counts also those that were not brought, `lines` all that were read. The samples are numbered from where the
    /// piece begins.
    Lines {
        samples: Vec<Sample>,
        found: u64,
        lines: u64,
    },
    /// One a file, in lower-case hexadecimal.
    Hash { sha256: Vec<String> },
    /// With it goes a Blob.
    Written,
    /// The worker cannot go on.
    Failed { reason: String },
}

impl Answer {
    /// Whether the job is done, or will not be.
    pub fn is_last(&self) -> bool {
        !matches!(
            self,
            Answer::Here | Answer::Held | Answer::Busy | Answer::Progress { .. } | Answer::Part
        )
    }
}

impl Piece {
    pub fn bytes(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }
}

/// Of two figures, if both are known.
pub fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    Some(one? + other?)
}

/// The pieces of a job, each with its file.
pub fn pairs<'a>(pieces: &'a [Piece], files: &Array) -> impl Iterator<Item = (&'a Piece, Blob)> {
    pieces.iter().zip(files.iter().map(JsCast::unchecked_into))
}

/// A message, ready to be posted.
pub fn message(data: &impl Serialize, rider: &JsValue) -> Result<JsValue, JsValue> {
    Ok(Array::of2(&serde_wasm_bindgen::to_value(data)?, rider).into())
}

/// What a message holds.
pub fn open<T: DeserializeOwned>(message: JsValue) -> Result<(T, JsValue), JsValue> {
    let message: Array = message.dyn_into()?;
    Ok((
        serde_wasm_bindgen::from_value(message.get(0))?,
        message.get(1),
    ))
}
