//! All patterns of the sections that read one program's messages, as one tree of steps.
//!
//! Patterns that begin alike share their beginning: a literal or a hole is matched once for all of them.
//! Sections take off different heads and tails; a leaf knows where its message begins and ends.

use crate::bytes::{Literal, word_at};
use crate::hole::{Ready, hole};
use crate::readers::{Takers, takers};
use crate::slots::Slots;
use crate::trim::Trim;
use logyomi_sections::{Fence, Level, Pattern, SECTIONS, Search, Section, Segment, Step};
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    pub fences: Vec<Finder<'static>>,
    /// The sections' ways of taking off heads and tails, each once.
    pub trims: Vec<Trim>,
}

pub struct Node {
    pub edge: Edge,
    /// The best rank at or below this node.
    pub best: u64,
    /// No pattern at or below this node fixes fewer letters: a shorter message is none of them.
    pub least: u16,
    /// Children that begin with a literal, each with another first byte.
    pub literals: (u32, u32),
    /// These bytes: children are found without opening them.
    pub firsts: Firsts,
    /// Children that begin with a hole or a fence, best first.
    pub holes: (u32, u32),
    /// Patterns whose left side ends here, best first.
    pub leaves: (u32, u32),
}

/// What stands right of a free hole.
pub struct Right {
    /// Says where it ends; index into [`Tree::trims`].
    trim: u32,
    source: &'static [Step<'static>],
    /// In the order they are taken: the last one first.
    steps: Vec<RightStep>,
}

enum RightStep {
    Literal(Literal),
    Hole(&'static Ready),
}

impl Right {
    fn new(trim: u32, source: &'static [Step<'static>]) -> Right {
        let ready = |step: &Step<'static>| match step {
            Step::Literal(text) => Some(RightStep::Literal(Literal::new(text))),
            Step::Hole(id) => hole(*id).map(RightStep::Hole),
        };
        Right {
            trim,
            source,
            steps: source.iter().filter_map(ready).collect(),
        }
    }

    /// Takes it from the end of a text, which stands at `base` of the message; gives where it begins in the text.
    #[inline]
    pub fn take(&self, text: &[u8], base: usize, slots: &mut Slots) -> Option<usize> {
        self.steps
            .iter()
            .try_fold(text.len(), |end, step| match step {
                RightStep::Literal(literal) => literal.ends(text, end),
                RightStep::Hole(hole) => hole.take_back(text.get(..end)?, base, slots),
            })
    }
}

/// Over a fence that is searched from the left: what stands before it, up to where the segment's left side ends.
pub struct Way {
    /// Index into [`Tree::fences`].
    pub fence: u32,
    /// How long the fence is.
    pub length: usize,
    pub free: Option<&'static Ready>,
    pub right: Right,
}

#[derive(Clone, Copy)]
pub enum Firsts {
    /// Up to eight, the first one lowest.
    Few(u64),
    /// Index into [`Tree::tables`].
    Many(u32),
}

/// What must be matched to enter a node.
#[derive(Clone, Copy)]
pub enum Edge {
    Literal(Literal),
    Hole(&'static Ready),
    /// Index into [`Tree::ways`].
    Fence(u32),
}

/// A pattern, whose steps up to its last free hole the way to it has matched.
pub struct Leaf {
    pub rank: u64,
    /// Index of the node at which it is.
    pub node: u32,
    pub section_index: u16,
    pub section: &'static Section,
    pub pattern: &'static Pattern,
    pub takers: &'static Takers,
    /// The free hole that is left.
    pub free: Option<&'static Ready>,
    /// Index into [`Tree::trims`].
    pub trim: u32,
    pub end: End,
    /// What the message's last byte must be.
    pub last: Last,
}

/// The step that ends a message; nothing where a free hole does.
fn last_step(pattern: &'static Pattern) -> Option<&'static Step<'static>> {
    let segment = pattern.segments.last()?;
    match segment.free {
        Some(_) => segment.right.first(),
        None => segment.left.last(),
    }
}

/// The cheapest thing that can be asked of a message: most fail at it.
#[derive(Clone, Copy)]
pub enum Last {
    Any,
    Digit,
    Byte(u8),
}

impl Last {
    fn of(pattern: &'static Pattern) -> Last {
        match last_step(pattern) {
            Some(Step::Literal(text)) => text.last().map_or(Last::Any, |byte| Last::Byte(*byte)),
            Some(Step::Hole(id)) if hole(*id).is_some_and(Ready::is_number) => Last::Digit,
            Some(Step::Hole(_)) => Last::Any,
            None => Last::Any,
        }
    }

