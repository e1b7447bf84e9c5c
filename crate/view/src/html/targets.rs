//! What the attackers were after: login names and paths, whoever tried them.

use logyomi_core::report::{TargetName, TargetPath};
use logyomi_sections::Words;
use maud::{Markup, html};

use super::{View, piece};
use crate::{lookup, words};

/// What was tried most often says most; the rest is a click away.
const ROWS: usize = 20;

impl View<'_> {
    pub(super) fn targets(&self) -> Markup {
        let targets = &self.report.targets;
        html! {
            h2 { (self.lang.of(words::TARGETS)) }
            @if targets.names.is_empty() && targets.paths.is_empty() {
                p { (self.lang.of(self.no_targets())) }
            } @else {
                p .about { (self.lang.of(words::TARGETS_NOTE)) }
            }
            @if !targets.names.is_empty() {
                h3 { (self.lang.of(words::USERS)) }
                (self.target_table(words::USERS, words::NAME_KIND, html! {
                    @for name in self.first_of(ROWS, &targets.names, "targets-names") { (self.target_name(name)) }
                }))
                (self.show_more(ROWS, targets.names.len(), "targets-names"))
                (self.more_targets(targets.names_left_out))
            }
            @if !targets.paths.is_empty() {
                h3 { (self.lang.of(words::PATHS)) }
                (self.target_table(words::PATHS, words::AIM, html! {
                    @for path in self.first_of(ROWS, &targets.paths, "targets-paths") { (self.target_path(path)) }
                }))
                (self.show_more(ROWS, targets.paths.len(), "targets-paths"))
                (self.more_targets(targets.paths_left_out))
            }
        }
    }

    /// Names and paths are those of the listed attackers.
    fn no_targets(&self) -> Words {
        match self.unlisted_attempts() {
            0 => words::NO_TARGETS,
            _ => words::UNKNOWN_TARGETS,
        }
    }

    fn target_table(&self, value: Words, meaning: Words, rows: Markup) -> Markup {
        let title = self.lang.of(value);
        let table = html! {
            table .targets.stacks role="table" {
                caption .vh { (title) }
                (piece::head(html! {
                    (piece::column(title))
                    (piece::column(self.lang.of(meaning)))
                    (piece::figures(self.lang.of(words::ATTEMPTS)))
                    (piece::figures(self.lang.of(words::ADDRESSES)))
                }))
                tbody role="rowgroup" { (rows) }
            }
        };
        piece::scroll(title, table)
    }

    fn target_name(&self, name: &TargetName) -> Markup {
        html! {
            tr role="row" {
                th .key scope="row" role="rowheader" { (piece::value(&name.value, self.lang)) }
                td .meaning role="cell" {
                    @if let Some(kind) = &name.kind {
                        a href={ "#" (super::names::anchor(kind)) } { (piece::log(lookup::kind_title(kind, self.lang))) }
                    }
                }
                (piece::figure(self.lang.of(words::ATTEMPTS), name.attempts))
                (piece::figure(self.lang.of(words::ADDRESSES), name.addresses))
            }
        }
    }

    fn target_path(&self, path: &TargetPath) -> Markup {
        html! {
            tr role="row" {
                th .key scope="row" role="rowheader" { (piece::value(&path.value, self.lang)) }
                td .meaning role="cell" {
                    @if let Some((section, event)) = path.event.as_deref().map(lookup::parted) {
                        a href={ "#" (piece::table_anchor(section, event)) } {
                            (piece::log(lookup::event_title(section, event, self.lang)))
                        }
                    }
                }
                (piece::figure(self.lang.of(words::ATTEMPTS), path.requests))
                (piece::figure(self.lang.of(words::ADDRESSES), path.addresses))
            }
        }
    }

    fn more_targets(&self, left_out: u64) -> Markup {
        html! {
            @if left_out > 0 { p .hint { (piece::said(&words::finding::others(left_out, self.lang))) } }
        }
    }
}
