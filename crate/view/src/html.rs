//! The report as HTML: one renderer for the page, the saved file and the tests.
//!
//! Markup holds no script, no `style=` and no inline handler: the page's policy forbids them.
//! What can be done to an element stands in its `data-action` and `data-*` attributes
//! ([`Action::parse`](crate::Action::parse)). Every piece can be rendered by itself;
//! a piece is the *inside* of the element whose id [`part`] gives, so one function can put it there.

mod attacker;
mod attackers;
mod block;
mod checklist;
mod document;
mod documents;
mod explain;
mod export;
mod files;
mod findings;
mod lines;
mod marked;
mod names;
mod narrow;
mod networks;
mod origin;
mod page;
mod piece;
mod sections;
mod settings;
mod summary;
mod table;
mod targets;
mod timeline;
mod unmatched;
mod window;

pub use document::document;
pub use explain::explanation;
pub use export::sheets;
pub use lines::{lines_of, lines_of_id};
pub use page::{page_shell, page_shell_for};
pub use settings::KEYS;

use logyomi_core::report::{Report, SectionReport, Table};
use maud::{Markup, html};

use crate::lookup;
use crate::state::{Part, ViewState};
use crate::words::{self, Lang};

/// Elements that the markup is made of: the list for `setHTML`. A test holds the markup to it.
pub const ELEMENTS: &[&str] = &[
    "a", "aside", "button", "caption", "code", "dd", "details", "dialog", "div", "dl", "dt",
    "footer", "form", "h1", "h2", "h3", "h4", "header", "input", "label", "li", "main", "mark",
    "nav", "kbd", "noscript", "ol", "option", "p", "pre", "progress", "section", "select", "span",
    "strong", "summary", "table", "tbody", "td", "textarea", "th", "thead", "time", "tr", "ul",
    "wbr",
];

/// Attributes beside `data-*`.
pub const ATTRIBUTES: &[&str] = &[
    "aria-atomic",
    "aria-controls",
    "aria-current",
    "aria-expanded",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "aria-pressed",
    "aria-rowcount",
    "aria-rowindex",
    "aria-sort",
    "checked",
    "class",
    "colspan",
    "datetime",
    "for",
    "hidden",
    "href",
    "id",
    "lang",
    "max",
    "method",
    "min",
    "open",
    "readonly",
    "role",
    "rows",
    "scope",
    "selected",
    "spellcheck",
    "autocomplete",
    "tabindex",
    "title",
    "type",
    "value",
];

/// Parts of a report, by their ids.
const PARTS: [&str; 8] = [
    "summary",
    "attackers",
    "timeline",
    "targets",
    "block",
    "sections",
    "unmatched",
    "files",
];
/// The place of the sections among them.
const SECTIONS: usize = 5;

/// Those that can wait until the others stand there: block rules for thousands of addresses are long, and nobody
/// begins with them.
pub const LATER: [&str; 1] = ["block"];

/// The report's body.
pub fn report(report: &Report, state: &ViewState) -> String {
    View::page(report, state).report().into_string()
}

/// The report's body with its parts still empty, but for the frames of the sections. A report of a hundred thousand
/// addresses takes its time: whoever fills the [`places`] one after the other lets the reader in between.
pub fn frame(report: &Report, state: &ViewState) -> String {
    let view = View::page(report, state);
    let inside = |place: &str| match place {
        "sections" => view.sections_with(|_| html! {}),
        _ => html! {},
    };
    view.laid_out(inside).into_string()
}

/// The ids of what [`frame`] left empty, in the order of the page, but for [`LATER`]; [`inside`] fills them.
pub fn places(report: &Report, state: &ViewState) -> Vec<String> {
    let narrow = View::page(report, state).narrows().then_some("narrow");
    let before = narrow.into_iter().chain(["heading", "nav"]);
    let sections = lookup::ordered(report);
    let (above, below) = PARTS.split_at(SECTIONS);
    let named = |places: &[&str]| {
        let now = places.iter().filter(|place| !LATER.contains(place));
        now.map(|place| (*place).to_owned()).collect::<Vec<_>>()
    };
    let mut places: Vec<String> = before.map(str::to_owned).collect();
    places.extend(named(above));
    places.extend(
        sections
            .iter()
            .map(|section| piece::section_anchor(&section.id)),
    );
    places.extend(named(below).into_iter().skip(1));
    places
}

/// The ids of what stays empty until the fold with the many subjects of this finding is opened.
pub fn subjects_of(report: &Report, finding: &str) -> Vec<String> {
    let found = report.findings.iter().find(|found| found.id == finding);
    found.map(findings::pieces).unwrap_or_default()
}

