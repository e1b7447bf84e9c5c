//! A report on its way from a worker to the page: lines of JSON, none of them long, so that each can be read while the
//! next one is written, and whoever puts them together rests between two.
//!
//! Not postcard: the report leaves fields out where they are empty, which only a form with names can read.

use std::mem::take;

use logyomi_core::report::{
    Attacker, Document, FileReport, Network, Report, Row, Subject, TargetName, TargetPath,
    Unmatched,
};
use serde::{Deserialize, Serialize};

/// So many rows are a line.
const ROWS: usize = 300;

/// A part of a report. All lists are in order; what belongs into a list of a list says into which.
#[derive(Serialize, Deserialize)]
enum Line {
    /// The first one: everything but the long lists.
    Frame(Box<Report>),
    Files(Vec<FileReport>),
    Rows(usize, usize, Vec<Row>),
    Attackers(Vec<Attacker>),
    Names(Vec<TargetName>),
    Paths(Vec<TargetPath>),
    Networks(Vec<Network>),
    Documents(Vec<Document>),
    Subjects(usize, Vec<Subject>),
    Unmatched(Vec<Unmatched>),
}

/// Gives the report line by line.
pub fn send(mut report: Report, mut give: impl FnMut(&str)) {
    let lists = lists(&mut report);
    let frame = Line::Frame(Box::new(report));
    for line in std::iter::once(frame).chain(lists) {
        // Only maps with keys that are no strings fail; a report has none.
        if let Ok(text) = serde_json::to_string(&line) {
            give(&text);
        }
    }
}

fn lists(report: &mut Report) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut put = |line: Line| lines.push(line);
    cut(take(&mut report.files), ROWS, |part| put(Line::Files(part)));
    for (at, section) in report.sections.iter_mut().enumerate() {
        for (table, found) in section.tables.iter_mut().enumerate() {
            let rows = take(&mut found.rows);
            cut(rows, ROWS, |part| put(Line::Rows(at, table, part)));
        }
    }
    let attackers = take(&mut report.attackers);
    cut(attackers, ROWS, |part| put(Line::Attackers(part)));
    let targets = &mut report.targets;
    cut(take(&mut targets.names), ROWS, |part| {
        put(Line::Names(part))
    });
    cut(take(&mut targets.paths), ROWS, |part| {
        put(Line::Paths(part))
    });
    let networks = take(&mut report.networks);
    cut(networks, ROWS, |part| put(Line::Networks(part)));
    // A document has thousands of rows itself.
    let documents = take(&mut report.documents);
    cut(documents, 1, |part| put(Line::Documents(part)));
    for (at, finding) in report.findings.iter_mut().enumerate() {
        let subjects = take(&mut finding.subjects);
        cut(subjects, ROWS, |part| put(Line::Subjects(at, part)));
    }
    let unmatched = take(&mut report.unmatched);
    cut(unmatched, ROWS, |part| put(Line::Unmatched(part)));
    lines
}

fn cut<T>(list: Vec<T>, length: usize, mut give: impl FnMut(Vec<T>)) {
    let mut list = list.into_iter();
    loop {
        let part: Vec<T> = list.by_ref().take(length).collect();
        if part.is_empty() {
            return;
        }
        give(part);
    }
}

/// A report that is being put together. The first line of another one begins anew.
#[derive(Default)]
pub struct Joined {
    /// Nothing before the first line, and behind one that was damaged.
    report: Option<Report>,
}

impl Joined {
    /// The next line. Behind one that is damaged all others are lost.
    pub fn line(&mut self, line: &[u8]) {
        let line = serde_json::from_slice(line).ok();
        self.report = line.and_then(|line| joined(self.report.take(), line));
    }

    /// Nothing, where a line was missing or damaged.
    pub fn report(self) -> Option<Report> {
        self.report
    }
}

fn joined(report: Option<Report>, line: Line) -> Option<Report> {
    let begins = matches!(line, Line::Frame(_));
    let mut report = if begins { Report::default() } else { report? };
    match line {
        Line::Frame(frame) => report = *frame,
        Line::Files(part) => report.files.extend(part),
        Line::Rows(section, table, part) => {
            let section = report.sections.get_mut(section)?;
            section.tables.get_mut(table)?.rows.extend(part);
        }
        Line::Attackers(part) => report.attackers.extend(part),
        Line::Names(part) => report.targets.names.extend(part),
        Line::Paths(part) => report.targets.paths.extend(part),
        Line::Networks(part) => report.networks.extend(part),
        Line::Documents(part) => report.documents.extend(part),
        Line::Subjects(finding, part) => {
            report.findings.get_mut(finding)?.subjects.extend(part);
        }
        Line::Unmatched(part) => report.unmatched.extend(part),
    }
    Some(report)
}