    #[inline]
    pub fn fits(self, text: &[u8]) -> bool {
        match (self, text.last()) {
            (Last::Any, _) => true,
            (Last::Digit, Some(last)) => last.is_ascii_digit(),
            (Last::Byte(byte), Some(last)) => byte == *last,
            (_, None) => false,
        }
    }
}

#[derive(Clone, Copy)]
pub enum End {
    /// The message ends here.
    Here,
    /// A free hole, then this right side.
    Free(u32),
    /// The same behind a fence.
    FreeBehind(u32),
    /// A free hole, then this fence and more, which are matched apart.
    Fence(u32),
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

/// A pattern on its way into the tree: what is left of its current literal, and the steps behind it.
#[derive(Clone, Copy)]
struct Item {
    leaf: u32,
    literal: &'static [u8],
    steps: &'static [Step<'static>],
    /// Segments behind this one that the tree has, too, and the fence before each.
    behind: &'static [Segment],
    fences: &'static [Fence<'static>],
}

impl Item {
    fn new(leaf: u32, pattern: &'static Pattern, section: &Section) -> Option<Item> {
        let (first, behind) = pattern.segments.split_first()?;
        let followed = is_followed(pattern, section);
        let item = Item {
            leaf,
            literal: b"",
            steps: &first.left,
            behind: if followed { behind } else { &[] },
            fences: if followed { &pattern.fences } else { &[] },
        };
        Some(item.opened())
    }

    /// Opens the next literal, if one is next.
    fn opened(self) -> Item {
        match self.steps.split_first() {
            Some((Step::Literal(literal), steps)) => Item {
                literal,
                steps,
                ..self
            },
            _ => Item {
                literal: b"",
                ..self
            },
        }
    }

    fn behind_literal(self, length: usize) -> Item {
        match self.literal.get(length..) {
            Some(literal) if !literal.is_empty() => Item { literal, ..self },
            _ => self.opened(),
        }
    }

    /// Over the next fence, where the steps of this segment are done.
    fn behind_fence(self) -> Option<(&'static Fence<'static>, Item)> {
        let (fence, fences) = self.fences.split_first()?;
        let (segment, behind) = self.behind.split_first()?;
        let item = Item {
            steps: &segment.left,
            behind,
            fences,
            ..self
        };
        Some((fence, item.opened()))
    }
}

/// Whether the tree has what stands behind the pattern's fences: where each is searched from the left, and the
/// message's end is the same for all.
fn is_followed(pattern: &Pattern, section: &Section) -> bool {
    let from_left = |fence: &Fence<'_>| fence.search == Search::First;
    !pattern.every && section.trim_end.is_empty() && pattern.fences.iter().all(from_left)
}

impl Tree {
    fn new(sections: &[u16], which: Which) -> Tree {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let mut tree = Tree {
            number: MADE.fetch_add(1, Ordering::Relaxed),
            nodes: Vec::new(),
            parents: Vec::new(),
            leaves: Vec::new(),
            tables: Vec::new(),
            rights: Vec::new(),
            ways: Vec::new(),
            fences: Vec::new(),
            trims: Vec::new(),
        };
        let mut items = Vec::new();
        let mut leaves = Vec::new();
        for number in sections {
            let Some(section) = SECTIONS.get(usize::from(*number)) else {
                continue;
            };
            let trim = tree.trim(section);
            for (place, pattern) in section.patterns.iter().enumerate() {
                if !which.has(pattern) {
                    continue;
                }
                let item = Item::new(leaves.len() as u32, pattern, section);
                let leaf = tree.leaf(*number, section, trim, place, pattern);
                if let (Some(item), Some(leaf)) = (item, leaf) {
                    items.push(item);
                    leaves.push(leaf);
                }
            }
        }
        let mut order: Vec<Vec<u32>> = Vec::new();
        tree.nodes
            .push(Node::entered_by(Edge::Literal(Literal::new(b""))));
        tree.grow(0, items, &leaves, &mut order);
        tree.place_leaves(leaves, order);
        tree
    }

    /// The section's way of taking off heads and tails.
    fn trim(&mut self, section: &'static Section) -> u32 {
        let known = self.trims.iter().position(|trim| trim.is_of(section));
        known.unwrap_or_else(|| {
            self.trims.push(Trim::new(section));
            self.trims.len() - 1
        }) as u32
    }

