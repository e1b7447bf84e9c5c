//! One row an address, over all sections and files.
//!
//! An attempt that two daemons report (dovecot and `pam_unix(dovecot:auth)`) is counted once: of a
//! family's reporters the larger total counts. A name and an address that the log shows side by side
//! are joined where they are one to one over the whole input: reverse names belong to strangers.

use super::{Analysis, Extra};
use crate::address;
use crate::order::Order;
use crate::place::Place;
use crate::report::{Attacker, Counted, LeftOut, Service, Tried};
use crate::stamp::iso;
use crate::tally::{self, Shown, Tally};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// Lines of an attacker that are kept; a provider's abuse desk asks for some.
const SAMPLES: usize = 5;

/// As often a person mistypes a password before it is right; whoever guesses is seldom right so soon.
const MISTYPED: u64 = 2;

/// What is known of one address while the tables are gone through.
#[derive(Default)]
struct Seen<'a> {
    /// family → reporter → service → attempts
    families: BTreeMap<String, BTreeMap<String, BTreeMap<String, u64>>>,
    names: BTreeSet<String>,
    /// user → family → reporter → attempts
    users: BTreeMap<String, BTreeMap<String, BTreeMap<String, u64>>>,
    paths: BTreeMap<String, u64>,
    first: Option<i64>,
    last: Option<i64>,
    succeeded: u64,
    /// Users that were let in, and when the last time.
    logins: Vec<(String, i64)>,
    /// The first lines of its rows, in canonical order.
    samples: BTreeSet<&'a Place>,
}

pub(super) fn attackers(analysis: &Analysis) -> (Vec<Attacker>, LeftOut) {
    let learned = learned(analysis);
    let mut seen: BTreeMap<String, Seen<'_>> = BTreeMap::new();
    let mut listed = 0;
    for (key, row) in decoded(analysis, Extra::Sources) {
        let [address, family, reporter, service] = &key[..] else {
            continue;
        };
        listed += row.count;
        let one = seen.entry(known_as(address, &learned)).or_default();
        *one.families
            .entry(family.clone())
            .or_default()
            .entry(reporter.clone())
            .or_default()
            .entry(service.clone())
            .or_default() += row.count;
        one.first = [one.first, row.first].into_iter().flatten().min();
        one.last = one.last.max(row.last);
        one.samples.extend(row.samples);
    }
    for (name, address) in &learned {
        if let Some(one) = seen.get_mut(address) {
            one.names.insert(name.clone());
        }
    }
    for (key, row) in decoded(analysis, Extra::Users) {
        let [address, family, reporter, user] = &key[..] else {
            continue;
        };
        if let Some(one) = seen.get_mut(&known_as(address, &learned)) {
            *one.users
                .entry(user.clone())
                .or_default()
                .entry(family.clone())
                .or_default()
                .entry(reporter.clone())
                .or_default() += row.count;
        }
    }
    add_counts(
        analysis,
        Extra::Paths,
        &learned,
        &mut seen,
        |one, value, row| *one.paths.entry(value).or_default() += row.count,
    );
    add_counts(
        analysis,
        Extra::Logins,
        &learned,
        &mut seen,
        |one, user, row| {
            one.succeeded += row.count;
            one.logins.extend(row.last.map(|last| (user, last)));
        },
    );
    let mut attackers: Vec<Attacker> = seen
        .into_iter()
        .map(|(address, one)| attacker(address, one, analysis))
        .collect();
    // Of as many attempts, addresses by their numbers, and names behind them as they stand in the map.
    attackers.order_by_key(|one| {
        let ip: Option<IpAddr> = one.address.parse().ok();
        (Reverse(one.attempts), ip.is_none(), ip)
    });
    let sources = analysis.table(Extra::Sources);
    let left_out = LeftOut {
        rows: sources.filter(|table| !table.is_capped()).map(|_| 0),
        count: sources
            .map_or(0, |table| table.total.count)
            .saturating_sub(listed),
    };
    (attackers, left_out)
}

fn decoded(analysis: &Analysis, extra: Extra) -> impl Iterator<Item = (Vec<String>, Shown<'_>)> {
    let table: Option<&Tally> = analysis.table(extra);
    table.into_iter().flat_map(|table| {
        table
            .shown()
            .filter(|row| row.lines > 0)
            .map(|row| (tally::decode(row.key), row))
    })
}

