//! What the reader has done to the view: plain data, changed by one pure function.
//!
//! The page's listener turns a touched element into an [`Action`] (its `data-action` and `data-*`
//! attributes, see [`Action::parse`]), [`update`] changes the [`ViewState`] and says which [`Part`]
//! of the page has to be rendered again. Nothing here analyzes anything.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

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
    /// Tables that show all their rows, by [`table_id`], `attackers` or `unmatched`.
    pub tables: BTreeSet<String>,
    /// Opened (or, where they start open, closed) `<details>`, by their `data-fold`.
    pub folds: BTreeSet<String>,
}

/// A row of an event's table, by its place in the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowId {
    pub section: String,
    pub event: String,
    pub row: usize,
}

/// One thing the reader can do to the view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Action {
    /// Sorts the attackers; a second time turns the order round.
    Sort {
        column: Column,
    },
    Filter {
        text: String,
    },
    /// Opens or closes the lines of a row.
    Evidence {
        row: RowId,
    },
    /// Shows all rows of a table, or the first ones again.
    Expand {
        table: String,
    },
    /// A `<details>` that the browser itself has turned.
    Fold {
        fold: String,
    },
    Section {
        section: String,
    },
    Lang {
        lang: Lang,
    },
    Theme {
        theme: Theme,
    },
    /// Another report stands behind the same view: places in the old one mean nothing any more.
    NewReport,
}

/// What must be rendered again. [`crate::html::part`] renders it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Nothing,
    /// Only the attackers' rows: the filter that is being typed in stays as it is.
    Attackers,
    Unmatched,
    /// The list of sections.
    Nav,
    /// One event's table.
    Table {
        section: String,
        event: String,
    },
    /// The report as a whole.
    Report,
    /// The report and all around it: the language is another one.
    Page,
    /// No markup: the page sets `data-theme` on its root element.
    Theme,
}

/// Columns by which the attackers can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    Address,
    #[default]
    Attempts,
    Services,
    Users,
    Paths,
    First,
    Last,
    Succeeded,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the reader's system has it.
    #[default]
    Auto,
    Light,
    Dark,
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
            toggle(&mut state.folds, fold);
            Part::Nothing
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
        }
    }
}

impl Action {
    /// From an element's `data-action` and the other attributes it carries: `data("column")` is its
    /// `data-column`, `data("value")` the value of an input. Nothing, where it is none of the view's
    /// actions (the page has its own: `choose-files` and so on) or an attribute is missing.
    pub fn parse(name: &str, data: impl Fn(&str) -> Option<String>) -> Option<Action> {
        Some(match name {
            "sort" => Action::Sort {
                column: Column::parse(&data("column")?)?,
            },
            "filter" => Action::Filter {
                text: data("value")?,
            },
            "evidence" => Action::Evidence {
                row: RowId {
                    section: data("section")?,
                    event: data("event")?,
                    row: data("row")?.parse().ok()?,
                },
            },
            "expand" => Action::Expand {
                table: data("table")?,
            },
            "fold" => Action::Fold {
                fold: data("fold")?,
            },
            "section" => Action::Section {
                section: data("section")?,
            },
            "lang" => Action::Lang {
                lang: data("lang")?.parse().ok()?,
            },
            "theme" => Action::Theme {
                theme: Theme::parse(&data("theme")?)?,
            },
            _ => return None,
        })
    }
}

impl Column {
    pub const ALL: [Column; 8] = [
        Column::Address,
        Column::Attempts,
        Column::Services,
        Column::Users,
        Column::Paths,
        Column::First,
        Column::Last,
        Column::Succeeded,
    ];

    /// What stands in `data-column`.
    pub fn name(self) -> &'static str {
        match self {
            Column::Address => "address",
            Column::Attempts => "attempts",
            Column::Services => "services",
            Column::Users => "users",
            Column::Paths => "paths",
            Column::First => "first",
            Column::Last => "last",
            Column::Succeeded => "succeeded",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// Figures and moments are asked for from the top, addresses from the beginning.
    fn starts_descending(self) -> bool {
        !matches!(self, Column::Address | Column::First)
    }
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// What stands in `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
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

fn expand(state: &mut ViewState, table: String) -> Part {
    let part = match table.split_once('/') {
        Some((section, event)) => Part::Table {
            section: section.to_owned(),
            event: event.to_owned(),
        },
        None if table == "unmatched" => Part::Unmatched,
        None => Part::Attackers,
    };
    toggle(&mut state.tables, table);
    part
}

/// What the reader chose about the view stays; what points into the old report goes.
fn forget(state: &mut ViewState) {
    state.section = None;
    state.rows.clear();
    state.tables.clear();
    state.folds.clear();
}

fn toggle<T: Ord>(set: &mut BTreeSet<T>, value: T) {
    if !set.remove(&value) {
        set.insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, data: &[(&str, &str)]) -> Option<Action> {
        Action::parse(name, |key| {
            data.iter()
                .find(|(name, _)| *name == key)
                .map(|(_, value)| (*value).to_owned())
        })
    }

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
    fn attributes_become_actions() {
        assert_eq!(
            parse("sort", &[("column", "last")]),
            Some(Action::Sort {
                column: Column::Last
            })
        );
        assert_eq!(
            parse(
                "evidence",
                &[("section", "sshd"), ("event", "illegal-user"), ("row", "2")]
            ),
            Some(Action::Evidence { row: row(2) })
        );
        assert_eq!(
            parse("lang", &[("lang", "en")]),
            Some(Action::Lang { lang: Lang::En })
        );
        assert_eq!(
            parse("theme", &[("theme", "dark")]),
            Some(Action::Theme { theme: Theme::Dark })
        );
    }

    #[test]
    fn what_is_not_understood_is_no_action() {
        assert_eq!(parse("choose-files", &[]), None);
        assert_eq!(parse("sort", &[]), None);
        assert_eq!(parse("sort", &[("column", "country")]), None);
        assert_eq!(
            parse(
                "evidence",
                &[("section", "s"), ("event", "e"), ("row", "-1")]
            ),
            None
        );
    }

    #[test]
    fn every_column_and_theme_is_known_by_its_name() {
        for column in Column::ALL {
            assert_eq!(Column::parse(column.name()), Some(column));
        }
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.name()), Some(theme));
        }
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
