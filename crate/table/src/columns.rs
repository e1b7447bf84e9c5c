//! All patterns of all pages in columns: what is alike lies side by side, which is what a packer needs.
//!
//! A pattern's line forms differ in a word or two. Written one after another, in the order of their ranks, they are
//! two thirds of the tables, packed. Here forms of one pattern follow each other, a form says only where it differs
//! from the one before, each kind of figure is a stream of its own, and each literal stands once.
//! Ranks are not written: they follow from the forms.
//!
//! Where each section begins in each stream is written, too: its patterns are read alone, when they are asked for.

use crate::{Class, Fence, FieldId, Hole, HoleId, Pattern, Search, Segment, Step};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

/// The streams, in the order in which they are written.
#[derive(Default, Serialize)]
struct Streams(Vec<Vec<u8>>);

#[derive(Clone, Copy)]
enum Name {
    /// Of each section, stream after stream: how many bytes of it are the section's; behind them, how many new
    /// literals.
    Sections,
    /// Each pattern's group, from that of the pattern before.
    Group,
    /// 1: read by the same events, in the same way, as the pattern before; else the three below.
    Same,
    Events,
    Flags,
    Pairs,
    /// How many parts are those of the form before, from its beginning and from its end; how many others stand between.
    Before,
    Behind,
    Between,
    Kind,
    Hole,
    /// 0: a new one; else the place of a known one, from 1.
    Literal,
    /// Of each new literal.
    Length,
    Text,
}

const STREAMS: usize = Name::Text as usize + 1;

/// Streams of which each section has a stretch of its own.
const OWN: Range<usize> = Name::Group as usize..Name::Length as usize;

/// A pattern, flat: one part after another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Left(Step<'a>),
    Free(HoleId),
    Right(Step<'a>),
    Fence(&'a [u8], Search),
    /// A field whose value is a word of the form.
    Said(FieldId, &'a [u8]),
}

/// The patterns of each section as bytes.
pub fn write(sections: Vec<Vec<Pattern>>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.streams.0.resize(STREAMS, Vec::new());
    let mut ends = vec![writer.place()];
    for mut patterns in sections {
        // Stable, as the ranks are: within a group forms stay in the order of their ranks.
        patterns.sort_by_key(|pattern| pattern.group);
        writer.begin();
        for pattern in &patterns {
            writer.pattern(pattern);
        }
        ends.push(writer.place());
    }
    for stream in 0..=OWN.len() {
        let end = |place: &Vec<usize>| place.get(stream).copied().unwrap_or(0);
        for (before, place) in ends.iter().zip(ends.iter().skip(1)) {
            writer.number(Name::Sections, end(place) - end(before));
        }
    }
    postcard::to_stdvec(&writer.streams).unwrap_or_default()
}

/// The patterns, still as bytes.
#[derive(Debug, Default)]
pub struct Columns<'a> {
    streams: Vec<&'a [u8]>,
    literals: Vec<&'a [u8]>,
    /// Where each section begins in the streams of [`OWN`] and, behind these, in `literals`; and where the last one
    /// ends.
    begins: Vec<Vec<usize>>,
}

impl<'a> Columns<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Columns<'a>> {
        let mut reader = Reader {
            streams: postcard::from_bytes::<Borrowed>(bytes).ok()?.0,
            ..Reader::default()
        };
        let own = reader.streams.get(OWN)?.iter();
        let mut totals: Vec<usize> = own.map(|stream| stream.len()).collect();
        let literals = reader.new_literals()?;
        totals.push(literals.len());
        Some(Columns {
            begins: reader.begins(&totals)?,
            streams: reader.streams,
            literals,
        })
    }

    /// How many sections there are.
    pub(crate) fn sections(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    /// A section's patterns, by rank: where two read a line, the first wins. Nothing, where there is no such section.
    pub fn patterns(&self, section: usize, holes: &[Hole]) -> Option<Vec<Pattern<'a>>> {
        let (begins, ends) = (self.begins.get(section)?, self.begins.get(section + 1)?);
        let mut reader = Reader {
            streams: self.streams.clone(),
            literals: &self.literals,
            fresh: *begins.last()?,
            ..Reader::default()
        };
        let own = reader.streams.get_mut(OWN)?.iter_mut();
        for (stream, (begin, end)) in own.zip(begins.iter().zip(ends)) {
            *stream = stream.get(*begin..*end)?;
        }
        let mut patterns = Vec::new();
        while !reader.is_at_end() {
            let mut pattern = reader.pattern()?;
            pattern.letters = pattern.letters.saturating_add(blanks(&pattern, holes));
            patterns.push(pattern);
        }
        patterns.sort_by_key(rank);
        Some(patterns)
    }
}