/// What belongs into one of the [`places`] and of [`subjects_of`].
pub fn inside(report: &Report, state: &ViewState, place: &str) -> String {
    View::page(report, state).inside(place).into_string()
}

/// What was found, in a few lines, and what the input does not show.
pub fn summary(report: &Report, state: &ViewState) -> String {
    View::page(report, state).summary().into_string()
}

/// What was read, by name and hash, and on whose clock: for paper.
pub fn heading(report: &Report, state: &ViewState) -> String {
    View::page(report, state).heading().into_string()
}

/// The files, where their lines went, and what was wrong with them.
pub fn files(report: &Report, state: &ViewState) -> String {
    View::page(report, state).files().into_string()
}

/// All sections, in LogWatch's order.
pub fn sections(report: &Report, state: &ViewState) -> String {
    View::page(report, state).sections().into_string()
}

/// The list that leads to the sections.
pub fn nav(report: &Report, state: &ViewState) -> String {
    View::page(report, state).nav().into_string()
}

/// One section; nothing, where the report has none of this id.
pub fn section(report: &Report, state: &ViewState, id: &str) -> String {
    let view = View::page(report, state);
    let found = report.sections.iter().find(|section| section.id == id);
    found
        .map(|section| view.section(section).into_string())
        .unwrap_or_default()
}

/// One event's table with its note.
pub fn table(report: &Report, state: &ViewState, section: &str, event: &str) -> String {
    let view = View::page(report, state);
    let found = view.find_table(section, event);
    found
        .map(|table| view.event(section, table).into_string())
        .unwrap_or_default()
}

/// The attackers: heading, filter and table.
pub fn attackers(report: &Report, state: &ViewState) -> String {
    View::page(report, state).attackers().into_string()
}

/// The attackers' table alone, so that a filter that is being typed in is left in peace.
pub fn attackers_table(report: &Report, state: &ViewState) -> String {
    View::page(report, state).attackers_table().into_string()
}

/// The block rules alone, so that what is being typed beside them is left in peace.
pub fn block_rules(report: &Report, state: &ViewState) -> String {
    View::page(report, state).block_rules().into_string()
}

/// The login names and paths that were tried.
pub fn targets(report: &Report, state: &ViewState) -> String {
    View::page(report, state).targets().into_string()
}

/// Lines that no page reads.
pub fn unmatched(report: &Report, state: &ViewState) -> String {
    View::page(report, state).unmatched().into_string()
}

/// The form that asks for less of the input.
pub fn narrow(report: &Report, state: &ViewState) -> String {
    View::page(report, state).narrow().into_string()
}

/// The inside of the dialog of settings.
pub fn settings(state: &ViewState) -> String {
    settings::settings(state).into_string()
}

/// One window of a long table: its rows where it is in view, else a gap.
pub fn window(report: &Report, state: &ViewState, window: &str) -> String {
    View::page(report, state).window(window).into_string()
}

/// The id of the element to fill, and its new inside. Nothing, where no markup changes,
/// and for [`Part::Page`], which the page itself lays out anew ([`page_shell`], then [`report`]).
pub fn part(report: &Report, state: &ViewState, part: &Part) -> Option<(String, String)> {
    let (id, inside) = match part {
        Part::Attackers => ("attackers-table".to_owned(), attackers_table(report, state)),
        Part::Unmatched => ("unmatched".to_owned(), unmatched(report, state)),
        Part::Rules => ("block-rules".to_owned(), block_rules(report, state)),
        Part::Targets => ("targets".to_owned(), targets(report, state)),
        Part::Nav => ("nav".to_owned(), nav(report, state)),
        Part::Checklist => (
            checklist::DONE.to_owned(),
            View::page(report, state).checks_done().into_string(),
        ),
        Part::Window { window } => (
            piece::window_anchor(window),
            self::window(report, state, window),
        ),
        Part::Fold { fold } => (
            piece::fold_anchor(fold),
            View::page(report, state).folded(fold).into_string(),
        ),
        Part::Narrow => ("narrow".to_owned(), narrow(report, state)),
        Part::Table { section, event } => (
            piece::table_anchor(section, event),
            table(report, state, section, event),
        ),
        Part::Report => ("report".to_owned(), self::report(report, state)),
        Part::Theme => ("switches".to_owned(), page::switches(state).into_string()),
        Part::Nothing | Part::Page | Part::Analysis | Part::Subjects { .. } => return None,
    };
    Some((id, inside))
}

/// A report about to be shown, and how.
struct View<'a> {
    report: &'a Report,
    state: &'a ViewState,
    lang: Lang,
    /// A saved file has no script: it shows all rows, and folds instead of buttons.
    saved: bool,
}

