//! Our report of a file, as `logyomi report --format json` gives it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::outline::fold;
use super::pattern::Hole;
use super::table::{Rows, What, is_named};
use super::wording::Wordings;
use crate::shell;

pub struct Ours {
    pub report: Report,
    pub wordings: Wordings,
}

#[derive(Deserialize)]
pub struct Report {
    sections: Vec<Section>,
}

#[derive(Deserialize)]
struct Section {
    id: String,
    tables: Vec<Table>,
}

#[derive(Deserialize)]
struct Table {
    event: String,
    fields: Vec<String>,
    count: u64,
    lines: u64,
    sum: Option<u64>,
    rows: Vec<Row>,
    left_out: LeftOut,
}

#[derive(Deserialize)]
struct Row {
    key: Vec<String>,
    count: u64,
    lines: u64,
    sum: Option<u64>,
}

#[derive(Deserialize)]
struct LeftOut {
    count: u64,
}

/// A figure of our report.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    /// Nothing where no row is that one.
    pub figure: Option<u64>,
    /// `section/event` of the tables that had it.
    pub tables: BTreeSet<String>,
    /// What the tables left out of their rows: some of it may belong to the figure.
    pub left_out: u64,
}

impl Ours {
    pub fn read(file: &Path) -> Result<Ours> {
        let json = logyomi(&["report", "--format", "json"], file)?;
        Ok(Ours {
            report: Report::parse(&json)?,
            wordings: Wordings::read(file, &logyomi(&["lines"], file)?)?,
        })
    }
}

fn logyomi(arguments: &[&str], file: &Path) -> Result<String> {
    shell::output(
        shell::cargo()
            .args([
                "run",
                "--quiet",
                "--release",
                "--package",
                "logyomi-cli",
                "--",
            ])
            .args(arguments)
            .arg(file),
    )
}

impl Report {
    pub fn parse(json: &str) -> Result<Report> {
        serde_json::from_str(json).context("the report of logyomi")
    }

    /// The figure of the rows that have these keys.
    pub fn find(&self, rows: &Rows, keys: &[(Hole, String)]) -> Found {
        let mut found = Found::default();
        let mut values = BTreeSet::new();
        for (name, table) in self.tables(rows) {
            let Some(wanted) = wanted(table, rows, keys) else {
                continue;
            };
            match &rows.what {
                What::Distinct(field) => {
                    let place = table.fields.iter().position(|name| name == field);
                    let of_rows = table
                        .rows
                        .iter()
                        .filter(|row| has(row, &wanted, rows.fold_case));
                    values.extend(of_rows.filter_map(|row| row.key.get(place?)));
                    found.figure = Some(values.len() as u64);
                }
                _ if wanted.is_empty() => found.add(&name, whole(table, &rows.what)),
                what => {
                    found.left_out += table.left_out.count;
                    for row in table
                        .rows
                        .iter()
                        .filter(|row| has(row, &wanted, rows.fold_case))
                    {
                        found.add(&name, part(row, what));
                    }
                }
            }
        }
        found
    }

    fn tables<'a>(&'a self, rows: &'a Rows) -> impl Iterator<Item = (String, &'a Table)> {
        let all = self.sections.iter().flat_map(|section| {
            section
                .tables
                .iter()
                .map(move |table| (format!("{}/{}", section.id, table.event), table))
        });
        all.filter(|(name, _)| rows.tables.iter().any(|glob| is_named(glob, name)))
    }
}

impl Found {
    fn add(&mut self, table: &str, figure: Option<u64>) {
        if let Some(figure) = figure {
            *self.figure.get_or_insert(0) += figure;
            self.tables.insert(table.to_owned());
        }
    }
}

fn whole(table: &Table, what: &What) -> Option<u64> {
    match what {
        What::Lines => Some(table.lines),
        What::Sum => table.sum,
        _ => Some(table.count),
    }
}

fn part(row: &Row, what: &What) -> Option<u64> {
    match what {
        What::Lines => Some(row.lines),
        What::Sum => row.sum,
        _ => Some(row.count),
    }
}

