//! What the reader sets once, and what it changes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Part, ViewState};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub detail: Detail,
    /// Single letters work as keys.
    pub keys: bool,
    /// A day near which the logs were written, where they do not say their year.
    pub anchor: Option<NaiveDate>,
    pub files: OfFiles,
}

/// What the reader says of single files, by path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfFiles {
    /// A day near which the file was written.
    pub days: BTreeMap<String, NaiveDate>,
    /// Where its clock stood, in minutes east of UTC.
    pub zones: BTreeMap<String, i32>,
}

/// How much of each section is shown: LogWatch's three steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detail {
    /// What somebody has to look at: attacks and warnings, the first ten rows of each.
    Low,
    /// Everything, the first two hundred rows of each table.
    #[default]
    Med,
    /// Everything, and every row of it.
    High,
}

/// One change of [`Settings`], or of the zone in the query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    Detail(Detail),
    Keys,
    Anchor(Option<NaiveDate>),
    /// The day of a single file; nothing: as all others.
    Day(String, Option<NaiveDate>),
    /// Minutes east of UTC; nothing: as the log wrote it.
    Zone(Option<i32>),
    /// The same of the clock of a single file; nothing: it is not known.
    FileZone(String, Option<i32>),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            detail: Detail::Med,
            keys: true,
            anchor: None,
            files: OfFiles::default(),
        }
    }
}

impl Detail {
    pub const ALL: [Detail; 3] = [Detail::Low, Detail::Med, Detail::High];

    /// LogWatch's own word, and what stands in `data-detail`.
    pub fn name(self) -> &'static str {
        match self {
            Detail::Low => "low",
            Detail::Med => "med",
            Detail::High => "high",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|detail| detail.name() == name)
    }

    /// Rows of a table before "show all".
    pub fn rows(self) -> usize {
        match self {
            Detail::Low => 10,
            Detail::Med => 200,
            Detail::High => usize::MAX,
        }
    }

    /// Whether tables of this level are shown.
    pub fn shows(self, level: &str) -> bool {
        self != Detail::Low || matches!(level, "attack" | "warning")
    }
}

/// The zones that can be chosen, in minutes east of UTC.
pub const ZONES: [i32; 25] = [
    -720, -660, -600, -540, -480, -420, -360, -300, -240, -180, -120, -60, 0, 60, 120, 180, 240,
    300, 330, 360, 420, 480, 540, 600, 720,
];

/// `+09:00`
pub fn zone_name(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

pub fn zone(name: &str) -> Option<i32> {
    ZONES
        .into_iter()
        .find(|minutes| zone_name(*minutes) == name)
}

impl Setting {
    /// See [`Action::parse`](super::Action::parse).
    pub fn parse(name: &str, data: &impl Fn(&str) -> Option<String>) -> Option<Setting> {
        Some(match name {
            "detail" => Setting::Detail(Detail::parse(&data("detail")?)?),
            "keys" => Setting::Keys,
            "anchor" => Setting::Anchor(data("value")?.parse().ok()),
            "file-day" => Setting::Day(data("path")?, data("value")?.parse().ok()),
            "zone" => Setting::Zone(zone(&data("value")?)),
            "file-zone" => Setting::FileZone(data("path")?, zone(&data("value")?)),
            _ => return None,
        })
    }

    pub(super) fn apply(self, state: &mut ViewState) -> Part {
        match self {
            Setting::Detail(detail) => {
                state.settings.detail = detail;
                Part::Report
            }
            Setting::Keys => {
                state.settings.keys = !state.settings.keys;
                Part::Theme
            }
            Setting::Anchor(day) => {
                state.settings.anchor = day;
                Part::Analysis
            }
            Setting::Day(path, day) => {
                set(&mut state.settings.files.days, path, day);
                Part::Analysis
            }
            Setting::FileZone(path, minutes) => {
                set(&mut state.settings.files.zones, path, minutes);
                Part::Analysis
            }
            Setting::Zone(minutes) => {
                state.query.zone_minutes = minutes;
                Part::Analysis
            }
        }
    }
}

fn set<T>(all: &mut BTreeMap<String, T>, path: String, value: Option<T>) {
    match value {
        Some(value) => all.insert(path, value),
        None => all.remove(&path),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, update};

    fn give_one(state: &mut ViewState, name: &str, key: &str, value: &str) -> Option<Part> {
        let action = Action::parse(name, |asked| (asked == key).then(|| value.to_owned()));
        action.map(|action| update(state, action))
    }

    #[test]
    fn settings_say_what_they_touch() {
        let mut state = ViewState::default();
        let part = give_one(&mut state, "detail", "detail", "low");
        assert_eq!(
            (part, state.settings.detail),
            (Some(Part::Report), Detail::Low)
        );
        let part = give_one(&mut state, "zone", "value", "+09:00");
        assert_eq!(
            (part, state.query.zone_minutes),
            (Some(Part::Analysis), Some(540))
        );
        give_one(&mut state, "zone", "value", "");
        assert_eq!(state.query.zone_minutes, None);
        give_one(&mut state, "anchor", "value", "2014-08-12");
        assert_eq!(state.settings.anchor, NaiveDate::from_ymd_opt(2014, 8, 12));
        assert_eq!(give_one(&mut state, "detail", "detail", "5"), None);
    }

    #[test]
    fn a_file_has_a_day_of_its_own_until_it_is_taken_away() {
        let mut state = ViewState::default();
        let mut give = |day: &str| {
            let data = |asked: &str| match asked {
                "path" => Some("old.log".to_owned()),
                _ => Some(day.to_owned()),
            };
            let part = Action::parse("file-day", data).map(|action| update(&mut state, action));
            (part, state.settings.files.days.get("old.log").copied())
        };
        let day = NaiveDate::from_ymd_opt(2012, 12, 31);
        assert_eq!(give("2012-12-31"), (Some(Part::Analysis), day));
        assert_eq!(give(""), (Some(Part::Analysis), None));
    }

    #[test]
    fn a_file_has_a_clock_of_its_own_until_it_is_taken_away() {
        let mut state = ViewState::default();
        let mut give = |zone: &str| {
            let data = |asked: &str| match asked {
                "path" => Some("old.log".to_owned()),
                _ => Some(zone.to_owned()),
            };
            let part = Action::parse("file-zone", data).map(|action| update(&mut state, action));
            (part, state.settings.files.zones.get("old.log").copied())
        };
        assert_eq!(give("+09:00"), (Some(Part::Analysis), Some(540)));
        assert_eq!(give(""), (Some(Part::Analysis), None));
    }

    #[test]
    fn every_zone_is_known_by_its_name() {
        for minutes in ZONES {
            assert_eq!(zone(&zone_name(minutes)), Some(minutes));
        }
        assert_eq!(
            [-570, 330, 0].map(zone_name),
            ["-09:30", "+05:30", "+00:00"]
        );
    }

    #[test]
    fn a_quiet_report_shows_what_has_to_be_looked_at() {
        assert!(Detail::Low.shows("attack") && !Detail::Low.shows("notice"));
        assert!(Detail::Med.shows("normal"));
    }
}
