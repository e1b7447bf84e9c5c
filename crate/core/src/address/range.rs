//! A range of addresses, as registries write it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::canonical;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub first: IpAddr,
    pub last: IpAddr,
}

/// The network that an address lies in, of so many bits for IPv4 and for IPv6: `203.0.113.0/24`.
pub fn network(ip: IpAddr, [v4, v6]: [u32; 2]) -> String {
    match ip {
        IpAddr::V4(ip) => {
            let mask = !u32::MAX.checked_shr(v4).unwrap_or(0);
            format!("{}/{v4}", Ipv4Addr::from_bits(ip.to_bits() & mask))
        }
        IpAddr::V6(ip) => {
            let mask = !u128::MAX.checked_shr(v6).unwrap_or(0);
            format!("{}/{v6}", Ipv6Addr::from_bits(ip.to_bits() & mask))
        }
    }
}

impl Range {
    /// `192.0.2.0 - 192.0.2.255`, `192.0.2.0/24`, `192.0.2/24` (LACNIC), `2001:db8::/32` or one address.
    pub fn parse(text: &str) -> Option<Range> {
        if let Some((first, last)) = text.split_once('-') {
            let (first, last) = (one(first)?, one(last)?);
            let one_kind = first.is_ipv4() == last.is_ipv4();
            return (one_kind && first <= last).then_some(Range { first, last });
        }
        match text.split_once('/') {
            Some((address, length)) => prefix(address.trim(), length.trim().parse().ok()?),
            None => one(text).map(|first| Range { first, last: first }),
        }
    }

    /// Addresses beside the first one.
    pub fn size(&self) -> u128 {
        number(self.last) - number(self.first)
    }

    pub fn contains(&self, other: &Range) -> bool {
        let one_kind = self.first.is_ipv4() == other.first.is_ipv4();
        one_kind && self.first <= other.first && other.last <= self.last
    }

    /// How many bits all its addresses begin with, where they are all that do.
    fn prefix_length(&self) -> Option<u32> {
        let bits = if self.first.is_ipv4() { 32 } else { 128 };
        let size = self.size();
        let whole = size & size.wrapping_add(1) == 0 && number(self.first) & size == 0;
        whole.then(|| bits - size.count_ones())
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.prefix_length() {
            Some(length) => write!(f, "{}/{length}", self.first),
            None => write!(f, "{} - {}", self.first, self.last),
        }
    }
}

fn one(text: &str) -> Option<IpAddr> {
    canonical(text.trim().as_bytes())
}

fn prefix(address: &str, length: u32) -> Option<Range> {
    let missing = 3_usize.saturating_sub(address.matches('.').count());
    let address = match address.contains(':') {
        true => address.to_owned(),
        false => format!("{address}{}", ".0".repeat(missing)),
    };
    let first = one(&address)?;
    let bits = if first.is_ipv4() { 32 } else { 128 };
    // A shift by all 128 bits has no result.
    let hosts = match bits - u32::min(length, bits) {
        128 => u128::MAX,
        free => (1 << free) - 1,
    };
    let plain = length <= bits && number(first) & hosts == 0;
    plain.then(|| Range {
        first,
        last: address_of(number(first) | hosts, first.is_ipv4()),
    })
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn address_of(number: u128, v4: bool) -> IpAddr {
    match u32::try_from(number) {
        Ok(number) if v4 => Ipv4Addr::from_bits(number).into(),
        _ => Ipv6Addr::from_bits(number).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_is_read_and_shown_in_one() {
        for (text, wanted) in [
            ("192.0.2.0 - 192.0.2.255", "192.0.2.0/24"),
            ("192.0.2.0-192.0.2.15", "192.0.2.0/28"),
            (
                "94.102.63.129 - 94.102.63.255",
                "94.102.63.129 - 94.102.63.255",
            ),
            ("192.0.2.0/24", "192.0.2.0/24"),
            ("192.0.2/24", "192.0.2.0/24"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:DB8::/32", "2001:db8::/32"),
            ("2001:db8:: - 2001:db8::ffff", "2001:db8::/112"),
            ("::/0", "::/0"),
            ("192.0.2.7", "192.0.2.7/32"),
        ] {
            let found = Range::parse(text).map(|range| range.to_string());
            assert_eq!(found.as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in [
            "",
            "EXAMPLE-NET",
            "192.0.2.9 - 192.0.2.1",
            "192.0.2.1 - 2001:db8::1",
            "192.0.2.1/24",
            "192.0.2.0/33",
            "192.0.2.0/-1",
            "2001:db8::/129",
            "192.0.2.0/24 and more",
        ] {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_lies_in_a_wider_one_of_its_kind() {
        let contains = |outer: &str, inner: &str| {
            let outer = Range::parse(outer).zip(Range::parse(inner));
            outer.is_some_and(|(outer, inner)| outer.contains(&inner))
        };
        assert!(contains("192.0.2.0/24", "192.0.2.255"));
        assert!(!contains("192.0.2.0/24", "192.0.3.0"));
        assert!(!contains("::/0", "192.0.2.1"));
    }
}
