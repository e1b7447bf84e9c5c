//! Takes `key=value` pairs apart: kernel firewalls, the audit service, sendmail, network devices.
//!
//! A value in quotes or angle brackets ends at its closing one and not at a separator inside it: a
//! stranger's `acct="a addr=198.51.100.77 b"` is one value. What is never closed holds the whole rest.

use crate::known::KNOWN;
use crate::slots::{Fields, Slots};
use logyomi_sections::{Key, Pairs, Pattern, Section};
use memchr::{memchr, memmem};

/// Takes the `pairs` field of a message apart, where the pattern has one.
pub(crate) fn take(section: &Section, pattern: &Pattern, message: &[u8], slots: &mut Slots) {
    let Some(pairs) = pattern
        .pairs
        .and_then(|index| section.pairs.get(usize::from(index)))
    else {
        return;
    };
    let Some(whole) = Fields::of(message, slots).get(KNOWN.pairs) else {
        return;
    };
    let mut at = whole.as_ptr().addr() - message.as_ptr().addr();
    let end = at + whole.len();
    while at < end {
        let Some(rest) = message.get(at..end) else {
            return;
        };
        let (length, found) = pair(pairs, rest);
        if let Some((key, start, value)) = found
            && (key.last || Fields::of(message, slots).get(key.field).is_none())
        {
            slots.replace(key.field, at + start, value);
        }
        at += length + pairs.by.len();
    }
}

/// The first pair of a text: how long it is, and its key with the place and length of the value, where the
/// page knows the key and the value can be one.
fn pair<'p>(pairs: &'p Pairs, rest: &[u8]) -> (usize, Option<(&'p Key, usize, usize)>) {
    let plain = memmem::find(rest, pairs.by).unwrap_or(rest.len());
    let Some(equals) = memchr(b'=', rest.get(..plain).unwrap_or_default()) else {
        return (plain, None);
    };
    let name = rest.get(..equals).unwrap_or_default().trim_ascii_start();
    let key = pairs.keys.iter().find(|key| key.key == name);
    let start = equals + 1;
    let behind = rest.get(start..).unwrap_or_default();
    let (length, inside) = match behind.first() {
        Some(b'"') => closed(behind, b'"', pairs.by).unwrap_or((behind.len(), 1..behind.len())),
        // Audit's records have all their pairs inside one `msg='…'`.
        Some(b'\'') if key.is_some() => {
            closed(behind, b'\'', pairs.by).unwrap_or(open(plain, start))
        }
        Some(b'<') => closed(behind, b'>', pairs.by).unwrap_or(open(plain, start)),
        _ => open(plain, start),
    };
    let value = behind.get(inside.clone()).unwrap_or_default();
    let blank = value.len() - value.trim_ascii_start().len();
    let value = value.trim_ascii();
    let value = match inside.start {
        0 => value.strip_suffix(b"'").unwrap_or(value),
        _ => value,
    };
    let found = key
        .filter(|key| !key.address || is_address(value))
        .map(|key| (key, start + inside.start + blank, value.len()));
    (start + length, found)
}

type Value = (usize, std::ops::Range<usize>);

/// A value without quotes: up to the next separator.
fn open(plain: usize, start: usize) -> Value {
    (plain - start, 0..plain - start)
}

/// A value in quotes: up to the first closing one that no backslash escapes and that ends the pair.
fn closed(text: &[u8], close: u8, by: &[u8]) -> Option<Value> {
    let mut from = 1;
    loop {
        let at = from + memchr(close, text.get(from..)?)?;
        let slashes = text.get(1..at)?.iter().rev();
        let escaped = slashes.take_while(|byte| **byte == b'\\').count() % 2 == 1;
        let behind = text.get(at + 1..)?;
        let ends = behind.is_empty() || behind.starts_with(by) || behind.starts_with(b"'");
        if ends && !escaped {
            let length = at + 1 + usize::from(behind.starts_with(b"'"));
            return Some((length, 1..at));
        }
        from = at + 1;
    }
}

/// Whether a value is made of what addresses and host names are made of: `?` stands for none.
fn is_address(value: &[u8]) -> bool {
    let of_address = |byte: &u8| byte.is_ascii_alphanumeric() || b".:-_%".contains(byte);
    value.iter().all(of_address) && value.iter().any(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(by: &'static str, text: &str, expect: &[(&str, &str)]) {
        let key = |key: &'static str, field, address| Key {
            key: key.as_bytes(),
            field,
            last: false,
            address,
        };
        let pairs = Pairs {
            by: by.as_bytes(),
            keys: vec![
                key("addr", 1, true),
                key("acct", 2, false),
                key("msg", 3, false),
            ],
        };
        let (mut at, mut found) = (0, Vec::new());
        while at < text.len() {
            let (length, value) = pair(&pairs, &text.as_bytes()[at..]);
            if let Some((key, start, length)) = value {
                let name = std::str::from_utf8(key.key).unwrap_or_default();
                found.push((name, &text[at + start..at + start + length]));
            }
            at += length + by.len();
        }
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_quoted_value_holds_separators() {
        check(
            " ",
            r#"op=login acct="a addr=198.51.100.77 b" addr=203.0.113.9 res=failed'"#,
            &[("acct", "a addr=198.51.100.77 b"), ("addr", "203.0.113.9")],
        );
        check(
            ", ",
            "acct=<a, addr=198.51.100.77>, addr=203.0.113.9",
            &[("acct", "a, addr=198.51.100.77"), ("addr", "203.0.113.9")],
        );
        check(
            " ",
            r#"acct="a\" addr=198.51.100.77" addr=203.0.113.9"#,
            &[
                ("acct", r#"a\" addr=198.51.100.77"#),
                ("addr", "203.0.113.9"),
            ],
        );
    }

    #[test]
    fn an_open_quote_holds_the_rest() {
        check(
            " ",
            r#"addr=203.0.113.9 acct="a addr=198.51.100.77"#,
            &[("addr", "203.0.113.9"), ("acct", "a addr=198.51.100.77")],
        );
    }

    #[test]
    fn what_can_be_no_address_is_none() {
        check(
            " ",
            r#"addr=? addr="" acct=x' addr=192.0.2.1'"#,
            &[("acct", "x"), ("addr", "192.0.2.1")],
        );
    }
}
