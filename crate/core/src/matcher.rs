//! Runs a pattern over a message: linear, no back-tracking, no allocation.
//!
//! A pattern is segments with fences between them (see `logyomi_sections::table`). In a segment
//! everything left of the free hole is matched from the left and everything right of it from the
//! right, so a stranger's text in the hole cannot move another field.

use crate::bytes::{begins, without_end};
use crate::slots::{Fields, Slots};
use logyomi_sections::{
    Class, FieldId, HOLES, Hole, HoleId, Pattern, Search, Section, Segment, Step,
};
use memchr::{memchr, memchr2, memmem};
use std::sync::LazyLock;

/// What a pattern made of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    No,
    One,
    /// Readings that name different addresses.
    Ambiguous,
}

/// Ids of fields that the matcher itself knows.
pub(crate) struct Known {
    pub addr: FieldId,
    pub method: FieldId,
    pub url: FieldId,
    pub protocol: FieldId,
    pub program: FieldId,
    pub pairs: FieldId,
}

pub(crate) static KNOWN: LazyLock<Known> = LazyLock::new(|| Known {
    addr: id("addr"),
    method: id("method"),
    url: id("url"),
    protocol: id("protocol"),
    program: id("program"),
    pairs: id("pairs"),
});

/// The id of a field that fields.toml must have; 255 (no field) where it has not.
pub(crate) fn id(name: &str) -> FieldId {
    logyomi_sections::FIELDS
        .iter()
        .position(|field| field.name == name)
        .and_then(|index| u8::try_from(index).ok())
        .unwrap_or(u8::MAX)
}

/// Reads a message with one pattern of a section; `slots` takes the fields of the first reading.
pub fn read(section: &Section, pattern: &Pattern, message: &[u8], slots: &mut Slots) -> Outcome {
    slots.cut(0);
    let first = pattern.segments.first();
    match first.and_then(|first| left(&first.left, message, 0, slots)) {
        Some(at) => read_on(section, pattern, message, at, slots),
        None => Outcome::No,
    }
}

/// Reads on behind the left side of the first segment, which was matched up to `at`.
pub(crate) fn read_on(
    section: &Section,
    pattern: &Pattern,
    message: &[u8],
    at: usize,
    slots: &mut Slots,
) -> Outcome {
    let mut run = Run {
        pattern,
        message,
        slots,
        first: None,
        differ: false,
        budget: READINGS,
    };
    let read = run.segment(0, 0, at);
    let (first, differ) = (run.first, run.differ);
    match first {
        None if !read => return Outcome::No,
        None => {}
        Some(first) => {
            slots.cut(0);
            slots.extend(&first);
        }
    }
    if differ {
        return Outcome::Ambiguous;
    }
    take_pairs(section, pattern, message, slots);
    Outcome::One
}

/// A line with more places for a doubtful fence than this is not read further: it is a try at being slow.
const READINGS: usize = 256;

struct Run<'p, 'a> {
    pattern: &'p Pattern,
    message: &'a [u8],
    slots: &'p mut Slots,
    /// The first of several readings; nothing while there can be only one.
    first: Option<Slots>,
    differ: bool,
    budget: usize,
}

impl Run<'_, '_> {
    /// Matches segment `index`, which begins at `start` and whose left side ends at `at`, and all behind it.
    fn segment(&mut self, index: usize, start: usize, at: usize) -> bool {
        let Some(fence) = self.pattern.fences.get(index) else {
            let read = self.close(index, start, at, self.message.len());
            if read && self.pattern.every {
                self.found();
            }
            return read;
        };
        let rest = self.message.get(at..).unwrap_or_default();
        match fence.search {
            Search::First => memmem::find(rest, fence.literal)
                .is_some_and(|place| self.split(index, start, at, at + place)),
            Search::Last => memmem::rfind(rest, fence.literal)
                .is_some_and(|place| self.split(index, start, at, at + place)),
            Search::Every => {
                let (known, mut any) = (self.slots.len(), false);
                for place in memmem::find_iter(rest, fence.literal) {
                    self.budget = self.budget.saturating_sub(1);
                    if self.budget == 0 {
                        self.differ = true;
                        break;
                    }
                    self.slots.cut(known);
                    any |= self.split(index, start, at, at + place);
                }
                any
            }
        }
    }

