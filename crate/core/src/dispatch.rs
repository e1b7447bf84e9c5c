//! From a record to the event that reads it: program → sections → the tree of their patterns → event.

mod kinds;

use crate::address;
use crate::known::KNOWN;
use crate::line::Hit;
use crate::matcher::{self, Outcome};
use crate::record::{Form, Record};
use crate::slots::{Fields, Slots};
use crate::tree::{Tree, tree};
use crate::walk::{Best, Scratch, Walk};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use kinds::KINDS;
use logyomi_sections::{Format, Pattern, SECTIONS, Section};
use std::cmp::Reverse;
use std::sync::{LazyLock, OnceLock};

/// Finds the event of each record: what the pages claim, and what it remembers of the lines before.
pub struct Dispatch {
    claims: &'static Claims,
    /// Trees of the programs that were seen.
    seen: HashMap<Vec<u8>, &'static Tree, foldhash::fast::RandomState>,
    scratch: Scratch,
}

/// Which sections read whose messages. Made once a process: it depends on the pages alone, and there is a
/// [`Dispatch`] for each file.
struct Claims {
    programs: HashMap<&'static [u8], Vec<u16>, FixedState>,
    prefixes: Vec<(&'static [u8], u16)>,
    heads: Heads,
    any: &'static Tree,
    access: &'static Tree,
    stamped: &'static Tree,
    /// Sections that may read a bare message; their tree holds nearly all pages, and is made at the first one.
    bare: Vec<u16>,
    bare_tree: OnceLock<&'static Tree>,
}

static CLAIMS: LazyLock<Claims> = LazyLock::new(Claims::new);

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
        Dispatch {
            claims: &CLAIMS,
            seen: HashMap::default(),
            scratch: Scratch::default(),
        }
    }

    /// The event that reads this record, if a page has one.
    pub fn find<'a>(&'a mut self, record: &Record<'a>) -> Option<Hit<'a>> {
        let best = self.best(record)?;
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
            pattern: best.pattern,
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
            return self.walk(self.claims.access, message, false);
        }
        if let Some(tree) = self.claims.heads.of(message)
            && let Some(best) = self.walk(tree, message, false)
        {
            return Some(best);
        }
        if !record.program.is_empty() {
            let tree = self.of_program(record.program);
            let claimed = self.walk(tree, message, false);
            if let Some(best) = claimed.or_else(|| self.walk(self.claims.any, message, false)) {
                return Some(best);
            }
        }
        if record.form != Form::Bare
            && let Some(best) = self.walk(self.claims.stamped, record.rest, false)
        {
            return Some(best);
        }
        // A bare message may be of any program: all sections are asked, but only by patterns that begin
        // with a few letters of it. Two sections of one rank: nobody can say which.
        if !record.program.is_empty() {
            return None;
        }
        self.walk(self.claims.of_bare(), message, true)
    }

    fn of_program(&mut self, program: &[u8]) -> &'static Tree {
        if let Some(tree) = self.seen.get(program) {
            return tree;
        }
        let tree = tree(&self.claims.claiming(program), 0);
        if self.seen.len() < SEEN {
            self.seen.insert(program.to_vec(), tree);
        }
        tree
    }

    /// The pattern that fixes most letters.
    fn walk<'a>(&mut self, tree: &Tree, message: &'a [u8], ties: bool) -> Option<Best<'a>> {
        let mut best = Walk::new(message, ties, &mut self.scratch).through(tree)?;
        if best.pattern.every && !best.ambiguous {
            best.ambiguous = may_be_cut(&best) || contradicted(&best, &self.scratch.fields(&best));
        }
        Some(best)
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
            any: tree(&any, 0),
            access: tree(&access, 0),
            stamped: tree(&stamped, 0),
            bare,
            bare_tree: OnceLock::new(),
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

    /// All sections, by patterns that begin with a few letters of the message.
    fn of_bare(&self) -> &'static Tree {
        self.bare_tree.get_or_init(|| tree(&self.bare, BARE_HEAD))
    }
}

