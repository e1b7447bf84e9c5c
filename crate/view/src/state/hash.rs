//! The view in the address bar: `#attackers?lang=en&level=attack`.
//!
//! Before the question mark stands a place on the page, as links write it. What comes after it are the
//! reader's own choices, from lists that this file knows, and moments. Nothing that stands in a log is
//! ever among them: addresses, names and filter texts stay out of the browser's history.

use logyomi_core::moment;
use logyomi_core::report::Asked;

use super::setting::{zone, zone_name};
use super::{Column, Detail, Theme, ViewState};

impl ViewState {
    /// The choices that differ from those of `plain`; nothing where none does.
    pub fn to_hash(&self, plain: &ViewState) -> String {
        let asked: Asked = self.query.asked().unwrap_or_default();
        let zone = self.query.zone_minutes.map(zone_name);
        let pairs = [
            ("lang", differs(self.lang.tag(), plain.lang.tag())),
            ("theme", differs(self.theme.name(), plain.theme.name())),
            ("sort", differs(self.sort.name(), plain.sort.name())),
            ("order", differs(order(self), order(plain))),
            (
                "detail",
                differs(self.settings.detail.name(), plain.settings.detail.name()),
            ),
            ("keys", (!self.settings.keys).then_some("off")),
            ("level", asked.level.as_deref()),
            ("from", asked.from.as_deref()),
            ("to", asked.to.as_deref()),
            ("zone", zone.as_deref()),
        ];
        let pairs = pairs
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", (*value)?)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// Takes over what is understood, and passes over the rest: anybody can write an address.
    pub fn read_hash(&mut self, hash: &str) {
        for (name, value) in hash.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "lang" => self.lang = value.parse().unwrap_or(self.lang),
                "theme" => self.theme = Theme::parse(value).unwrap_or(self.theme),
                "sort" => self.sort = Column::parse(value).unwrap_or(self.sort),
                "order" => self.descending = value != "up",
                "detail" => {
                    self.settings.detail = Detail::parse(value).unwrap_or(self.settings.detail);
                }
                "keys" => self.settings.keys = value != "off",
                "level" if matches!(value, "attack" | "warning" | "notice") => {
                    self.query.level = Some(value.to_owned());
                }
                "from" => self.query.from = moment(value),
                "to" => self.query.to = moment(value),
                "zone" => self.query.zone_minutes = zone(value),
                _ => (),
            }
        }
    }
}

fn order(state: &ViewState) -> &'static str {
    if state.descending { "down" } else { "up" }
}

fn differs<'a>(value: &'a str, plain: &str) -> Option<&'a str> {
    (value != plain).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn choices_come_back_and_log_data_stays_out() {
        let plain = ViewState::default();
        assert_eq!(plain.to_hash(&plain), "");
        let mut state = ViewState {
            lang: Lang::En,
            theme: Theme::Dark,
            sort: Column::Last,
            descending: false,
            filter: "203.0.113.9".into(),
            ..ViewState::default()
        };
        state.settings.detail = Detail::Low;
        state.settings.keys = false;
        state.query.level = Some("attack".into());
        state.query.from = moment("2026-11-20T08:00:00");
        state.query.zone_minutes = Some(540);
        state.query.addresses = vec!["203.0.113.9".into()];
        state.query.services = vec!["ssh".into()];
        let hash = state.to_hash(&plain);
        assert_eq!(
            hash,
            "lang=en&theme=dark&sort=last&order=up&detail=low&keys=off&level=attack&from=2026-11-20T08:00:00&zone=+09:00"
        );
        let mut read = ViewState::default();
        read.read_hash(&hash);
        state.filter.clear();
        state.query.addresses.clear();
        state.query.services.clear();
        assert_eq!(read, state);
    }

    #[test]
    fn a_strangers_address_bar_changes_nothing_else() {
        let mut state = ViewState::default();
        state.read_hash("lang=xx&theme=<b>&sort=&level=severe&from=now&zone=+99:00&a&=&filter=x");
        assert_eq!(state, ViewState::default());
    }
}
