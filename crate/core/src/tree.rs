//! All patterns of the sections that read one program's messages, as one tree of steps.
//!
//! Patterns that begin alike share their beginning: a literal or a hole is matched once for all of them.
//! A message walks down the tree, and what cannot win any more is not entered. Every node is visited at
//! most once a message, so the work is bounded by the tree, whatever a stranger writes.

use crate::matcher::{self, Fields, Outcome, Slots};
use crate::readers::{EventId, Found, Readers, readers};
use logyomi_sections::{Hole, Pattern, SECTIONS, Section, Step};
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// Patterns of sections that take off the same heads and tails.
pub struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<Leaf>,
    /// Of the root's literals, the one that begins with this byte.
    first: Vec<Option<u32>>,
    rights: Vec<&'static [Step<'static>]>,
    fences: Vec<Finder<'static>>,
    trim_start: &'static [&'static [u8]],
    trim_end: &'static [&'static [u8]],
}

struct Node {
    edge: Edge,
    /// The best rank at or below this node.
    best: u64,
    /// Children that begin with a literal, each with another first byte.
    literals: (u32, u32),
    /// Children that begin with a hole, best first.
    holes: (u32, u32),
    /// Patterns whose left side ends here, best first.
    leaves: (u32, u32),
}

/// What must be matched to enter a node.
#[derive(Clone, Copy)]
enum Edge {
    Literal(&'static [u8]),
    Hole(&'static Hole),
}

/// A pattern, whose left side the way to it has matched.
struct Leaf {
    rank: u64,
    section_index: u16,
    section: &'static Section,
    pattern: &'static Pattern,
    readers: &'static Readers,
    end: End,
}

#[derive(Clone, Copy)]
enum End {
    /// The message ends here.
    Here,
    /// A free hole, then this right side.
    Free(u32),
    /// A free hole, then this fence and more.
    Fence(u32),
}

/// The tree of these sections, one of those that are made for all lines of the process.
pub fn tree(sections: &[u16], least_head: usize) -> &'static [&'static Tree] {
    type Trees = HashMap<(Vec<u16>, usize), &'static [&'static Tree]>;
    static ALL: LazyLock<Mutex<Trees>> = LazyLock::new(Mutex::default);
    let key = (sections.to_vec(), least_head);
    let Ok(mut all) = ALL.lock() else { return &[] };
    // There are no more of them than the pages have ways of claiming a program: they stay.
    all.entry(key)
        .or_insert_with(|| Box::leak(built(sections, least_head).into_boxed_slice()))
}

/// A tree for each way of taking off heads and tails.
fn built(sections: &[u16], least_head: usize) -> Vec<&'static Tree> {
    let mut parts: Vec<Vec<u16>> = Vec::new();
    let trims = |number: &u16| {
        SECTIONS
            .get(usize::from(*number))
            .map(|section| (&section.trim_start, &section.trim_end))
    };
    for number in sections {
        let same = |part: &&mut Vec<u16>| part.first().map(trims) == Some(trims(number));
        match parts.iter_mut().find(same) {
            Some(part) => part.push(*number),
            None => parts.push(vec![*number]),
        }
    }
    let tree =
        |part: &Vec<u16>| -> &'static Tree { Box::leak(Box::new(Tree::new(part, least_head))) };
    parts.iter().map(tree).collect()
}

/// Most letters first; equals by section, then by place on the page.
fn rank(letters: u16, section: u16, place: usize) -> u64 {
    u64::from(u16::MAX - letters) << 32 | u64::from(section) << 16 | place as u64
}

