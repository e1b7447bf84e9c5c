//! A message on its way down the tree of patterns: what cannot win any more is not entered.
//!
//! Every node is visited at most once for each beginning that its sections see (they take off different
//! heads), so the work is bounded by the tree, whatever a stranger writes.

use crate::bytes::{self, Literal};
use crate::hole::hole;
use crate::matcher::{self, Outcome};
use crate::pairs;
use crate::readers::{EventId, Found};
use crate::slots::{Fields, Slots};
use crate::tree::{Edge, End, Firsts, Leaf, Node, Tree, by_letters, span, tree};
use logyomi_sections::{Pattern, SECTIONS, Section};

/// The best pattern so far.
#[derive(Clone, Copy)]
pub struct Best<'a> {
    pub rank: u64,
    pub section_index: u16,
    pub section: &'static Section,
    pub pattern: &'static Pattern,
    pub event: EventId,
    /// The message without its section's common tail.
    pub text: &'a [u8],
    /// Where it begins, behind the section's common head.
    pub start: usize,
    pub ambiguous: bool,
}

/// One message on its way down.
pub struct Walk<'a, 's> {
    message: &'a [u8],
    /// Where the message begins on this way down.
    start: usize,
    best: Option<Best<'a>>,
    /// Whether two sections with equally many letters make the message ambiguous.
    ties: bool,
    scratch: &'s mut Scratch,
}

/// What is kept from message to message for its memory.
#[derive(Default)]
pub struct Scratch {
    /// Fields on the way down, of the pattern that is tried, and of the best one.
    way: Slots,
    trial: Slots,
    best: Slots,
    /// Counts the ways down: what was noted under another number is of no use.
    way_number: u32,
    /// Where the message begins and ends for each trim of the tree.
    spans: Vec<(usize, usize)>,
    /// Right sides matched for this message: where they begin, and their fields.
    rights: Vec<Right>,
    /// Where each first fence stands first in this message.
    fences: Vec<(u32, Option<usize>)>,
    found: Found,
}

#[derive(Default)]
struct Right {
    way_number: u32,
    begins: Option<usize>,
    slots: Slots,
}

impl Scratch {
    /// The fields of the best pattern.
    pub fn fields<'a>(&'a self, best: &Best<'a>) -> Fields<'a> {
        Fields::with(best.pattern, best.text, &self.best)
    }

    /// The fields of the way down, for a pattern to go on from.
    fn begin_trial(&mut self) -> &mut Slots {
        self.trial.cut(0);
        self.trial.extend(&self.way);
        &mut self.trial
    }

    /// Makes ready for a message and a tree.
    fn begin(&mut self, tree: &Tree, message: &[u8]) {
        self.way_number = self.way_number.wrapping_add(1);
        if self.way_number == 0 {
            self.rights.clear();
            self.fences.clear();
            self.way_number = 1;
        }
        if self.rights.len() < tree.rights.len() {
            self.rights.resize_with(tree.rights.len(), Right::default);
        }
        if self.fences.len() < tree.fences.len() {
            self.fences.resize(tree.fences.len(), (0, None));
        }
        self.spans.clear();
        self.spans
            .extend(tree.trims.iter().map(|trim| trim.span(message)));
    }

    fn span(&self, trim: u32) -> (usize, usize) {
        self.spans.get(trim as usize).copied().unwrap_or((0, 0))
    }
}

impl<'a, 's> Walk<'a, 's> {
    pub fn new(message: &'a [u8], ties: bool, scratch: &'s mut Scratch) -> Self {
        Walk {
            message,
            start: 0,
            best: None,
            ties,
            scratch,
        }
    }

