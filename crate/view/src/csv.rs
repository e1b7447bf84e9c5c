//! Tables for spreadsheets: UTF-8 with a mark in front, which Excel needs to see that it is, and quoted as
//! RFC 4180 says.
//!
//! A spreadsheet runs what begins like a formula, and strangers chose what stands in a log. A cell of theirs
//! that begins so is given an apostrophe, which spreadsheets take for "this is text".

use logyomi_core::report::{Attacker, Report, Row, Table};
use logyomi_sections::Words;

use crate::words::{self, Lang};
use crate::{lookup, number, visible::visible};

/// What is written as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    Attackers,
    /// Of a section's event.
    Table {
        section: String,
        event: String,
    },
}

impl Which {
    /// `attackers`, or `sshd/illegal-user`.
    pub fn of(name: &str) -> Option<Which> {
        match name.split_once('/') {
            Some((section, event)) => Some(Which::Table {
                section: section.to_owned(),
                event: event.to_owned(),
            }),
            None => (name == "attackers").then_some(Which::Attackers),
        }
    }
}

/// All names that [`Which::of`] reads and this report has something for.
pub fn names(report: &Report) -> Vec<String> {
    let tables = report.sections.iter().flat_map(|section| {
        let tables = section.tables.iter();
        tables.map(|table| format!("{}/{}", section.id, table.event))
    });
    ["attackers".to_owned()].into_iter().chain(tables).collect()
}

/// The table with a line of headings; nothing where the report does not have it.
pub fn csv(report: &Report, which: &Which, lang: Lang) -> Option<String> {
    match which {
        Which::Attackers => Some(attackers(report, lang)),
        Which::Table { section, event } => {
            let mut sections = report.sections.iter();
            let found = sections.find(|found| found.id == *section)?;
            let found = found.tables.iter().find(|table| table.event == *event)?;
            Some(table(found, lang))
        }
    }
}

fn attackers(report: &Report, lang: Lang) -> String {
    const HEADS: [Words; 11] = [
        words::ADDRESS,
        words::LEARNED,
        words::COUNTRY,
        words::WHOIS,
        words::ATTEMPTS,
        words::SUCCEEDED,
        words::SERVICES,
        words::USERS,
        words::PATHS,
        words::FIRST,
        words::LAST,
    ];
    let mut sheet = Sheet::new();
    HEADS.into_iter().for_each(|head| sheet.text(lang.of(head)));
    sheet.end();
    for one in &report.attackers {
        attacker(&mut sheet, one);
    }
    sheet.out
}

fn attacker(sheet: &mut Sheet, one: &Attacker) {
    let counted = |value: &str, count: u64| format!("{value} ({count})");
    let services = one.services.iter();
    let services = services.map(|service| counted(&service.name, service.attempts));
    let users = one
        .users
        .iter()
        .map(|user| counted(&user.value, user.count));
    let paths = one
        .paths
        .iter()
        .map(|path| counted(&path.value, path.count));
    sheet.text(&one.address);
    sheet.list(one.names.iter().cloned());
    sheet.text(one.country.as_deref().unwrap_or_default());
    let known = one.whois.iter().flat_map(lookup::whois);
    sheet.list(known.map(str::to_owned));
    sheet.figure(one.attempts);
    sheet.figure(one.succeeded);
    sheet.list(services);
    sheet.list(users);
    sheet.list(paths);
    sheet.moment(one.first.as_deref());
    sheet.moment(one.last.as_deref());
    sheet.end();
}

fn table(table: &Table, lang: Lang) -> String {
    let mut sheet = Sheet::new();
    let label = |field: &String| lookup::field_label(field, lang).to_owned();
    table
        .fields
        .iter()
        .for_each(|field| sheet.text(&label(field)));
    let sums = sums(table);
    match table.sum_fields.is_empty() {
        true => (0..sums).for_each(|_| sheet.text(lang.of(words::SUM))),
        false => table
            .sum_fields
            .iter()
            .for_each(|field| sheet.text(&label(field))),
    }
    for head in [words::COUNT, words::LINES, words::FIRST, words::LAST] {
        sheet.text(lang.of(head));
    }
    sheet.end();
    for one in &table.rows {
        row(&mut sheet, table, one, sums);
    }
    sheet.out
}

