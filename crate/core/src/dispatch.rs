//! From a record to the event that reads it: program → section → leading literal → pattern → event.

use crate::line::Hit;
use crate::matcher::{self, Fields, Outcome};
use crate::record::{Form, Record};
use aho_corasick::AhoCorasick;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use logyomi_sections::{Condition, Event, Pattern, SECTIONS, Section, Test};
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
                None => self.programs.entry(program.as_bytes()).or_default().push(number),
            }
        }
        self.heads.extend(section.heads.iter().map(|head| (*head, number)));
        for head in section.heads {
            if let Some(known) = head.first().and_then(|first| self.head_bytes.get_mut(usize::from(*first))) {
                *known = true;
            }
        }
        self.formats.extend(section.format.map(|format| (format, number)));
        if section.any {
            self.any.push(number);
        }
    }

    /// The event that reads this record, if a page has one.
    pub fn find<'a>(&mut self, record: &Record<'a>) -> Option<Hit<'a>> {
        self.hit(record).map(|hit| Hit { program: record.program, ..hit })
    }

    fn hit<'a>(&mut self, record: &Record<'a>) -> Option<Hit<'a>> {
        let message = record.message;
        if record.form == Form::Access {
            let sections: Vec<u16> = self.formats.iter().filter(|(format, _)| *format == "access").map(|(_, number)| *number).collect();
            return self.best(&sections, message, false);
        }
        if let Some(hit) = self.by_head(message) {
            return Some(hit);
        }
        if record.program.is_empty() {
            let all: Vec<u16> = (0..SECTIONS.len()).filter_map(|number| u16::try_from(number).ok()).filter(|number| self.formats.iter().all(|(_, format)| format != number)).collect();
            return self.best(&all, message, true);
        }
        if self.last.0 != record.program {
            self.last = (record.program.to_vec(), self.of_program(record.program));
        }
        match self.last.1.as_slice() {
            [one] => self.section(*one, message, false).map(|(_, hit)| hit),
            several => self.best(several, message, false),
        }
        .or_else(|| self.best(&self.any, message, false))
    }

    /// The section that claims the message's first words, whoever wrote them.
    fn by_head<'a>(&self, message: &'a [u8]) -> Option<Hit<'a>> {
        let first = message.first()?;
        if !self.head_bytes.get(usize::from(*first)).copied().unwrap_or(false) {
            return None;
        }
        let claiming = self.heads.iter().filter(|(head, _)| message.starts_with(head));
        claiming.filter_map(|(_, number)| self.section(*number, message, false)).max_by_key(|found| found.0).map(|(_, hit)| hit)
    }

    /// Sections that claim a program, by its whole name, its last path component, or its beginning.
    fn of_program(&self, program: &[u8]) -> Vec<u16> {
        let last = program.rsplit(|byte| *byte == b'/').next().unwrap_or(program);
        let mut found: Vec<u16> = self.programs.get(program).or_else(|| self.programs.get(last)).cloned().unwrap_or_default();
        found.extend(self.prefixes.iter().filter(|(start, _)| program.starts_with(start) || last.starts_with(start)).map(|(_, number)| *number));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The section that fixes most letters. Two of one rank: for a bare message, nobody can say which.
    fn best<'a>(&self, sections: &[u16], message: &'a [u8], bare: bool) -> Option<Hit<'a>> {
        let mut best: Option<(u16, Hit<'a>)> = None;
        for number in sections {
            let Some((letters, hit)) = self.section(*number, message, bare) else { continue };
            match &mut best {
                Some((most, first)) if *most == letters => first.ambiguous |= bare,
                Some((most, _)) if *most > letters => {}
                _ => best = Some((letters, hit)),
            }
        }
        best.map(|(_, hit)| hit)
    }

    /// The event of one section that reads the message, and how many letters its pattern fixes.
    fn section<'a>(&self, number: u16, message: &'a [u8], bare: bool) -> Option<(u16, Hit<'a>)> {
        let section = SECTIONS.get(usize::from(number))?;
        let message = trimmed(section, message);
        let candidates = candidates(section, message);
        for (at, index) in candidates.iter().enumerate() {
            let pattern = section.patterns.get(usize::from(*index))?;
            if bare && pattern.head.len() < BARE_HEAD {
                continue;
            }
            let (fields, mut ambiguous) = match matcher::read(pattern, message) {
                Outcome::No => continue,
                Outcome::One(fields) => (fields, false),
                Outcome::Ambiguous(fields) => (fields, true),
            };
            if pattern.every && !ambiguous {
                ambiguous = candidates.get(at + 1..).unwrap_or_default().iter().any(|other| contradicts(section, *other, message, &fields));
            }
            if let Some((event_index, event)) = self.event(section, number, pattern, &fields) {
                return Some((pattern.letters, Hit { section_index: number, event_index, section, event, pattern, fields, program: b"", ambiguous }));
            }
        }
        None
    }

    /// The first event of the pattern whose conditions hold.
    fn event(&self, section: &'static Section, number: u16, pattern: &'static Pattern, fields: &Fields<'_>) -> Option<(u16, &'static Event)> {
        pattern.events.iter().find_map(|index| {
            let event = section.events.get(usize::from(*index))?;
            if event.when.is_empty() {
                return Some((*index, event));
            }
            let compiled = self.tests.get(usize::from(number))?.get_or_init(|| compile(section));
            let tests = compiled.get(usize::from(*index))?;
            event.when.iter().zip(tests).all(|(condition, test)| holds(condition, test, fields)).then_some((*index, event))
        })
    }
}

