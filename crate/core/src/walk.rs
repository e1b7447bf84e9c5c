//! A message on its way down the tree of patterns: what cannot win any more is not entered.
//!
//! Every node is visited at most once for each beginning that its sections see (they take off different
//! heads), so the work is bounded by the tree, whatever a stranger writes.

mod doubt;
mod end;
mod follow;
mod memory;

pub use doubt::{Room, is_contradicted};

use crate::bytes;
use crate::marks::Marks;
use crate::matcher::Outcome;
use crate::readers::{EventId, Found};
use crate::slots::{Fields, Slots};
use crate::tree::{
    Edge, End, Firsts, LETTERS_AT, Leaf, Node, Place, Tree, Which, by_letters, span, tree,
};
use logyomi_sections::{Pattern, SECTIONS, Section};
use memory::Memory;

/// The best pattern so far.
#[derive(Clone, Copy)]
pub struct Best<'a> {
    pub leaf: &'static Leaf,
    pub event: EventId,
    /// The message without its section's common tail.
    pub text: &'a [u8],
    /// Where it begins, behind the section's common head.
    pub start: usize,
    pub ambiguous: bool,
    /// No hole holds a blank. Known when the walk has come through.
    pub calm: bool,
}

/// One message on its way down.
pub struct Walk<'a, 's> {
    message: &'a [u8],
    tree: &'static Tree,
    /// Where the message begins on this way down.
    start: usize,
    /// Only a pattern of a lower rank is of interest.
    limit: u64,
    best: Option<Best<'a>>,
    /// Whether two sections with equally many letters make the message ambiguous.
    ties: bool,
    scratch: &'s mut Scratch,
}

/// So many patterns are read apart before their words are looked for: mostly there are one or two.
const MANY: u32 = 4;

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
    /// Blanks of the whole message.
    blanks: usize,
    /// Right sides matched for this message: where they begin, and their fields.
    rights: Vec<Right>,
    /// On which way down how many patterns were read apart, and then which words the message has.
    tries: (u32, u32),
    seen: Marks,
    /// Where each first fence stands first in this message.
    fences: Vec<(u32, Option<usize>)>,
    /// Where the way that is followed has led, and how many fields were known there.
    places: Vec<(Place, u8)>,
    /// Ways taken before, by the tree's number.
    memories: Vec<Memory>,
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
        Fields::with(best.leaf.pattern, best.text, &self.best)
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
            self.tries = (0, 0);
            self.way_number = 1;
        }
        if self.rights.len() < tree.rights.len() {
            self.rights.resize_with(tree.rights.len(), Right::default);
        }
        if self.fences.len() < tree.fences.len() {
            self.fences.resize(tree.fences.len(), (0, None));
        }
        self.spans.clear();
        let trims = tree.trims.iter();
        match tree.may_trim(message) {
            true => self.spans.extend(trims.map(|trim| trim.span(message))),
            false => self.spans.extend(trims.map(|_| (0, message.len()))),
        }
    }

    fn memory(&mut self, tree: &Tree) -> &mut Memory {
        if self.memories.len() <= tree.number {
            self.memories.resize_with(tree.number + 1, Memory::default);
        }
        // The lines above have made it.
        #[allow(clippy::indexing_slicing)]
        &mut self.memories[tree.number]
    }

    #[inline]
    fn span(&self, trim: u32) -> (usize, usize) {
        self.spans.get(trim as usize).copied().unwrap_or((0, 0))
    }
}

impl<'a, 's> Walk<'a, 's> {
    pub fn new(
        message: &'a [u8],
        tree: &'static Tree,
        ties: bool,
        scratch: &'s mut Scratch,
    ) -> Self {
        Walk {
            message,
            tree,
            start: 0,
            limit: u64::MAX,
            best: None,
            ties,
            scratch,
        }
    }

