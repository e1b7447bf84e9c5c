//! Runs a pattern over a message: linear, no back-tracking, no allocation.
//!
//! A pattern is segments with fences between them (see `logyomi_sections::table`). In a segment
//! everything left of the free hole is matched from the left and everything right of it from the
//! right, so a stranger's text in the hole cannot move another field.

use logyomi_sections::{Class, FieldId, Hole, Pairs, Pattern, Search, Segment, Step};
use memchr::{memchr, memchr2, memmem};
use std::sync::LazyLock;

/// The fields that a pattern found, as they stand in the message.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    slots: [(FieldId, &'a [u8]); Fields::MOST],
    len: usize,
}

impl<'a> Fields<'a> {
    /// A pattern has fewer holes than this; further ones are not kept.
    pub const MOST: usize = 16;

    pub const fn new() -> Self {
        Fields { slots: [(0, b""); Self::MOST], len: 0 }
    }

    pub fn get(&self, id: FieldId) -> Option<&'a [u8]> {
        self.iter().find(|(known, _)| *known == id).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (FieldId, &'a [u8])> + '_ {
        self.slots.iter().take(self.len).copied()
    }

    fn put(&mut self, id: FieldId, value: &'a [u8]) {
        if let Some(slot) = self.slots.get_mut(self.len) {
            *slot = (id, value);
            self.len += 1;
        }
    }

    fn replace(&mut self, id: FieldId, value: &'a [u8]) {
        match self.slots.iter_mut().take(self.len).find(|(known, _)| *known == id) {
            Some(slot) => slot.1 = value,
            None => self.put(id, value),
        }
    }
}

impl Default for Fields<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// What a pattern made of a message.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    No,
    One(Fields<'a>),
    /// Readings that name different addresses.
    Ambiguous(Fields<'a>),
}

/// Ids of fields that the matcher itself knows.
pub(crate) struct Known {
    pub addr: FieldId,
    pub method: FieldId,
    pub url: FieldId,
    pub protocol: FieldId,
    pub program: FieldId,
}

pub(crate) static KNOWN: LazyLock<Known> = LazyLock::new(|| Known { addr: id("addr"), method: id("method"), url: id("url"), protocol: id("protocol"), program: id("program") });

/// The id of a field that fields.toml must have; 255 (no field) where it has not.
pub(crate) fn id(name: &str) -> FieldId {
    logyomi_sections::FIELDS.iter().position(|field| field.name == name).and_then(|index| u8::try_from(index).ok()).unwrap_or(u8::MAX)
}

/// Reads a message with one pattern.
pub fn read<'a>(pattern: &'static Pattern, message: &'a [u8]) -> Outcome<'a> {
    let mut fields = Fields::new();
    let mut run = Run { pattern, first: None, differ: false, budget: READINGS };
    run.from(0, message, &mut fields);
    match run.first {
        None => Outcome::No,
        Some(fields) if run.differ => Outcome::Ambiguous(fields),
        Some(mut fields) => {
            if let Some(pairs) = pattern.pairs {
                take_pairs(pairs, &mut fields);
            }
            Outcome::One(fields)
        }
    }
}

/// A line with more places for a doubtful fence than this is not read further: it is a try at being slow.
const READINGS: usize = 256;

struct Run<'a> {
    pattern: &'static Pattern,
    first: Option<Fields<'a>>,
    differ: bool,
    budget: usize,
}

impl<'a> Run<'a> {
    /// Matches segment `index` and all behind it on `text`.
    fn from(&mut self, index: usize, text: &'a [u8], fields: &mut Fields<'a>) {
        let Some(current) = self.pattern.segments.get(index) else { return };
        let Some(fence) = self.pattern.fences.get(index) else {
            if segment(current, text, fields) {
                self.found(fields);
            }
            return;
        };
        match fence.search {
            Search::First => {
                if let Some(at) = memmem::find(text, fence.literal) {
                    self.split(index, current, text, at, fence.literal.len(), fields);
                }
            }
            Search::Last => {
                if let Some(at) = memmem::rfind(text, fence.literal) {
                    self.split(index, current, text, at, fence.literal.len(), fields);
                }
            }
            Search::Every => {
                for at in memmem::find_iter(text, fence.literal) {
                    self.budget = self.budget.saturating_sub(1);
                    if self.budget == 0 {
                        self.differ = true;
                        return;
                    }
                    let mut own = *fields;
                    self.split(index, current, text, at, fence.literal.len(), &mut own);
                }
            }
        }
    }

    fn split(&mut self, index: usize, current: &'static Segment, text: &'a [u8], at: usize, length: usize, fields: &mut Fields<'a>) {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at + length..)) else { return };
        if segment(current, before, fields) {
            self.from(index + 1, after, fields);
        }
    }

    fn found(&mut self, fields: &Fields<'a>) {
        match &self.first {
            None => self.first = Some(*fields),
            Some(first) => self.differ |= first.get(KNOWN.addr) != fields.get(KNOWN.addr),
        }
    }
}

/// Matches one segment on exactly `text`.
#[inline]
fn segment<'a>(segment: &'static Segment, text: &'a [u8], fields: &mut Fields<'a>) -> bool {
    let mut rest = text;
    for step in segment.left {
        let ok = match step {
            Step::Literal(literal) => match rest.strip_prefix(*literal) {
                Some(after) => {
                    rest = after;
                    true
                }
                None => false,
            },
            Step::Hole(hole) => match from_left(hole, rest).and_then(|end| rest.split_at_checked(end)) {
                Some((value, after)) => {
                    rest = after;
                    keep(hole, value, fields)
                }
                None => false,
            },
        };
        if !ok {
            return false;
        }
    }
    let Some(free) = &segment.free else { return rest.is_empty() };
    for step in segment.right {
        let ok = match step {
            Step::Literal(literal) => match rest.strip_suffix(*literal) {
                Some(before) => {
                    rest = before;
                    true
                }
                None => false,
            },
            Step::Hole(hole) => match from_right(hole, rest).and_then(|start| rest.split_at_checked(start)) {
                Some((before, value)) => {
                    rest = before;
                    keep(hole, value, fields)
                }
                None => false,
            },
        };
        if !ok {
            return false;
        }
    }
    keep(free, rest, fields)
}

