//! All patterns of all pages in columns: what is alike lies side by side, which is what a packer needs.
//!
//! A pattern's line forms differ in a word or two. Written one after another, in the order of their ranks, they are
//! two thirds of the tables, packed. Here forms of one pattern follow each other, a form says only where it differs
//! from the one before, each kind of figure is a stream of its own, and each literal stands once.
//! Ranks are not written: they follow from the forms.

use crate::{Class, Fence, FieldId, Hole, HoleId, Pattern, Search, Section, Segment, Step};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashMap;

/// The streams, in the order in which they are written.
#[derive(Default, Serialize)]
struct Streams(Vec<Vec<u8>>);

#[derive(Clone, Copy)]
enum Name {
    /// How many patterns each section has.
    Patterns,
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

/// Takes the patterns out of the sections and gives them as bytes.
pub fn take(sections: &mut [Section]) -> Vec<u8> {
    let mut writer = Writer::default();
    for section in sections {
        let mut patterns = std::mem::take(&mut section.patterns);
        // Stable, as the ranks are: within a group forms stay in the order of their ranks.
        patterns.sort_by_key(|pattern| pattern.group);
        writer.number(Name::Patterns, patterns.len());
        writer.last.clear();
        for pattern in &patterns {
            writer.pattern(pattern);
        }
    }
    writer.streams.0.resize(STREAMS, Vec::new());
    postcard::to_stdvec(&writer.streams).unwrap_or_default()
}

/// Puts the patterns back into the sections they were taken out of.
pub fn put<'a>(bytes: &'a [u8], sections: &mut [Section<'a>], holes: &[Hole]) -> Option<()> {
    let mut reader = Reader {
        streams: postcard::from_bytes::<Borrowed>(bytes).ok()?.0,
        literals: Vec::new(),
        group: 0,
        last: Vec::new(),
        read_by: ReadBy::default(),
    };
    for section in sections {
        let count = reader.number(Name::Patterns)?;
        reader.last.clear();
        // The figure is not trusted with memory: a stream that ends early ends all.
        let patterns: Option<Vec<Pattern>> = (0..count).map(|_| reader.pattern()).collect();
        section.patterns = patterns?;
        for pattern in &mut section.patterns {
            pattern.letters = pattern.letters.saturating_add(blanks(pattern, holes));
        }
        section.patterns.sort_by_key(rank);
    }
    Some(())
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
    fn stream(&mut self, name: Name) -> &mut Vec<u8> {
        let streams = &mut self.streams.0;
        let place = name as usize;
        if streams.len() <= place {
            streams.resize(place + 1, Vec::new());
        }
        // The line above has made it.
        #[allow(clippy::indexing_slicing)]
        &mut streams[place]
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

struct Reader<'a> {
    streams: Vec<&'a [u8]>,
    literals: Vec<&'a [u8]>,
    group: u16,
    last: Vec<Part<'a>>,
    read_by: ReadBy,
}

impl<'a> Reader<'a> {
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
        if let Some(known) = self.number(Name::Literal)?.checked_sub(1) {
            return self.literals.get(known).copied();
        }
        let length = self.number(Name::Length)?;
        let stream = self.streams.get_mut(Name::Text as usize)?;
        let (text, rest) = stream.split_at_checked(length)?;
        *stream = rest;
        self.literals.push(text);
        Some(text)
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

    fn section(mut patterns: Vec<Pattern<'_>>) -> Section<'_> {
        patterns.sort_by_key(rank);
        let words = crate::Words { en: "", ja: "" };
        Section {
            id: "x",
            title: words,
            logwatch: "",
            note: words,
            programs: Vec::new(),
            heads: Vec::new(),
            any: false,
            format: crate::Format::Syslog,
            session: false,
            reporter: "",
            trim_start: Vec::new(),
            trim_end: Vec::new(),
            longest: 0,
            events: Vec::new(),
            totals: Vec::new(),
            check: None,
            patterns,
            pairs: Vec::new(),
        }
    }

    fn sections() -> Vec<Section<'static>> {
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
        vec![section(first), section(Vec::new()), section(second)]
    }

    fn say(sections: &[Section]) -> Vec<String> {
        let patterns = sections.iter().flat_map(|section| &section.patterns);
        patterns.map(|pattern| format!("{pattern:?}")).collect()
    }

    #[test]
    fn what_was_taken_out_is_put_back() {
        let mut taken = sections();
        let bytes = take(&mut taken);
        assert_eq!(say(&taken), [""; 0]);
        assert_eq!(put(&bytes, &mut taken, &[]), Some(()));
        assert_eq!(say(&taken), say(&sections()));
    }

    #[test]
    fn damaged_columns_are_nothing() {
        let bytes = take(&mut sections());
        for length in 0..bytes.len() {
            assert_eq!(put(&bytes[..length], &mut sections(), &[]), None);
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x15;
            // Whatever it gives, it ends.
            put(&damaged, &mut sections(), &[]);
        }
    }
}
