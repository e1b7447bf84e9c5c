//! What the reader has done to the view: plain data, changed by one pure function.
//!
//! The page's listener turns a touched element into an [`Action`] (its `data-action` and `data-*`
//! attributes, see [`Action::parse`]), [`update`] changes the [`ViewState`] and says which [`Part`]
//! of the page has to be rendered again. Nothing here analyzes anything.

mod action;
mod checklist;
mod hash;
mod looked;
mod narrow;
mod setting;

pub use action::{Action, BlockAction, Column, RowId, Theme};
pub use checklist::{Check, CheckAction, Checklist};
pub use looked::{LinesOf, Looked};
pub use narrow::Narrow;
pub use setting::{Detail, OfFiles, Setting, Settings, ZONES, zone_name};

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ipnet::IpNet;
use logyomi_core::report::Report;
use logyomi_core::{Facts, Query};
use serde::{Deserialize, Serialize};

use crate::block::{Choice, Format};
use crate::words::Lang;

/// Everything that decides how a report is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewState {
    pub lang: Lang,
    pub theme: Theme,
    /// The attackers' order.
    pub sort: Column,
    pub descending: bool,
    /// Shows only attackers that hold this text.
    pub filter: String,
    /// The section that the list on the left marks.
    pub section: Option<String>,
    /// Rows whose lines are open.
    pub rows: BTreeSet<RowId>,
    /// Tables that show all their rows, by [`table_id`], `attackers`, `targets-names`,
    /// `targets-paths` or `unmatched`.
    pub tables: BTreeSet<String>,
    /// Opened (or, where they start open, closed) `<details>`, by their `data-fold`.
    pub folds: BTreeSet<String>,
    /// Attackers whose rows are open.
    pub attackers: BTreeSet<String>,
    pub block: BlockState,
    /// By the caller's clock: how old a record is.
    pub today: Option<NaiveDate>,
    /// What the reader says of the server. The page has the findings levelled anew by it.
    pub facts: Facts,
    /// Drafts hide names and mailboxes.
    pub masked: bool,
    /// Lines of the log: never a part of what is kept of a view.
    #[serde(skip)]
    pub looked: Looked,
    /// What the reader says of the commands on the checklist; another report does not change it.
    #[serde(skip)]
    pub checklist: Checklist,
    /// The report was saved before; its logs are not here.
    pub reopened: bool,
    /// What of the input is asked for. Another one makes another report.
    pub query: Query,
    /// Services that the input was seen to have, also those that the query leaves out.
    pub services: BTreeSet<String>,
    pub settings: Settings,
    /// Parts of long tables that are in view.
    pub windows: BTreeSet<String>,
}

/// Which block rules are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlockState {
    pub format: Format,
    pub choice: Choice,
    /// As it was typed; `choice.own` is what of it could be read.
    pub own: String,
}

impl Default for BlockState {
    fn default() -> Self {
        Self {
            format: Format::Iptables,
            choice: Choice::default(),
            own: String::new(),
        }
    }
}

/// What must be rendered again. [`crate::html::part`] renders it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Nothing,
    /// Only the attackers' rows: the filter that is being typed in stays as it is.
    Attackers,
    Unmatched,
    Targets,
    /// The block rules, without the fields that are typed in.
    Rules,
    /// The list of sections.
    Nav,
    /// How much of the checklist is done.
    Checklist,
    /// One event's table.
    Table {
        section: String,
        event: String,
    },
    /// The report as a whole.
    Report,
    /// The report and all around it: the language is another one.
    Page,
    /// One window of a long table.
    Window {
        window: String,
    },
    /// A fold in a row of attackers or files that is empty until it is opened.
    Fold {
        fold: String,
    },
    /// The many subjects of a finding, piece by piece ([`crate::html::subjects_of`]).
    Subjects {
        finding: String,
    },
    /// The form of the query.
    Narrow,
    /// Another report is asked for: the input has to be read again.
    Analysis,
    /// The switches; besides, the page sets `data-theme` on its root element.
    Theme,
}

