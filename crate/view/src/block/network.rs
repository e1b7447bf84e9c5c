//! Networks as people write them.

use ipnet::{IpNet, Ipv4Net};
use std::net::IpAddr;

/// Length of `::ffff:0:0/96`, in which IPv6 writes addresses of IPv4.
const MAPPED: u8 = 96;

/// `192.0.2.0/24`, or a single address. IPv4 inside IPv6 becomes IPv4, as addresses of a report do.
pub fn network(text: &str) -> Option<IpNet> {
    let written = text.parse::<IpNet>().ok();
    let written = written.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    Some(plain(written.trunc()))
}

/// The IPv4 network that is meant, where it is one.
pub(super) fn plain(network: IpNet) -> IpNet {
    let IpNet::V6(v6) = network else {
        return network;
    };
    let length = v6.prefix_len().checked_sub(MAPPED);
    let mapped = v6.addr().to_ipv4_mapped().zip(length);
    mapped
        .and_then(|(address, length)| Ipv4Net::new(address, length).ok())
        .map_or(network, IpNet::V4)
}

/// Whether they have an address in common.
pub(super) fn overlap(one: &IpNet, other: &IpNet) -> bool {
    one.contains(other) || other.contains(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_addresses_are_read() {
        let read = |text| network(text).map(|network| network.to_string());
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read("192.0.2.77/24"), some("192.0.2.0/24"));
        assert_eq!(read("192.0.2.77"), some("192.0.2.77/32"));
        assert_eq!(read("::ffff:192.0.2.77"), some("192.0.2.77/32"));
        assert_eq!(read("::ffff:192.0.2.0/120"), some("192.0.2.0/24"));
        assert_eq!(read("2001:db8::1/48"), some("2001:db8::/48"));
        for wrong in ["", "192.0.2", "192.0.2.0/33", "office", "192.0.2.1 "] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
