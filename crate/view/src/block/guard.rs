//! Addresses that no rule may name, whatever the log says.

use super::network::{overlap, plain};
use super::proposal::Why;
use ipnet::IpNet;
use logyomi_core::{Reach, reach};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const fn v6(a: u16, b: u16, length: u8) -> IpNet {
    IpNet::new_assert(IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)), length)
}

/// Translators (NAT64, Teredo): strangers from all over share their networks, so no range may touch them.
const SHARED: [IpNet; 2] = [v6(0x0064, 0xff9b, 32), v6(0x2001, 0, 32)];

/// What may not be blocked in any case.
pub(super) struct Guard {
    own: Vec<IpNet>,
}

impl Guard {
    /// `own`: the networks that were given, and the server's addresses that the report shows.
    pub fn new(own: impl IntoIterator<Item = IpNet>) -> Guard {
        let own = own.into_iter().map(|network| plain(network.trunc()));
        Guard { own: own.collect() }
    }

    /// Why this address is never blocked.
    pub fn why(&self, ip: IpAddr) -> Option<Why> {
        self.kind(ip)
            .or_else(|| inner(ip).and_then(|inner| self.kind(IpAddr::V4(inner))))
    }

    fn kind(&self, ip: IpAddr) -> Option<Why> {
        match reach(ip) {
            Reach::Private => Some(Why::Private),
            Reach::Loopback => Some(Why::Loopback),
            Reach::LinkLocal => Some(Why::LinkLocal),
            Reach::NoSource => Some(Why::NoSource),
            Reach::Public => self.is_own(ip).then_some(Why::Own),
        }
    }

    fn is_own(&self, ip: IpAddr) -> bool {
        self.own.iter().any(|network| network.contains(&ip))
    }

    /// Whether the range holds an address that is never blocked. Networks that are not public are wider
    /// than any range, so that a range lies in one where its first address does.
    pub fn touches(&self, range: &IpNet) -> bool {
        let mut networks = SHARED.iter().chain(&self.own);
        reach(range.network()) != Reach::Public || networks.any(|network| overlap(network, range))
    }
}

/// The IPv4 address that a translated one stands for: 6to4 (`2002::/16`), NAT64 (`64:ff9b::/96`), and
/// the old way of writing IPv4 (`::/96`).
fn inner(ip: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(v6) = ip else { return None };
    let of = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match v6.segments() {
        [0x2002, high, low, ..] => of(high, low),
        [0x0064, 0xff9b, 0, 0, 0, 0, high, low] | [0, 0, 0, 0, 0, 0, high, low] => of(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, why: Option<Why>) {
        let own = [
            "198.51.100.0/24",
            "::ffff:203.0.113.0/125",
            "2001:db8:5::/48",
        ];
        let own: Vec<IpNet> = own.iter().map(|own| own.parse().unwrap()).collect();
        assert_eq!(
            Guard::new(own).why(address.parse().unwrap()),
            why,
            "{address}"
        );
    }

    #[test]
    fn every_kind_is_guarded() {
        for (address, why) in [
            ("10.1.2.3", Why::Private),
            ("172.31.255.255", Why::Private),
            ("192.168.0.1", Why::Private),
            ("100.127.0.1", Why::Private),
            ("fd00::1", Why::Private),
            ("127.0.0.53", Why::Loopback),
            ("::1", Why::Loopback),
            ("169.254.7.7", Why::LinkLocal),
            ("fe80::1", Why::LinkLocal),
            ("239.1.1.1", Why::NoSource),
            ("ff02::1", Why::NoSource),
            ("0.0.0.0", Why::NoSource),
            ("::", Why::NoSource),
            ("255.255.255.255", Why::NoSource),
            ("198.51.100.7", Why::Own),
            ("203.0.113.7", Why::Own),
            ("2001:db8:5::7", Why::Own),
        ] {
            check(address, Some(why));
        }
    }

    #[test]
    fn strangers_and_documentation_are_not() {
        for address in [
            "203.0.113.9",
            "192.0.2.1",
            "2001:db8::1",
            "172.32.0.1",
            "100.128.0.1",
        ] {
            check(address, None);
        }
    }

    #[test]
    fn a_translated_address_is_the_one_inside() {
        check("2002:c0a8:0101::1", Some(Why::Private));
        check("64:ff9b::127.0.0.1", Some(Why::Loopback));
        check("::10.0.0.1", Some(Why::Private));
        check("64:ff9b::198.51.100.7", Some(Why::Own));
        check("2002:cb00:7109::1", None);
    }

    #[test]
    fn ranges_do_not_touch_what_is_guarded() {
        let guard = Guard::new(["203.0.113.9/32".parse().unwrap()]);
        let touches = |range: &str| guard.touches(&range.parse().unwrap());
        assert!(
            ["203.0.113.8/30", "203.0.112.0/23", "::/64", "64:ff9b::/64"].map(touches) == [true; 4]
        );
        assert!(["203.0.113.0/29", "2001:db8::/48"].map(touches) == [false; 2]);
    }
}
