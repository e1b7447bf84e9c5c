//! Neighbours under one prefix: the narrowest that holds them all, and nobody whom no rule may touch.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::Candidate;

/// A provider gives out prefixes of about this length.
fn neighbourhood(net: &IpNet) -> IpNet {
    let length = match net {
        IpNet::V4(_) => 24,
        IpNet::V6(_) => 48,
    };
    IpNet::new(net.addr(), length).map_or(*net, |wide| wide.trunc())
}

pub(super) fn joined(
    candidates: Vec<Candidate>,
    together: usize,
    is_clear: impl Fn(&IpNet) -> bool,
) -> Vec<Candidate> {
    let mut groups: BTreeMap<IpNet, Vec<Candidate>> = BTreeMap::new();
    for one in candidates {
        groups.entry(neighbourhood(&one.net)).or_default().push(one);
    }
    let groups = groups.into_values();
    groups
        .flat_map(|group| match narrowest(&group).filter(&is_clear) {
            Some(net) if group.len() >= together.max(2) => vec![one(net, &group)],
            _ => group,
        })
        .collect()
}

/// The longest prefix that all of them share.
fn narrowest(group: &[Candidate]) -> Option<IpNet> {
    let mut net = group.first()?.net;
    for one in group {
        while !net.contains(&one.net) {
            net = net.supernet()?;
        }
    }
    Some(net)
}

fn one(net: IpNet, group: &[Candidate]) -> Candidate {
    let firsts = group.iter().filter_map(|one| one.first.clone());
    Candidate {
        net,
        addresses: group.len() as u64,
        attempts: group
            .iter()
            .map(|one| one.attempts)
            .fold(0, u64::saturating_add),
        first: firsts.min(),
        last: group.iter().filter_map(|one| one.last.clone()).max(),
        dynamic: group.iter().any(|one| one.dynamic),
    }
}
