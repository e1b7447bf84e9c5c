//! The files: what each was taken for, where its lines went, what was wrong.

use logyomi_core::report::{Archive, FileReport, Lines};
use logyomi_sections::Words;
use maud::{Markup, html};

use super::{View, piece, settings};
use crate::{number, words};

/// A column of figures.
struct Fate {
    head: Words,
    /// Always shown; the others only where a file has such lines.
    always: bool,
    lines: fn(&Lines) -> u64,
}

const FATES: [Fate; 9] = [
    Fate {
        head: words::READ,
        always: true,
        lines: |lines| lines.read,
    },
    Fate {
        head: words::MATCHED,
        always: true,
        lines: |lines| lines.matched,
    },
    Fate {
        head: words::AMBIGUOUS,
        always: false,
        lines: |lines| lines.ambiguous,
    },
    Fate {
        head: words::IGNORED_LINES,
        always: true,
        lines: |lines| lines.ignored,
    },
    Fate {
        head: words::UNMATCHED_LINES,
        always: true,
        lines: |lines| lines.unmatched,
    },
    Fate {
        head: words::UNREADABLE,
        always: true,
        lines: |lines| lines.unreadable,
    },
    Fate {
        head: words::DOCUMENT,
        always: false,
        lines: |lines| lines.document,
    },
    Fate {
        head: words::PROSE,
        always: false,
        lines: |lines| lines.prose,
    },
    Fate {
        head: words::FILTERED,
        always: false,
        lines: |lines| lines.filtered,
    },
];

/// The table's name among those that have windows.
pub(super) const FILES: &str = "files";

impl View<'_> {
    pub(super) fn files(&self) -> Markup {
        let title = self.lang.of(words::FILES);
        html! {
            h2 { (title) }
            @if self.report.files.is_empty() {
                p { (self.lang.of(words::NO_FILES)) }
            } @else {
                (piece::scroll(title, self.files_table(title)))
                p .hint { (self.lang.of(words::FATES_NOTE)) }
            }
            (self.documents())
        }
    }

    fn files_table(&self, title: &str) -> Markup {
        let fates = self.fates();
        html! {
            table .files.stacks role="table" {
                caption .vh { (title) }
                (piece::head(html! {
                    (piece::column(self.lang.of(words::FILE)))
                    (piece::column(self.lang.of(words::SPAN)))
                    @for fate in &fates { (piece::figures(self.lang.of(fate.head))) }
                }))
                (self.bodies(FILES, self.report.files.len(), self.files_columns(), |from, to| self.files_between(from, to)))
            }
        }
    }

    pub(super) fn files_columns(&self) -> usize {
        2 + self.fates().len()
    }

    pub(super) fn files_between(&self, from: usize, to: usize) -> Markup {
        let fates = self.fates();
        let files = self.report.files.iter().enumerate();
        html! {
            @for (at, file) in files.take(to).skip(from) { (self.file(at, file, &fates)) }
        }
    }

    fn fates(&self) -> Vec<&'static Fate> {
        let lines = self.lines();
        FATES
            .iter()
            .filter(|fate| fate.always || (fate.lines)(&lines) > 0)
            .collect()
    }

    fn file(&self, at: usize, file: &FileReport, fates: &[&Fate]) -> Markup {
        html! {
            tr role="row" {
                th scope="row" role="rowheader" {
                    (piece::value(&file.path, self.lang))
                    span .kind { (self.kind(file)) }
                    @if let Some(year) = words::year(file, self.lang) { span .kind { (year) } }
                    @if let Some(minutes) = file.zone_minutes { span .kind { (words::file_zone(minutes.into(), self.lang)) } }
                    @if self.narrows() && file.span.is_some() && may_lack_zone(&file.format) { (self.own(at, file)) }
                    @if let Some(archive) = &file.archive { (self.archive(archive)) }
                    (self.problems(file))
                }
                td .span role="cell" data-label=(self.lang.of(words::SPAN)) {
                    @if let Some(span) = &file.span {
                        (piece::moment(Some(&span.first))) "\u{a0}– " (piece::moment(Some(&span.last)))
                    } @else {
                        span .empty { @if file.lines.read > 0 { (self.lang.of(words::NO_SPAN)) } @else { "–" } }
                    }
                }
                @for fate in fates { (piece::figure(self.lang.of(fate.head), (fate.lines)(&file.lines))) }
            }
        }
    }

    /// A guessed year can be set right, and the clock's zone said, for this file alone.
    fn own(&self, at: usize, file: &FileReport) -> Markup {
        let fold = format!("day/{}", file.path);
        let title = match file.year_guessed {
            true => words::CHANGE_YEAR,
            false => words::CHANGE_ZONE,
        };
        html! {
            div .day {
                (self.late_fold(&fold, html! { (self.lang.of(title)) }, || self.said_of(at, file)))
            }
        }
    }

    /// What the fold in a file's row holds.
    pub(super) fn own_of(&self, path: &str) -> Markup {
        let mut files = self.report.files.iter().enumerate();
        let found = files.find(|(_, file)| file.path == path);
        html! { @if let Some((at, file)) = found { (self.said_of(at, file)) } }
    }

    fn said_of(&self, at: usize, file: &FileReport) -> Markup {
        let (path, own) = (&*file.path, &self.state.settings.files);
        let [day, zone] = ["day", "zone"].map(|name| format!("{name}-{at}"));
        html! {
            @if file.year_guessed {
                label for=(day) { (self.lang.of(words::FILE_DAY)) }
                input id=(day) type="date" data-action="file-day" data-path=(path)
                    value=(own.days.get(path).map(ToString::to_string).unwrap_or_default());
            }
            label for=(zone) { (self.lang.of(words::FILE_ZONE)) }
            select id=(zone) data-action="file-zone" data-path=(path) {
                (settings::zones(own.zones.get(path).copied(), words::FILE_ZONE_UNKNOWN, self.lang))
            }
        }
    }

    /// `syslog (without years), UTF-8, gzip, 1.2 MiB`
    fn kind(&self, file: &FileReport) -> Markup {
        let is_text = !matches!(&*file.format, "binary" | "empty" | "archive" | "wtmp");
        let parts = [
            words::format(&file.format, self.lang).to_owned(),
            if is_text {
                file.encoding.clone()
            } else {
                String::new()
            },
            file.container.clone().unwrap_or_default(),
            number::bytes(file.bytes),
        ];
        let known: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        piece::said(&known.join(" · "))
    }

    /// What was in an archive, and what of it was left out.
    fn archive(&self, archive: &Archive) -> Markup {
        html! {
            span .kind { (piece::said(&words::archive(archive, self.lang))) }
            @if !archive.skipped.is_empty() {
                span .kind { (self.lang.of(words::SKIPPED)) }
                ul .skipped aria-label=(self.lang.of(words::SKIPPED)) {
                    @for files in &archive.skipped {
                        li { (piece::said(&words::skipped(files, self.lang))) }
                    }
                }
            }
        }
    }

    fn problems(&self, file: &FileReport) -> Markup {
        html! {
            @if !file.problems.is_empty() {
                ul .problems aria-label=(self.lang.of(words::PROBLEMS)) {
                    @for problem in &file.problems {
                        li {
                            span .icon aria-hidden="true" { "▲" } " "
                            (piece::said(&words::problem(problem, file, self.lang)))
                        }
                    }
                }
            }
        }
    }
}

/// Times of these forms carry an offset, and a year.
fn may_lack_zone(format: &str) -> bool {
    !matches!(
        format,
        "access" | "journal" | "syslog-rfc3339" | "syslog-rfc5424"
    )
}
