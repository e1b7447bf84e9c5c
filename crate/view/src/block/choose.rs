//! Which addresses are proposed, and why the others are not.

use std::collections::BTreeSet;
use std::net::IpAddr;

use chrono::NaiveDate;
use ipnet::IpNet;
use logyomi_core::report::{Attacker, Report};
use logyomi_core::{Reach, canonical, reach};
use serde::{Deserialize, Serialize};

use super::ranges;
use crate::lookup;

/// What may be adjusted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Least number of attempts. A person who mistypes a password gives up before the tenth.
    pub least: u64,
    /// Only who was seen in so many days before the last line; nothing: whenever it was.
    pub days: Option<u32>,
    /// One prefix where neighbours are blocked together.
    pub ranges: bool,
    /// So many neighbours (of one /24, IPv6: /48) make a range.
    pub together: usize,
    /// Networks that are never blocked: your own, and those of your customers.
    pub own: Vec<IpNet>,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            least: 10,
            days: None,
            ranges: false,
            together: 3,
            own: Vec::new(),
        }
    }
}

/// What is proposed, and what is not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// By attempts, largest first, then by address.
    pub take: Vec<Candidate>,
    pub left: Vec<Left>,
}

/// An address, or the narrowest prefix round several.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub net: IpNet,
    pub addresses: u64,
    pub attempts: u64,
    pub first: Option<String>,
    pub last: Option<String>,
    /// Its name looks like one that belongs to another machine next week.
    pub dynamic: bool,
}

/// An attacker that is not proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    /// As the report shows it.
    pub address: String,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A name: whose it is, its owner decides.
    Name,
    /// Private, loopback, link-local, or nobody's.
    NotPublic,
    /// In [`Choice::own`].
    Own,
    /// A login from it worked.
    LetIn,
    TooFew,
    TooOld,
}

/// The addresses to block. Lines that can be read in two ways name nobody here: they are no attackers.
pub fn propose(report: &Report, choice: &Choice) -> Proposal {
    let guarded = guarded(report, choice);
    let since = choice.days.and_then(|days| since(report, days));
    let mut proposal = Proposal::default();
    for attacker in &report.attackers {
        match judged(attacker, choice, &guarded, since) {
            Ok(ip) => proposal.take.push(candidate(attacker, ip)),
            Err(why) => proposal.left.push(Left {
                address: attacker.address.clone(),
                why,
            }),
        }
    }
    if choice.ranges {
        let clear = |net: &IpNet| guarded.is_clear(net);
        proposal.take = ranges::joined(proposal.take, choice.together, clear);
    }
    proposal.take.sort_by(|a, b| {
        let order = b.attempts.cmp(&a.attempts);
        order.then_with(|| a.net.cmp(&b.net))
    });
    proposal
}

fn judged(
    attacker: &Attacker,
    choice: &Choice,
    guarded: &Guarded,
    since: Option<NaiveDate>,
) -> Result<IpAddr, Why> {
    let ip = attacker.ip.as_deref();
    let ip = ip
        .and_then(|ip| canonical(ip.as_bytes()))
        .ok_or(Why::Name)?;
    let seen = attacker.last.as_deref().and_then(day);
    if reach(ip) != Reach::Public {
        Err(Why::NotPublic)
    } else if guarded.own.iter().any(|own| own.contains(&ip)) {
        Err(Why::Own)
    } else if attacker.succeeded > 0 || guarded.let_in.contains(&ip) {
        Err(Why::LetIn)
    } else if attacker.attempts < choice.least {
        Err(Why::TooFew)
    } else if since.zip(seen).is_some_and(|(since, seen)| seen < since) {
        Err(Why::TooOld)
    } else {
        Ok(ip)
    }
}

fn candidate(attacker: &Attacker, ip: IpAddr) -> Candidate {
    Candidate {
        net: ip.into(),
        addresses: 1,
        attempts: attacker.attempts,
        first: attacker.first.clone(),
        last: attacker.last.clone(),
        dynamic: attacker.names.iter().any(|name| is_dynamic(name)),
    }
}

/// Parts of names that providers give to lines whose address changes.
fn is_dynamic(name: &str) -> bool {
    const PARTS: [&str; 10] = [
        "dyn", "dsl", "ppp", "pool", "dhcp", "cable", "dial", "pppoe", "ftth", "mobile",
    ];
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part))
}

/// Whom no rule may touch.
struct Guarded {
    own: Vec<IpNet>,
    /// Addresses from which a login worked.
    let_in: BTreeSet<IpAddr>,
}

impl Guarded {
    fn is_clear(&self, net: &IpNet) -> bool {
        let overlaps = |own: &IpNet| own.contains(net) || net.contains(own);
        !self.own.iter().any(overlaps) && !self.let_in.iter().any(|ip| net.contains(ip))
    }
}

fn guarded(report: &Report, choice: &Choice) -> Guarded {
    let attackers = report.attackers.iter().filter(|one| one.succeeded > 0);
    let attackers = attackers.filter_map(|one| one.ip.as_deref());
    let addresses = attackers.chain(logged_in(report));
    Guarded {
        own: choice.own.clone(),
        let_in: addresses
            .filter_map(|ip| canonical(ip.as_bytes()))
            .collect(),
    }
}

/// Addresses in the tables of logins that worked, also of those who never failed.
fn logged_in(report: &Report) -> impl Iterator<Item = &str> {
    let tables = report.sections.iter().flat_map(|section| {
        section.tables.iter().filter(|table| {
            lookup::event(&section.id, &table.event).is_some_and(|event| {
                event.outcome == "success" && matches!(event.category, "authentication" | "session")
            })
        })
    });
    tables.flat_map(|table| {
        let at = table.fields.iter().position(|field| field == "addr");
        let keys = table.rows.iter().filter_map(move |row| row.key.get(at?));
        keys.map(String::as_str)
    })
}

/// The first day that counts.
fn since(report: &Report, days: u32) -> Option<NaiveDate> {
    let spans = report.files.iter().filter_map(|file| file.span.as_ref());
    let last = spans.filter_map(|span| day(&span.last)).max()?;
    last.checked_sub_days(chrono::Days::new(u64::from(days)))
}

fn day(iso: &str) -> Option<NaiveDate> {
    iso.get(..10)?.parse().ok()
}