/// Whether another doubtful pattern reads another address.
fn contradicts(section: &'static Section, index: u16, message: &[u8], fields: &Fields<'_>) -> bool {
    let addr = matcher::KNOWN.addr;
    let Some(pattern) = section.patterns.get(usize::from(index)).filter(|pattern| pattern.every) else { return false };
    match matcher::read(pattern, message) {
        Outcome::No => false,
        Outcome::One(other) | Outcome::Ambiguous(other) => other.get(addr) != fields.get(addr),
    }
}

/// The message without the section's common heads and tails.
fn trimmed<'a>(section: &'static Section, message: &'a [u8]) -> &'a [u8] {
    let mut text = message;
    while let Some(rest) = section.trim_start.iter().find_map(|head| text.strip_prefix(*head)) {
        text = rest;
    }
    while let Some(rest) = section.trim_end.iter().find_map(|tail| text.strip_suffix(*tail)) {
        text = rest;
    }
    text
}

/// The patterns that begin as the message does, by rank.
fn candidates(section: &'static Section, message: &[u8]) -> &'static [u16] {
    let mut rest = message;
    let Some(mut node) = section.trie.first() else { return &[] };
    while let Some(first) = rest.first() {
        let below = node.children.iter().filter_map(|child| section.trie.get(usize::from(*child))).find(|child| child.edge.first() == Some(first));
        let Some((child, after)) = below.and_then(|child| Some((child, rest.strip_prefix(child.edge)?))) else { break };
        (node, rest) = (child, after);
    }
    node.patterns
}

fn compile(section: &'static Section) -> Vec<Vec<Compiled>> {
    section.events.iter().map(|event| event.when.iter().map(|condition| compiled(&condition.test)).collect()).collect()
}

fn compiled(test: &Test) -> Compiled {
    match test {
        Test::Has(words) => AhoCorasick::builder().ascii_case_insensitive(true).build(*words).map_or(Compiled::Never, Compiled::Has),
        Test::Regex(text) => RegexBuilder::new(text).unicode(false).build().map_or(Compiled::Never, Compiled::Regex),
        _ => Compiled::Plain,
    }
}

fn holds(condition: &Condition, compiled: &Compiled, fields: &Fields<'_>) -> bool {
    let Some(value) = fields.get(condition.field) else { return matches!(condition.test, Test::IsNot(_)) };
    let number = || std::str::from_utf8(value).ok().and_then(|text| text.parse::<u64>().ok());
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
