//! The spellings of one address made one.

pub mod range;
mod reach;

pub use reach::{Reach, reach};

use crate::bytes::{self, is, within};
use memchr::memmem;
use std::borrow::Cow;
use std::net::IpAddr;

/// The address in its canonical form, or nothing where it is none: `::FFFF:203.0.113.5` → `203.0.113.5`.
///
/// Brackets and a zone (`%eth0`) are taken off. `010.0.0.1` is no address: some would read it as octal.
pub fn canonical(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?;
    let text = text
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        .unwrap_or(text);
    let text = text.split_once('%').map_or(text, |(address, _)| address);
    match text.parse::<IpAddr>().ok()? {
        IpAddr::V6(v6) => Some(v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4)),
        v4 => Some(v4),
    }
}

/// How an address or a host name keys a table: canonical, names in lower case without a final dot.
pub fn key(text: &[u8]) -> Cow<'_, [u8]> {
    let special = |word| !(within(word, b'0', b'9') | is(word, b'.'));
    if bytes::find(text, 0, special) == text.len() {
        return Cow::Borrowed(text.strip_suffix(b".").unwrap_or(text));
    }
    match canonical(text) {
        Some(address) => Cow::Owned(address.to_string().into_bytes()),
        None if text.iter().any(u8::is_ascii_uppercase) || text.ends_with(b".") => {
            Cow::Owned(text.strip_suffix(b".").unwrap_or(text).to_ascii_lowercase())
        }
        None => Cow::Borrowed(text),
    }
}

/// Whether a reading names another host than `own`. What can be no host (`sasl:login`, `203.0.113.9:80`)
/// names none; a host's name beside an address is another one, for nobody can say whose it is.
pub fn contradicts(own: &[u8], other: &[u8]) -> bool {
    let possible = canonical(other).is_some() || !other.contains(&b':');
    possible && key(own) != key(other)
}

/// Whether a text holds the address or name as a word of its own: `203.0.113.5` does not stand in
/// `203.0.113.55`. Spelled as it is shown only.
pub fn names(text: &[u8], address: &[u8]) -> bool {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    memmem::find_iter(text, address).any(|at| {
        let (before, rest) = text.split_at_checked(at).unwrap_or_default();
        let behind = rest.get(address.len()..).unwrap_or_default();
        // A dot at the end of a sentence is none of the name.
        let behind = match behind.strip_prefix(b".") {
            Some(next) if !next.first().is_some_and(u8::is_ascii_alphanumeric) => b"",
            _ => behind,
        };
        !before.last().is_some_and(is_of_name) && !behind.first().is_some_and(is_of_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_named_where_it_stands_alone() {
        for (text, wanted) in [
            ("from 203.0.113.5 port 22", true),
            ("rhost=203.0.113.5", true),
            ("[203.0.113.5]:4022", true),
            ("it was 203.0.113.5.", true),
            ("203.0.113.55", false),
            ("1203.0.113.5", false),
            ("203.0.113.5.example.net", false),
            ("203.0.113.50 and 203.0.113.5", true),
        ] {
            assert_eq!(names(text.as_bytes(), b"203.0.113.5"), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_host_contradicts_nobody() {
        for (other, wanted) in [
            ("203.0.113.5", false),
            ("203.0.113.5.", false),
            ("::ffff:203.0.113.5", false),
            ("203.0.113.5:80", false),
            ("sasl:login", false),
            ("198.51.100.77", true),
            ("2001:db8::1", true),
            ("host.example.net", true),
        ] {
            assert_eq!(
                contradicts(b"203.0.113.5", other.as_bytes()),
                wanted,
                "{other}"
            );
        }
    }

    #[test]
    fn one_address_has_one_spelling() {
        for (spelling, wanted) in [
            ("203.0.113.5", "203.0.113.5"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("::FFFF:203.0.113.5", "203.0.113.5"),
            ("[2001:DB8::5]", "2001:db8::5"),
            ("2001:db8:0::5%eth0", "2001:db8::5"),
            ("P1.Example.NET.", "p1.example.net"),
            ("203.0.113.5.", "203.0.113.5"),
        ] {
            assert_eq!(String::from_utf8_lossy(&key(spelling.as_bytes())), wanted);
        }
    }

    #[test]
    fn what_only_looks_like_an_address_is_none() {
        for text in [
            "010.0.0.1",
            "203.0.113.256",
            "203.0.113",
            "1.2.3.4.example.net",
            "",
            "::ffff:",
        ] {
            assert_eq!(canonical(text.as_bytes()), None, "{text}");
        }
    }
}