fn letters_of(rank: u64) -> u64 {
    rank >> 32
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
        let trims = sections
            .first()
            .and_then(|first| SECTIONS.get(usize::from(*first)));
        let mut tree = Tree {
            nodes: Vec::new(),
            leaves: Vec::new(),
            first: vec![None; 256],
            rights: Vec::new(),
            fences: Vec::new(),
            trim_start: trims.map_or(&[], |section| &section.trim_start),
            trim_end: trims.map_or(&[], |section| &section.trim_end),
        };
        let mut items = Vec::new();
        let mut leaves = Vec::new();
        for number in sections {
            let Some(section) = SECTIONS.get(usize::from(*number)) else {
                continue;
            };
            for (place, pattern) in section.patterns.iter().enumerate() {
                if pattern.head().len() < least_head {
                    continue;
                }
                if let Some(leaf) = tree.leaf(*number, section, place, pattern) {
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
        tree.nodes.push(Node::entered_by(Edge::Literal(b"")));
        tree.grow(0, items, &leaves, &mut order);
        tree.place_leaves(leaves, order);
        let (from, to) = tree.nodes.first().map_or((0, 0), |root| root.literals);
        for child in from..to {
            if let Some(Node {
                edge: Edge::Literal(text),
                ..
            }) = tree.nodes.get(child as usize)
                && let Some(place) = text
                    .first()
                    .and_then(|byte| tree.first.get_mut(usize::from(*byte)))
            {
                *place = Some(child);
            }
        }
        tree
    }

    fn leaf(
        &mut self,
        number: u16,
        section: &'static Section,
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
                let known = self.rights.iter().position(|one| *one == segment.right);
                End::Free(known.unwrap_or_else(|| {
                    self.rights.push(&segment.right);
                    self.rights.len() - 1
                }) as u32)
            }
            (None, None) => End::Here,
        };
        Some(Leaf {
            rank: rank(pattern.letters, number, place),
            section_index: number,
            section,
            pattern,
            readers: readers(*pattern.events.last()?, &pattern.events)?,
            end,
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
        let mut here: Vec<Item> = Vec::new();
        let mut literals: Vec<Vec<Item>> = Vec::new();
        let mut holes: Vec<(&'static Hole, Vec<Item>)> = Vec::new();
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
                let Some(hole) = matcher::hole(*id) else {
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
        for group in literals {
            let common = common(&group);
            self.nodes.push(Node::entered_by(Edge::Literal(common)));
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
            node.literals = (first as u32, middle as u32);
            node.holes = (middle as u32, last as u32);
            node.leaves = (order.len() as u32, 0);
        }
        order.push(here.iter().map(|item| item.leaf).collect());
        for (child, items) in (first..last).zip(below) {
            self.grow(child, items, leaves, order);
        }
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

    /// The message without the sections' common heads and tails.
    pub fn trimmed<'a>(&self, message: &'a [u8]) -> &'a [u8] {
        let mut text = message;
        // The first and last bytes are looked at before anything is called: most messages have no such head.
        while let Some(head) = self
            .trim_start
            .iter()
            .find(|head| head.first() == text.first() && text.starts_with(head))
        {
            text = text.get(head.len()..).unwrap_or_default();
        }
        while let Some(tail) = self
            .trim_end
            .iter()
            .find(|tail| tail.last() == text.last() && text.ends_with(tail))
        {
            text = text.get(..text.len() - tail.len()).unwrap_or_default();
        }
        text
    }
}

impl Node {
    fn entered_by(edge: Edge) -> Node {
        Node {
            edge,
            best: u64::MAX,
            literals: (0, 0),
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

/// The best pattern so far.
#[derive(Clone, Copy)]
pub struct Best<'a> {
    pub rank: u64,
    pub section_index: u16,
    pub section: &'static Section,
    pub pattern: &'static Pattern,
    pub event: EventId,
    pub fields: Fields<'a>,
    pub ambiguous: bool,
}

/// One message on its way through trees; the best of all of them wins.
pub struct Walk<'a, 's> {
    pub best: Option<Best<'a>>,
    /// Whether two sections with equally many letters make the message ambiguous.
    pub ties: bool,
    pub scratch: &'s mut Scratch,
}

/// What is kept from message to message for its memory.
#[derive(Default)]
pub struct Scratch {
    /// Right sides matched for this message: where they begin, and their fields.
    rights: Vec<Option<Option<(usize, Slots)>>>,
    /// Where the first fence stands first in this message.
    fences: Vec<Option<Option<usize>>>,
    found: Found,
}

impl<'a> Walk<'a, '_> {
    pub fn through(&mut self, tree: &Tree, message: &'a [u8]) {
        let text = tree.trimmed(message);
        self.scratch.rights.clear();
        self.scratch.rights.resize(tree.rights.len(), None);
        self.scratch.fences.clear();
        self.scratch.fences.resize(tree.fences.len(), None);
        if let Some(root) = tree.nodes.first() {
            self.node(tree, root, true, text, 0, &mut Slots::NONE.clone());
        }
    }

    /// Whether a pattern of this rank can change the outcome.
    #[inline]
    fn matters(&self, rank: u64) -> bool {
        match &self.best {
            None => true,
            Some(best) if self.ties => letters_of(rank) <= letters_of(best.rank),
            Some(best) => rank < best.rank,
        }
    }

    fn node(
        &mut self,
        tree: &Tree,
        node: &Node,
        is_root: bool,
        text: &'a [u8],
        at: usize,
        slots: &mut Slots,
    ) {
        if let Some(byte) = text.get(at) {
            let child = if is_root {
                let index = tree.first.get(usize::from(*byte)).copied().flatten();
                index.and_then(|index| tree.nodes.get(index as usize))
            } else {
                let children = span(&tree.nodes, node.literals).iter();
                children.clone().find(
                    |child| matches!(child.edge, Edge::Literal(text) if text.first() == Some(byte)),
                )
            };
            if let Some(child) = child.filter(|child| self.matters(child.best))
                && let Edge::Literal(literal) = child.edge
                && text.get(at..).is_some_and(|rest| rest.starts_with(literal))
            {
                self.node(tree, child, false, text, at + literal.len(), slots);
            }
        }
        for leaf in span(&tree.leaves, node.leaves) {
            if !self.matters(leaf.rank) {
                break;
            }
            self.leaf(tree, leaf, text, at, slots);
        }
        for child in span(&tree.nodes, node.holes) {
            if !self.matters(child.best) {
                break;
            }
            let known = slots.len();
            if let Edge::Hole(hole) = child.edge
                && let Some(end) = matcher::left_hole(hole, text, at, slots)
            {
                self.node(tree, child, false, text, end, slots);
            }
            slots.cut(known);
        }
    }

    #[inline]
    fn leaf(&mut self, tree: &Tree, leaf: &Leaf, text: &'a [u8], at: usize, slots: &Slots) {
        let (fields, ambiguous) = match leaf.end {
            End::Here if at == text.len() => {
                let fields = Fields::of(text, *slots);
                (
                    matcher::with_pairs(leaf.section, leaf.pattern, fields),
                    false,
                )
            }
            End::Here => return,
            End::Free(right) => match self.free(tree, leaf, right, text, at, slots) {
                Some(fields) => (fields, false),
                None => return,
            },
            End::Fence(fence) => {
                if !self.may_have(tree, fence, text, at) {
                    return;
                }
                match matcher::read_on(leaf.section, leaf.pattern, text, at, slots) {
                    Outcome::No => return,
                    Outcome::One(fields) => (fields, false),
                    Outcome::Ambiguous(fields) => (fields, true),
                }
            }
        };
        if let Some(event) = leaf.readers.take(&fields, &mut self.scratch.found) {
            self.offer(Best {
                rank: leaf.rank,
                section_index: leaf.section_index,
                section: leaf.section,
                pattern: leaf.pattern,
                event,
                fields,
                ambiguous,
            });
        }
    }

    /// A free hole up to its right side, which is matched once a message.
    fn free(
        &mut self,
        tree: &Tree,
        leaf: &Leaf,
        index: u32,
        text: &'a [u8],
        at: usize,
        slots: &Slots,
    ) -> Option<Fields<'a>> {
        let steps = tree.rights.get(index as usize)?;
        let place = self.scratch.rights.get_mut(index as usize)?;
        let (end, right) = (*place.get_or_insert_with(|| {
            let mut own = Slots::NONE;
            matcher::right(steps, text, 0, &mut own).map(|end| (end, own))
        }))?;
        let value = text.get(at..end)?;
        let mut own = *slots;
        own.extend(&right);
        let free = leaf.pattern.segments.first()?.free?;
        if !matcher::keep(matcher::hole(free)?, value, at, &mut own) {
            return None;
        }
        let fields = Fields::of(text, own);
        Some(matcher::with_pairs(leaf.section, leaf.pattern, fields))
    }

    /// Whether the fence stands anywhere behind `at`.
    fn may_have(&mut self, tree: &Tree, index: u32, text: &[u8], at: usize) -> bool {
        let (Some(finder), Some(place)) = (
            tree.fences.get(index as usize),
            self.scratch.fences.get_mut(index as usize),
        ) else {
            return true;
        };
        let first = *place.get_or_insert_with(|| finder.find(text));
        match first {
            None => false,
            Some(first) if first >= at => true,
            Some(_) => text
                .get(at..)
                .is_some_and(|rest| finder.find(rest).is_some()),
        }
    }

    fn offer(&mut self, new: Best<'a>) {
        let Some(best) = &mut self.best else {
            self.best = Some(new);
            return;
        };
        let tied = self.ties
            && letters_of(new.rank) == letters_of(best.rank)
            && new.section_index != best.section_index;
        if new.rank < best.rank {
            *best = new;
        }
        best.ambiguous |= tied;
    }
}

/// The pattern of one section that wins a message, which has no head or tail of the section: for tests
/// that hold the tree against its patterns one by one.
pub fn best_pattern(section: &Section, message: &[u8]) -> Option<&'static Pattern> {
    let number = SECTIONS.iter().position(|one| one.id == section.id)?;
    let mut walk = Walk {
        best: None,
        ties: false,
        scratch: &mut Scratch::default(),
    };
    for tree in tree(&[u16::try_from(number).ok()?], 0) {
        walk.through(tree, message);
    }
    walk.best.map(|best| best.pattern)
}

fn span<T>(list: &[T], (from, to): (u32, u32)) -> &[T] {
    list.get(from as usize..to as usize).unwrap_or_default()
}
