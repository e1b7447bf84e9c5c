//! The query as the reader changes it: a form, a stretch of the timeline, an address.

use logyomi_core::{Query, moment, source_key};
use serde::{Deserialize, Serialize};

use super::{Part, ViewState};

/// One change of [`ViewState::query`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Narrow {
    /// The whole form.
    To(Query),
    /// Seconds on the log's clock; the second is exclusive.
    Time(i64, i64),
    /// An attacker, with the names that are known for it.
    Address(Vec<String>),
    /// All of one kind again.
    AnyTime,
    AnyAddress,
    AnyService,
    AnyLevel,
    Everything,
}

const LEVELS: [&str; 3] = ["attack", "warning", "notice"];

impl Narrow {
    /// See [`Action::parse`](super::Action::parse). `narrow` is the form's button: its data are the form's fields.
    pub fn parse(name: &str, data: &impl Fn(&str) -> Option<String>) -> Option<Narrow> {
        Some(match name {
            "narrow" => Narrow::To(form(data)),
            "narrow-time" => Narrow::Time(moment(&data("from")?)?, moment(&data("to")?)?),
            "narrow-address" => Narrow::Address(words(&data("address")?)),
            "widen" => match data("what")?.as_str() {
                "time" => Narrow::AnyTime,
                "addresses" => Narrow::AnyAddress,
                "services" => Narrow::AnyService,
                "level" => Narrow::AnyLevel,
                _ => Narrow::Everything,
            },
            _ => return None,
        })
    }

    /// [`Part::Analysis`] where the query is another one now.
    pub(super) fn apply(self, state: &mut ViewState) -> Part {
        let query = &mut state.query;
        let before = query.clone();
        match self {
            Narrow::To(asked) => {
                *query = Query {
                    zone_minutes: query.zone_minutes,
                    ..asked
                };
            }
            Narrow::Time(from, to) => (query.from, query.to) = (Some(from), Some(to)),
            Narrow::Address(addresses) => query.addresses = addresses,
            Narrow::AnyTime => (query.from, query.to) = (None, None),
            Narrow::AnyAddress => query.addresses.clear(),
            Narrow::AnyService => query.services.clear(),
            Narrow::AnyLevel => query.level = None,
            Narrow::Everything => {
                *query = Query {
                    zone_minutes: query.zone_minutes,
                    ..Query::default()
                };
            }
        }
        match *query == before {
            true => Part::Narrow,
            false => Part::Analysis,
        }
    }
}

/// What cannot be read as a moment asks for nothing.
fn form(data: &impl Fn(&str) -> Option<String>) -> Query {
    let text = |name: &str| data(name).unwrap_or_default();
    Query {
        from: moment(&text("from")),
        to: moment(&text("to")),
        addresses: words(&text("addresses")),
        services: Some(text("service"))
            .filter(|service| !service.is_empty())
            .into_iter()
            .collect(),
        level: Some(text("level")).filter(|level| LEVELS.contains(&level.as_str())),
        zone_minutes: None,
    }
}

/// Addresses and names, as tables know them.
fn words(text: &str) -> Vec<String> {
    let words = text.split([' ', ',', '、', '\u{3000}']);
    words
        .filter(|word| !word.is_empty())
        .map(source_key)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, update};

    fn act(state: &mut ViewState, name: &str, data: &[(&str, &str)]) -> Option<Part> {
        let found = |key: &str| {
            let found = data.iter().find(|(name, _)| *name == key);
            found.map(|(_, value)| (*value).to_owned())
        };
        Action::parse(name, found).map(|action| update(state, action))
    }

    #[test]
    fn a_form_becomes_a_query() {
        let mut state = ViewState::default();
        state.query.zone_minutes = Some(540);
        let form = [
            ("from", "2026-11-20T08:00"),
            ("to", "2026-11-21"),
            ("addresses", "::FFFF:203.0.113.5、host.example"),
            ("service", "ssh"),
            ("level", "attack"),
        ];
        assert_eq!(act(&mut state, "narrow", &form), Some(Part::Analysis));
        let expect = Query {
            from: Some(1_795_161_600),
            to: Some(1_795_219_200),
            addresses: vec!["203.0.113.5".into(), "host.example".into()],
            services: vec!["ssh".into()],
            level: Some("attack".into()),
            zone_minutes: Some(540),
        };
        assert_eq!(state.query, expect);
        assert_eq!(act(&mut state, "narrow", &form), Some(Part::Narrow));
    }

    #[test]
    fn what_is_asked_for_is_given_back_piece_by_piece() {
        let mut state = ViewState::default();
        let hour = [
            ("from", "2026-11-20T08:00:00"),
            ("to", "2026-11-20T09:00:00"),
        ];
        act(&mut state, "narrow-time", &hour);
        act(&mut state, "narrow-address", &[("address", "203.0.113.5")]);
        assert_eq!(
            act(&mut state, "widen", &[("what", "time")]),
            Some(Part::Analysis)
        );
        assert_eq!(state.query.addresses, ["203.0.113.5"]);
        assert_eq!(
            act(&mut state, "widen", &[("what", "all")]),
            Some(Part::Analysis)
        );
        assert_eq!(state.query, Query::default());
    }

    #[test]
    fn words_that_are_no_moment_ask_for_nothing() {
        let mut state = ViewState::default();
        let form = [("from", "yesterday"), ("level", "severe")];
        assert_eq!(act(&mut state, "narrow", &form), Some(Part::Narrow));
        assert_eq!(act(&mut state, "narrow-time", &[("from", "x")]), None);
    }
}