/// Where a hole that begins at the left of `text` ends.
#[inline]
fn from_left(hole: &Hole, text: &[u8]) -> Option<usize> {
    let run = |inside: &dyn Fn(u8) -> bool| text.iter().position(|byte| !inside(*byte)).unwrap_or(text.len());
    let end = match hole.class {
        Class::Number => text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len()),
        Class::Word(None) => memchr2(b' ', b'\t', text).unwrap_or(text.len()),
        Class::Word(Some(stop)) => run(&|byte| byte != b' ' && byte != b'\t' && byte != stop),
        Class::Address(stop) => {
            let end = text.iter().position(|byte| !is_address_byte(*byte)).unwrap_or(text.len());
            end - usize::from(stop.is_some() && end.checked_sub(1).and_then(|last| text.get(last)).copied() == stop)
        }
        Class::Until(literal) => return memmem::find(text, literal),
        Class::Quoted | Class::Request => return Some(closing_quote(text)),
        Class::Text => text.len(),
    };
    (end > 0).then_some(end)
}

/// Where a hole that ends at the right of `text` begins.
#[inline]
fn from_right(hole: &Hole, text: &[u8]) -> Option<usize> {
    let run = |inside: &dyn Fn(u8) -> bool| text.iter().rposition(|byte| !inside(*byte)).map_or(0, |at| at + 1);
    let start = match hole.class {
        Class::Number => run(&|byte| byte.is_ascii_digit()),
        Class::Word(stop) => run(&|byte| byte != b' ' && byte != b'\t' && Some(byte) != stop),
        Class::Address(stop) => {
            let start = run(&is_address_byte);
            start + usize::from(stop.is_some() && text.get(start).copied() == stop)
        }
        Class::Until(literal) => return memmem::rfind(text, literal).map(|at| at + literal.len()),
        Class::Quoted | Class::Request => return Some(opening_quote(text)),
        Class::Text => 0,
    };
    (start < text.len()).then_some(start)
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
        let slashes = text.get(..at).map_or(0, |before| before.iter().rev().take_while(|byte| **byte == b'\\').count());
        if slashes % 2 == 0 {
            return at + 1;
        }
        end = at;
    }
    0
}

/// Keeps the value of a hole, if the writer could have put it there.
#[inline]
fn keep<'a>(hole: &Hole, value: &'a [u8], fields: &mut Fields<'a>) -> bool {
    if hole.cannot.iter().any(|byte| memchr(*byte, value).is_some()) || hole.never.iter().any(|never| memmem::find(value, never).is_some()) {
        return false;
    }
    if let Some(id) = hole.field {
        fields.put(id, value);
    }
    if hole.class == Class::Request {
        take_request(value, fields);
    }
    true
}

/// `GET /index.html HTTP/1.1` → method, url, protocol; a request of another form is all url.
fn take_request<'a>(value: &'a [u8], fields: &mut Fields<'a>) {
    let is_method = |word: &[u8]| !word.is_empty() && word.len() <= 20 && word.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_' || *byte == b'-');
    let Some((method, rest)) = memchr(b' ', value).and_then(|at| Some((value.get(..at)?, value.get(at + 1..)?))).filter(|(method, _)| is_method(method)) else {
        return fields.put(KNOWN.url, value);
    };
    let at = memchr::memrchr(b' ', rest).filter(|at| rest.get(at + 1..).is_some_and(|version| version.starts_with(b"HTTP/") || version.starts_with(b"RTSP/") || version.starts_with(b"SIP/")));
    fields.put(KNOWN.method, method);
    fields.put(KNOWN.url, at.and_then(|at| rest.get(..at)).unwrap_or(rest));
    if let Some(protocol) = at.and_then(|at| rest.get(at + 1..)) {
        fields.put(KNOWN.protocol, protocol);
    }
}

/// Takes the `pairs` field apart.
fn take_pairs<'a>(pairs: &Pairs, fields: &mut Fields<'a>) {
    static PAIRS: LazyLock<FieldId> = LazyLock::new(|| id("pairs"));
    let Some(mut rest) = fields.get(*PAIRS) else { return };
    while !rest.is_empty() {
        let end = memmem::find(rest, pairs.by).unwrap_or(rest.len());
        let pair = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + pairs.by.len()..).unwrap_or_default();
        let Some(at) = memchr(b'=', pair) else { continue };
        let (key, value) = (pair.get(..at).unwrap_or_default().trim_ascii_start(), pair.get(at + 1..).unwrap_or_default());
        let Some((_, id, last)) = pairs.keys.iter().find(|(known, _, _)| *known == key) else { continue };
        if *last || fields.get(*id).is_none() {
            fields.replace(*id, bare(value));
        }
    }
}

/// A value without the quotes or brackets round it.
fn bare(value: &[u8]) -> &[u8] {
    let value = value.trim_ascii();
    for (open, close) in [(b'"', b'"'), (b'\'', b'\''), (b'<', b'>')] {
        if let Some(inner) = value.strip_prefix(&[open]).and_then(|value| value.strip_suffix(&[close])) {
            return inner;
        }
    }
    value.trim_ascii_end().strip_suffix(b"'").unwrap_or(value)
}

