//! Runs a pattern over a message: linear, no back-tracking, no allocation.
//!
//! A pattern is segments with fences between them (see `logyomi_sections::table`). In a segment
//! everything left of the free hole is matched from the left and everything right of it from the
//! right, so a stranger's text in the hole cannot move another field.

use crate::bytes::Needle;
use crate::hole::hole;
use crate::known::KNOWN;
use crate::pairs;
use crate::slots::{Fields, Slots};
use logyomi_sections::{Pattern, Search, Section, Segment, Step};
use memchr::memmem;
use std::iter;

/// What a pattern made of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    No,
    One,
    /// Readings that name different addresses.
    Ambiguous,
}

/// The fences of a pattern, made ready: that takes longer than a search in a message.
pub(crate) fn ready(pattern: &'static Pattern) -> Box<[Needle]> {
    let fences = pattern.fences.iter();
    fences.map(|fence| Needle::new(fence.literal)).collect()
}

/// Reads a message with one pattern of a section; `slots` takes the fields of the first reading. For tests, which ask
/// patterns one by one.
pub fn read(
    section: &Section,
    pattern: &'static Pattern,
    message: &[u8],
    slots: &mut Slots,
) -> Outcome {
    read_with(section, pattern, &ready(pattern), message, slots)
}

/// The same where the pattern's fences are [`ready`].
pub(crate) fn read_with(
    section: &Section,
    pattern: &Pattern,
    fences: &[Needle],
    message: &[u8],
    slots: &mut Slots,
) -> Outcome {
    slots.cut(0);
    let first = pattern.segments.first();
    match first.and_then(|first| left(&first.left, message, 0, slots)) {
        Some(at) => read_on(section, pattern, fences, message, at, slots),
        None => Outcome::No,
    }
}

/// Reads on behind the left side of the first segment, which was matched up to `at`.
pub(crate) fn read_on(
    section: &Section,
    pattern: &Pattern,
    fences: &[Needle],
    message: &[u8],
    at: usize,
    slots: &mut Slots,
) -> Outcome {
    let mut run = Run {
        pattern,
        fences,
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
    pairs::take(section, pattern, message, slots);
    Outcome::One
}

/// A line with more places for a doubtful fence than this is not read further: it is a try at being slow.
const READINGS: usize = 256;

struct Run<'p, 'a> {
    pattern: &'p Pattern,
    fences: &'p [Needle],
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
        let fences = self.pattern.fences.get(index).zip(self.fences.get(index));
        let Some((fence, ready)) = fences else {
            let read = self.close(index, start, at, self.message.len());
            if read && self.pattern.every {
                self.found();
            }
            return read;
        };
        let rest = self.message.get(at..).unwrap_or_default();
        match fence.search {
            Search::First => ready
                .find(rest)
                .is_some_and(|place| self.split(index, start, at, at + place)),
            Search::Last => memmem::rfind(rest, fence.literal)
                .is_some_and(|place| self.split(index, start, at, at + place)),
            Search::Every => {
                let (known, mut any) = (self.slots.len(), false);
                for place in places(ready, rest) {
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
            .is_some_and(|value| free.keep(value, at, self.slots))
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

/// Where a fence stands in a text, also where two of its places share letters: a stranger may write the first half
/// of one.
fn places<'a>(fence: &'a Needle, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let mut from = 0;
    iter::from_fn(move || {
        let at = from + fence.find(text.get(from..)?)?;
        from = at + 1;
        Some(at)
    })
}

/// Takes steps from the left, beginning at `at`; gives where they end.
fn left(steps: &[Step<'_>], text: &[u8], at: usize, slots: &mut Slots) -> Option<usize> {
    steps.iter().try_fold(at, |at, step| match step {
        Step::Literal(literal) => text
            .get(at..)?
            .starts_with(literal)
            .then_some(at + literal.len()),
        Step::Hole(id) => hole(*id)?.take(text, at, slots),
    })
}

/// Takes steps from the right of a text that stands at `base` of the message; gives where they begin in it.
fn right(steps: &[Step<'_>], text: &[u8], base: usize, slots: &mut Slots) -> Option<usize> {
    let mut rest = text;
    for step in steps {
        match step {
            Step::Literal(literal) => rest = rest.strip_suffix(*literal)?,
            Step::Hole(id) => {
                let start = hole(*id)?.take_back(rest, base, slots)?;
                rest = rest.get(..start)?;
            }
        }
    }
    Some(rest.len())
}