/// Changes the state, and says what of the page that touches.
pub fn update(state: &mut ViewState, action: Action) -> Part {
    match action {
        Action::Sort { column } => sort(state, column),
        Action::Filter { text } => {
            state.filter = text;
            Part::Attackers
        }
        Action::Evidence { row } => {
            let part = Part::Table {
                section: row.section.clone(),
                event: row.event.clone(),
            };
            toggle(&mut state.rows, row);
            part
        }
        Action::Expand { table } => expand(state, table),
        Action::Fold { fold } => {
            toggle(&mut state.folds, fold.clone());
            match fold.split_once('/') {
                _ if !state.folds.contains(&fold) => Part::Nothing,
                Some(("subjects", finding)) => Part::Subjects {
                    finding: finding.to_owned(),
                },
                Some(("users" | "paths" | "kinds" | "day", _)) => Part::Fold { fold },
                _ => Part::Nothing,
            }
        }
        Action::Section { section } => {
            state.section = Some(section);
            Part::Nav
        }
        Action::Lang { lang } => {
            state.lang = lang;
            Part::Page
        }
        Action::Theme { theme } => {
            state.theme = theme;
            Part::Theme
        }
        Action::Fact { fact, answer } => {
            state.facts.set(fact, answer);
            Part::Report
        }
        Action::Attacker { address } => {
            toggle(&mut state.attackers, address);
            Part::Attackers
        }
        Action::Block { block: action } => {
            block(&mut state.block, action);
            state.facts.set_own(&state.block.own);
            Part::Rules
        }
        Action::Check { command, check } => state.checklist.update(command, check),
        Action::Mask => {
            state.masked = !state.masked;
            Part::Report
        }
        Action::Narrow { narrow } => narrow.apply(state),
        Action::Set { setting } => setting.apply(state),
        Action::Window { window, seen } => look(state, window, seen),
        Action::SameInput => {
            state.rows.clear();
            state.looked = Looked::default();
            state.windows.clear();
            Part::Report
        }
        Action::NewReport => {
            forget(state);
            Part::Report
        }
    }
}

/// The key of an event's table in [`ViewState::tables`]. Ids hold no slash.
pub fn table_id(section: &str, event: &str) -> String {
    format!("{section}/{event}")
}

impl Default for ViewState {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            theme: Theme::default(),
            sort: Column::default(),
            descending: true,
            filter: String::new(),
            section: None,
            rows: BTreeSet::new(),
            tables: BTreeSet::new(),
            folds: BTreeSet::new(),
            attackers: BTreeSet::new(),
            block: BlockState::default(),
            today: None,
            facts: Facts::default(),
            masked: false,
            looked: Looked::default(),
            checklist: Checklist::default(),
            reopened: false,
            query: Query::default(),
            services: BTreeSet::new(),
            settings: Settings::default(),
            windows: BTreeSet::new(),
        }
    }
}

impl ViewState {
    /// What the reader can choose from is what some report had.
    pub fn learn(&mut self, report: &Report) {
        let services = report.attackers.iter().flat_map(|one| &one.services);
        self.services
            .extend(services.map(|service| service.name.clone()));
    }
}

fn sort(state: &mut ViewState, column: Column) -> Part {
    state.descending = match state.sort == column {
        true => !state.descending,
        false => column.starts_descending(),
    };
    state.sort = column;
    Part::Attackers
}

fn block(state: &mut BlockState, action: BlockAction) {
    match action {
        BlockAction::For(format) => state.format = format,
        BlockAction::Ranges => state.choice.ranges = !state.choice.ranges,
        BlockAction::Least(least) => state.choice.least = least,
        BlockAction::Own(text) => {
            state.choice.own = networks(&text);
            state.own = text;
        }
    }
}

/// Addresses and prefixes among words and commas; what is neither is passed over.
fn networks(text: &str) -> Vec<IpNet> {
    let words = text.split([' ', ',', '、', '\u{3000}']);
    let read = |word: &str| {
        let address = word.parse::<std::net::IpAddr>().map(IpNet::from);
        address.ok().or_else(|| word.parse().ok())
    };
    words.filter_map(read).collect()
}

fn expand(state: &mut ViewState, table: String) -> Part {
    let part = match table.split_once('/') {
        Some((section, event)) => Part::Table {
            section: section.to_owned(),
            event: event.to_owned(),
        },
        None if table == "unmatched" => Part::Unmatched,
        None if table.starts_with("targets") => Part::Targets,
        None => Part::Attackers,
    };
    toggle(&mut state.tables, table);
    part
}

/// Nothing, where that is known already: the browser tells of each window more than once.
fn look(state: &mut ViewState, window: String, seen: bool) -> Part {
    let changed = match seen {
        true => state.windows.insert(window.clone()),
        false => state.windows.remove(&window),
    };
    match changed {
        true => Part::Window { window },
        false => Part::Nothing,
    }
}

