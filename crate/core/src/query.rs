//! What of the input is asked for. A filter runs the analysis again; it never patches totals.

use crate::address;
use crate::bytes;
use crate::report::Asked;
use crate::stamp::iso;
use chrono::{NaiveDate, NaiveDateTime};
use logyomi_sections::Level;
use serde::{Deserialize, Serialize};

/// `2017-02-07`, `2017-02-07 04:32` or `2017-02-07T04:32:51` → seconds on the log's own clock.
pub fn moment(text: &str) -> Option<i64> {
    let text = text.trim().replace('T', " ");
    let parsed = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S")
        .or_else(|_| NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M"))
        .ok()
        .or_else(|| text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0));
    parsed.map(|time| time.and_utc().timestamp())
}

/// An address or name as a reader types it, in the form that tables know it by.
pub fn source_key(text: &str) -> String {
    bytes::text(&address::key(text.trim().as_bytes()))
}

/// Everything by default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// Seconds on the log's own clock (or in `zone_minutes`), inclusive. Lines without a moment pass.
    pub from: Option<i64>,
    /// Exclusive.
    pub to: Option<i64>,
    /// Canonical addresses or names.
    pub addresses: Vec<String>,
    pub services: Vec<String>,
    /// `attack`, `warning`, `notice` or `normal`: this level and above.
    pub level: Option<String>,
    /// Stamps that carry an offset are shown on this zone's clock; minutes east of UTC.
    pub zone_minutes: Option<i32>,
}

impl Query {
    /// The query as a report tells it.
    pub fn asked(&self) -> Option<Asked> {
        (*self != Query::default()).then(|| Asked {
            from: self.from.map(iso),
            to: self.to.map(iso),
            addresses: self.addresses.clone(),
            services: self.services.clone(),
            level: self.level.clone(),
            zone_minutes: self.zone_minutes,
        })
    }

    pub fn takes_time(&self, moment: Option<i64>) -> bool {
        moment.is_none_or(|moment| {
            self.from.is_none_or(|from| moment >= from) && self.to.is_none_or(|to| moment < to)
        })
    }

    pub fn takes_level(&self, level: Level) -> bool {
        let least = match self.level.as_deref() {
            Some("attack") => Level::Attack,
            Some("warning") => Level::Warning,
            Some("notice") => Level::Notice,
            _ => return true,
        };
        level >= least
    }

    /// Whether lines without a hit are asked for at all.
    pub fn is_about_hits(&self) -> bool {
        !self.addresses.is_empty() || !self.services.is_empty() || self.level.is_some()
    }

    pub fn takes_address(&self, address: &[u8]) -> bool {
        self.addresses.is_empty()
            || self
                .addresses
                .iter()
                .any(|wanted| wanted.as_bytes() == address)
    }

    pub fn takes_service(&self, service: &[u8]) -> bool {
        self.services.is_empty()
            || self
                .services
                .iter()
                .any(|wanted| wanted.as_bytes() == service)
    }
}