/// Places in the key and what must stand there; nothing where the table has no such field.
fn wanted<'a>(
    table: &Table,
    rows: &'a Rows,
    keys: &'a [(Hole, String)],
) -> Option<Vec<(usize, &'a str)>> {
    let place = |field: &str| table.fields.iter().position(|name| name == field);
    let mut wanted = Vec::new();
    for (field, value) in &rows.keys {
        wanted.push((place(field)?, value.as_str()));
    }
    for (hole, value) in keys {
        match place(&hole.field) {
            Some(place) => wanted.push((place, value.as_str())),
            None if hole.optional => {}
            None => return None,
        }
    }
    Some(wanted)
}

fn has(row: &Row, wanted: &[(usize, &str)], fold_case: bool) -> bool {
    wanted.iter().all(|(place, value)| {
        row.key
            .get(*place)
            .is_some_and(|key| same(&fold(key), value, fold_case))
    })
}

/// LogWatch leaves out the middle of what is long: `/a/b ... /y/z`.
fn same(ours: &str, theirs: &str, fold_case: bool) -> bool {
    if fold_case {
        return same(&ours.to_lowercase(), &theirs.to_lowercase(), false);
    }
    ours == theirs
        || theirs.split_once(" ... ").is_some_and(|(head, tail)| {
            ours.len() >= head.len() + tail.len() && ours.starts_with(head) && ours.ends_with(tail)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logwatch::table::{Place, parse};

    const REPORT: &str = r#"{"sections": [{"id": "sshd", "tables": [
        {"event": "failed", "fields": ["addr", "user"], "count": 9, "lines": 7, "sum": null, "left_out": {"count": 2},
         "rows": [{"key": ["192.0.2.1", "root"], "count": 4, "lines": 2, "sum": null},
                  {"key": ["192.0.2.1", "Admin"], "count": 3, "lines": 3, "sum": null}]},
        {"event": "more", "fields": ["addr"], "count": 5, "lines": 1, "sum": 70, "left_out": {"count": 0},
         "rows": [{"key": ["192.0.2.1"], "count": 5, "lines": 1, "sum": 70}]}]}]}"#;

    fn check(entry: &str, line: &str, figure: Option<u64>, left_out: u64) {
        let service = parse("x", &format!("[[figure]]\n{entry}\n")).unwrap();
        let Place::Rows(rows) = &service.figures[0].place else {
            panic!("{entry}")
        };
        let read = service.figures[0].chain[0].read(line).unwrap();
        let found = Report::parse(REPORT).unwrap().find(rows, &read.keys);
        assert_eq!(
            (found.figure, found.left_out),
            (figure, left_out),
            "{entry} on {line}"
        );
    }

    #[test]
    fn figures_of_rows() {
        check(
            "logwatch = ['{addr}: #']\nours = ['sshd/failed']",
            "192.0.2.1: 1",
            Some(7),
            2,
        );
        check(
            "logwatch = ['{addr}: #']\nours = ['sshd*/failed', 'sshd/more']",
            "192.0.2.1: 1",
            Some(12),
            2,
        );
        check(
            "logwatch = ['{addr}: #']\nours = ['sshd/failed']\nfigure = 'lines'",
            "192.0.2.1: 1",
            Some(5),
            2,
        );
        check(
            "logwatch = ['{user}: #']\nours = ['sshd/failed']",
            "admin: 1",
            None,
            2,
        );
        check(
            "logwatch = ['{user}: #']\nours = ['sshd/failed']\nfold_case = true",
            "admin: 1",
            Some(3),
            2,
        );
        check(
            "logwatch = ['{user?}: #']\nours = ['sshd/more']\nfigure = 'sum'",
            "root: 1",
            Some(70),
            0,
        );
        check(
            "logwatch = ['Killed: #']\nours = ['sshd/failed']",
            "Killed: 1",
            Some(9),
            0,
        );
        check(
            "logwatch = ['Killed: #']\nours = ['sshd/failed']\nwhere = { user = 'root' }",
            "Killed: 1",
            Some(4),
            2,
        );
        check(
            "logwatch = ['# hosts']\nours = ['sshd/failed']\nfigure = 'distinct user'",
            "2 hosts",
            Some(2),
            0,
        );
    }

    #[test]
    fn what_is_long_is_shortened() {
        assert!(same("/scripts/a/b/c.exe", "/scr ... .exe", false));
        assert!(!same("/scr.exe", "/scr ... r.exe", false));
    }
}
