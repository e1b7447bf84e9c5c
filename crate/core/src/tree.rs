//! All patterns of the sections that read one program's messages, as one tree of steps.
//!
//! Patterns that begin alike share their beginning: a literal or a hole is matched once for all of them.
//! A message walks down the tree, and what cannot win any more is not entered. Every node is visited at
//! most once a message, so the work is bounded by the tree, whatever a stranger writes.

use crate::bytes::{begins, without_end};
use crate::matcher::{self, Outcome};
use crate::readers::{EventId, Found, Readers, readers};
use crate::slots::{Fields, Slots};
use logyomi_sections::{Class, Hole, Level, Pattern, SECTIONS, Section, Step};
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// Patterns of sections that take off the same heads and tails.
pub struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<Leaf>,
    /// The first byte of each node's literal: children are found without opening them.
    firsts: Vec<u8>,
    /// Of the root's literals, the one that begins with this byte.
    first: Vec<Option<u32>>,
    rights: Vec<&'static [Step<'static>]>,
    fences: Vec<Finder<'static>>,
    trim_start: &'static [&'static [u8]],
    trim_end: &'static [&'static [u8]],
    /// First bytes of the heads and last bytes of the tails: most messages have neither.
    trim_bytes: (Vec<bool>, Vec<bool>),
}

struct Node {
    edge: Edge,
    /// The best rank at or below this node.
    best: u64,
    /// No pattern at or below this node fixes fewer letters: a shorter message is none of them.
    least: u16,
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
    /// What the message's last byte must be.
    last: Last,
}