/// Sections that claim a message's first words, whoever wrote them.
struct Heads {
    /// By their first letters: most messages begin with none of them.
    begun: HashMap<[u8; HEAD], Vec<Head>, FixedState>,
}

/// A head, longest first, and the tree of all sections that claim it.
type Head = (&'static [u8], &'static Tree);

/// No page claims a head of fewer letters: rulec refuses it.
const HEAD: usize = 4;

impl Heads {
    /// A head that several sections claim has them all.
    fn new(claims: &[(&'static [u8], u16)]) -> Heads {
        let mut texts: Vec<&'static [u8]> = claims.iter().map(|(head, _)| *head).collect();
        texts.sort_unstable_by_key(|text| (Reverse(text.len()), *text));
        texts.dedup();
        let mut begun: HashMap<[u8; HEAD], Vec<Head>, FixedState> = HashMap::default();
        for text in texts {
            let claiming = claims.iter().filter(|(head, _)| text.starts_with(head));
            let mut numbers: Vec<u16> = claiming.map(|(_, number)| *number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            if let Some(first) = text.first_chunk() {
                begun
                    .entry(*first)
                    .or_default()
                    .push((text, tree(&numbers, 0)));
            }
        }
        Heads { begun }
    }

    #[inline]
    fn of(&self, message: &[u8]) -> Option<&'static Tree> {
        let heads = self.begun.get(message.first_chunk::<HEAD>()?)?;
        let claimed = heads.iter().find(|(head, _)| message.starts_with(head));
        claimed.map(|(_, tree)| *tree)
    }
}

/// Whether the writer may have cut the message: a stranger's long text pushes the true address out of it.
fn may_be_cut(best: &Best<'_>) -> bool {
    let longest = best.section.longest as usize;
    longest > 0 && best.text.len().saturating_sub(best.start) >= longest
}

/// The doubtful patterns of a section's daemon, which may have several pages of one LogWatch heading.
fn doubtful(section: u16) -> &'static [(&'static Section, &'static Pattern)] {
    static ALL: LazyLock<Vec<Doubtful>> = LazyLock::new(|| {
        let every = |logwatch: &str| {
            let pages = SECTIONS.iter().filter(|page| page.logwatch == logwatch);
            let patterns = pages.flat_map(|page| page.patterns.iter().map(move |one| (page, one)));
            patterns.filter(|(_, pattern)| pattern.every).collect()
        };
        SECTIONS.iter().map(|page| every(page.logwatch)).collect()
    });
    ALL.get(usize::from(section)).map_or(&[], Vec::as_slice)
}

type Doubtful = Vec<(&'static Section, &'static Pattern)>;

/// Whether another doubtful pattern of the daemon reads another address; one that names none contradicts nobody.
fn contradicted(best: &Best<'_>, fields: &Fields<'_>) -> bool {
    let Some(own) = fields.get(KNOWN.addr) else {
        return false;
    };
    let others = doubtful(best.section_index).iter();
    let text = best.text.get(best.start..).unwrap_or_default();
    let mut slots = Slots::default();
    others
        .filter(|(_, other)| !std::ptr::eq(*other, best.pattern))
        .any(
            |(section, other)| match matcher::read(section, other, text, &mut slots) {
                Outcome::No => false,
                Outcome::Ambiguous => true,
                Outcome::One => {
                    let near = std::ptr::eq(*section, best.section);
                    let other = Fields::of(text, &slots).get(KNOWN.addr);
                    other.is_some_and(|other| {
                        (near || is_full(other)) && address::contradicts(own, other)
                    })
                }
            },
        )
}

/// On another page a bare word is mostly no host, but what a more exact page knows by name.
fn is_full(address: &[u8]) -> bool {
    address.iter().any(|byte| matches!(byte, b'.' | b':'))
}
