//! The sections in LogWatch's order, and the list that leads to them.

use logyomi_core::report::{SectionReport, Table};
use maud::{Markup, html};

use super::{View, piece};
use crate::{lookup, number, words};

impl View<'_> {
    /// A link a section, with its worst level.
    pub(super) fn nav(&self) -> Markup {
        html! {
            ul {
                (self.nav_link("summary", words::OVERVIEW, None))
                (self.nav_link("attackers", words::ATTACKERS, self.listed_attackers()))
                (self.nav_link("timeline", words::TIMELINE, None))
                (self.nav_link("targets", words::TARGETS, None))
                @if !self.saved { (self.nav_link("block", words::block::TITLE, None)) }
                @if !self.report.sections.is_empty() {
                    li .sections {
                        ul { @for section in lookup::ordered(self.report) { (self.nav_section(section)) } }
                    }
                }
                (self.nav_link("unmatched", words::UNMATCHED, Some(self.report.unmatched.len())))
                (self.nav_link("files", words::FILES, Some(self.report.files.len())))
            }
        }
    }

    fn nav_link(&self, id: &str, word: logyomi_sections::Words, count: Option<usize>) -> Markup {
        html! {
            li {
                a href={ "#" (id) } {
                    (self.lang.of(word))
                    @if let Some(count) = count { " " span .number { (number::grouped(count as u64)) } }
                }
            }
        }
    }

    fn nav_section(&self, section: &SectionReport) -> Markup {
        let current = self.state.section.as_deref() == Some(&section.id);
        let action = (!self.saved).then_some("section");
        html! {
            li {
                a href={ "#" (piece::section_anchor(&section.id)) } data-action=[action]
                    data-section=[action.map(|_| &section.id)] aria-current=[current.then_some("true")] {
                    (mark(worst(section), self.lang)) " "
                    (piece::log(lookup::section_title(&section.id, self.lang)))
                }
            }
        }
    }

    pub(super) fn sections(&self) -> Markup {
        self.sections_with(|section| self.section(section))
    }

    /// The sections with these insides.
    pub(super) fn sections_with(&self, inside: impl Fn(&SectionReport) -> Markup) -> Markup {
        html! {
            // Each section has a heading of its own; where there is none, the sentence needs one.
            h2 .vh[!self.report.sections.is_empty()] { (self.lang.of(words::SECTIONS)) }
            @if self.report.sections.is_empty() { p { (self.lang.of(words::NO_SECTIONS)) } }
            @for section in lookup::ordered(self.report) {
                section .section id=(piece::section_anchor(&section.id)) tabindex="-1" { (inside(section)) }
            }
        }
    }

    pub(super) fn section(&self, section: &SectionReport) -> Markup {
        let ignored = |table: &&Table| table.level == "ignored";
        let asides: Vec<_> = section.tables.iter().filter(ignored).collect();
        let detail = self.state.settings.detail;
        let shows = |table: &Table| self.saved || detail.shows(&table.level);
        let hidden = section.tables.iter().filter(|table| !shows(table));
        let hidden = hidden.filter(|table| !ignored(table)).count();
        html! {
            header {
                h3 { (piece::log(lookup::section_title(&section.id, self.lang))) }
                span .logwatch { "LogWatch: " (piece::log(lookup::logwatch(&section.id))) }
            }
            @if let Some(note) = lookup::section_note(&section.id, self.lang) { p .about { (piece::note(note)) } }
            @for table in section.tables.iter().filter(|table| !ignored(table) && shows(table)) {
                (self.event_frame(&section.id, table))
            }
            @if hidden > 0 { p .hint { (piece::said(&words::setting::hidden_tables(hidden, self.lang))) } }
            @for total in &section.totals {
                p .total {
                    (piece::log(lookup::total_title(&section.id, &total.id, self.lang))) ": "
                    span .number { (piece::said(&words::times(total.count, self.lang))) }
                }
            }
            @if !asides.is_empty() { (self.ignored(&section.id, &asides)) }
        }
    }

    /// Kept, because nothing vanishes; folded, because it is not what the reader came for.
    fn ignored(&self, section: &str, tables: &[&Table]) -> Markup {
        let lines = tables
            .iter()
            .map(|table| table.lines)
            .fold(0, u64::saturating_add);
        let summary = html! { (self.lang.of(words::IGNORED_TABLES)) " (" (piece::said(&words::lines(lines, self.lang))) ")" };
        self.fold(
            &format!("ignored/{section}"),
            summary,
            html! {
                @for table in tables { (self.event_frame(section, table)) }
            },
        )
    }
}

/// The level's shape with its word for those who do not see it.
fn mark(level: &str, lang: words::Lang) -> Markup {
    let (icon, word) = words::level(level, lang);
    html! {
        span class={ "mark " (piece::level_class(level)) } title=(word) {
            span .icon aria-hidden="true" { (icon) } span .vh { (word) }
        }
    }
}

fn worst(section: &SectionReport) -> &str {
    let has = |level: &&&str| section.tables.iter().any(|table| table.level == ***level);
    ["attack", "warning", "notice", "normal"]
        .iter()
        .find(has)
        .copied()
        .unwrap_or("ignored")
}