fn row(sheet: &mut Sheet, table: &Table, row: &Row, sums: usize) {
    // As many cells as there are headings, whatever a saved report says.
    for at in 0..table.fields.len() {
        sheet.text(row.key.get(at).map_or("", String::as_str));
    }
    let all = match row.sums.is_empty() {
        true => row.sum.as_slice(),
        false => &row.sums,
    };
    for at in 0..sums {
        match all.get(at) {
            Some(sum) => sheet.figure(*sum),
            None => sheet.text(""),
        }
    }
    sheet.figure(row.count);
    sheet.figure(row.lines);
    sheet.moment(row.first.as_deref());
    sheet.moment(row.last.as_deref());
    sheet.end();
}

/// How many sums a row has.
fn sums(table: &Table) -> usize {
    let one = table.sum.is_some() || table.rows.iter().any(|row| row.sum.is_some());
    match table.sum_fields.len() {
        0 => usize::from(one),
        several => several,
    }
}

/// A file that grows cell by cell.
struct Sheet {
    out: String,
    begun: bool,
}

impl Sheet {
    fn new() -> Sheet {
        Sheet {
            out: "\u{feff}".to_owned(),
            begun: false,
        }
    }

    fn cell(&mut self, ready: &str) {
        if self.begun {
            self.out.push(',');
        }
        self.out.push_str(ready);
        self.begun = true;
    }

    fn text(&mut self, text: &str) {
        let ready = quoted(&guarded(&visible(text)));
        self.cell(&ready);
    }

    /// Several values in one cell.
    fn list(&mut self, values: impl Iterator<Item = String>) {
        let values: Vec<String> = values.collect();
        self.text(&values.join("; "));
    }

    fn figure(&mut self, figure: u64) {
        self.cell(&figure.to_string());
    }

    fn moment(&mut self, iso: Option<&str>) {
        self.text(&iso.map(number::moment).unwrap_or_default());
    }

    fn end(&mut self) {
        self.out.push_str("\r\n");
        self.begun = false;
    }
}

/// A text that no spreadsheet takes for a formula. Wide forms count: Japanese versions take them, too.
fn guarded(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    match formula {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// In quotes where it must be: also for those who part cells by semicolons or tabs, as some versions of Excel do.
fn quoted(text: &str) -> String {
    let special = |c: char| matches!(c, '"' | ',' | ';' | '\t' | '\r' | '\n');
    let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
    if !text.contains(special) && !blank(text.chars().next()) && !blank(text.chars().last()) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text() {
        for formula in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1+1", "＠a",
        ] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for plain in ["", "203.0.113.9", "root", "a=b", "_-1", "1-1"] {
            assert_eq!(guarded(plain), plain);
        }
    }

    #[test]
    fn cells_are_quoted_as_rfc_4180_says() {
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(quoted("a\r\nb"), "\"a\r\nb\"");
        assert_eq!([quoted(" a"), quoted("a;b")], ["\" a\"", "\"a;b\""]);
        assert_eq!(quoted("a b"), "a b");
    }

    #[test]
    fn a_name_is_read_and_what_is_not_there_is_nothing() {
        let which = Which::of("sshd/illegal-user");
        let expect = Which::Table {
            section: "sshd".to_owned(),
            event: "illegal-user".to_owned(),
        };
        assert_eq!(which, Some(expect.clone()));
        assert_eq!(Which::of("attackers"), Some(Which::Attackers));
        assert_eq!(Which::of("sshd"), None);
        assert_eq!(csv(&Report::default(), &expect, Lang::En), None);
    }
}
