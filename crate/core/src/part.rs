//! What one reader has found: its analysis, and what was wrong with files beside it. That does not go the way of the
//! analysis, which is kept from range to range: it is told with the range it was met in.

use crate::analysis::Analysis;
use crate::line::{Line, Sink};
use crate::report::{Document, FileProblem};
use std::ops::Range;

pub struct Part {
    pub analysis: Analysis,
    /// Lines that were read, for whoever waits.
    pub lines: u64,
    /// By [`crate::FilePlan::file`].
    pub problems: Vec<(u32, FileProblem)>,
}

impl Part {
    /// Goes on with what is known.
    pub fn new(analysis: Analysis) -> Part {
        Part {
            analysis,
            lines: 0,
            problems: Vec::new(),
        }
    }
}

impl Sink for Part {
    fn line(&mut self, line: &Line<'_>) {
        self.lines += 1;
        self.analysis.line(line);
    }

    fn range(&mut self, file: u32, range: Range<u64>, lines: Option<u64>) {
        self.analysis.range(file, range, lines);
    }

    fn document(&mut self, document: Document) {
        self.analysis.document(document);
    }

    fn problem(&mut self, file: u32, problem: FileProblem) {
        self.problems.push((file, problem));
    }
}