/// Letters that a pattern fixes within its holes: the blanks between so many words.
fn blanks(pattern: &Pattern, holes: &[Hole]) -> u16 {
    let steps = pattern.segments.iter();
    let steps = steps.flat_map(|segment| segment.left.iter().chain(&segment.right));
    let blanks = steps.map(|step| match step {
        Step::Hole(id) => match holes.get(usize::from(*id)).map(|hole| hole.class) {
            Some(Class::Words(words)) => u16::from(words).saturating_sub(1),
            _ => 0,
        },
        Step::Literal(_) => 0,
    });
    blanks.fold(0, u16::saturating_add)
}

/// Where two read a line, the first wins.
fn rank(pattern: &Pattern) -> (bool, Reverse<u16>, u16) {
    (pattern.fallback, Reverse(pattern.letters), pattern.group)
}

#[derive(Deserialize)]
struct Borrowed<'a>(#[serde(borrow)] Vec<&'a [u8]>);

/// Who reads a form, and how: mostly the same for all forms of a pattern.
#[derive(Clone, Debug, Default, PartialEq)]
struct ReadBy {
    events: Vec<(u16, u16)>,
    fallback: bool,
    every: bool,
    pairs: Option<u16>,
}

#[derive(Default)]
struct Writer<'a> {
    streams: Streams,
    literals: HashMap<&'a [u8], usize>,
    group: u16,
    last: Vec<Part<'a>>,
    read_by: ReadBy,
}

impl<'a> Writer<'a> {
    /// A section's patterns are read without those before, whose literals alone are known.
    fn begin(&mut self) {
        self.group = 0;
        self.last.clear();
        self.read_by = ReadBy::default();
    }

    /// Where it has come to in the streams of [`OWN`] and, behind these, in the literals.
    fn place(&self) -> Vec<usize> {
        let own = self.streams.0.get(OWN).unwrap_or_default();
        let own = own.iter().map(Vec::len);
        own.chain([self.literals.len()]).collect()
    }

    fn stream(&mut self, name: Name) -> &mut Vec<u8> {
        // There are all of them from the beginning.
        #[allow(clippy::indexing_slicing)]
        &mut self.streams.0[name as usize]
    }

    /// Seven bits a byte, the lowest first; the highest bit says that more follow.
    fn number(&mut self, name: Name, number: usize) {
        let stream = self.stream(name);
        let mut rest = number;
        while rest >= 128 {
            stream.push((rest & 127) as u8 | 128);
            rest >>= 7;
        }
        stream.push(rest as u8);
    }

    fn pattern(&mut self, pattern: &Pattern<'a>) {
        let parts = flat(pattern);
        self.number(
            Name::Group,
            usize::from(pattern.group.wrapping_sub(self.group)),
        );
        if self.group != pattern.group {
            self.last.clear();
        }
        self.group = pattern.group;
        self.read_by(pattern);
        let (before, behind) = shared(&self.last, &parts);
        let between = parts.len() - before - behind;
        self.number(Name::Before, before);
        self.number(Name::Behind, behind);
        self.number(Name::Between, between);
        for part in parts.iter().skip(before).take(between) {
            self.part(*part);
        }
        self.last = parts;
    }

