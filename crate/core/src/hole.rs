//! A hole of a pattern, ready to be asked: where a value ends, and whether the writer could have put it there.

use crate::bytes::{self, Marks, Needle, is, letters, within};
use crate::known::KNOWN;
use crate::slots::Slots;
use logyomi_sections::{Class, FieldId, HOLES, Hole, HoleId};
use memchr::{memchr, memchr2};
use std::sync::LazyLock;

/// The hole of this number.
#[inline]
pub fn hole(id: HoleId) -> Option<&'static Ready> {
    static ALL: LazyLock<Vec<Ready>> = LazyLock::new(|| HOLES.iter().map(Ready::new).collect());
    ALL.get(usize::from(id))
}

pub struct Ready {
    field: Option<FieldId>,
    shape: Shape,
    cannot: Cannot,
    never: Vec<Needle>,
}

/// [`Class`], with what it searches for made ready.
enum Shape {
    Number,
    Word(Option<u8>),
    Words(u8),
    Address(Option<u8>),
    Until(Box<Until>),
    Quoted,
    Request,
    Text,
}

struct Until {
    first: Needle,
    literal: &'static [u8],
}

impl Until {
    /// Where the literal stands last.
    fn last(&self, text: &[u8]) -> Option<usize> {
        let first = self.literal.first()?;
        let mut places = memchr::memrchr_iter(*first, text);
        places.find(|at| {
            text.get(*at..)
                .is_some_and(|rest| rest.starts_with(self.literal))
        })
    }
}

/// Bytes that the writer cannot put in.
enum Cannot {
    Nothing,
    One(u8),
    Two(u8, u8),
    Three(u8, u8, u8),
    Many(Box<[bool; 256]>),
}

impl Ready {
    fn new(hole: &'static Hole) -> Ready {
        Ready {
            field: hole.field,
            shape: match hole.class {
                Class::Number => Shape::Number,
                Class::Word(stop) => Shape::Word(stop),
                Class::Words(words) => Shape::Words(words),
                Class::Address(stop) => Shape::Address(stop),
                Class::Until(literal) => Shape::Until(Box::new(Until {
                    first: Needle::new(literal),
                    literal,
                })),
                Class::Quoted => Shape::Quoted,
                Class::Request => Shape::Request,
                Class::Text => Shape::Text,
            },
            cannot: Cannot::new(hole.cannot),
            never: hole.never.iter().map(|text| Needle::new(text)).collect(),
        }
    }

    pub fn is_number(&self) -> bool {
        matches!(self.shape, Shape::Number)
    }

    /// Whether it holds a number or an address, and so no text of a stranger's.
    pub fn is_narrow(&self) -> bool {
        matches!(self.shape, Shape::Number | Shape::Address(_))
    }

    /// Takes a value that begins at `at`; gives where it ends.
    #[inline]
    pub fn take(&self, text: &[u8], at: usize, slots: &mut Slots) -> Option<usize> {
        let end = from_left(&self.shape, text, at)?;
        self.keep(text.get(at..end)?, at, slots).then_some(end)
    }

    /// Takes a value that ends where a text ends, which stands at `base` of the message; gives where it
    /// begins in the text.
    #[inline]
    pub fn take_back(&self, text: &[u8], base: usize, slots: &mut Slots) -> Option<usize> {
        let start = from_right(&self.shape, text)?;
        self.keep(text.get(start..)?, base + start, slots)
            .then_some(start)
    }

    /// Keeps a value, which begins at `at`, if the writer could have put it there.
    #[inline]
    pub fn keep(&self, value: &[u8], at: usize, slots: &mut Slots) -> bool {
        if self.cannot.stands_in(value)
            || self.never.iter().any(|never| never.find(value).is_some())
        {
            return false;
        }
        if let Some(id) = self.field {
            slots.put(id, at, value.len());
        }
        if matches!(self.shape, Shape::Request) {
            take_request(value, at, slots);
        }
        true
    }
}

impl Cannot {
    fn new(bytes: &[u8]) -> Cannot {
        match *bytes {
            [] => Cannot::Nothing,
            [a] => Cannot::One(a),
            [a, b] => Cannot::Two(a, b),
            [a, b, c] => Cannot::Three(a, b, c),
            _ => Cannot::Many(Box::new(std::array::from_fn(|byte| {
                bytes.iter().any(|one| usize::from(*one) == byte)
            }))),
        }
    }

