//! Attackers that are too many to be listed: how many they are at least, by service.
//!
//! Whoever is not listed made at most as many attempts as the table's bound. An event comes from one reporter and is
//! about one service, so each of its hits beyond those of the listed attackers is an attempt of somebody else.

use super::Analysis;
use super::Extra;
use crate::known::KNOWN;
use crate::report::Attacker;
use crate::tally::{self, Shown, Tally};
use logyomi_sections::{Attempt, Event, Level, SECTIONS, Service};
use std::collections::BTreeMap;

/// At least so many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unlisted {
    pub addresses: u64,
    pub attempts: u64,
}

pub(super) fn unlisted<'a>(
    analysis: &Analysis,
    attackers: impl Iterator<Item = &'a Attacker>,
) -> BTreeMap<&'static str, Unlisted> {
    let sources = analysis.table(Extra::Sources);
    let each = sources.map_or(0, Tally::left_out_weight);
    if each == 0 {
        return BTreeMap::new();
    }
    let mut listed: BTreeMap<&str, u64> = BTreeMap::new();
    for service in attackers.flat_map(|one| &one.services) {
        *listed.entry(&service.name).or_default() += service.attempts;
    }
    let mut all: BTreeMap<&'static str, u64> = BTreeMap::new();
    let events = SECTIONS.iter().flat_map(|section| &section.events);
    for (event, table) in events.zip(&analysis.tables) {
        if let Some(service) = service_of_attempts(event) {
            let most = all.entry(service).or_default();
            *most = (*most).max(of_addresses(event, table));
        }
    }
    let left = all.into_iter().filter_map(|(service, all)| {
        let attempts = all.saturating_sub(listed.get(service).copied().unwrap_or(0));
        let addresses = attempts.div_ceil(each);
        (attempts > 0).then_some((
            service,
            Unlisted {
                addresses,
                attempts,
            },
        ))
    });
    left.collect()
}

/// Of an event that counts as an attempt, where it names its service itself.
fn service_of_attempts(event: &'static Event) -> Option<&'static str> {
    let counts = event.attempt != Attempt::No || event.level == Level::Attack;
    match event.service {
        Service::Named(name) if counts => {
            std::str::from_utf8(super::known_service(name.as_bytes())).ok()
        }
        _ => None,
    }
}

/// Hits of an event that name an address.
fn of_addresses(event: &Event, table: &Tally) -> u64 {
    let Some(at) = event.rows.iter().position(|field| *field == KNOWN.addr) else {
        return 0;
    };
    let is_of_nobody = |row: &Shown<'_>| {
        let addr = tally::parts(row.key).nth(at);
        addr.is_none_or(|(_, addr)| matches!(addr, b"" | b"?"))
    };
    let of_nobody = table.shown().filter(is_of_nobody).map(|row| row.count);
    table.total.count.saturating_sub(of_nobody.sum())
}