impl<'a> View<'a> {
    fn page(report: &'a Report, state: &'a ViewState) -> Self {
        Self {
            report,
            state,
            lang: state.lang,
            saved: false,
        }
    }

    fn saved(report: &'a Report, state: &'a ViewState) -> Self {
        Self {
            saved: true,
            ..Self::page(report, state)
        }
    }

    fn report(&self) -> Markup {
        self.laid_out(|place| self.inside(place))
    }

    /// The report with these insides of its parts.
    fn laid_out(&self, inside: impl Fn(&str) -> Markup) -> Markup {
        html! {
            @if !self.saved {
                (self.tools())
                (self.reopened())
                @if self.narrows() {
                    section #narrow .narrow aria-label=(self.lang.of(words::narrow::TITLE)) { (inside("narrow")) }
                }
            }
            @if self.saved { (self.conditions()) }
            div #heading .heading { (inside("heading")) }
            div .reading {
                nav #nav aria-label=(self.lang.of(words::CONTENTS)) { (inside("nav")) }
                div {
                    @for place in PARTS.into_iter().filter(|place| !self.saved || *place != "block") {
                        section .part id=(place) { (inside(place)) }
                    }
                }
            }
        }
    }

    fn inside(&self, place: &str) -> Markup {
        match place {
            "narrow" => self.narrow(),
            "heading" => self.heading(),
            "nav" => self.nav(),
            "summary" => self.summary(),
            "attackers" => self.attackers(),
            "timeline" => self.timeline(),
            "targets" => self.targets(),
            "block" => self.block(),
            "sections" => self.sections(),
            "unmatched" => self.unmatched(),
            "files" => self.files(),
            piece if piece.starts_with("subjects-") => self.subjects_piece(piece),
            section => {
                let is_here = |one: &&SectionReport| piece::section_anchor(&one.id) == section;
                let found = self.report.sections.iter().find(is_here);
                html! { @if let Some(found) = found { (self.section(found)) } }
            }
        }
    }

    /// Whether less of the input can be asked for: the input must be here.
    fn narrows(&self) -> bool {
        !self.saved && !self.state.reopened
    }

    fn find_table(&self, section: &str, event: &str) -> Option<&'a Table> {
        let found = self
            .report
            .sections
            .iter()
            .find(|found| found.id == section)?;
        found.tables.iter().find(|table| table.event == event)
    }

    /// The first rows of a table, or all of them.
    fn first_rows<'r, T>(&self, rows: &'r [T], table: &str) -> &'r [T] {
        self.first_of(self.state.settings.detail.rows(), rows, table)
    }

    fn first_of<'r, T>(&self, first: usize, rows: &'r [T], table: &str) -> &'r [T] {
        match self.saved || self.state.tables.contains(table) {
            true => rows,
            false => rows.get(..first).unwrap_or(rows),
        }
    }

    /// The button that shows the others. `count` is how many rows there are in all.
    fn show_all(&self, count: usize, table: &str) -> Markup {
        self.show_more(self.state.settings.detail.rows(), count, table)
    }

    fn show_more(&self, first: usize, count: usize, table: &str) -> Markup {
        if self.saved || count <= first {
            return html! {};
        }
        let expanded = self.state.tables.contains(table);
        let word = match expanded {
            true => words::show_fewer(first, self.lang),
            false => words::show_all(count, self.lang),
        };
        html! {
            p .all {
                button type="button" data-action="expand" data-table=(table) aria-expanded=(expanded) { (word) }
            }
        }
    }

    /// What a [`View::late_fold`] of a row holds, by its id.
    fn folded(&self, fold: &str) -> Markup {
        match fold.split_once('/').unwrap_or_default() {
            ("day", path) => self.own_of(path),
            (part, address) => self.names_of(part, address),
        }
    }

    /// One that is empty until it is opened ([`Part::Fold`]): a table has hundreds of them.
    fn late_fold(&self, id: &str, summary: Markup, inside: impl FnOnce() -> Markup) -> Markup {
        if self.saved {
            return self.fold(id, summary, inside());
        }
        let is_open = self.state.folds.contains(id);
        let inside = html! { div id=(piece::fold_anchor(id)) { @if is_open { (inside()) } } };
        self.fold(id, summary, inside)
    }

    /// A `<details>` whose state survives the next rendering.
    fn fold(&self, id: &str, summary: Markup, inside: Markup) -> Markup {
        let open = self.state.folds.contains(id);
        html! {
            details open[open] {
                summary data-action=[(!self.saved).then_some("fold")] data-fold=[(!self.saved).then_some(id)] { (summary) }
                (inside)
            }
        }
    }
}