/// What the reader chose about the view stays; what points into the old report goes.
fn forget(state: &mut ViewState) {
    state.windows.clear();
    state.services.clear();
    state.section = None;
    state.rows.clear();
    state.tables.clear();
    state.folds.clear();
    state.attackers.clear();
    state.looked = Looked::default();
}

fn toggle<T: Ord>(set: &mut BTreeSet<T>, value: T) {
    if !set.remove(&value) {
        set.insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(row: usize) -> RowId {
        RowId {
            section: "sshd".into(),
            event: "illegal-user".into(),
            row,
        }
    }

    #[test]
    fn a_second_click_turns_the_order_round() {
        let mut state = ViewState::default();
        assert_eq!((state.sort, state.descending), (Column::Attempts, true));
        assert_eq!(
            update(
                &mut state,
                Action::Sort {
                    column: Column::Address
                }
            ),
            Part::Attackers
        );
        assert_eq!((state.sort, state.descending), (Column::Address, false));
        update(
            &mut state,
            Action::Sort {
                column: Column::Address,
            },
        );
        assert!(state.descending);
        update(
            &mut state,
            Action::Sort {
                column: Column::Last,
            },
        );
        assert_eq!((state.sort, state.descending), (Column::Last, true));
    }

    #[test]
    fn own_networks_are_read_out_of_what_is_typed() {
        let mut state = ViewState::default();
        let own = |text: &str| Action::Block {
            block: BlockAction::Own(text.into()),
        };
        let part = update(
            &mut state,
            own("192.0.2.1、198.51.100.0/24, ours 2001:db8::/3"),
        );
        assert_eq!(part, Part::Rules);
        let own: Vec<String> = state
            .block
            .choice
            .own
            .iter()
            .map(IpNet::to_string)
            .collect();
        assert_eq!(own, ["192.0.2.1/32", "198.51.100.0/24", "2001:db8::/3"]);
    }

    #[test]
    fn an_attackers_row_opens_and_closes() {
        let mut state = ViewState::default();
        let open = || Action::Attacker {
            address: "203.0.113.9".into(),
        };
        assert_eq!(update(&mut state, open()), Part::Attackers);
        assert_eq!(state.attackers.len(), 1);
        update(&mut state, open());
        assert!(state.attackers.is_empty());
    }

    #[test]
    fn evidence_opens_and_closes_its_row_only() {
        let mut state = ViewState::default();
        let part = update(&mut state, Action::Evidence { row: row(3) });
        assert_eq!(
            part,
            Part::Table {
                section: "sshd".into(),
                event: "illegal-user".into()
            }
        );
        update(&mut state, Action::Evidence { row: row(4) });
        update(&mut state, Action::Evidence { row: row(3) });
        assert_eq!(state.rows.into_iter().collect::<Vec<_>>(), [row(4)]);
    }

    #[test]
    fn expanding_touches_the_table_it_names() {
        let mut state = ViewState::default();
        let mut expand = |table: &str| {
            update(
                &mut state,
                Action::Expand {
                    table: table.into(),
                },
            )
        };
        assert_eq!(expand("attackers"), Part::Attackers);
        assert_eq!(expand("unmatched"), Part::Unmatched);
        assert_eq!(
            expand("sshd/x"),
            Part::Table {
                section: "sshd".into(),
                event: "x".into()
            }
        );
        assert!(state.tables.contains(&table_id("sshd", "x")));
    }

    #[test]
    fn another_report_keeps_the_choices_and_drops_the_places() {
        let mut state = ViewState::default();
        update(&mut state, Action::Lang { lang: Lang::En });
        update(
            &mut state,
            Action::Filter {
                text: "203.0.113".into(),
            },
        );
        update(&mut state, Action::Evidence { row: row(0) });
        update(&mut state, Action::Fold { fold: "x".into() });
        assert_eq!(update(&mut state, Action::NewReport), Part::Report);
        let expect = ViewState {
            lang: Lang::En,
            filter: "203.0.113".into(),
            ..ViewState::default()
        };
        assert_eq!(state, expect);
    }

    #[test]
    fn a_state_is_plain_data() {
        let mut state = ViewState::default();
        update(&mut state, Action::Evidence { row: row(1) });
        let json = serde_json::to_string(&state).unwrap_or_default();
        assert_eq!(serde_json::from_str::<ViewState>(&json).ok(), Some(state));
        assert_eq!(
            serde_json::from_str::<ViewState>("{}").ok(),
            Some(ViewState::default())
        );
    }
}