    /// Goes on where the fence behind segment `index` stands at `end`.
    fn split(&mut self, index: usize, start: usize, at: usize, end: usize) -> bool {
        let behind = self
            .pattern
            .fences
            .get(index)
            .map(|fence| end + fence.literal.len());
        let (Some(behind), Some(next)) = (behind, self.pattern.segments.get(index + 1)) else {
            return false;
        };
        self.close(index, start, at, end)
            && left(&next.left, self.message, behind, self.slots)
                .is_some_and(|at| self.segment(index + 1, behind, at))
    }

    /// The right side and the free hole of a segment that ends at `end`.
    fn close(&mut self, index: usize, start: usize, at: usize, end: usize) -> bool {
        let Some(segment): Option<&Segment> = self.pattern.segments.get(index) else {
            return false;
        };
        let Some(free) = segment.free else {
            return at == end;
        };
        let (Some(text), Some(free)) = (self.message.get(start..end), hole(free)) else {
            return false;
        };
        right(&segment.right, text, start, self.slots)
            .and_then(|value_end| self.message.get(at..start + value_end))
            .is_some_and(|value| keep(free, value, at, self.slots))
    }

    fn found(&mut self) {
        let address = |slots: &Slots| {
            Fields::of(self.message, slots)
                .get(KNOWN.addr)
                .map(<[u8]>::to_vec)
        };
        match &self.first {
            None => {
                let mut first = Slots::default();
                first.extend(self.slots);
                self.first = Some(first);
            }
            Some(first) => self.differ |= address(first) != address(self.slots),
        }
    }
}

pub(crate) fn hole(id: HoleId) -> Option<&'static Hole> {
    HOLES.get(usize::from(id))
}

