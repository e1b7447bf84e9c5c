//! From a record to the event that reads it: program → sections → the tree of their patterns → event.

use crate::address;
use crate::line::Hit;
use crate::matcher::{self, Outcome};
use crate::record::{Form, Record};
use crate::slots::{Fields, Slots};
use crate::tree::{Best, Scratch, Tree, Walk, tree};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use logyomi_sections::{Format, SECTIONS};
use std::cell::OnceCell;

type Trees = &'static [&'static Tree];

/// Which sections read whose messages.
pub struct Dispatch {
    programs: HashMap<&'static [u8], Vec<u16>, FixedState>,
    prefixes: Vec<(&'static [u8], u16)>,
    heads: Vec<(&'static [u8], Trees)>,
    /// First bytes of the heads: most messages begin with none of them.
    head_bytes: Vec<bool>,
    any: Trees,
    access: Trees,
    stamped: Trees,
    /// Sections that may read a bare message; their tree holds nearly all pages, and is made at the first one.
    bare: Vec<u16>,
    bare_trees: OnceCell<Trees>,
    /// Trees of the programs that were seen.
    seen: HashMap<Vec<u8>, Trees, foldhash::fast::RandomState>,
    scratch: Scratch,
}

/// A bare message is read by a pattern only if it begins with this many letters of it.
const BARE_HEAD: usize = 4;

/// Programs whose trees are remembered: a log of more is a try at filling memory.
const SEEN: usize = 1024;

impl Default for Dispatch {
    fn default() -> Self {
        Self::new()
    }
}

impl Dispatch {
    pub fn new() -> Dispatch {
        let mut programs: HashMap<&'static [u8], Vec<u16>, FixedState> = HashMap::default();
        let (mut prefixes, mut heads) = (Vec::new(), Vec::new());
        let (mut any, mut access, mut stamped, mut bare) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (section, number) in SECTIONS.iter().zip(0_u16..) {
            for program in &section.programs {
                match program.strip_suffix('*') {
                    Some(start) => prefixes.push((start.as_bytes(), number)),
                    None => programs.entry(program.as_bytes()).or_default().push(number),
                }
            }
            heads.extend(section.heads.iter().map(|head| (*head, number)));
            if section.any {
                any.push(number);
            }
            match section.format {
                Format::Access => access.push(number),
                Format::Stamped => stamped.push(number),
                Format::Syslog => {}
            }
            if section.format != Format::Access {
                bare.push(number);
            }
        }
        let mut head_bytes = vec![false; 256];
        for byte in heads.iter().filter_map(|(head, _)| head.first()) {
            if let Some(known) = head_bytes.get_mut(usize::from(*byte)) {
                *known = true;
            }
        }
        Dispatch {
            programs,
            prefixes,
            heads: by_head(&heads),
            head_bytes,
            any: tree(&any, 0),
            access: tree(&access, 0),
            stamped: tree(&stamped, 0),
            bare,
            bare_trees: OnceCell::new(),
            seen: HashMap::default(),
            scratch: Scratch::default(),
        }
    }

    /// The event that reads this record, if a page has one.
    pub fn find<'a>(&'a mut self, record: &Record<'a>) -> Option<Hit<'a>> {
        let best = self.best(record)?;
        let section = SECTIONS.get(usize::from(best.event.0))?;
        Some(Hit {
            section_index: best.event.0,
            event_index: best.event.1,
            section,
            event: section.events.get(usize::from(best.event.1))?,
            pattern: best.pattern,
            fields: self.scratch.fields(best.text),
            program: record.program,
            ambiguous: best.ambiguous,
        })
    }

    /// Who claims the record is asked first, then those who claim none.
    fn best<'a>(&mut self, record: &Record<'a>) -> Option<Best<'a>> {
        let message = record.message;
        if record.form == Form::Access {
            return self.walk(self.access, message, false);
        }
        if let Some(trees) = self.of_head(message)
            && let Some(best) = self.walk(trees, message, false)
        {
            return Some(best);
        }
        if !record.program.is_empty() {
            let trees = self.of_program(record.program);
            let claimed = self.walk(trees, message, false);
            if let Some(best) = claimed.or_else(|| self.walk(self.any, message, false)) {
                return Some(best);
            }
        }
        if record.form != Form::Bare
            && let Some(best) = self.walk(self.stamped, record.rest, false)
        {
            return Some(best);
        }
        // A bare message may be of any program: all sections are asked, but only by patterns that begin
        // with a few letters of it. Two sections of one rank: nobody can say which.
        if !record.program.is_empty() {
            return None;
        }
        let trees = *self.bare_trees.get_or_init(|| tree(&self.bare, BARE_HEAD));
        self.walk(trees, message, true)
    }