    fn leaf(
        &mut self,
        number: u16,
        section: &'static Section,
        trim: u32,
        place: usize,
        pattern: &'static Pattern,
    ) -> Option<Leaf> {
        let followed = is_followed(pattern, section);
        let segment = match followed {
            true => pattern.segments.last()?,
            false => pattern.segments.first()?,
        };
        let end = match (pattern.fences.first(), segment.free) {
            (Some(fence), _) if !followed => End::Fence(self.fence(fence.literal)),
            (first, Some(_)) => {
                let right = self.right(trim, &segment.right);
                match first {
                    Some(_) => End::FreeBehind(right),
                    None => End::Free(right),
                }
            }
            (_, None) => End::Here,
        };
        Some(Leaf {
            rank: rank(section, pattern, number, place),
            node: 0,
            section_index: number,
            section,
            pattern,
            takers: takers(*pattern.events.last()?, &pattern.events)?,
            free: segment.free.and_then(hole),
            trim,
            end,
            last: Last::of(pattern),
        })
    }

    fn fence(&mut self, literal: &'static [u8]) -> u32 {
        let known = self.fences.iter().position(|one| one.needle() == literal);
        known.unwrap_or_else(|| {
            self.fences.push(Finder::new(literal));
            self.fences.len() - 1
        }) as u32
    }

    fn right(&mut self, trim: u32, steps: &'static [Step<'static>]) -> u32 {
        let same = |one: &Right| one.trim == trim && one.source == steps;
        let known = self.rights.iter().position(same);
        known.unwrap_or_else(|| {
            self.rights.push(Right::new(trim, steps));
            self.rights.len() - 1
        }) as u32
    }

    /// The way over a pattern's fence.
    fn way(&mut self, fence: &'static Fence<'static>, segment: &'static Segment) -> u32 {
        let (number, free) = (self.fence(fence.literal), segment.free.and_then(hole));
        let same = |way: &Way| {
            let holes = (
                way.free.map(std::ptr::from_ref),
                free.map(std::ptr::from_ref),
            );
            way.fence == number && holes.0 == holes.1 && way.right.source == &segment.right[..]
        };
        let known = self.ways.iter().position(same);
        known.unwrap_or_else(|| {
            self.ways.push(Way {
                fence: number,
                length: fence.literal.len(),
                free,
                right: Right::new(0, &segment.right),
            });
            self.ways.len() - 1
        }) as u32
    }

    /// Fills a node with the items that come to it; `order` takes the leaves of each node.
    fn grow(&mut self, node: usize, items: Vec<Item>, leaves: &[Leaf], order: &mut Vec<Vec<u32>>) {
        let rank = |item: &Item| {
            leaves
                .get(item.leaf as usize)
                .map_or(u64::MAX, |leaf| leaf.rank)
        };
        let best = items.iter().map(rank).min().unwrap_or(u64::MAX);
        let letters = |item: &Item| {
            leaves
                .get(item.leaf as usize)
                .map(|leaf| leaf.pattern.letters)
        };
        let least = items.iter().filter_map(letters).min().unwrap_or(0);
        let mut here: Vec<Item> = Vec::new();
        let mut literals: Vec<Vec<Item>> = Vec::new();
        let mut holes: Vec<(&'static Ready, Vec<Item>)> = Vec::new();
        let mut ways: Vec<(u32, Vec<Item>)> = Vec::new();
        for item in items {
            if let Some(byte) = item.literal.first() {
                match literals
                    .iter_mut()
                    .find(|group| group.first().and_then(|one| one.literal.first()) == Some(byte))
                {
                    Some(group) => group.push(item),
                    None => literals.push(vec![item]),
                }
            } else if let Some((Step::Hole(id), steps)) = item.steps.split_first() {
                let Some(hole) = hole(*id) else {
                    continue;
                };
                let item = Item { steps, ..item }.opened();
                match holes
                    .iter_mut()
                    .find(|(known, _)| std::ptr::eq(*known, hole))
                {
                    Some((_, group)) => group.push(item),
                    None => holes.push((hole, vec![item])),
                }
            } else if let Some((fence, behind)) = item.behind_fence() {
                let segment = leaves.get(item.leaf as usize).and_then(|leaf| {
                    let segments = &leaf.pattern.segments;
                    segments.get(segments.len().checked_sub(item.behind.len() + 1)?)
                });
                let Some(segment) = segment else { continue };
                let way = self.way(fence, segment);
                match ways.iter_mut().find(|(known, _)| *known == way) {
                    Some((_, group)) => group.push(behind),
                    None => ways.push((way, vec![behind])),
                }
            } else {
                here.push(item);
            }
        }
        here.sort_by_key(rank);
        let holes = holes
            .into_iter()
            .map(|(hole, group)| (Edge::Hole(hole), group));
        let ways = ways
            .into_iter()
            .map(|(way, group)| (Edge::Fence(way), group));
        let mut edges: Vec<(Edge, Vec<Item>)> = holes.chain(ways).collect();
        edges.sort_by_key(|(_, group)| group.iter().map(rank).min());
        let first = self.nodes.len();
        let mut below: Vec<Vec<Item>> = Vec::new();
        let firsts = self.firsts(&literals);
        for group in literals {
            let common = common(&group);
            self.nodes
                .push(Node::entered_by(Edge::Literal(Literal::new(common))));
            below.push(
                group
                    .into_iter()
                    .map(|item| item.behind_literal(common.len()))
                    .collect(),
            );
        }
        let middle = self.nodes.len();
        for (edge, group) in edges {
            self.nodes.push(Node::entered_by(edge));
            below.push(group);
        }
        let last = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(node) {
            node.best = best;
            node.least = least;
            node.literals = (first as u32, middle as u32);
            node.firsts = firsts;
            node.holes = (middle as u32, last as u32);
            node.leaves = (order.len() as u32, 0);
        }
        order.push(here.iter().map(|item| item.leaf).collect());
        for (child, items) in (first..last).zip(below) {
            self.grow(child, items, leaves, order);
        }
    }

    /// The first bytes of groups that each begin with another one.
    fn firsts(&mut self, groups: &[Vec<Item>]) -> Firsts {
        let firsts: Vec<u8> = groups
            .iter()
            .filter_map(|group| group.first()?.literal.first().copied())
            .collect();
        if firsts.len() <= 8 {
            return Firsts::Few(word_at(&firsts, 0));
        }
        let place = |byte: usize| firsts.iter().position(|first| usize::from(*first) == byte);
        // Bytes are 256: one more than these is no first byte of any literal.
        let counted = |byte| place(byte).map_or(0, |place| place as u8 + 1);
        self.tables.push(std::array::from_fn(counted));
        Firsts::Many(self.tables.len() as u32 - 1)
    }

    /// Lays the leaves down in the order of the nodes.
    fn place_leaves(&mut self, leaves: Vec<Leaf>, order: Vec<Vec<u32>>) {
        let mut leaves: Vec<Option<Leaf>> = leaves.into_iter().map(Some).collect();
        let mut spans = Vec::new();
        for list in order {
            let from = self.leaves.len() as u32;
            let taken = list
                .iter()
                .filter_map(|index| leaves.get_mut(*index as usize)?.take());
            self.leaves.extend(taken);
            spans.push((from, self.leaves.len() as u32));
        }
        self.parents = vec![0; self.nodes.len()];
        for (node, number) in self.nodes.iter_mut().zip(0_u32..) {
            node.leaves = spans.get(node.leaves.0 as usize).copied().unwrap_or((0, 0));
            let (from, to) = (node.leaves.0 as usize, node.leaves.1 as usize);
            for leaf in self.leaves.get_mut(from..to).unwrap_or_default() {
                leaf.node = number;
            }
            for (from, to) in [node.literals, node.holes] {
                let children = self.parents.get_mut(from as usize..to as usize);
                children.unwrap_or_default().fill(number);
            }
        }
    }
}

