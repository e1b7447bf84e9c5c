//! From a record to the event that reads it: program → sections → the tree of their patterns → event.

mod cut;
mod kinds;

use crate::bytes::Literal;
use crate::known::KNOWN;
use crate::line::Hit;
use crate::record::{Form, Record, is_host};
use crate::tree::{Tree, Which, tree};
use crate::walk::{Best, Room, Scratch, Walk, is_contradicted};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use kinds::KINDS;
use logyomi_sections::{Format, SECTIONS};
use std::sync::{LazyLock, OnceLock};

/// Finds the event of each record: what the pages claim, and what it remembers of the lines before.
pub struct Dispatch {
    claims: &'static Claims,
    /// Trees of the programs that were seen.
    seen: HashMap<Vec<u8>, &'static Tree, foldhash::fast::RandomState>,
    /// The program of the line before: mostly that of the next one, too.
    last: Option<(Vec<u8>, &'static Tree)>,
    /// The head that a line before began with.
    head: Option<&'static Head>,
    scratch: Scratch,
    /// Of the second way, where readings are compared.
    doubts: Room,
}

/// Which sections read whose messages. Made once a process: it depends on the pages alone, and there is a
/// [`Dispatch`] for each file.
struct Claims {
    programs: HashMap<&'static [u8], Vec<u16>, FixedState>,
    prefixes: Vec<(&'static [u8], u16)>,
    heads: Heads,
    any: Lazy,
    access: Lazy,
    stamped: Lazy,
    /// Sections that may read a bare message: nearly all.
    bare: Lazy,
}

static CLAIMS: LazyLock<Claims> = LazyLock::new(Claims::new);

/// Programs whose trees are remembered: a log of more is a try at filling memory.
const SEEN: usize = 1024;

impl Default for Dispatch {
    fn default() -> Self {
        Self::new()
    }
}

impl Dispatch {
    pub fn new() -> Dispatch {
        Dispatch {
            claims: &CLAIMS,
            seen: HashMap::default(),
            last: None,
            head: None,
            scratch: Scratch::default(),
            doubts: Room::default(),
        }
    }

    /// The event that reads this record, if a page has one.
    pub fn find<'a>(&'a mut self, record: &Record<'a>) -> Option<Hit<'a>> {
        let mut best = self.best(record)?;
        best.ambiguous |= record.doubtful;
        // What stands in the place of a document's program is its kind: no program wrote the line.
        let inside = record.form == Form::Document;
        self.hit(best, if inside { b"" } else { record.program })
    }

    fn hit<'a>(&'a self, best: Best<'a>, program: &'a [u8]) -> Option<Hit<'a>> {
        let section = SECTIONS.get(usize::from(best.event.0))?;
        Some(Hit {
            section_index: best.event.0,
            event_index: best.event.1,
            section,
            event: section.events.get(usize::from(best.event.1))?,
            pattern: best.leaf.pattern,
            fields: self.scratch.fields(&best),
            program,
            ambiguous: best.ambiguous,
        })
    }