/// The cheapest thing that can be asked of a message: most fail at it.
#[derive(Clone, Copy)]
enum Last {
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
            Some(Step::Hole(id)) => match matcher::hole(*id).map(|hole| hole.class) {
                Some(Class::Number) => Last::Digit,
                _ => Last::Any,
            },
            None => Last::Any,
        }
    }

    #[inline]
    fn fits(self, text: &[u8]) -> bool {
        match (self, text.last()) {
            (Last::Any, _) => true,
            (Last::Digit, Some(last)) => last.is_ascii_digit(),
            (Last::Byte(byte), Some(last)) => byte == *last,
            (_, None) => false,
        }
    }
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
    let mut trees: Vec<&'static Tree> = parts.iter().map(tree).collect();
    // What is found in the first trees spares the way through those that can only be worse.
    trees.sort_by_key(|tree| tree.nodes.first().map(|root| root.best));
    trees
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
fn by_letters(rank: u64) -> u64 {
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
        let trims = sections
            .first()
            .and_then(|first| SECTIONS.get(usize::from(*first)));
        let mut tree = Tree {
            nodes: Vec::new(),
            leaves: Vec::new(),
            firsts: Vec::new(),
            first: vec![None; 256],
            rights: Vec::new(),
            fences: Vec::new(),
            trim_start: trims.map_or(&[], |section| &section.trim_start),
            trim_end: trims.map_or(&[], |section| &section.trim_end),
            trim_bytes: (vec![false; 256], vec![false; 256]),
        };
        for (texts, marks, byte) in [
            (
                tree.trim_start,
                &mut tree.trim_bytes.0,
                <[u8]>::first as fn(&[u8]) -> Option<&u8>,
            ),
            (tree.trim_end, &mut tree.trim_bytes.1, <[u8]>::last),
        ] {
            for byte in texts.iter().filter_map(|text| byte(text)) {
                if let Some(mark) = marks.get_mut(usize::from(*byte)) {
                    *mark = true;
                }
            }
        }
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
        let first = |node: &Node| match node.edge {
            Edge::Literal(text) => text.first().copied().unwrap_or(0),
            Edge::Hole(_) => 0,
        };
        tree.firsts = tree.nodes.iter().map(first).collect();
        let (from, to) = tree.nodes.first().map_or((0, 0), |root| root.literals);
        for (child, byte) in (from..to).zip(span(&tree.firsts, (from, to)).to_vec()) {
            if let Some(place) = tree.first.get_mut(usize::from(byte)) {
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
            rank: rank(section, pattern, number, place),
            section_index: number,
            section,
            pattern,
            readers: readers(*pattern.events.last()?, &pattern.events)?,
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
            node.least = least;
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
        let marked = |marks: &[bool], byte: Option<&u8>| {
            byte.is_some_and(|byte| marks.get(usize::from(*byte)).copied().unwrap_or(false))
        };
        while marked(&self.trim_bytes.0, text.first())
            && let Some(rest) = self
                .trim_start
                .iter()
                .find_map(|head| text.strip_prefix(*head))
        {
            text = rest;
        }
        while marked(&self.trim_bytes.1, text.last())
            && let Some(rest) = self
                .trim_end
                .iter()
                .find_map(|tail| without_end(text, tail))
        {
            text = rest;
        }
        text
    }
}

impl Node {
    fn entered_by(edge: Edge) -> Node {
        Node {
            edge,
            best: u64::MAX,
            least: 0,
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
    /// The message without its section's common head and tail.
    pub text: &'a [u8],
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
    /// Fields on the way down, of the pattern that is tried, and of the best one.
    way: Slots,
    trial: Slots,
    best: Slots,
    /// Counts the messages: what was noted under another number is of no use.
    message: u32,
    /// Right sides matched for this message: where they begin, and their fields.
    rights: Vec<Right>,
    /// Where each first fence stands first in this message.
    fences: Vec<(u32, Option<usize>)>,
    found: Found,
}

#[derive(Default)]
struct Right {
    message: u32,
    begins: Option<usize>,
    slots: Slots,
}

impl Scratch {
    /// The fields of the best pattern.
    pub fn fields<'a>(&'a self, text: &'a [u8]) -> Fields<'a> {
        Fields::of(text, &self.best)
    }

    /// The fields of the way down, for a pattern to go on from.
    fn begin_trial(&mut self) -> &mut Slots {
        self.trial.cut(0);
        self.trial.extend(&self.way);
        &mut self.trial
    }

    /// Makes ready for a message and a tree.
    fn begin(&mut self, tree: &Tree) {
        self.message = self.message.wrapping_add(1);
        if self.message == 0 {
            self.rights.clear();
            self.fences.clear();
            self.message = 1;
        }
        if self.rights.len() < tree.rights.len() {
            self.rights.resize_with(tree.rights.len(), Right::default);
        }
        if self.fences.len() < tree.fences.len() {
            self.fences.resize(tree.fences.len(), (0, None));
        }
    }
}

impl<'a> Walk<'a, '_> {
    pub fn through(&mut self, tree: &Tree, message: &'a [u8]) {
        let text = tree.trimmed(message);
        self.scratch.begin(tree);
        if let Some(root) = tree.nodes.first().filter(|root| self.matters(root, text)) {
            self.scratch.way.cut(0);
            self.node(tree, root, true, text, 0);
        }
    }

    /// Whether a pattern at or below this node can still win.
    #[inline]
    fn matters(&self, node: &Node, text: &[u8]) -> bool {
        usize::from(node.least) <= text.len() && self.can_win(node.best)
    }

    #[inline]
    fn can_win(&self, rank: u64) -> bool {
        match &self.best {
            None => true,
            Some(best) if self.ties => by_letters(rank) <= by_letters(best.rank),
            Some(best) => rank < best.rank,
        }
    }

    fn node(&mut self, tree: &Tree, node: &Node, is_root: bool, text: &'a [u8], at: usize) {
        if let Some(byte) = text.get(at) {
            let child = if is_root {
                tree.first.get(usize::from(*byte)).copied().flatten()
            } else {
                let firsts = span(&tree.firsts, node.literals);
                let place = firsts.iter().position(|first| first == byte);
                place.map(|place| node.literals.0 + place as u32)
            };
            if let Some(child) = child.and_then(|child| tree.nodes.get(child as usize))
                && self.matters(child, text)
                && let Edge::Literal(literal) = child.edge
                && text.get(at..).is_some_and(|rest| begins(rest, literal))
            {
                self.node(tree, child, false, text, at + literal.len());
            }
        }
        for leaf in span(&tree.leaves, node.leaves) {
            if !self.can_win(leaf.rank) {
                break;
            }
            if leaf.last.fits(text) && usize::from(leaf.pattern.letters) <= text.len() {
                self.leaf(tree, leaf, text, at);
            }
        }
        for child in span(&tree.nodes, node.holes) {
            if !self.matters(child, text) {
                continue;
            }
            let known = self.scratch.way.len();
            if let Edge::Hole(hole) = child.edge
                && let Some(end) = matcher::left_hole(hole, text, at, &mut self.scratch.way)
            {
                self.node(tree, child, false, text, end);
            }
            self.scratch.way.cut(known);
        }
    }

    fn leaf(&mut self, tree: &Tree, leaf: &Leaf, text: &'a [u8], at: usize) {
        let outcome = match leaf.end {
            End::Here => self.here(leaf, text, at),
            End::Free(right) => self.free(tree, leaf, right, text, at),
            End::Fence(fence) if self.may_have(tree, fence, text, at) => {
                let slots = self.scratch.begin_trial();
                matcher::read_on(leaf.section, leaf.pattern, text, at, slots)
            }
            End::Fence(_) => Outcome::No,
        };
        if outcome == Outcome::No {
            return;
        }
        let Scratch { trial, found, .. } = &mut *self.scratch;
        if let Some(event) = leaf.readers.take(&Fields::of(text, trial), found) {
            self.offer(Best {
                rank: leaf.rank,
                section_index: leaf.section_index,
                section: leaf.section,
                pattern: leaf.pattern,
                event,
                text,
                ambiguous: outcome == Outcome::Ambiguous,
            });
        }
    }

    fn here(&mut self, leaf: &Leaf, text: &[u8], at: usize) -> Outcome {
        if at != text.len() {
            return Outcome::No;
        }
        let slots = self.scratch.begin_trial();
        matcher::take_pairs(leaf.section, leaf.pattern, text, slots);
        Outcome::One
    }

    /// A free hole up to its right side, which is matched once a message.
    fn free(&mut self, tree: &Tree, leaf: &Leaf, index: u32, text: &[u8], at: usize) -> Outcome {
        let Scratch {
            message,
            rights,
            way,
            trial,
            ..
        } = &mut *self.scratch;
        let (Some(right), Some(steps)) = (
            rights.get_mut(index as usize),
            tree.rights.get(index as usize),
        ) else {
            return Outcome::No;
        };
        if right.message != *message {
            right.message = *message;
            right.slots.cut(0);
            right.begins = matcher::right(steps, text, 0, &mut right.slots);
        }
        let value = right.begins.and_then(|end| text.get(at..end));
        let free = leaf
            .pattern
            .segments
            .first()
            .and_then(|segment| segment.free);
        let (Some(value), Some(free)) = (value, free.and_then(matcher::hole)) else {
            return Outcome::No;
        };
        trial.cut(0);
        trial.extend(way);
        trial.extend(&right.slots);
        if !matcher::keep(free, value, at, trial) {
            return Outcome::No;
        }
        matcher::take_pairs(leaf.section, leaf.pattern, text, trial);
        Outcome::One
    }

    /// Whether the fence stands anywhere behind `at`.
    fn may_have(&mut self, tree: &Tree, index: u32, text: &[u8], at: usize) -> bool {
        let message = self.scratch.message;
        let (Some(finder), Some(place)) = (
            tree.fences.get(index as usize),
            self.scratch.fences.get_mut(index as usize),
        ) else {
            return true;
        };
        if place.0 != message {
            *place = (message, finder.find(text));
        }
        match place.1 {
            None => false,
            Some(first) if first >= at => true,
            Some(_) => text
                .get(at..)
                .is_some_and(|rest| finder.find(rest).is_some()),
        }
    }

    fn offer(&mut self, new: Best<'a>) {
        let tied = self.best.is_some_and(|best| {
            self.ties
                && by_letters(new.rank) == by_letters(best.rank)
                && new.section_index != best.section_index
        });
        if self.best.is_none_or(|best| new.rank < best.rank) {
            self.best = Some(new);
            let Scratch { trial, best, .. } = &mut *self.scratch;
            best.cut(0);
            best.extend(trial);
        }
        if let Some(best) = &mut self.best {
            best.ambiguous |= tied;
        }
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