    fn read_by(&mut self, pattern: &Pattern) {
        let read_by = ReadBy {
            events: pattern.events.clone(),
            fallback: pattern.fallback,
            every: pattern.every,
            pairs: pattern.pairs,
        };
        let same = read_by == self.read_by;
        self.number(Name::Same, usize::from(same));
        if same {
            return;
        }
        self.number(Name::Events, read_by.events.len());
        for (section, event) in &read_by.events {
            self.number(Name::Events, usize::from(*section));
            self.number(Name::Events, usize::from(*event));
        }
        let flags = usize::from(read_by.every) * 2 + usize::from(read_by.fallback);
        self.number(Name::Flags, flags);
        let pairs = read_by.pairs.map_or(0, |pairs| usize::from(pairs) + 1);
        self.number(Name::Pairs, pairs);
        self.read_by = read_by;
    }

    fn part(&mut self, part: Part<'a>) {
        let (kind, literal, hole) = match part {
            Part::Left(Step::Literal(text)) => (0, Some(text), None),
            Part::Left(Step::Hole(hole)) => (1, None, Some(hole)),
            Part::Right(Step::Literal(text)) => (2, Some(text), None),
            Part::Right(Step::Hole(hole)) => (3, None, Some(hole)),
            Part::Free(hole) => (4, None, Some(hole)),
            Part::Fence(text, Search::First) => (5, Some(text), None),
            Part::Fence(text, Search::Last) => (6, Some(text), None),
            Part::Fence(text, Search::Every) => (7, Some(text), None),
            Part::Said(field, word) => (8, Some(word), Some(HoleId::from(field))),
        };
        self.number(Name::Kind, kind);
        if let Some(hole) = hole {
            self.number(Name::Hole, usize::from(hole));
        }
        if let Some(text) = literal {
            self.literal(text);
        }
    }

    fn literal(&mut self, text: &'a [u8]) {
        let place = self.literals.len() + 1;
        match self.literals.get(text).copied() {
            Some(known) => self.number(Name::Literal, known),
            None => {
                self.literals.insert(text, place);
                self.number(Name::Literal, 0);
                self.number(Name::Length, text.len());
                self.stream(Name::Text).extend_from_slice(text);
            }
        }
    }
}

#[derive(Default)]
struct Reader<'a, 'k> {
    streams: Vec<&'a [u8]>,
    /// Those of all sections; a section's own begin at `fresh`.
    literals: &'k [&'a [u8]],
    fresh: usize,
    group: u16,
    last: Vec<Part<'a>>,
    read_by: ReadBy,
}