    pub fn through(mut self) -> Option<Best<'a>> {
        self.scratch.begin(self.tree, self.message);
        self.scratch.blanks = bytes::count(self.message, b' ');
        if self.ties {
            self.down(None);
        } else {
            self.down_as_before();
        }
        let mut best = self.best?;
        best.calm = self.is_calm(best.leaf, best.start, best.text.len());
        Some(best)
    }

    /// Down the way of a message of the same kind, if this one takes it, too.
    fn down_as_before(&mut self) {
        let kind = memory::kind(self.message, self.scratch.blanks);
        for place in 0..2 {
            let Some(trace) = self.scratch.memory(self.tree).trace(kind, place) else {
                break;
            };
            if self.follows(trace) {
                if place > 0 {
                    self.scratch.memory(self.tree).swap(kind);
                }
                return;
            }
        }
        self.down(None);
        if let Some(best) = &self.best {
            let trace = best.leaf.trace(self.tree);
            self.scratch.memory(self.tree).learn(kind, trace);
        }
    }

    /// Down the tree, once for each place where the message begins for some of the sections, but for one.
    fn down(&mut self, but: Option<usize>) {
        for trim in 0..self.scratch.spans.len() {
            let start = self.scratch.span(trim as u32).0;
            let earlier = self.scratch.spans.get(..trim).unwrap_or_default();
            if Some(start) == but || earlier.iter().any(|(known, _)| *known == start) {
                continue;
            }
            if let Some(root) = self.tree.nodes.first().filter(|root| self.matters(root)) {
                self.scratch.way.cut(0);
                self.start = start;
                self.node(
                    root,
                    Place {
                        at: start,
                        segment: 0,
                    },
                );
            }
        }
    }

    /// Whether a pattern at or below this node can still win.
    #[inline]
    fn matters(&self, node: &Node) -> bool {
        node.best < self.limit && usize::from(node.least) <= self.message.len()
    }

    fn node(&mut self, mut node: &'static Node, mut place: Place) {
        // Most nodes have nothing but literals below them: these are not worth a call.
        while let Some((child, end)) = self.literal_child(node, place.at) {
            let behind = Place { at: end, ..place };
            if node.is_plain() {
                (node, place) = (child, behind);
            } else {
                self.node(child, behind);
                break;
            }
        }
        for leaf in span(&self.tree.leaves, node.leaves) {
            if leaf.rank >= self.limit {
                break;
            }
            self.leaf(leaf, place);
        }
        for child in span(&self.tree.nodes, node.holes) {
            if !self.matters(child) {
                continue;
            }
            let known = self.scratch.way.len();
            if let Some(place) = self.enter(child, place) {
                self.node(child, place);
            }
            self.scratch.way.cut(known);
        }
    }

    /// The child whose literal stands at `at`, if it matters, and where the literal ends.
    #[inline]
    fn literal_child(&self, node: &Node, at: usize) -> Option<(&'static Node, usize)> {
        let byte = *self.message.get(at)?;
        let number = match node.firsts {
            Firsts::Few(firsts) => bytes::is(firsts, byte).first()?,
            Firsts::Many(table) => {
                let table = self.tree.tables.get(table as usize)?;
                usize::from(table.get(usize::from(byte))?.checked_sub(1)?)
            }
        };
        let child = span(&self.tree.nodes, node.literals).get(number)?;
        let literal = child.literal()?;
        (self.matters(child) && literal.begins(self.message, at))
            .then(|| (child, at + literal.len()))
    }

    /// Over a hole or a fence.
    #[inline]
    fn enter(&mut self, child: &Node, place: Place) -> Option<Place> {
        match child.edge {
            Edge::Hole(hole) => {
                let at = hole.take(self.message, place.at, &mut self.scratch.way)?;
                Some(Place { at, ..place })
            }
            Edge::Fence(way) => self.over(way, place),
            Edge::Literal(_) => None,
        }
    }

    /// Over a fence: to its first place, if what stands before it fits up to `place`.
    fn over(&mut self, way: u32, place: Place) -> Option<Place> {
        let way = self.tree.ways.get(way as usize)?;
        let end = self.fence(way.fence, place.at)?;
        way.over(self.message, place, end, &mut self.scratch.way)
    }

    /// Where the fence stands first at or behind `at`.
    fn fence(&mut self, index: u32, at: usize) -> Option<usize> {
        let way_number = self.scratch.way_number;
        let finder = self.tree.fences.get(index as usize)?;
        let known = self.scratch.fences.get_mut(index as usize)?;
        if known.0 != way_number {
            *known = (way_number, finder.find(self.message));
        }
        match known.1? {
            first if first >= at => Some(first),
            _ => finder.find(self.message.get(at..)?).map(|first| at + first),
        }
    }

    #[inline(never)]
    fn leaf(&mut self, leaf: &'static Leaf, place: Place) {
        let (start, end) = self.scratch.span(leaf.trim);
        let Some(text) = self.message.get(..end) else {
            return;
        };
        if start != self.start || place.at > end || !leaf.last.fits(text) {
            return;
        }
        let outcome = match leaf.end {
            End::Free(right) => self.free(leaf, right, text, place.at),
            End::Fence(fence) if self.fence(fence, place.at).is_none() => Outcome::No,
            End::Fence(_) if !self.may_have_words(leaf) => Outcome::No,
            _ => end::read(self.tree, leaf, text, place, self.scratch.begin_trial()),
        };
        if outcome != Outcome::No {
            self.read(leaf, text, outcome);
        }
    }

    /// Whether the message may have the words that a pattern needs: looked for when many patterns are tried.
    fn may_have_words(&mut self, leaf: &Leaf) -> bool {
        let Scratch {
            way_number,
            tries,
            seen,
            ..
        } = &mut *self.scratch;
        if tries.0 != *way_number {
            *tries = (*way_number, 0);
        }
        tries.1 += 1;
        if tries.1 < MANY {
            return true;
        }
        let needed = self.tree.needed();
        if tries.1 == MANY {
            needed.look(self.message, seen);
        }
        needed.has_all(leaf, seen)
    }

    /// A pattern that reads the message: whether an event takes it.
    fn read(&mut self, leaf: &'static Leaf, text: &'a [u8], outcome: Outcome) {
        let Scratch { trial, found, .. } = &mut *self.scratch;
        let fields = Fields::with(leaf.pattern, text, trial);
        if let Some(event) = leaf.takers.take(&fields, found) {
            self.offer(Best {
                leaf,
                event,
                text,
                start: self.start,
                ambiguous: outcome == Outcome::Ambiguous,
                calm: false,
            });
        }
    }

    /// A free hole up to its right side, which is matched once a message.
    fn free(&mut self, leaf: &Leaf, index: u32, text: &[u8], at: usize) -> Outcome {
        let Scratch {
            way_number, rights, ..
        } = &mut *self.scratch;
        let (Some(right), Some(source)) = (
            rights.get_mut(index as usize),
            self.tree.rights.get(index as usize),
        ) else {
            return Outcome::No;
        };
        if right.way_number != *way_number {
            right.way_number = *way_number;
            right.slots.cut(0);
            right.begins = source.take(text, 0, &mut right.slots);
        }
        let Some(begins) = right.begins.filter(|begins| *begins >= at) else {
            return Outcome::No;
        };
        let Scratch {
            rights, way, trial, ..
        } = &mut *self.scratch;
        trial.cut(0);
        trial.extend(way);
        if let Some(right) = rights.get(index as usize) {
            trial.extend(&right.slots);
        }
        end::kept(leaf, text, at..begins, trial)
    }

    /// Takes the one pattern that reads the message; its fields are the best ones already.
    fn settle(&mut self, leaf: &'static Leaf, text: &'a [u8], outcome: Outcome) -> bool {
        let Scratch { best, found, .. } = &mut *self.scratch;
        let fields = Fields::with(leaf.pattern, text, best);
        let event = leaf.takers.take(&fields, found);
        self.best = event.map(|event| Best {
            leaf,
            event,
            text,
            start: self.start,
            ambiguous: outcome == Outcome::Ambiguous,
            calm: false,
        });
        self.best.is_some()
    }

    fn offer(&mut self, new: Best<'a>) {
        let tied = self.best.is_some_and(|best| {
            self.ties
                && by_letters(new.leaf.rank) == by_letters(best.leaf.rank)
                && new.leaf.section_index != best.leaf.section_index
        });
        if self.best.is_none_or(|best| new.leaf.rank < best.leaf.rank) {
            self.best = Some(new);
            // With ties, all of as many letters are looked at.
            self.limit = match self.ties {
                true => new.leaf.rank | ((1 << LETTERS_AT) - 1),
                false => new.leaf.rank,
            };
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
    let tree = tree(&[u16::try_from(number).ok()?], Which::All);
    let best = Walk::new(message, tree, false, &mut Scratch::default()).through();
    best.map(|best| best.leaf.pattern)
}
