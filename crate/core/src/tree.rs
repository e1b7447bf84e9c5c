//! All patterns of the sections that read one program's messages, as one tree of steps.
//!
//! Patterns that begin alike share their beginning: a literal or a hole is matched once for all of them.
//! Sections take off different heads and tails; a leaf knows where its message begins and ends.

mod aside;
mod both;
mod doubts;
mod grow;
mod leaf;
mod needed;
mod node;
mod trace;

pub use aside::{Beside, Rival};
pub use leaf::{End, Last, Leaf};
pub use needed::Needed;
pub use node::{Edge, Firsts, Node, Place, Right, Way};
pub use trace::{Step as WayStep, Trace};

use crate::bytes::Needle;
use crate::slots::Slots;
use crate::trim::{Edges, Trim};
use logyomi_sections::{Level, Pattern, SECTIONS, Section};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

/// Patterns of all the sections that may read a message.
pub struct Tree {
    /// Which one it is of all that the process has made.
    pub number: usize,
    pub nodes: Vec<Node>,
    /// The node above each; the root is its own.
    pub parents: Vec<u32>,
    pub leaves: Vec<Leaf>,
    /// The children of nodes that have many with a literal, by its first byte, counted from 1.
    pub tables: Vec<[u8; 256]>,
    pub rights: Vec<Right>,
    /// Ways from one segment into the next.
    pub ways: Vec<Way>,
    pub fences: Vec<Needle>,
    /// The sections' ways of taking off heads and tails, each once.
    pub trims: Vec<Trim>,
    /// First bytes of all their heads, and last bytes of their tails.
    edges: Edges,
    /// See [`Tree::needed`].
    needed: OnceLock<Needed>,
}

/// Which patterns of its sections a tree has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Which {
    #[default]
    All,
    /// Those that begin with at least [`BARE_HEAD`] letters: for messages that may be of any program.
    Headed,
    /// Those whose readings are all compared.
    Doubtful,
}

/// A bare message is read by a pattern only if it begins with this many letters of it.
const BARE_HEAD: usize = 4;

impl Which {
    fn has(self, pattern: &Pattern) -> bool {
        match self {
            Which::All => true,
            Which::Headed => pattern.head().len() >= BARE_HEAD,
            Which::Doubtful => pattern.every,
        }
    }
}

/// The tree of these sections, one of those that are made for all lines of the process.
pub fn tree(sections: &[u16], which: Which) -> &'static Tree {
    type Trees = HashMap<(Vec<u16>, Which), &'static Tree>;
    static ALL: LazyLock<Mutex<Trees>> = LazyLock::new(Mutex::default);
    let key = (sections.to_vec(), which);
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    // There are no more of them than the pages have ways of claiming a program: they stay.
    all.entry(key)
        .or_insert_with(|| Box::leak(Box::new(Tree::new(sections, which))))
}

/// The doubtful patterns of a section's daemon, which may have several pages of one LogWatch heading.
pub fn doubtful(section: u16) -> Option<&'static Tree> {
    static ALL: LazyLock<Vec<OnceLock<&'static Tree>>> =
        LazyLock::new(|| SECTIONS.iter().map(|_| OnceLock::new()).collect());
    let known = ALL.get(usize::from(section))?;
    let heading = SECTIONS.get(usize::from(section))?.logwatch;
    Some(known.get_or_init(|| {
        let pages = (0..).zip(SECTIONS.iter());
        let numbers = pages.filter(|(_, page)| page.logwatch == heading);
        let numbers: Vec<u16> = numbers.map(|(number, _)| number).collect();
        tree(&numbers, Which::Doubtful)
    }))
}

/// Fallbacks last, most letters first; of equals the graver, so that no page that explains noise swallows
/// another's warning; then by section, and by place on the page.
fn rank(section: &Section, pattern: &Pattern, number: u16, place: usize) -> u64 {
    let owner = pattern
        .events
        .last()
        .and_then(|(_, event)| section.events.get(usize::from(*event)));
    let gravity = owner.map_or(Level::Ignored, |event| event.level) as u64;
    u64::from(pattern.fallback) << 63
        | u64::from(u16::MAX - pattern.letters) << LETTERS_AT
        | (7 - gravity) << 44
        | u64::from(number) << 16
        | place as u64
}

/// The part of a rank that letters decide: the smaller, the more letters.
pub fn by_letters(rank: u64) -> u64 {
    rank >> LETTERS_AT
}

/// The lowest bit of a rank that letters decide.
pub const LETTERS_AT: u32 = 47;

impl Tree {
    /// Whether a message may have a head or a tail that is taken off: most have none.
    #[inline]
    pub fn may_trim(&self, message: &[u8]) -> bool {
        self.edges.may_trim(message)
    }

    /// What of its patterns a message must have.
    pub fn needed(&self) -> &Needed {
        self.needed.get_or_init(|| Needed::new(self))
    }

    /// Over a fence, to its first place.
    #[inline]
    pub fn over(&self, way: u32, message: &[u8], place: Place, slots: &mut Slots) -> Option<Place> {
        let way = self.ways.get(way as usize)?;
        let fence = self.fences.get(way.fence as usize)?;
        let end = place.at + fence.find(message.get(place.at..)?)?;
        way.over(message, place, end, slots)
    }
}

/// A stretch of a list.
#[inline]
pub fn span<T>(list: &[T], (from, to): (u32, u32)) -> &[T] {
    list.get(from as usize..to as usize).unwrap_or_default()
}
