//! What one rule blocks, and what its comments say.

use crate::block::proposal::{Candidate, Proposal};
use crate::block::{Format, remark, words};
use crate::words::Lang;
use chrono::NaiveDate;
use ipnet::IpNet;

/// So many names of a range are told.
const NAMES: usize = 3;

/// An address, or a range and what is known of the chosen addresses in it.
pub(super) struct Target<'a> {
    pub network: IpNet,
    pub holds: usize,
    attempts: u64,
    dates: Option<(NaiveDate, NaiveDate)>,
    /// Host names, and whether they look dynamic.
    names: Vec<(&'a str, bool)>,
}

/// The tool that takes the addresses which this one does not.
pub(super) fn other_family(format: Format) -> Option<Format> {
    match format {
        Format::Iptables => Some(Format::Ip6tables),
        Format::Ip6tables => Some(Format::Iptables),
        _ => None,
    }
}

/// Ranges, then the addresses in none of them.
pub(super) fn targets(proposal: &Proposal, format: Format) -> Vec<Target<'_>> {
    let ranges = proposal.ranges.iter().map(|range| {
        let inside = proposal.take.iter();
        let inside: Vec<_> = inside
            .filter(|one| range.network.contains(&one.ip))
            .collect();
        Target::new(range.network, &inside)
    });
    let alone = proposal.take.iter().filter(|one| {
        let mut ranges = proposal.ranges.iter();
        !ranges.any(|range| range.network.contains(&one.ip))
    });
    let alone = alone.map(|one| Target::new(IpNet::from(one.ip), &[one]));
    let taken = |target: &Target| match format {
        Format::Iptables => target.is_v4(),
        Format::Ip6tables => !target.is_v4(),
        _ => true,
    };
    ranges.chain(alone).filter(taken).collect()
}

impl<'a> Target<'a> {
    fn new(network: IpNet, inside: &[&'a Candidate]) -> Self {
        let sum = |sum: u64, one: &&Candidate| sum.saturating_add(one.attempts);
        let first = inside.iter().filter_map(|one| one.first).min();
        let last = inside.iter().filter_map(|one| one.last).max();
        let names = inside.iter().flat_map(|one| &one.names);
        let names = names.filter_map(|name| remark::host(name)).take(NAMES);
        Target {
            network,
            holds: inside.len(),
            attempts: inside.iter().fold(0, sum),
            dates: first
                .zip(last)
                .map(|(first, last)| (first.date(), last.date())),
            names: names.map(|name| (name, remark::is_dynamic(name))).collect(),
        }
    }

    pub fn is_v4(&self) -> bool {
        matches!(self.network, IpNet::V4(_))
    }

    fn is_range(&self) -> bool {
        self.network.prefix_len() < self.network.max_prefix_len()
    }

    /// `203.0.113.9`, `203.0.113.0/24`
    pub fn shown(&self) -> String {
        match self.is_range() {
            true => self.network.to_string(),
            false => self.network.addr().to_string(),
        }
    }

    /// `[2001:db8::]/64`, and a mask for IPv4, as TCP wrappers want it.
    pub fn wrapped(&self) -> String {
        let (address, length) = (self.network.network(), self.network.prefix_len());
        match (self.is_v4(), self.is_range()) {
            (true, false) => address.to_string(),
            (true, true) => format!("{address}/{}", self.network.netmask()),
            (false, false) => format!("[{address}]"),
            (false, true) => format!("[{address}]/{length}"),
        }
    }

    /// The comment that the tool keeps with the rule. It shows on the server's terminal, which may know
    /// ASCII only: no translation.
    pub fn kept(&self) -> String {
        words::note(self.dates, self.attempts, self.holds, Lang::En)
    }

    /// Comment lines before a rule that keeps none itself.
    pub fn told(&self, indent: &str, lang: Lang) -> String {
        let note = words::note(self.dates, self.attempts, self.holds, lang);
        format!("{indent}# {note}\n{}", self.named(indent, lang))
    }

    /// Comment lines with what the names say.
    pub fn named(&self, indent: &str, lang: Lang) -> String {
        let names = self.names.iter();
        let lines = names.map(|(name, dynamic)| words::name(name, *dynamic, lang));
        lines.map(|line| format!("{indent}# {line}\n")).collect()
    }
}