/// Takes steps from the left, beginning at `at`; gives where they end.
fn left(steps: &[Step<'_>], text: &[u8], at: usize, slots: &mut Slots) -> Option<usize> {
    steps.iter().try_fold(at, |at, step| match step {
        Step::Literal(literal) => begins(text.get(at..)?, literal).then_some(at + literal.len()),
        Step::Hole(id) => left_hole(hole(*id)?, text, at, slots),
    })
}

/// Takes a hole that begins at `at`; gives where it ends.
#[inline]
pub(crate) fn left_hole(hole: &Hole, text: &[u8], at: usize, slots: &mut Slots) -> Option<usize> {
    let rest = text.get(at..)?;
    let end = from_left(hole, rest)?;
    keep(hole, rest.get(..end)?, at, slots).then_some(at + end)
}

/// Takes steps from the right of a text that stands at `base` of the message; gives where they begin in it.
pub(crate) fn right(
    steps: &[Step<'_>],
    text: &[u8],
    base: usize,
    slots: &mut Slots,
) -> Option<usize> {
    let mut rest = text;
    for step in steps {
        match step {
            Step::Literal(literal) => rest = without_end(rest, literal)?,
            Step::Hole(id) => {
                let hole = hole(*id)?;
                let start = from_right(hole, rest)?;
                if !keep(hole, rest.get(start..)?, base + start, slots) {
                    return None;
                }
                rest = rest.get(..start)?;
            }
        }
    }
    Some(rest.len())
}

/// Where a hole that begins at the left of `text` ends.
#[inline]
fn from_left(hole: &Hole, text: &[u8]) -> Option<usize> {
    let end = match hole.class {
        Class::Number => run_left(text, |byte| byte.is_ascii_digit()),
        Class::Word(None) => run_left(text, |byte| byte != b' ' && byte != b'\t'),
        Class::Word(Some(stop)) => {
            run_left(text, |byte| byte != b' ' && byte != b'\t' && byte != stop)
        }
        Class::Address(stop) => address_from_left(text, stop)?,
        Class::Until(literal) => return memmem::find(text, literal),
        Class::Quoted | Class::Request => return Some(closing_quote(text)),
        Class::Text => text.len(),
    };
    (end > 0).then_some(end)
}

/// Where a hole that ends at the right of `text` begins.
#[inline]
fn from_right(hole: &Hole, text: &[u8]) -> Option<usize> {
    let start = match hole.class {
        Class::Number => run_right(text, |byte| byte.is_ascii_digit()),
        Class::Word(None) => run_right(text, |byte| byte != b' ' && byte != b'\t'),
        Class::Word(Some(stop)) => {
            run_right(text, |byte| byte != b' ' && byte != b'\t' && byte != stop)
        }
        Class::Address(stop) => address_from_right(text, stop)?,
        Class::Until(literal) => return memmem::rfind(text, literal).map(|at| at + literal.len()),
        Class::Quoted | Class::Request => return Some(opening_quote(text)),
        Class::Text => 0,
    };
    (start < text.len()).then_some(start)
}

/// Where an address ends that begins here. Where the literal behind it begins with a byte that an
/// address can hold, that is the run's last byte (`from 203.0.113.5: `) or parts it (`203.0.113.5:80`);
/// an IPv6 address with a port and no brackets has no certain end.
#[inline]
fn address_from_left(text: &[u8], stop: Option<u8>) -> Option<usize> {
    let end = run_left(text, is_address_byte);
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
    let start = run_right(text, is_address_byte);
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

#[inline]
fn run_left(text: &[u8], inside: impl Fn(u8) -> bool) -> usize {
    text.iter()
        .position(|byte| !inside(*byte))
        .unwrap_or(text.len())
}

#[inline]
fn run_right(text: &[u8], inside: impl Fn(u8) -> bool) -> usize {
    text.iter()
        .rposition(|byte| !inside(*byte))
        .map_or(0, |at| at + 1)
}

/// Letters, figures and `.:-_%`: what IP addresses and host names are made of.
const ADDRESS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        if c.is_ascii_alphanumeric() || matches!(c, b'.' | b':' | b'-' | b'_' | b'%') {
            // The index runs over exactly the table's length.
            #[allow(clippy::indexing_slicing)]
            {
                table[byte] = true;
            }
        }
        byte += 1;
    }
    table
};

fn is_address_byte(byte: u8) -> bool {
    ADDRESS.get(usize::from(byte)).copied().unwrap_or(false)
}

/// The first quote that no backslash escapes, or the end.
fn closing_quote(text: &[u8]) -> usize {
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

/// Keeps the value of a hole, which begins at `at`, if the writer could have put it there.
#[inline]
pub(crate) fn keep(hole: &Hole, value: &[u8], at: usize, slots: &mut Slots) -> bool {
    if hole
        .cannot
        .iter()
        .any(|byte| memchr(*byte, value).is_some())
        || hole
            .never
            .iter()
            .any(|never| memmem::find(value, never).is_some())
    {
        return false;
    }
    if let Some(id) = hole.field {
        slots.put(id, at, value.len());
    }
    if hole.class == Class::Request {
        take_request(value, at, slots);
    }
    true
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

/// Takes the `pairs` field apart, where the pattern has one.
pub(crate) fn take_pairs(section: &Section, pattern: &Pattern, message: &[u8], slots: &mut Slots) {
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
        let length = memmem::find(rest, pairs.by).unwrap_or(rest.len());
        let pair = rest.get(..length).unwrap_or_default();
        if let Some((key, value)) = memchr(b'=', pair)
            .and_then(|equals| Some((pair.get(..equals)?, pair.get(equals + 1..)?)))
            && let Some((_, id, last)) = pairs
                .keys
                .iter()
                .find(|(known, _, _)| *known == key.trim_ascii_start())
            && (*last || Fields::of(message, slots).get(*id).is_none())
        {
            let (skipped, kept) = bare(value);
            slots.replace(*id, at + length - value.len() + skipped, kept);
        }
        at += length + pairs.by.len();
    }
}

/// A value without the quotes or brackets round it: how much is skipped, how much is kept.
fn bare(value: &[u8]) -> (usize, usize) {
    let blank = value.len() - value.trim_ascii_start().len();
    let inner = value.trim_ascii();
    for (open, close) in [(b'"', b'"'), (b'\'', b'\''), (b'<', b'>')] {
        if inner.len() >= 2 && inner.first() == Some(&open) && inner.last() == Some(&close) {
            return (blank + 1, inner.len() - 2);
        }
    }
    (blank, inner.strip_suffix(b"'").unwrap_or(inner).len())
}