    /// Who claims the record is asked first, then those who claim none.
    fn best<'a>(&mut self, record: &Record<'a>) -> Option<Best<'a>> {
        let message = record.message;
        if record.form == Form::Document {
            let tree = KINDS.tree(record.program)?;
            return self.walk(tree, message, false);
        }
        if record.form == Form::Access {
            return self.walk(self.claims.access.get(), message, false);
        }
        if let Some(tree) = self.of_head(message)
            && let Some(best) = self.walk(tree, message, false)
        {
            return Some(best);
        }
        if !record.program.is_empty() {
            let tree = self.of_program(record.program);
            let claimed = self.walk(tree, message, false);
            if let Some(best) = claimed.or_else(|| self.walk(self.claims.any.get(), message, false))
            {
                return Some(best);
            }
        }
        // Where a host and a program stand behind syslog's stamp, no page of stamped lines takes them for words of its
        // own: the message of any program could then pass for theirs.
        let is_headed = matches!(record.form, Form::Syslog | Form::Rfc3339)
            && record.stamp.is_some()
            && is_program(record.program)
            && !record.host.is_empty()
            && is_host(record.host);
        if record.form != Form::Bare
            && !is_headed
            && let Some(best) = self.walk(self.claims.stamped.get(), record.rest, false)
        {
            return Some(best);
        }
        // A bare message may be of any program: all sections are asked, but only by patterns that begin
        // with a few letters of it. Two sections of one rank: nobody can say which.
        if !record.program.is_empty() {
            return None;
        }
        self.walk(self.claims.bare.get(), message, true)
    }

    fn of_head(&mut self, message: &[u8]) -> Option<&'static Tree> {
        let known = self.head.filter(|head| head.is_longest);
        let head = match known.filter(|head| head.text.begins(message, 0)) {
            Some(head) => head,
            None => self.claims.heads.of(message)?,
        };
        self.head = Some(head);
        Some(head.claiming.get())
    }

    fn of_program(&mut self, program: &[u8]) -> &'static Tree {
        if let Some((known, tree)) = &self.last
            && known == program
        {
            return tree;
        }
        let tree = match self.seen.get(program) {
            Some(tree) => tree,
            None => {
                let tree = tree(&self.claims.claiming(program), Which::All);
                if self.seen.len() < SEEN {
                    self.seen.insert(program.to_vec(), tree);
                }
                tree
            }
        };
        let (mut known, _) = self.last.take().unwrap_or((Vec::new(), tree));
        known.clear();
        known.extend_from_slice(program);
        self.last = Some((known, tree));
        tree
    }

    /// The pattern that fixes most letters.
    fn walk<'a>(&mut self, tree: &'static Tree, message: &'a [u8], ties: bool) -> Option<Best<'a>> {
        let mut best = Walk::new(message, tree, ties, &mut self.scratch).through()?;
        best.ambiguous = best.ambiguous
            || self.is_cut(message, &best)
            || best.leaf.pattern.every && self.is_contradicted(&best);
        Some(best)
    }

    fn is_cut(&self, message: &[u8], best: &Best<'_>) -> bool {
        let longest = best.leaf.section.longest as usize;
        longest > 0
            && message.len() >= longest
            && cut::hides_address(best.leaf.pattern, message, &self.scratch.fields(best))
    }

    /// Whether another doubtful pattern of the daemon reads another address; one that names none contradicts nobody.
    fn is_contradicted(&mut self, best: &Best<'_>) -> bool {
        let own = self.scratch.fields(best).get(KNOWN.addr);
        own.is_some_and(|own| is_contradicted(best, own, &mut self.doubts))
    }
}

impl Claims {
    fn new() -> Claims {
        let mut programs: HashMap<&'static [u8], Vec<u16>, FixedState> = HashMap::default();
        let (mut prefixes, mut heads) = (Vec::new(), Vec::new());
        let (mut any, mut access, mut stamped, mut bare) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let pages = SECTIONS.iter().zip(0_u16..);
        for (section, number) in pages.filter(|(page, _)| page.format != Format::Document) {
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
                Format::Syslog | Format::Document => {}
            }
            if section.format != Format::Access {
                bare.push(number);
            }
        }
        Claims {
            programs,
            prefixes,
            heads: Heads::new(&heads),
            any: Lazy::new(any, Which::All),
            access: Lazy::new(access, Which::All),
            stamped: Lazy::new(stamped, Which::All),
            bare: Lazy::new(bare, Which::Headed),
        }
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
}

/// Whether a tag names a program: `[26818]: ` names none, nor do the lines of a SIP request.
fn is_program(tag: &[u8]) -> bool {
    const SIP: [&[u8]; 9] = [
        b"Via",
        b"From",
        b"To",
        b"Call-ID",
        b"CSeq",
        b"Max-Forwards",
        b"Content-Length",
        b"Contact",
        b"Accept",
    ];
    !tag.iter().all(u8::is_ascii_digit) && !SIP.contains(&tag)
}