fn add_counts(
    analysis: &Analysis,
    extra: Extra,
    learned: &BTreeMap<String, String>,
    seen: &mut BTreeMap<String, Seen<'_>>,
    add: impl Fn(&mut Seen<'_>, String, &Shown<'_>),
) {
    for (key, row) in decoded(analysis, extra) {
        let [address, value] = &key[..] else { continue };
        if let Some(one) = seen.get_mut(&known_as(address, learned)) {
            add(one, value.clone(), &row);
        }
    }
}

/// Names that stand for one address, and whose address has no other name.
fn learned(analysis: &Analysis) -> BTreeMap<String, String> {
    let mut addresses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, _) in decoded(analysis, Extra::Names) {
        let [name, address] = &key[..] else { continue };
        addresses
            .entry(name.clone())
            .or_default()
            .insert(address.clone());
        names
            .entry(address.clone())
            .or_default()
            .insert(name.clone());
    }
    let alone = |set: &BTreeSet<String>| {
        if set.len() == 1 {
            set.first().cloned()
        } else {
            None
        }
    };
    addresses
        .into_iter()
        .filter_map(|(name, set)| alone(&set).map(|address| (name, address)))
        .filter(|(_, address)| names.get(address).is_some_and(|set| set.len() == 1))
        .collect()
}

fn known_as(address: &str, learned: &BTreeMap<String, String>) -> String {
    learned
        .get(address)
        .cloned()
        .unwrap_or_else(|| address.to_owned())
}

fn attacker(address: String, one: Seen<'_>, analysis: &Analysis) -> Attacker {
    let mut services: BTreeMap<String, u64> = BTreeMap::new();
    let total = |reporter: &BTreeMap<String, u64>| reporter.values().sum::<u64>();
    for reporters in one.families.into_values() {
        // Of equal totals the first in the alphabet: the result may not depend on the order of reading.
        let largest = reporters
            .into_values()
            .rev()
            .max_by_key(|reporter| total(reporter));
        for (service, attempts) in largest.into_iter().flatten() {
            *services.entry(service).or_default() += attempts;
        }
    }
    let ip = address::canonical(address.as_bytes());
    let attempts = services.values().sum();
    let users: Vec<Tried> = counted(one.users.into_iter().map(|(user, families)| {
        let largest = |reporters: BTreeMap<_, u64>| reporters.into_values().max();
        (user, families.into_values().filter_map(largest).sum())
    }))
    .map(tried)
    .collect();
    Attacker {
        ip: ip.map(|ip| ip.to_string()),
        address,
        names: one.names.into_iter().collect(),
        mistyped: one.paths.is_empty() && is_mistyped(attempts, &users, one.last, &one.logins),
        attempts,
        services: services
            .into_iter()
            .filter(|(_, attempts)| *attempts > 0)
            .map(|(name, attempts)| Service { name, attempts })
            .collect(),
        users,
        paths: counted(one.paths).collect(),
        first: one.first.map(iso),
        last: one.last.map(iso),
        succeeded: one.succeeded,
        samples: one
            .samples
            .into_iter()
            .take(SAMPLES)
            .map(|place| analysis.sample(place))
            .collect(),
        country: ip.and_then(logyomi_country::country).map(str::to_owned),
        whois: None,
    }
}

/// Whether a person may have mistyped a password: refused once or twice, under one name, and let in under that name
/// after the last time. Where the log does not say when, nobody knows.
fn is_mistyped(
    attempts: u64,
    users: &[Tried],
    last: Option<i64>,
    logins: &[(String, i64)],
) -> bool {
    let ([user], Some(last)) = (users, last) else {
        return false;
    };
    let mut logins = logins.iter();
    (1..=MISTYPED).contains(&attempts)
        && user.count == attempts
        && logins.any(|(name, login)| *name == user.value && last <= *login)
}

/// By count, largest first, then by value.
fn counted(values: impl IntoIterator<Item = (String, u64)>) -> impl Iterator<Item = Counted> {
    let mut list: Vec<Counted> = values
        .into_iter()
        .map(|(value, count)| Counted { value, count })
        .collect();
    list.order_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    list.into_iter()
}

fn tried(Counted { value, count }: Counted) -> Tried {
    let kind = logyomi_sections::name_kind(&value).map(|kind| kind.id.to_owned());
    Tried { value, count, kind }
}
