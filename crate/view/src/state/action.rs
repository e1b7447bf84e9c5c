//! What a reader can do, and how it is written on the elements of the page.

use logyomi_sections::Fact;
use serde::{Deserialize, Serialize};

use super::{CheckAction, Narrow, Setting};
use crate::block::Format;
use crate::words::Lang;

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
    /// Answers a question about the server; nothing: unknown.
    Fact {
        fact: Fact,
        answer: Option<bool>,
    },
    /// Hides names in drafts, or shows them.
    Mask,
    /// Opens or closes an attacker's row.
    Attacker {
        address: String,
    },
    Block {
        block: BlockAction,
    },
    /// Something of a command on the checklist.
    Check {
        command: String,
        check: CheckAction,
    },
    /// Asks for less of the input, or for more again.
    Narrow {
        narrow: Narrow,
    },
    Set {
        setting: Setting,
    },
    /// A part of a long table comes into view, or leaves it.
    Window {
        window: String,
        seen: bool,
    },
    /// The same input, asked for anew: rows stand in other places.
    SameInput,
    /// Another report stands behind the same view: places in the old one mean nothing any more.
    NewReport,
}

/// What can be adjusted in the block rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockAction {
    For(Format),
    Ranges,
    /// Least number of attempts.
    Least(u64),
    /// The reader's own networks, as they were typed.
    Own(String),
}

/// A row of an event's table, by its place in the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowId {
    pub section: String,
    pub event: String,
    pub row: usize,
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
            "fact" => Action::Fact {
                fact: Fact::of(&data("fact")?)?,
                answer: match data("answer")?.as_str() {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
            },
            "mask" => Action::Mask,
            "attacker" => Action::Attacker {
                address: data("address")?,
            },
            "check-done" => Action::Check {
                command: data("command")?,
                check: CheckAction::Done,
            },
            "check-note" => Action::Check {
                command: data("command")?,
                check: CheckAction::Note(data("value")?),
            },
            "block-for" => Action::Block {
                block: BlockAction::For(Format::of(&data("tool")?)?),
            },
            "block-ranges" => Action::Block {
                block: BlockAction::Ranges,
            },
            "block-least" => Action::Block {
                block: BlockAction::Least(data("value")?.parse().ok()?),
            },
            "block-own" => Action::Block {
                block: BlockAction::Own(data("value")?),
            },
            _ => {
                return Narrow::parse(name, &data)
                    .map(|narrow| Action::Narrow { narrow })
                    .or_else(|| {
                        Setting::parse(name, &data).map(|setting| Action::Set { setting })
                    });
            }
        })
    }
}

impl Column {
    /// As they stand: what nobody may overlook comes first, where a narrow screen still shows it.
    pub const ALL: [Column; 8] = [
        Column::Address,
        Column::Attempts,
        Column::Succeeded,
        Column::Services,
        Column::Users,
        Column::Paths,
        Column::First,
        Column::Last,
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
    pub(super) fn starts_descending(self) -> bool {
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
    fn block_rules_are_adjusted() {
        let block = |name, data: &[(&str, &str)]| match parse(name, data) {
            Some(Action::Block { block }) => Some(block),
            _ => None,
        };
        let wanted = BlockAction::For(Format::HostsDeny);
        assert_eq!(block("block-for", &[("tool", "hosts.deny")]), Some(wanted));
        assert_eq!(
            block("block-least", &[("value", "3")]),
            Some(BlockAction::Least(3))
        );
        assert_eq!(block("block-least", &[("value", "many")]), None);
        assert_eq!(block("block-for", &[("tool", "rm")]), None);
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
}
