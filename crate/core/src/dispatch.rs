//! From a record to the event that reads it: program → section → leading literal → pattern → event.

use crate::line::Hit;
use crate::matcher::{self, Fields, Outcome};
use crate::record::{Form, Record};
use crate::shared::Shared;
use aho_corasick::AhoCorasick;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use logyomi_sections::{Condition, Event, Group, Pattern, SECTIONS, Section, Test};
use regex::bytes::{Regex, RegexBuilder};
use std::cell::OnceCell;

/// Which sections read whose messages, and their compiled conditions.
pub struct Dispatch {
    programs: HashMap<&'static [u8], Vec<u16>, FixedState>,
    prefixes: Vec<(&'static [u8], u16)>,
    heads: Vec<(&'static [u8], u16)>,
    /// First bytes of the heads: most messages begin with none of them.
    head_bytes: [bool; 256],
    any: Vec<u16>,
    formats: Vec<(&'static str, u16)>,
    tests: Vec<OnceCell<Vec<Vec<Compiled>>>>,
    /// What is remembered of each section's message; made when the section is first asked.
    shared: Vec<Option<Shared>>,
    /// The last program and its sections: lines of one program follow each other.
    last: (Vec<u8>, Vec<u16>),
}

/// A condition ready to be asked.
enum Compiled {
    Plain,
    Has(AhoCorasick),
    Regex(Regex),
    /// Could not be compiled (rulec refuses such pages): never true.
    Never,
}

/// The best pattern of a section so far.
struct Best {
    rank: u16,
    pattern: &'static Pattern,
    event_index: u16,
    event: &'static Event,
    ambiguous: bool,
}

/// A bare message is read by a pattern only if it begins with this many letters of it.
const BARE_HEAD: usize = 4;

impl Default for Dispatch {
    fn default() -> Self {
        Self::new()
    }
}

impl Dispatch {
    pub fn new() -> Dispatch {
        let mut dispatch = Dispatch {
            programs: HashMap::default(),
            prefixes: Vec::new(),
            heads: Vec::new(),
            head_bytes: [false; 256],
            any: Vec::new(),
            formats: Vec::new(),
            tests: SECTIONS.iter().map(|_| OnceCell::new()).collect(),
            shared: SECTIONS.iter().map(|_| None).collect(),
            last: (Vec::new(), Vec::new()),
        };
        for (section, number) in SECTIONS.iter().zip(0..) {
            dispatch.claim(section, number);
        }
        dispatch.last.1 = dispatch.of_program(b"");
        dispatch
    }

    fn claim(&mut self, section: &'static Section, number: u16) {
        for program in section.programs {
            match program.strip_suffix('*') {
                Some(start) => self.prefixes.push((start.as_bytes(), number)),
                None => self
                    .programs
                    .entry(program.as_bytes())
                    .or_default()
                    .push(number),
            }
        }
        self.heads
            .extend(section.heads.iter().map(|head| (*head, number)));
        for head in section.heads {
            if let Some(known) = head
                .first()
                .and_then(|first| self.head_bytes.get_mut(usize::from(*first)))
            {
                *known = true;
            }
        }
        self.formats
            .extend(section.format.map(|format| (format, number)));
        if section.any {
            self.any.push(number);
        }
    }

    /// The event that reads this record, if a page has one.
    pub fn find<'a>(&mut self, record: &Record<'a>) -> Option<Hit<'a>> {
        let mut hit = self.hit(record)?;
        hit.program = record.program;
        Some(hit)
    }

    fn hit<'a>(&mut self, record: &Record<'a>) -> Option<Hit<'a>> {
        let message = record.message;
        if record.form == Form::Access {
            let sections = self.formats.clone();
            return self.first(
                sections
                    .iter()
                    .filter(|(format, _)| *format == "access")
                    .map(|(_, number)| *number),
                message,
            );
        }
        if let Some(hit) = self.by_head(message) {
            return Some(hit);
        }
        if record.program.is_empty() {
            return self.bare(message);
        }
        if self.last.0 != record.program {
            self.last = (record.program.to_vec(), self.of_program(record.program));
        }
        let claiming = std::mem::take(&mut self.last.1);
        let hit = self.first(claiming.iter().copied(), message);
        self.last.1 = claiming;
        hit.or_else(|| {
            let any = std::mem::take(&mut self.any);
            let hit = self.first(any.iter().copied(), message);
            self.any = any;
            hit
        })
    }

    /// The section that claims the message's first words, whoever wrote them.
    fn by_head<'a>(&mut self, message: &'a [u8]) -> Option<Hit<'a>> {
        let first = message.first()?;
        if !self
            .head_bytes
            .get(usize::from(*first))
            .copied()
            .unwrap_or(false)
        {
            return None;
        }
        let heads = std::mem::take(&mut self.heads);
        let hit = self.first(
            heads
                .iter()
                .filter(|(head, _)| message.starts_with(head))
                .map(|(_, number)| *number),
            message,
        );
        self.heads = heads;
        hit
    }

    /// Sections that claim a program, by its whole name, its last path component, or its beginning.
    fn of_program(&self, program: &[u8]) -> Vec<u16> {
        let last = program
            .rsplit(|byte| *byte == b'/')
            .next()
            .unwrap_or(program);
        let mut found: Vec<u16> = self
            .programs
            .get(program)
            .or_else(|| self.programs.get(last))
            .cloned()
            .unwrap_or_default();
        found.extend(
            self.prefixes
                .iter()
                .filter(|(start, _)| program.starts_with(start) || last.starts_with(start))
                .map(|(_, number)| *number),
        );
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The pattern that fixes most letters, of all these sections.
    fn first<'a>(
        &mut self,
        sections: impl Iterator<Item = u16>,
        message: &'a [u8],
    ) -> Option<Hit<'a>> {
        let mut best: Option<Hit<'a>> = None;
        for number in sections {
            let floor = best.as_ref().map_or(0, |hit| hit.pattern.letters + 1);
            best = self.section(number, message, floor, 0).or(best);
        }
        best
    }

    /// A bare message may be of any program: all sections are asked, but only by patterns that begin
    /// with a few letters of it. Two sections of one rank: nobody can say which.
    fn bare<'a>(&mut self, message: &'a [u8]) -> Option<Hit<'a>> {
        let mut best: Option<Hit<'a>> = None;
        for number in (0..SECTIONS.len()).filter_map(|number| u16::try_from(number).ok()) {
            if self.formats.iter().any(|(_, format)| *format == number) {
                continue;
            }
            let floor = best.as_ref().map_or(0, |hit| hit.pattern.letters);
            let Some(hit) = self.section(number, message, floor, BARE_HEAD) else {
                continue;
            };
            let ambiguous = best.is_some_and(|best| best.pattern.letters == hit.pattern.letters);
            best = Some(Hit {
                ambiguous: hit.ambiguous || ambiguous,
                ..hit
            });
        }
        best
    }

    /// The best pattern of one section that reads the message, fixes `floor` letters and begins with
    /// a literal of `least_head`.
    fn section<'a>(
        &mut self,
        number: u16,
        message: &'a [u8],
        floor: u16,
        least_head: usize,
    ) -> Option<Hit<'a>> {
        let section = SECTIONS.get(usize::from(number))?;
        let message = trimmed(section, message);
        let groups = groups(section, message);
        if groups.is_empty() {
            return None;
        }
        let place = self.shared.get_mut(usize::from(number))?;
        let mut shared = place.take().unwrap_or_else(|| Shared::new(section));
        shared.next();
        let mut best: Option<Best> = None;
        let mut fields = Fields::of(message);
        for group in groups {
            if !shared.left.fits(section, group, message) || usize::from(group.head) < least_head {
                continue;
            }
            for index in group.patterns {
                let Some(pattern) = section.patterns.get(usize::from(*index)) else {
                    break;
                };
                if pattern.letters < floor || best.as_ref().is_some_and(|best| best.rank < *index) {
                    break;
                }
                let (found, ambiguous) = match shared.read(pattern, message) {
                    Outcome::No => continue,
                    Outcome::One(found) => (found, false),
                    Outcome::Ambiguous(found) => (found, true),
                };
                if let Some((event_index, event)) = self.event(section, number, pattern, &found) {
                    best = Some(Best {
                        rank: *index,
                        pattern,
                        event_index,
                        event,
                        ambiguous,
                    });
                    fields = found;
                    break;
                }
            }
        }
        if let Some(place) = self.shared.get_mut(usize::from(number)) {
            *place = Some(shared);
        }
        let Best {
            rank,
            pattern,
            event_index,
            event,
            mut ambiguous,
        } = best?;
        if pattern.every && !ambiguous {
            let mut others = groups
                .iter()
                .flat_map(|group| group.patterns)
                .filter(|other| **other != rank);
            ambiguous = others.any(|other| contradicts(section, *other, message, &fields));
        }
        Some(Hit {
            section_index: number,
            event_index,
            section,
            event,
            pattern,
            fields,
            program: b"",
            ambiguous,
        })
    }

    /// The first event of the pattern whose conditions hold.
    fn event(
        &self,
        section: &'static Section,
        number: u16,
        pattern: &'static Pattern,
        fields: &Fields<'_>,
    ) -> Option<(u16, &'static Event)> {
        pattern.events.iter().find_map(|index| {
            let event = section.events.get(usize::from(*index))?;
            if event.when.is_empty() {
                return Some((*index, event));
            }
            let compiled = self
                .tests
                .get(usize::from(number))?
                .get_or_init(|| compile(section));
            let tests = compiled.get(usize::from(*index))?;
            event
                .when
                .iter()
                .zip(tests)
                .all(|(condition, test)| holds(condition, test, fields))
                .then_some((*index, event))
        })
    }
}