    #[inline]
    fn stands_in(&self, value: &[u8]) -> bool {
        match self {
            Cannot::Nothing => false,
            Cannot::One(a) => any(value, |word| is(word, *a)),
            Cannot::Two(a, b) => any(value, |word| is(word, *a) | is(word, *b)),
            Cannot::Three(a, b, c) => any(value, |word| is(word, *a) | is(word, *b) | is(word, *c)),
            Cannot::Many(set) => {
                let has = |byte: &u8| set.get(usize::from(*byte)).copied().unwrap_or(false);
                value.iter().any(has)
            }
        }
    }
}

/// Whether a value has a marked byte.
#[inline]
fn any(value: &[u8], marks: impl Fn(u64) -> Marks) -> bool {
    bytes::find(value, 0, marks) < value.len()
}

/// Where a hole ends that begins at `at`.
#[inline]
fn from_left(shape: &Shape, text: &[u8], at: usize) -> Option<usize> {
    let end = match shape {
        Shape::Number => bytes::find(text, at, |word| !digits(word)),
        Shape::Word(None) => bytes::find(text, at, blanks),
        Shape::Word(Some(stop)) => bytes::find(text, at, |word| blanks(word) | is(word, *stop)),
        Shape::Words(words) => words_from_left(text, at, *words)?,
        Shape::Address(stop) => at + address_from_left(text.get(at..)?, *stop)?,
        Shape::Until(until) => return Some(at + until.first.find(text.get(at..)?)?),
        Shape::Quoted | Shape::Request => return Some(at + closing_quote(text.get(at..)?)),
        Shape::Text => text.len(),
    };
    (end > at).then_some(end)
}

/// Where a hole begins that ends at the right of `text`.
#[inline]
fn from_right(shape: &Shape, text: &[u8]) -> Option<usize> {
    let end = text.len();
    let start = match shape {
        Shape::Number => bytes::find_back(text, end, |word| !digits(word)),
        Shape::Word(None) => bytes::find_back(text, end, blanks),
        Shape::Word(Some(stop)) => {
            bytes::find_back(text, end, |word| blanks(word) | is(word, *stop))
        }
        Shape::Words(words) => words_from_right(text, *words)?,
        Shape::Address(stop) => address_from_right(text, *stop)?,
        Shape::Until(until) => {
            return until.last(text).map(|at| at + until.literal.len());
        }
        Shape::Quoted | Shape::Request => return Some(opening_quote(text)),
        Shape::Text => 0,
    };
    (start < end).then_some(start)
}

#[inline]
fn digits(word: u64) -> Marks {
    within(word, b'0', b'9')
}

#[inline]
fn blanks(word: u64) -> Marks {
    is(word, b' ') | is(word, b'\t')
}

/// Where so many words end that begin at `at`, with a blank between them.
fn words_from_left(text: &[u8], at: usize, words: u8) -> Option<usize> {
    let mut end = at;
    for word in 0..words {
        let from = if word == 0 {
            at
        } else {
            text.get(end).filter(|byte| **byte == b' ')?;
            end + 1
        };
        end = bytes::find(text, from, blanks);
        if end == from {
            return None;
        }
    }
    Some(end)
}

/// Where so many words begin that end the text.
fn words_from_right(text: &[u8], words: u8) -> Option<usize> {
    let mut start = text.len();
    for word in 0..words {
        let to = if word == 0 {
            start
        } else {
            let blank = start.checked_sub(1)?;
            text.get(blank).filter(|byte| **byte == b' ')?;
            blank
        };
        start = bytes::find_back(text, to, blanks);
        if start == to {
            return None;
        }
    }
    Some(start)
}

/// Letters, figures and `.:-_%`: what IP addresses and host names are made of.
#[inline]
fn of_address(word: u64) -> Marks {
    letters(word)
        | within(word, b'0', b':')
        | within(word, b'-', b'.')
        | is(word, b'_')
        | is(word, b'%')
}

/// Mail servers write `[IPv6:2001:db8::5]`: the tag is no part of the address, and a pattern says it itself.
const TAG: &[u8] = b"IPv6:";

/// Where an address ends that begins here. Where the literal behind it begins with a byte that an
/// address can hold, that is the run's last byte (`from 203.0.113.5: `) or parts it (`203.0.113.5:80`);
/// an IPv6 address with a port and no brackets has no certain end.
#[inline]
fn address_from_left(text: &[u8], stop: Option<u8>) -> Option<usize> {
    if text.starts_with(TAG) {
        return None;
    }
    let end = bytes::find(text, 0, |word| !of_address(word));
    let (Some(stop), Some(run)) = (stop, text.get(..end)) else {
        return Some(end);
    };
    if stop == b':'
        && let Some(part) = port_behind(run)
    {
        return Some(part);
    }
    if run.last() == Some(&stop) {
        return Some(end - 1);
    }
    let last = memchr::memrchr(stop, run)?;
    // Two colons part them as well: VNC writes `203.0.113.5::5900`.
    let doubled = last.checked_sub(1).filter(|at| run.get(*at) == Some(&stop));
    let part = doubled.unwrap_or(last);
    let certain = stop != b':' || is_dotted(run.get(..part)?) || has_port(run, last);
    certain.then_some(part)
}

