//! All patterns of the sections that read one program's messages, as one tree of steps.
//!
//! Patterns that begin alike share their beginning: a literal or a hole is matched once for all of them.
//! Sections take off different heads and tails; a leaf knows where its message begins and ends.

use crate::bytes::{Literal, word_at};
use crate::hole::{Ready, hole};
use crate::readers::{Readers, readers};
use crate::slots::Slots;
use crate::trim::Trim;
use logyomi_sections::{Level, Pattern, SECTIONS, Section, Step};
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Patterns of all the sections that may read a message.
pub struct Tree {
    pub nodes: Vec<Node>,
    pub leaves: Vec<Leaf>,
    /// The children of nodes that have many with a literal, by its first byte, counted from 1.
    pub tables: Vec<[u8; 256]>,
    pub rights: Vec<Right>,
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
    /// Children that begin with a hole, best first.
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

    /// Takes it from the end of a message; gives where it begins.
    #[inline]
    pub fn take(&self, text: &[u8], slots: &mut Slots) -> Option<usize> {
        self.steps
            .iter()
            .try_fold(text.len(), |end, step| match step {
                RightStep::Literal(literal) => literal.ends(text, end),
                RightStep::Hole(hole) => hole.take_back(text.get(..end)?, 0, slots),
            })
    }
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
}

/// A pattern, whose left side the way to it has matched.
pub struct Leaf {
    pub rank: u64,
    pub section_index: u16,
    pub section: &'static Section,
    pub pattern: &'static Pattern,
    pub readers: &'static Readers,
    /// Index into [`Tree::trims`].
    pub trim: u32,
    pub end: End,
    /// What the message's last byte must be.
    pub last: Last,
}

/// The cheapest thing that can be asked of a message: most fail at it.
#[derive(Clone, Copy)]
pub enum Last {
    Any,
    Digit,
    Byte(u8),
}

impl Last {
    fn of(pattern: &Pattern) -> Last {
        let step = pattern
            .segments
            .last()
            .and_then(|segment| match segment.free {
                Some(_) => segment.right.first(),
                None => segment.left.last(),
            });
        match step {
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
    /// A free hole, then this fence and more.
    Fence(u32),
}

/// The tree of these sections, one of those that are made for all lines of the process.
pub fn tree(sections: &[u16], least_head: usize) -> &'static Tree {
    type Trees = HashMap<(Vec<u16>, usize), &'static Tree>;
    static ALL: LazyLock<Mutex<Trees>> = LazyLock::new(Mutex::default);
    let key = (sections.to_vec(), least_head);
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    // There are no more of them than the pages have ways of claiming a program: they stay.
    all.entry(key)
        .or_insert_with(|| Box::leak(Box::new(Tree::new(sections, least_head))))
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
        | u64::from(u16::MAX - pattern.letters) << 47
        | (7 - gravity) << 44
        | u64::from(number) << 16
        | place as u64
}

/// The part of a rank that letters decide: the smaller, the more letters.
pub fn by_letters(rank: u64) -> u64 {
    rank >> 47
}

/// A pattern on its way into the tree: what is left of its current literal, and the steps behind it.
#[derive(Clone, Copy)]
struct Item {
    leaf: u32,
    literal: &'static [u8],
    steps: &'static [Step<'static>],
}

impl Item {
    /// Opens the next literal, if one is next.
    fn new(leaf: u32, steps: &'static [Step<'static>]) -> Item {
        match steps.split_first() {
            Some((Step::Literal(literal), steps)) => Item {
                leaf,
                literal,
                steps,
            },
            _ => Item {
                leaf,
                literal: b"",
                steps,
            },
        }
    }

    fn behind_literal(self, length: usize) -> Item {
        match self.literal.get(length..) {
            Some(literal) if !literal.is_empty() => Item { literal, ..self },
            _ => Item::new(self.leaf, self.steps),
        }
    }
}

impl Tree {
    fn new(sections: &[u16], least_head: usize) -> Tree {
        let mut tree = Tree {
            nodes: Vec::new(),
            leaves: Vec::new(),
            tables: Vec::new(),
            rights: Vec::new(),
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
                if pattern.head().len() < least_head {
                    continue;
                }
                if let Some(leaf) = tree.leaf(*number, section, trim, place, pattern) {
                    let left = pattern
                        .segments
                        .first()
                        .map_or(&[][..], |segment| &segment.left);
                    items.push(Item::new(leaves.len() as u32, left));
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
        let segment = pattern.segments.first()?;
        let end = match (pattern.fences.first(), segment.free) {
            (Some(fence), _) => {
                let known = self
                    .fences
                    .iter()
                    .position(|one| one.needle() == fence.literal);
                End::Fence(known.unwrap_or_else(|| {
                    self.fences.push(Finder::new(fence.literal));
                    self.fences.len() - 1
                }) as u32)
            }
            (None, Some(_)) => {
                let steps = &segment.right[..];
                let same = |one: &Right| one.trim == trim && one.source == steps;
                let known = self.rights.iter().position(same);
                End::Free(known.unwrap_or_else(|| {
                    self.rights.push(Right::new(trim, steps));
                    self.rights.len() - 1
                }) as u32)
            }
            (None, None) => End::Here,
        };
        Some(Leaf {
            rank: rank(section, pattern, number, place),
            section_index: number,
            section,
            pattern,
            readers: readers(*pattern.events.last()?, &pattern.events)?,
            trim,
            end,
            last: Last::of(pattern),
        })
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
                let item = Item::new(item.leaf, steps);
                match holes
                    .iter_mut()
                    .find(|(known, _)| std::ptr::eq(*known, hole))
                {
                    Some((_, group)) => group.push(item),
                    None => holes.push((hole, vec![item])),
                }
            } else {
                here.push(item);
            }
        }
        here.sort_by_key(rank);
        holes.sort_by_key(|(_, group)| group.iter().map(rank).min());
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
        for (hole, group) in holes {
            self.nodes.push(Node::entered_by(Edge::Hole(hole)));
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
        for node in &mut self.nodes {
            node.leaves = spans.get(node.leaves.0 as usize).copied().unwrap_or((0, 0));
        }
    }
}

impl Node {
    #[inline]
    pub fn literal(&self) -> Option<&Literal> {
        match &self.edge {
            Edge::Literal(literal) => Some(literal),
            Edge::Hole(_) => None,
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
