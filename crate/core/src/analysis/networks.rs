//! Attackers whose addresses are neighbours: mostly the customers or machines of one provider.

use crate::address::range::network;
use crate::order::Order;
use crate::report::{Attacker, Network};
use std::collections::BTreeMap;

/// Networks of at least two addresses; by attempts, largest first, then by prefix.
pub(super) fn networks(attackers: &[Attacker]) -> Vec<Network> {
    let mut networks: BTreeMap<String, Network> = BTreeMap::new();
    for attacker in attackers {
        let Some(ip) = attacker.ip.as_deref().and_then(|ip| ip.parse().ok()) else {
            continue;
        };
        let one = networks.entry(network(ip, PREFIX)).or_default();
        one.addresses += 1;
        one.attempts += attacker.attempts;
        one.succeeded += attacker.succeeded;
        let firsts = [one.first.take(), attacker.first.clone()];
        one.first = firsts.into_iter().flatten().min();
        one.last = one.last.take().max(attacker.last.clone());
    }
    let mut networks: Vec<Network> = networks
        .into_iter()
        .map(|(prefix, network)| Network { prefix, ..network })
        .filter(|network| network.addresses > 1)
        .collect();
    // Stable: equals stay in the order of their prefixes.
    networks.order_by_key(|network| std::cmp::Reverse(network.attempts));
    networks
}

/// What one customer is mostly given.
const PREFIX: [u32; 2] = [24, 48];

#[cfg(test)]
mod tests {
    use super::*;

    fn attacker(ip: &str, attempts: u64, first: &str) -> Attacker {
        Attacker {
            ip: Some(ip.to_owned()),
            attempts,
            succeeded: u64::from(attempts == 3),
            first: Some(first.to_owned()),
            last: Some(first.to_owned()),
            ..Attacker::default()
        }
    }

    #[test]
    fn neighbours_are_one_network() {
        let name = Attacker {
            attempts: 9,
            ..Attacker::default()
        };
        let found = networks(&[
            name,
            attacker("203.0.113.9", 2, "2017-02-07"),
            attacker("2001:db8::1", 4, "2017-02-07"),
            attacker("198.51.100.7", 9, "2017-02-07"),
            attacker("203.0.113.254", 3, "2017-02-05"),
            attacker("2001:db8:0:ffff::1", 4, "2017-02-08"),
            attacker("2001:db8:1::1", 4, "2017-02-08"),
            attacker("192.0.2.1", 4, "2017-02-06"),
            attacker("192.0.2.2", 1, "2017-02-06"),
        ]);
        let of = |one: &Network| (one.prefix.clone(), one.addresses, one.attempts);
        let wanted = [
            ("2001:db8::/48", 2, 8),
            ("192.0.2.0/24", 2, 5),
            ("203.0.113.0/24", 2, 5),
        ];
        let wanted = wanted.map(|(prefix, addresses, sum)| (prefix.to_owned(), addresses, sum));
        assert_eq!(found.iter().map(of).collect::<Vec<_>>(), wanted);
        let last = found.last().cloned().unwrap_or_default();
        let moments = [last.first, last.last].map(Option::unwrap_or_default);
        assert_eq!(moments, ["2017-02-05", "2017-02-07"]);
        assert_eq!(last.succeeded, 1);
    }
}