/// Whether a port stands behind the last colon of `2001:db8::5:40000`: five figures are no group of an
/// address, and what stands before them is a whole one. Four figures may be either.
fn has_port(run: &[u8], last: usize) -> bool {
    let port = run.get(last + 1..).unwrap_or_default();
    let address = run
        .get(..last)
        .and_then(|text| std::str::from_utf8(text).ok());
    port.len() == 5
        && port.iter().all(u8::is_ascii_digit)
        && address.is_some_and(|text| text.parse::<std::net::Ipv6Addr>().is_ok())
}

/// Where the port begins in `203.0.113.9:500` and `::ffff:203.0.113.9:500`: at the first colon behind
/// dots and before a digit.
fn port_behind(run: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b':', run).find(|at| {
        let address = run.get(..*at).unwrap_or_default();
        let digit = run.get(at + 1).is_some_and(u8::is_ascii_digit);
        digit && address.contains(&b'.') && is_dotted(address)
    })
}

/// Whether an address that ends so cannot be the front part of an IPv6 address: one without a colon, or
/// with dots behind its last one (`::ffff:203.0.113.5`).
fn is_dotted(address: &[u8]) -> bool {
    let last = memchr::memrchr(b':', address).map_or(Some(address), |at| address.get(at..));
    memchr(b':', address).is_none() || last.is_some_and(|last| last.contains(&b'.'))
}

/// Where an address begins that ends here; as from the left.
#[inline]
fn address_from_right(text: &[u8], stop: Option<u8>) -> Option<usize> {
    let start = bytes::find_back(text, text.len(), |word| !of_address(word));
    if text.get(start..)?.starts_with(TAG) {
        return Some(start + TAG.len());
    }
    let (Some(stop), Some(run)) = (stop, text.get(start..)) else {
        return Some(start);
    };
    if run.first() == Some(&stop) {
        return Some(start + 1);
    }
    let part = memchr::memrchr(stop, run)?;
    let certain =
        stop != b':' || memchr(b':', run) == Some(part) || run.get(part..)?.contains(&b'.');
    certain.then_some(start + part + 1)
}

/// The first quote that no backslash escapes, or the end.
pub fn closing_quote(text: &[u8]) -> usize {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        let at = from + at;
        if text.get(at) == Some(&b'"') {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

/// Behind the last quote that no backslash escapes, or the beginning.
fn opening_quote(text: &[u8]) -> usize {
    let mut end = text.len();
    while let Some(at) = text.get(..end).and_then(|rest| memchr::memrchr(b'"', rest)) {
        let slashes = text.get(..at).map_or(0, |before| {
            before
                .iter()
                .rev()
                .take_while(|byte| **byte == b'\\')
                .count()
        });
        if slashes % 2 == 0 {
            return at + 1;
        }
        end = at;
    }
    0
}

/// `GET /index.html HTTP/1.1` → method, url, protocol; a request of another form is all url.
fn take_request(value: &[u8], at: usize, slots: &mut Slots) {
    let is_method = |word: &[u8]| {
        !word.is_empty()
            && word.len() <= 20
            && word
                .iter()
                .all(|byte| byte.is_ascii_uppercase() || *byte == b'_' || *byte == b'-')
    };
    let Some(blank) =
        memchr(b' ', value).filter(|blank| value.get(..*blank).is_some_and(is_method))
    else {
        return slots.put(KNOWN.url, at, value.len());
    };
    let url = blank + 1;
    let rest = value.get(url..).unwrap_or_default();
    let is_version = |text: &[u8]| {
        [&b"HTTP/"[..], b"RTSP/", b"SIP/"]
            .iter()
            .any(|name| text.starts_with(name))
    };
    let end = memchr::memrchr(b' ', rest).filter(|end| rest.get(end + 1..).is_some_and(is_version));
    slots.put(KNOWN.method, at, blank);
    slots.put(KNOWN.url, at + url, end.unwrap_or(rest.len()));
    if let Some(end) = end {
        slots.put(KNOWN.protocol, at + url + end + 1, rest.len() - end - 1);
    }
}