impl Node {
    /// Whether there is nothing but literals below.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.leaves.0 >= self.leaves.1 && self.holes.0 >= self.holes.1
    }

    #[inline]
    pub fn literal(&self) -> Option<&Literal> {
        match &self.edge {
            Edge::Literal(literal) => Some(literal),
            Edge::Hole(_) | Edge::Fence(_) => None,
        }
    }

    fn entered_by(edge: Edge) -> Node {
        Node {
            edge,
            best: u64::MAX,
            least: 0,
            literals: (0, 0),
            firsts: Firsts::Few(0),
            holes: (0, 0),
            leaves: (0, 0),
        }
    }
}

/// What the current literals of these items have in common; at least a byte.
fn common(items: &[Item]) -> &'static [u8] {
    let Some(first) = items.first() else {
        return b"";
    };
    let same = |item: &Item| {
        let pairs = first.literal.iter().zip(item.literal);
        pairs.take_while(|(a, b)| a == b).count()
    };
    let length = items.iter().map(same).min().unwrap_or(0);
    first.literal.get(..length).unwrap_or_default()
}

/// A stretch of a list.
#[inline]
pub fn span<T>(list: &[T], (from, to): (u32, u32)) -> &[T] {
    list.get(from as usize..to as usize).unwrap_or_default()
}