impl<'a> Reader<'a, '_> {
    /// All literals, in the order in which they first came.
    fn new_literals(&mut self) -> Option<Vec<&'a [u8]>> {
        let mut text = *self.streams.get(Name::Text as usize)?;
        let mut literals = Vec::new();
        while !self.streams.get(Name::Length as usize)?.is_empty() {
            let length = self.number(Name::Length)?;
            let (literal, rest) = text.split_at_checked(length)?;
            text = rest;
            literals.push(literal);
        }
        Some(literals)
    }

    /// Where each section begins in what has these lengths, and where the last one ends.
    fn begins(&mut self, totals: &[usize]) -> Option<Vec<Vec<usize>>> {
        let mut ends = Vec::new();
        while !self.streams.get(Name::Sections as usize)?.is_empty() {
            ends.push(self.number(Name::Sections)?);
        }
        let sections = ends.len().checked_div(totals.len())?;
        let mut begins = vec![Vec::new(); sections + 1];
        for (lengths, total) in ends.chunks(sections.max(1)).zip(totals) {
            let mut at = 0_usize;
            for (begin, length) in begins.iter_mut().zip(lengths.iter().chain([&0])) {
                begin.push(at);
                at = at.checked_add(*length)?;
            }
            (at == *total).then_some(())?;
        }
        begins
            .iter()
            .all(|begin| begin.len() == totals.len())
            .then_some(begins)
    }

    /// Whether all forms of the section were read.
    fn is_at_end(&self) -> bool {
        let groups = self.streams.get(Name::Group as usize);
        groups.is_none_or(|groups| groups.is_empty())
    }

    fn number(&mut self, name: Name) -> Option<usize> {
        let stream = self.streams.get_mut(name as usize)?;
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, rest) = stream.split_first()?;
            *stream = rest;
            number |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte & 128 == 0 {
                return Some(number);
            }
            // No figure here is longer.
            (shift < 28).then_some(())?;
        }
    }

    fn small(&mut self, name: Name) -> Option<u16> {
        u16::try_from(self.number(name)?).ok()
    }

    fn pattern(&mut self) -> Option<Pattern<'a>> {
        let step = self.small(Name::Group)?;
        if step != 0 {
            self.last.clear();
        }
        self.group = self.group.wrapping_add(step);
        self.read_by()?;
        let before = self.number(Name::Before)?;
        let behind = self.number(Name::Behind)?;
        let between = self.number(Name::Between)?;
        let mut parts = self.last.get(..before)?.to_vec();
        for _ in 0..between {
            parts.push(self.part()?);
        }
        let behind = self.last.len().checked_sub(behind)?;
        parts.extend_from_slice(self.last.get(behind..)?);
        let pattern = whole(&parts, self.group, &self.read_by);
        self.last = parts;
        Some(pattern)
    }

    fn read_by(&mut self) -> Option<()> {
        if self.number(Name::Same)? == 1 {
            return Some(());
        }
        let count = self.number(Name::Events)?;
        let mut events = Vec::new();
        for _ in 0..count {
            events.push((self.small(Name::Events)?, self.small(Name::Events)?));
        }
        let flags = self.number(Name::Flags)?;
        let pairs = self.small(Name::Pairs)?;
        self.read_by = ReadBy {
            events,
            fallback: flags & 1 == 1,
            every: flags & 2 == 2,
            pairs: pairs.checked_sub(1),
        };
        Some(())
    }

    fn part(&mut self) -> Option<Part<'a>> {
        Some(match self.number(Name::Kind)? {
            0 => Part::Left(Step::Literal(self.literal()?)),
            1 => Part::Left(Step::Hole(self.small(Name::Hole)?)),
            2 => Part::Right(Step::Literal(self.literal()?)),
            3 => Part::Right(Step::Hole(self.small(Name::Hole)?)),
            4 => Part::Free(self.small(Name::Hole)?),
            5 => Part::Fence(self.literal()?, Search::First),
            6 => Part::Fence(self.literal()?, Search::Last),
            7 => Part::Fence(self.literal()?, Search::Every),
            8 => {
                let field = FieldId::try_from(self.small(Name::Hole)?).ok()?;
                Part::Said(field, self.literal()?)
            }
            _ => return None,
        })
    }

    fn literal(&mut self) -> Option<&'a [u8]> {
        let known = self.number(Name::Literal)?.checked_sub(1);
        let place = known.unwrap_or(self.fresh);
        self.fresh += usize::from(known.is_none());
        self.literals.get(place).copied()
    }
}

/// How many parts two forms share at their beginnings, and how many of the others at their ends.
fn shared(one: &[Part], other: &[Part]) -> (usize, usize) {
    let same = |(a, b): &(&Part, &Part)| a == b;
    let before = one.iter().zip(other).take_while(same).count();
    let most = one.len().min(other.len()) - before;
    let ends = one.iter().rev().zip(other.iter().rev());
    (before, ends.take(most).take_while(same).count())
}

fn flat<'a>(pattern: &Pattern<'a>) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for (at, segment) in pattern.segments.iter().enumerate() {
        if let Some(fence) = at.checked_sub(1).and_then(|at| pattern.fences.get(at)) {
            parts.push(Part::Fence(fence.literal, fence.search));
        }
        parts.extend(segment.left.iter().copied().map(Part::Left));
        parts.extend(segment.free.map(Part::Free));
        parts.extend(segment.right.iter().copied().map(Part::Right));
    }
    let said = pattern.said.iter();
    parts.extend(said.map(|(field, word)| Part::Said(*field, word)));
    parts
}