    /// Down the tree, once for each place where the message begins for some of the sections.
    pub fn through(mut self, tree: &Tree) -> Option<Best<'a>> {
        self.scratch.begin(tree, self.message);
        for trim in 0..self.scratch.spans.len() {
            let start = self.scratch.span(trim as u32).0;
            let earlier = self.scratch.spans.get(..trim).unwrap_or_default();
            if earlier.iter().any(|(known, _)| *known == start) {
                continue;
            }
            if let Some(root) = tree.nodes.first().filter(|root| self.matters(root)) {
                self.scratch.way.cut(0);
                self.start = start;
                self.node(tree, root, start);
            }
        }
        self.best
    }

    /// Whether a pattern at or below this node can still win.
    #[inline]
    fn matters(&self, node: &Node) -> bool {
        usize::from(node.least) <= self.message.len() && self.can_win(node.best)
    }

    #[inline]
    fn can_win(&self, rank: u64) -> bool {
        match &self.best {
            None => true,
            Some(best) if self.ties => by_letters(rank) <= by_letters(best.rank),
            Some(best) => rank < best.rank,
        }
    }

    fn node<'t>(&mut self, tree: &'t Tree, mut node: &'t Node, mut at: usize) {
        // Most nodes have nothing but literals below them: these are not worth a call.
        while let Some(child) = self.literal_child(tree, node, at) {
            let end = at + child.literal().map_or(0, Literal::len);
            if node.leaves.0 < node.leaves.1 || node.holes.0 < node.holes.1 {
                self.node(tree, child, end);
                break;
            }
            (node, at) = (child, end);
        }
        for leaf in span(&tree.leaves, node.leaves) {
            if !self.can_win(leaf.rank) {
                break;
            }
            let (start, end) = self.scratch.span(leaf.trim);
            if start == self.start
                && at <= end
                && let Some(text) = self.message.get(..end)
                && leaf.last.fits(text)
            {
                self.leaf(tree, leaf, text, at);
            }
        }
        for child in span(&tree.nodes, node.holes) {
            if !self.matters(child) {
                continue;
            }
            let known = self.scratch.way.len();
            if let Edge::Hole(hole) = child.edge
                && let Some(end) = hole.take(self.message, at, &mut self.scratch.way)
            {
                self.node(tree, child, end);
            }
            self.scratch.way.cut(known);
        }
    }

    /// The child whose literal stands at `at`, if it matters.
    #[inline]
    fn literal_child<'t>(&self, tree: &'t Tree, node: &Node, at: usize) -> Option<&'t Node> {
        let byte = *self.message.get(at)?;
        let place = match node.firsts {
            Firsts::Few(firsts) => bytes::is(firsts, byte).first()?,
            Firsts::Many(table) => {
                let table = tree.tables.get(table as usize)?;
                usize::from(table.get(usize::from(byte))?.checked_sub(1)?)
            }
        };
        let child = span(&tree.nodes, node.literals).get(place)?;
        (self.matters(child) && child.literal()?.begins(self.message, at)).then_some(child)
    }

    fn leaf(&mut self, tree: &Tree, leaf: &Leaf, text: &'a [u8], at: usize) {
        let outcome = match leaf.end {
            End::Here => self.here(leaf, text, at),
            End::Free(right) => self.free(tree, leaf, right, text, at),
            End::Fence(fence) if self.may_have(tree, fence, at) => {
                let slots = self.scratch.begin_trial();
                matcher::read_on(leaf.section, leaf.pattern, text, at, slots)
            }
            End::Fence(_) => Outcome::No,
        };
        if outcome == Outcome::No {
            return;
        }
        let Scratch { trial, found, .. } = &mut *self.scratch;
        if let Some(event) = leaf
            .readers
            .take(&Fields::with(leaf.pattern, text, trial), found)
        {
            self.offer(Best {
                rank: leaf.rank,
                section_index: leaf.section_index,
                section: leaf.section,
                pattern: leaf.pattern,
                event,
                text,
                start: self.start,
                ambiguous: outcome == Outcome::Ambiguous,
            });
        }
    }

    fn here(&mut self, leaf: &Leaf, text: &[u8], at: usize) -> Outcome {
        if at != text.len() {
            return Outcome::No;
        }
        let slots = self.scratch.begin_trial();
        pairs::take(leaf.section, leaf.pattern, text, slots);
        Outcome::One
    }

    /// A free hole up to its right side, which is matched once a message.
    fn free(&mut self, tree: &Tree, leaf: &Leaf, index: u32, text: &[u8], at: usize) -> Outcome {
        let Scratch {
            way_number,
            rights,
            way,
            trial,
            ..
        } = &mut *self.scratch;
        let (Some(right), Some(source)) = (
            rights.get_mut(index as usize),
            tree.rights.get(index as usize),
        ) else {
            return Outcome::No;
        };
        if right.way_number != *way_number {
            right.way_number = *way_number;
            right.slots.cut(0);
            right.begins = source.take(text, &mut right.slots);
        }
        let value = right.begins.and_then(|end| text.get(at..end));
        let free = leaf
            .pattern
            .segments
            .first()
            .and_then(|segment| segment.free);
        let (Some(value), Some(free)) = (value, free.and_then(hole)) else {
            return Outcome::No;
        };
        trial.cut(0);
        trial.extend(way);
        trial.extend(&right.slots);
        if !free.keep(value, at, trial) {
            return Outcome::No;
        }
        pairs::take(leaf.section, leaf.pattern, text, trial);
        Outcome::One
    }

    /// Whether the fence stands anywhere behind `at`.
    fn may_have(&mut self, tree: &Tree, index: u32, at: usize) -> bool {
        let way_number = self.scratch.way_number;
        let (Some(finder), Some(place)) = (
            tree.fences.get(index as usize),
            self.scratch.fences.get_mut(index as usize),
        ) else {
            return true;
        };
        if place.0 != way_number {
            *place = (way_number, finder.find(self.message));
        }
        match place.1 {
            None => false,
            Some(first) if first >= at => true,
            Some(_) => self
                .message
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
    let mut scratch = Scratch::default();
    let best =
        Walk::new(message, false, &mut scratch).through(tree(&[u16::try_from(number).ok()?], 0));
    best.map(|best| best.pattern)
}