    /// The trees of the sections that claim the message's first words, whoever wrote them.
    #[inline]
    fn of_head(&self, message: &[u8]) -> Option<Trees> {
        let first = usize::from(*message.first()?);
        if !self.head_bytes.get(first).copied().unwrap_or(false) {
            return None;
        }
        let claimed = self
            .heads
            .iter()
            .find(|(head, _)| message.starts_with(head));
        claimed.map(|(_, trees)| *trees)
    }

    fn of_program(&mut self, program: &[u8]) -> Trees {
        if let Some(trees) = self.seen.get(program) {
            return trees;
        }
        let trees = tree(&self.claiming(program), 0);
        if self.seen.len() < SEEN {
            self.seen.insert(program.to_vec(), trees);
        }
        trees
    }

    /// Sections that claim a program, by its whole name, its last path component, or its beginning.
    fn claiming(&self, program: &[u8]) -> Vec<u16> {
        let last = program
            .rsplit(|byte| *byte == b'/')
            .next()
            .unwrap_or(program);
        let named = |name: &[u8]| self.programs.get(name).into_iter().flatten().copied();
        let mut found: Vec<u16> = named(program).chain(named(last)).collect();
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

    /// The pattern that fixes most letters, of all these trees.
    fn walk<'a>(&mut self, trees: Trees, message: &'a [u8], ties: bool) -> Option<Best<'a>> {
        let mut walk = Walk {
            best: None,
            ties,
            scratch: &mut self.scratch,
        };
        for tree in trees {
            walk.through(tree, message);
        }
        let mut best = walk.best?;
        if best.pattern.every && !best.ambiguous {
            best.ambiguous = contradicted(&best, &self.scratch.fields(best.text));
        }
        Some(best)
    }
}

/// The trees of each head; a head that several sections claim has them all.
fn by_head(heads: &[(&'static [u8], u16)]) -> Vec<(&'static [u8], Trees)> {
    let mut texts: Vec<&'static [u8]> = heads.iter().map(|(head, _)| *head).collect();
    texts.sort_unstable_by_key(|text| (std::cmp::Reverse(text.len()), *text));
    texts.dedup();
    let trees = |text: &'static [u8]| {
        let sections = heads.iter().filter(|(head, _)| text.starts_with(head));
        let mut numbers: Vec<u16> = sections.map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        tree(&numbers, 0)
    };
    texts.into_iter().map(|text| (text, trees(text))).collect()
}

/// Whether another doubtful pattern of the section reads another address; one that names none contradicts nobody.
fn contradicted(best: &Best<'_>, fields: &Fields<'_>) -> bool {
    let Some(own) = fields.get(matcher::KNOWN.addr) else {
        return false;
    };
    let others = best.section.patterns.iter().filter(|other| other.every);
    let mut slots = Slots::default();
    others
        .filter(|other| !std::ptr::eq(*other, best.pattern))
        .any(|other| {
            matcher::read(best.section, other, best.text, &mut slots) != Outcome::No
                && Fields::of(best.text, &slots)
                    .get(matcher::KNOWN.addr)
                    .is_some_and(|other| address::contradicts(own, other))
        })
}
