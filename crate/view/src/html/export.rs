//! What leaves the page: the buttons that save and print, and the head of a report on paper.

use std::fmt::Write;

use logyomi_core::report::{FileReport, Report};
use maud::{Markup, html};

use super::{View, piece};
use crate::visible::visible;
use crate::words::{self, Lang, export as say};

/// So many files are named on the head of each sheet, with their hashes.
const NAMED: usize = 2;

impl View<'_> {
    /// What can be done with the report as a whole; the page does it.
    pub(super) fn tools(&self) -> Markup {
        let save = |format: &str, word, hint: Option<&str>| {
            html! {
                button type="button" data-action="save" data-format=(format) title=[hint] { (self.lang.of(word)) }
            }
        };
        let hint = self.lang.of(say::SAVE_LINES_HINT);
        html! {
            div .tools role="group" aria-label=(self.lang.of(say::EXPORT)) {
                (save("html", words::SAVE_HTML, None))
                (save("text", words::SAVE_TEXT, None))
                (save("json", words::SAVE_JSON, None))
                (save("csv", say::SAVE_CSV, None))
                @if self.narrows() { (save("ndjson", say::SAVE_LINES, Some(hint))) }
                button type="button" data-action="print" { (self.lang.of(words::PRINT)) }
            }
        }
    }

    /// Beside a table's title. `table`: `sshd/illegal-user`.
    pub(super) fn save_table(&self, table: &str) -> Markup {
        html! {
            @if !self.saved {
                button .save type="button" data-action="save" data-format="csv" data-table=(table) {
                    (self.lang.of(say::SAVE_TABLE))
                }
            }
        }
    }

    /// A saved report does not have the logs: what it cannot do.
    pub(super) fn reopened(&self) -> Markup {
        html! {
            @if self.state.reopened {
                aside .note.reopened {
                    p { strong { (self.lang.of(say::REOPENED)) } }
                    p { (self.lang.of(say::REOPENED_LIMITS)) }
                }
            }
        }
    }

    /// On paper and in a saved file: what was read, by name and hash, and on whose clock. Not seen in the page.
    pub(super) fn heading(&self) -> Markup {
        html! {
            @if !self.report.files.is_empty() {
                table {
                    caption { (self.lang.of(say::READ_FILES)) }
                    thead {
                        tr {
                            th scope="col" { (self.lang.of(words::FILE)) }
                            th scope="col" { (self.lang.of(say::SHA256)) }
                        }
                    }
                    tbody { @for file in &self.report.files { (self.hash(file)) } }
                }
            }
            p { strong { (self.lang.of(say::CLOCK)) } " " (say::clock(self.report, self.lang)) }
        }
    }

    fn hash(&self, file: &FileReport) -> Markup {
        html! {
            tr {
                th scope="row" { (piece::value(&file.path, self.lang)) }
                td {
                    @match &file.sha256 {
                        Some(hash) => code { (piece::log(hash)) },
                        None if self.saved => "–",
                        None => span .empty { (self.lang.of(say::NO_HASH)) },
                    }
                }
            }
        }
    }
}

/// The rule for the margins of printed sheets: on each of them the files, and which sheet of how many it is.
/// File names are strangers' text: in a style sheet every letter of theirs is an escape.
pub fn sheets(report: &Report, lang: Lang) -> String {
    let files = match report.files.as_slice() {
        [] => String::new(),
        [first, others @ ..] if others.len() >= NAMED => {
            say::and_others(&visible(&first.path), others.len(), lang)
        }
        few => few.iter().map(named).collect::<Vec<_>>().join("\n"),
    };
    let (title, files) = (escaped(lang.of(say::PAGE_HEAD)), escaped(&files));
    format!(
        "@page {{ @top-left {{ content: \"{title}\"; font: 7pt/1.3 sans-serif; }} @top-right {{ content: \"{files}\"; font: 7pt/1.3 sans-serif; white-space: pre-line; text-align: right; }} @bottom-right {{ font: 7pt/1.3 sans-serif; content: counter(page) \" / \" counter(pages); }} }}"
    )
}

fn named(file: &FileReport) -> String {
    let hash = file.sha256.as_deref().unwrap_or_default();
    let hash = visible(hash);
    match hash.is_empty() {
        true => visible(&file.path).into_owned(),
        false => format!("{}\nSHA-256 {hash}", visible(&file.path)),
    }
}

/// As a text in a style sheet. A blank ends an escape.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter.is_ascii_alphanumeric() || letter == ' ' {
            true => out.push(letter),
            // A String takes all that is written into it.
            false => drop(write!(out, "\\{:x} ", u32::from(letter))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_place_in_the_style_sheet() {
        let file = |path: &str| FileReport {
            path: path.to_owned(),
            sha256: Some("0".repeat(64)),
            ..FileReport::default()
        };
        let mut report = Report {
            files: vec![file("\"; } </style> * { color: red } \\")],
            ..Report::default()
        };
        let rule = sheets(&report, Lang::En);
        assert_eq!(rule.matches('}').count(), 4);
        assert_eq!(rule.matches('"').count(), 6);
        assert!(!rule.contains('<') && rule.contains("SHA\\2d 256 000"));
        report.files = ["a", "b", "c"].map(file).to_vec();
        assert!(sheets(&report, Lang::En).contains("\"a and 2 more\""));
    }
}
