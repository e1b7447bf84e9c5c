//! Neighbours as ranges: the narrowest networks that hold them and nobody else who is known.

use super::choose::Refused;
use super::guard::Guard;
use super::known::Known;
use super::proposal::{Candidate, Left, Proposal, Range, Why};
use ipnet::IpNet;
use logyomi_core::Order;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// Widest and narrowest range of a family, as lengths of prefixes. A host of IPv6 has a /64 of its own at
/// least and may change its address within it; a customer has a /48 at most.
const V4: (u8, u8) = (24, 32);
const V6: (u8, u8) = (48, 64);

/// Who must not be in a range.
pub(super) struct Ground<'a> {
    guard: &'a Guard,
    logins: BTreeSet<IpAddr>,
    /// Doubtful addresses, and those that did nothing wrong.
    others: BTreeSet<IpAddr>,
}

impl<'a> Ground<'a> {
    pub fn new(known: &Known, guard: &'a Guard, refused: &Refused, take: &[Candidate]) -> Self {
        let taken: BTreeSet<IpAddr> = take.iter().map(|one| one.ip).collect();
        let harmless = known.harmless.iter().filter(|ip| !taken.contains(ip));
        let others = harmless.chain(&refused.doubtful);
        Ground {
            guard,
            logins: known.logged_in.union(&refused.logged_in).copied().collect(),
            others: others.copied().collect(),
        }
    }

    fn why_not(&self, range: &IpNet) -> Option<Why> {
        let holds = |set: &BTreeSet<IpAddr>| {
            let (first, last) = (range.network(), range.broadcast());
            set.range(first..=last).next().is_some()
        };
        if holds(&self.logins) {
            return Some(Why::CoversALogin);
        }
        let others = holds(&self.others) || self.guard.touches(range);
        others.then_some(Why::CoversOthers)
    }
}

/// Puts ranges in the place of at least `together` chosen addresses, and tells which could not be.
pub(super) fn add(proposal: &mut Proposal, ground: &Ground, together: usize) {
    let mut found = Found {
        ground,
        together: together.max(2),
        ranges: Vec::new(),
        left: Vec::new(),
    };
    let mut groups: BTreeMap<IpNet, Vec<IpAddr>> = BTreeMap::new();
    for one in &proposal.take {
        if let Some(widest) = prefix(one.ip, limits(one.ip).0) {
            groups.entry(widest).or_default().push(one.ip);
        }
    }
    for group in groups.values_mut() {
        group.order_by(Ord::cmp);
        found.cover(group);
    }
    // Ranges that lie side by side are one: it holds exactly what they hold.
    for network in IpNet::aggregate(&found.ranges) {
        let inside = proposal.take.iter().filter(|one| network.contains(&one.ip));
        let holds = inside.count();
        proposal.ranges.push(Range { network, holds });
    }
    proposal.ranges.order_by_key(|range| range.network);
    proposal.left.append(&mut found.left);
}

struct Found<'a> {
    ground: &'a Ground<'a>,
    together: usize,
    ranges: Vec<IpNet>,
    left: Vec<Left>,
}

impl Found<'_> {
    /// The range round these addresses; where it holds somebody else, one round each half.
    /// They are sorted and of one group.
    fn cover(&mut self, group: &[IpAddr]) {
        if group.len() < self.together {
            return;
        }
        let Some(range) = narrowest(group) else {
            return;
        };
        let Some(why) = self.ground.why_not(&range) else {
            return self.ranges.push(range);
        };
        self.left.push(Left {
            address: range.to_string(),
            why,
        });
        if range.prefix_len() < limits(range.addr()).1
            && let Some(upper) = range
                .subnets(range.prefix_len() + 1)
                .ok()
                .and_then(|mut halves| halves.nth(1))
        {
            let middle = group.partition_point(|ip| *ip < upper.network());
            let (low, high) = group.split_at(middle);
            self.cover(low);
            self.cover(high);
        }
    }
}

fn limits(ip: IpAddr) -> (u8, u8) {
    if ip.is_ipv4() { V4 } else { V6 }
}

fn prefix(ip: IpAddr, length: u8) -> Option<IpNet> {
    IpNet::new(ip, length).ok().map(|network| network.trunc())
}