/// Whether another doubtful pattern reads another address.
fn contradicts(section: &'static Section, index: u16, message: &[u8], fields: &Fields<'_>) -> bool {
    let addr = matcher::KNOWN.addr;
    let Some(pattern) = section
        .patterns
        .get(usize::from(index))
        .filter(|pattern| pattern.every)
    else {
        return false;
    };
    match matcher::read(pattern, message) {
        Outcome::No => false,
        Outcome::One(other) | Outcome::Ambiguous(other) => other.get(addr) != fields.get(addr),
    }
}

/// The message without the section's common heads and tails.
fn trimmed<'a>(section: &'static Section, message: &'a [u8]) -> &'a [u8] {
    let mut text = message;
    // The first and last bytes are looked at before anything is called: most messages have no such head.
    while let Some(head) = section
        .trim_start
        .iter()
        .find(|head| head.first() == text.first() && text.starts_with(head))
    {
        text = text.get(head.len()..).unwrap_or_default();
    }
    while let Some(tail) = section
        .trim_end
        .iter()
        .find(|tail| tail.last() == text.last() && text.ends_with(tail))
    {
        text = text.get(..text.len() - tail.len()).unwrap_or_default();
    }
    text
}

/// The patterns that begin as the message does.
fn groups(section: &'static Section, message: &[u8]) -> &'static [Group] {
    let mut rest = message;
    let Some(mut node) = section.trie.first() else {
        return &[];
    };
    while let Some(first) = rest.first() {
        let below = node.firsts.iter().position(|known| known == first);
        let below = below.and_then(|at| section.trie.get(usize::from(*node.children.get(at)?)));
        let Some((child, after)) =
            below.and_then(|child| Some((child, rest.strip_prefix(child.edge)?)))
        else {
            break;
        };
        (node, rest) = (child, after);
    }
    node.groups
}

fn compile(section: &'static Section) -> Vec<Vec<Compiled>> {
    section
        .events
        .iter()
        .map(|event| {
            event
                .when
                .iter()
                .map(|condition| compiled(&condition.test))
                .collect()
        })
        .collect()
}

fn compiled(test: &Test) -> Compiled {
    match test {
        Test::Has(words) => AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(*words)
            .map_or(Compiled::Never, Compiled::Has),
        Test::Regex(text) => RegexBuilder::new(text)
            .unicode(false)
            .build()
            .map_or(Compiled::Never, Compiled::Regex),
        _ => Compiled::Plain,
    }
}

fn holds(condition: &Condition, compiled: &Compiled, fields: &Fields<'_>) -> bool {
    let Some(value) = fields.get(condition.field) else {
        return matches!(condition.test, Test::IsNot(_));
    };
    let number = || {
        std::str::from_utf8(value)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    match (&condition.test, compiled) {
        (Test::Less(than), _) => number().is_some_and(|number| number < *than),
        (Test::AtMost(than), _) => number().is_some_and(|number| number <= *than),
        (Test::Equal(than), _) => number() == Some(*than),
        (Test::AtLeast(than), _) => number().is_some_and(|number| number >= *than),
        (Test::More(than), _) => number().is_some_and(|number| number > *than),
        (Test::Longer(than), _) => value.len() as u64 > *than,
        (Test::Is(words), _) => words.contains(&value),
        (Test::IsNot(words), _) => !words.contains(&value),
        (Test::Has(_), Compiled::Has(words)) => words.is_match(value),
        (Test::Regex(_), Compiled::Regex(regex)) => regex.is_match(value),
        _ => false,
    }
}
