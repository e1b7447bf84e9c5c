//! One line of the input, read: what every consumer is given.

use crate::cutter::RawLine;
use crate::known::KNOWN;
use crate::record::Record;
use crate::report::{Document, FileProblem};
use crate::slots::Fields;
use logyomi_sections::{Event, FieldId, Pattern, Section};
use std::ops::Range;

/// A line and what it was found to be.
#[derive(Debug)]
pub struct Line<'a> {
    /// [`crate::FilePlan::file`].
    pub file: u32,
    /// Where the line starts, and how long it is, in the unpacked bytes before decoding, without its end.
    pub offset: u64,
    pub length: u32,
    /// Its number among the lines of the file that start in the range, from 1. An entry of a journal, a record and what
    /// was packed in a mail have none.
    pub number: Option<u64>,
    /// Where the range began that the line was read in.
    pub range_start: u64,
    /// The line in UTF-8 (or as it is, where it is not valid text).
    pub text: &'a [u8],
    pub status: Status,
    pub record: Option<Record<'a>>,
    /// Another record follows on the same line, which is counted with the last one.
    pub joined: bool,
    pub hit: Option<Hit<'a>>,
    /// How often the line stands for its event: its own weight times `message repeated N times`.
    pub times: u64,
    pub faults: Faults,
}

impl<'a> Line<'a> {
    /// A line of which nothing is known yet.
    pub(crate) fn new(file: u32, range_start: u64, raw: &RawLine<'_>, text: &'a [u8]) -> Line<'a> {
        Line {
            file,
            offset: raw.offset,
            length: raw.length,
            number: raw.number,
            range_start,
            text,
            status: Status::Prose,
            record: None,
            joined: false,
            hit: None,
            times: 1,
            faults: Faults {
                cut: raw.cut,
                ..Faults::default()
            },
        }
    }
}

/// Where a line went; see `report::Lines`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Matched,
    Ambiguous,
    Ignored,
    Unmatched,
    Unreadable,
    Document,
    Prose,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Status::Matched => "matched",
            Status::Ambiguous => "ambiguous",
            Status::Ignored => "ignored",
            Status::Unmatched => "unmatched",
            Status::Unreadable => "unreadable",
            Status::Document => "document",
            Status::Prose => "prose",
        }
    }
}

/// What was odd about a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Longer than 64 KiB, and cut there.
    pub cut: bool,
    /// Bytes that are not valid in the file's encoding.
    pub invalid: bool,
    /// A repeat whose line is missing or of another host.
    pub orphan: bool,
}

/// The event that read a message, and the fields it found.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'a> {
    /// Index into `logyomi_sections::SECTIONS`.
    pub section_index: u16,
    /// Index into the section's events.
    pub event_index: u16,
    pub section: &'static Section,
    pub event: &'static Event,
    pub pattern: &'static Pattern,
    pub fields: Fields<'a>,
    /// Who wrote the line, as its head says.
    pub program: &'a [u8],
    pub ambiguous: bool,
}

impl<'a> Hit<'a> {
    /// A field of the message; `program` is the head's where the message names none.
    pub fn get(&self, field: FieldId) -> Option<&'a [u8]> {
        self.fields.get(field).or_else(|| {
            (field == KNOWN.program && !self.program.is_empty()).then_some(self.program)
        })
    }
}

/// Whoever takes lines: an analysis, a search for evidence, a writer of NDJSON.
pub trait Sink {
    fn line(&mut self, line: &Line<'_>);

    /// All lines that start in this range of this file were given, so many of them with a number; nobody knows how many
    /// there are where the file broke off. The end is `u64::MAX` at the file's end.
    fn range(&mut self, _file: u32, _range: Range<u64>, _lines: Option<u64>) {}

    /// A command output or a mail, whose lines were given before.
    fn document(&mut self, _document: Document) {}

    /// Something was wrong with the file as a whole.
    fn problem(&mut self, _file: u32, _problem: FileProblem) {}
}