/// The longest prefix that the first and the last have in common, within the limits.
fn narrowest(group: &[IpAddr]) -> Option<IpNet> {
    let (first, last) = (*group.first()?, *group.last()?);
    let (widest, narrowest) = limits(first);
    let mut lengths = (widest..=narrowest).rev();
    lengths.find_map(|length| prefix(first, length).filter(|network| network.contains(&last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case<'a> {
        take: &'a [&'a str],
        logins: &'a [&'a str],
        harmless: &'a [&'a str],
        own: &'a [&'a str],
    }

    const NOBODY: Case = Case {
        take: &[],
        logins: &[],
        harmless: &[],
        own: &[],
    };

    fn ips(texts: &[&str]) -> BTreeSet<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[track_caller]
    fn check(case: &Case, wanted: &[&str], left: &[(&str, Why)]) {
        let own: Vec<IpNet> = case.own.iter().map(|own| own.parse().unwrap()).collect();
        let guard = Guard::new(own);
        let known = Known {
            logged_in: ips(case.logins),
            harmless: ips(case.harmless),
            ..Known::default()
        };
        let candidate = |ip| Candidate {
            ip,
            attempts: 10,
            first: None,
            last: None,
            names: Vec::new(),
            because: Vec::new(),
        };
        let mut proposal = Proposal {
            take: ips(case.take).into_iter().map(candidate).collect(),
            ..Proposal::default()
        };
        let ground = Ground::new(&known, &guard, &Refused::default(), &proposal.take);
        add(&mut proposal, &ground, 3);
        let ranges = proposal.ranges.iter();
        let ranges: Vec<_> = ranges
            .map(|one| format!("{} {}", one.network, one.holds))
            .collect();
        assert_eq!(ranges, wanted);
        let found: Vec<_> = proposal
            .left
            .iter()
            .map(|one| (&*one.address, one.why))
            .collect();
        assert_eq!(found, left);
    }

    #[test]
    fn a_range_is_as_narrow_as_its_addresses_allow() {
        let take = &["203.0.113.9", "203.0.113.10", "203.0.113.11"];
        check(&Case { take, ..NOBODY }, &["203.0.113.8/30 3"], &[]);
        let take = &["203.0.113.1", "203.0.113.77", "203.0.113.200"];
        check(&Case { take, ..NOBODY }, &["203.0.113.0/24 3"], &[]);
    }

    #[test]
    fn two_are_no_range_and_neither_are_three_networks() {
        let take = &["203.0.113.1", "203.0.113.2", "203.0.112.3", "203.0.112.4"];
        check(&Case { take, ..NOBODY }, &[], &[]);
    }

    #[test]
    fn ipv6_is_never_narrower_than_a_customer_and_never_wider() {
        let take = &["2001:db8::1", "2001:db8::2", "2001:db8::3"];
        check(&Case { take, ..NOBODY }, &["2001:db8::/64 3"], &[]);
        let take = &["2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:3::1"];
        check(&Case { take, ..NOBODY }, &["2001:db8::/62 3"], &[]);
        let take = &["2001:db8:1::1", "2001:db8:2::1", "2001:db8:3::1"];
        check(&Case { take, ..NOBODY }, &[], &[]);
    }

    #[test]
    fn a_login_splits_a_range_and_is_told() {
        let take = &["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.200"];
        let logins = &["203.0.113.100"];
        let case = Case {
            take,
            logins,
            ..NOBODY
        };
        let left = [("203.0.113.0/24", Why::CoversALogin)];
        check(&case, &["203.0.113.0/30 3"], &left);
    }

    #[test]
    fn whoever_did_nothing_wrong_is_not_shut_out() {
        let take = &["203.0.113.1", "203.0.113.2", "203.0.113.3"];
        let harmless = &["203.0.113.0", "203.0.113.1"];
        let case = Case {
            take,
            harmless,
            ..NOBODY
        };
        check(&case, &[], &[("203.0.113.0/30", Why::CoversOthers)]);
        let own = &["203.0.113.0/31"];
        let case = Case {
            take,
            own,
            ..NOBODY
        };
        check(&case, &[], &[("203.0.113.0/30", Why::CoversOthers)]);
    }

    #[test]
    fn ranges_side_by_side_are_one() {
        let take = &[
            "203.0.112.1",
            "203.0.112.100",
            "203.0.112.200",
            "203.0.113.1",
            "203.0.113.100",
            "203.0.113.200",
        ];
        check(&Case { take, ..NOBODY }, &["203.0.112.0/23 6"], &[]);
    }

    #[test]
    fn shared_translators_are_never_a_range() {
        let take = &[
            "64:ff9b::cb00:7101",
            "64:ff9b::cb00:7102",
            "64:ff9b::cb00:7103",
        ];
        check(
            &Case { take, ..NOBODY },
            &[],
            &[("64:ff9b::/64", Why::CoversOthers)],
        );
    }
}