fn whole<'a>(parts: &[Part<'a>], group: u16, read_by: &ReadBy) -> Pattern<'a> {
    let mut pattern = Pattern {
        events: read_by.events.clone(),
        group,
        letters: 0,
        fallback: read_by.fallback,
        segments: Vec::new(),
        fences: Vec::new(),
        pairs: read_by.pairs,
        every: read_by.every,
        said: Vec::new(),
    };
    let empty = || Segment {
        left: Vec::new(),
        free: None,
        right: Vec::new(),
    };
    let (mut segment, mut letters) = (empty(), 0);
    for part in parts {
        match *part {
            Part::Left(step) => segment.left.push(step),
            Part::Free(hole) => segment.free = Some(hole),
            Part::Right(step) => segment.right.push(step),
            Part::Fence(literal, search) => {
                pattern
                    .segments
                    .push(std::mem::replace(&mut segment, empty()));
                pattern.fences.push(Fence { literal, search });
            }
            Part::Said(field, word) => pattern.said.push((field, word)),
        }
        letters += match part {
            Part::Left(Step::Literal(text)) | Part::Right(Step::Literal(text)) => text.len(),
            Part::Fence(text, _) => text.len(),
            _ => 0,
        };
    }
    pattern.segments.push(segment);
    pattern.letters = u16::try_from(letters).unwrap_or(u16::MAX);
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern<'a>(group: u16, words: &[&'a str], fence: Option<Search>) -> Pattern<'a> {
        let step = |(at, word): (usize, &&'a str)| match word.is_empty() {
            true => Step::Hole(at as u16 * 300),
            false => Step::Literal(word.as_bytes()),
        };
        let steps: Vec<Step> = words.iter().enumerate().map(step).collect();
        let segment = Segment {
            left: steps.clone(),
            free: group.is_multiple_of(2).then_some(200),
            right: steps,
        };
        let fences = fence.map(|search| Fence {
            literal: b" from ",
            search,
        });
        let fences: Vec<Fence> = fences.into_iter().collect();
        let more = fences.iter().map(|_| Segment {
            left: Vec::new(),
            free: Some(7),
            right: Vec::new(),
        });
        let fenced = 6 * fences.len();
        Pattern {
            events: vec![(group, 300), (0, 1)],
            group,
            letters: (2 * words.iter().map(|word| word.len()).sum::<usize>() + fenced) as u16,
            fallback: group == 9,
            segments: [segment].into_iter().chain(more).collect(),
            fences,
            pairs: (group == 3).then_some(0),
            every: group == 4,
            said: match group {
                8 => vec![(7, b"on"), (200, b"x")],
                _ => Vec::new(),
            },
        }
    }

    fn sections() -> Vec<Vec<Pattern<'static>>> {
        let first = vec![
            pattern(3, &["Failed ", "", " for"], None),
            pattern(3, &["Failed ", "", " of"], None),
            pattern(3, &["Failed"], Some(Search::Every)),
            pattern(4, &["Failed ", "", " for"], Some(Search::First)),
            pattern(4, &["", " for"], Some(Search::Last)),
        ];
        let second = vec![
            pattern(9, &["Failed ", "", " for"], None),
            pattern(8, &[""], Some(Search::First)),
            pattern(700, &["x"; 40], None),
        ];
        let mut sections = vec![first, Vec::new(), second];
        for patterns in &mut sections {
            patterns.sort_by_key(rank);
        }
        sections
    }

    fn read(bytes: &[u8], section: usize) -> Option<String> {
        let patterns = Columns::open(bytes)?.patterns(section, &[])?;
        Some(format!("{patterns:?}"))
    }

    /// Each section alone, in any order.
    #[test]
    fn what_was_written_is_read() {
        let bytes = write(sections());
        for section in [2, 0, 1, 2] {
            let expect = sections().swap_remove(section);
            assert_eq!(read(&bytes, section), Some(format!("{expect:?}")));
        }
        assert_eq!(read(&bytes, 3), None);
        assert_eq!(Columns::open(&bytes).unwrap().sections(), 3);
    }

    #[test]
    fn damaged_columns_are_nothing() {
        let bytes = write(sections());
        for length in 0..bytes.len() {
            assert_eq!(read(&bytes[..length], 0), None);
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x15;
            // Whatever it gives, it ends.
            for section in 0..3 {
                read(&damaged, section);
            }
        }
    }
}
