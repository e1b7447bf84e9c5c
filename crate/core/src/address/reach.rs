//! Where an address is valid: only a public one belongs into a rule or a mail to a provider.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// By RFC 6890's registries. Addresses for documentation count as public: samples use them as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Public,
    /// RFC 1918, the shared space of providers (100.64.0.0/10), fc00::/7.
    Private,
    /// 127.0.0.0/8, ::1.
    Loopback,
    /// 169.254.0.0/16, fe80::/10.
    LinkLocal,
    /// Multicast, broadcast, unspecified, reserved: nobody sends from there.
    NoSource,
}

pub fn reach(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(v4) => of_v4(v4),
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(|| of_v6(v6), of_v4),
    }
}

fn of_v4(v4: Ipv4Addr) -> Reach {
    let [a, b, ..] = v4.octets();
    if v4.is_loopback() {
        Reach::Loopback
    } else if v4.is_private() || (a == 100 && (64..128).contains(&b)) {
        Reach::Private
    } else if v4.is_link_local() {
        Reach::LinkLocal
    } else if a == 0 || a >= 224 {
        Reach::NoSource
    } else {
        Reach::Public
    }
}

fn of_v6(v6: Ipv6Addr) -> Reach {
    if v6.is_loopback() {
        Reach::Loopback
    } else if v6.is_unique_local() {
        Reach::Private
    } else if v6.is_unicast_link_local() {
        Reach::LinkLocal
    } else if v6.is_unspecified() || v6.is_multicast() {
        Reach::NoSource
    } else {
        Reach::Public
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_reach_the_world() {
        for (address, wanted) in [
            ("203.0.113.9", Reach::Public),
            ("2001:db8::9", Reach::Public),
            ("::ffff:203.0.113.9", Reach::Public),
            ("::ffff:10.0.0.1", Reach::Private),
            ("10.255.0.1", Reach::Private),
            ("172.31.0.1", Reach::Private),
            ("172.32.0.1", Reach::Public),
            ("192.168.0.27", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("100.128.0.1", Reach::Public),
            ("fd00::1", Reach::Private),
            ("127.0.0.2", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("169.254.1.1", Reach::LinkLocal),
            ("fe80::1", Reach::LinkLocal),
            ("0.0.0.0", Reach::NoSource),
            ("224.0.0.1", Reach::NoSource),
            ("255.255.255.255", Reach::NoSource),
            ("::", Reach::NoSource),
            ("ff02::1", Reach::NoSource),
        ] {
            assert_eq!(reach(address.parse().unwrap()), wanted, "{address}");
        }
    }
}