/// Sections, and the tree of their patterns when it is first needed.
#[derive(Default)]
struct Lazy {
    sections: Vec<u16>,
    which: Which,
    tree: OnceLock<&'static Tree>,
}

impl Lazy {
    fn new(sections: Vec<u16>, which: Which) -> Lazy {
        Lazy {
            sections,
            which,
            tree: OnceLock::new(),
        }
    }

    fn get(&self) -> &'static Tree {
        self.tree.get_or_init(|| tree(&self.sections, self.which))
    }
}

/// Sections that claim a message's first words, whoever wrote them.
struct Heads {
    /// By their first letters; in the order of letters.
    begun: HashMap<[u8; HEAD], Vec<Head>, FixedState>,
    /// A bit for each of these by [`Heads::mark`], since most messages begin with none of them.
    marks: Vec<u64>,
}

/// A head and all sections that claim it.
struct Head {
    text: Literal,
    /// No other head begins with this one.
    is_longest: bool,
    claiming: Lazy,
    /// Place of the longest other head that this one begins with.
    shorter: Option<usize>,
}

/// No page claims a head of fewer letters: rulec refuses it.
const HEAD: usize = 4;

impl Heads {
    /// A head that several sections claim has them all.
    fn new(claims: &[(&'static [u8], u16)]) -> Heads {
        let mut texts: Vec<&'static [u8]> = claims.iter().map(|(head, _)| *head).collect();
        texts.sort_unstable();
        texts.dedup();
        let mut begun: HashMap<[u8; HEAD], Vec<Head>, FixedState> = HashMap::default();
        for text in texts {
            let claiming = claims.iter().filter(|(head, _)| text.starts_with(head));
            let mut numbers: Vec<u16> = claiming.map(|(_, number)| *number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            if let Some(first) = text.first_chunk() {
                let known = begun.entry(*first).or_default();
                let shorter = known
                    .iter()
                    .rposition(|one| text.starts_with(one.text.text));
                for head in known.iter_mut() {
                    head.is_longest &= !text.starts_with(head.text.text);
                }
                known.push(Head {
                    text: Literal::new(text),
                    is_longest: true,
                    claiming: Lazy::new(numbers, Which::All),
                    shorter,
                });
            }
        }
        let mut marks = vec![0; 1 << (Heads::MARK_BITS - 6)];
        for first in begun.keys() {
            let (word, bit) = Heads::mark(first);
            if let Some(word) = marks.get_mut(word) {
                *word |= bit;
            }
        }
        Heads { begun, marks }
    }

    const MARK_BITS: u32 = 14;

    /// The place of the bit for a message's first letters: a word, and the bit in it.
    #[inline]
    fn mark(first: &[u8; HEAD]) -> (usize, u64) {
        let mixed = u32::from_le_bytes(*first).wrapping_mul(0x9E37_79B1) >> (32 - Heads::MARK_BITS);
        (mixed as usize / 64, 1 << (mixed % 64))
    }

    /// Whoever claims the longest head of the message: in the order of letters that is the last one before the
    /// message, or one that this one begins with.
    #[inline]
    fn of(&self, message: &[u8]) -> Option<&Head> {
        let first = message.first_chunk::<HEAD>()?;
        let (word, bit) = Heads::mark(first);
        if self.marks.get(word)? & bit == 0 {
            return None;
        }
        let heads = self.begun.get(first)?;
        let mut place = heads
            .partition_point(|head| head.text.text <= message)
            .checked_sub(1);
        loop {
            let head = heads.get(place?)?;
            if head.text.begins(message, 0) {
                return Some(head);
            }
            place = head.shorter;
        }
    }
}
