//! The way that a message like this one took before: a log has few kinds of lines, and they come again and again.
//!
//! Such a message is first tried with the pattern that won then, step by step. If it fits, only those branches
//! are entered that leave the way and hold a pattern of a better rank; mostly there is none. So the pattern that
//! wins is the same as if the whole tree had been gone through.

use super::both::{Parts, may_both_read};
use super::{Place, Walk};
use crate::bytes::{self, is};
use crate::tree::{Edge, End, Leaf, Node, Tree, span};
use std::iter::successors;
use std::sync::Arc;

/// The way to a leaf, and what leaves it.
pub struct Trace {
    leaf: &'static Leaf,
    /// From the root, which is none of them.
    nodes: Vec<&'static Node>,
    /// Better patterns beside the way, the deepest ones first: where the message begins and ends for all sections
    /// alike, and where it does not.
    rivals: [Vec<Rival>; 2],
}

struct Rival {
    /// How many nodes of the way lie before it.
    depth: usize,
    kind: Beside,
}

enum Beside {
    Leaf(&'static Leaf),
    Child(&'static Node),
    /// Whichever child of this node has the literal that stands there.
    Literals(&'static Node),
}

/// The ways that were taken in a tree.
#[derive(Default)]
pub struct Memory {
    /// By a message's first words the two ways to try, counted from 1.
    kinds: Vec<[u32; 2]>,
    traces: Vec<Arc<Trace>>,
}

const KINDS: usize = 256;

impl Memory {
    /// The way that is to be tried first or second.
    #[inline]
    pub fn trace(&self, kind: usize, place: usize) -> Option<Arc<Trace>> {
        let number = self.kinds.get(kind)?.get(place)?.checked_sub(1)?;
        self.traces.get(number as usize).cloned()
    }

    /// The second way fitted: it is the next one's first.
    pub fn swap(&mut self, kind: usize) {
        if let Some([first, second]) = self.kinds.get_mut(kind) {
            std::mem::swap(first, second);
        }
    }

    /// Remembers that such a message went to this leaf.
    pub fn learn(&mut self, kind: usize, tree: &'static Tree, leaf: &'static Leaf) {
        if self.kinds.is_empty() {
            self.kinds.resize(KINDS, [0; 2]);
        }
        let known = self
            .traces
            .iter()
            .position(|trace| std::ptr::eq(trace.leaf, leaf));
        let number = known.unwrap_or_else(|| {
            self.traces.push(Arc::new(Trace::new(tree, leaf)));
            self.traces.len() - 1
        });
        if let Some([first, second]) = self.kinds.get_mut(kind) {
            *second = std::mem::replace(first, number as u32 + 1);
        }
    }
}

/// Which kind of message it looks like: by the first letters of its first words, of which none has a figure.
#[inline]
pub fn kind(message: &[u8]) -> usize {
    let (mut at, mut mixed) = (0, 0_u64);
    for _ in 0..4 {
        let word = bytes::word_at(message, at) & 0xFF_FFFF;
        let figures = bytes::within(word, b'0', b'9').first().is_some();
        mixed = mixed.rotate_left(16) ^ if figures { 1 } else { word };
        at = bytes::find(message, at, |word| is(word, b' ')) + 1;
    }
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize
}

impl Trace {
    pub fn new(tree: &'static Tree, leaf: &'static Leaf) -> Trace {
        let parent = |number: &u32| tree.parents.get(*number as usize).copied();
        let mut way: Vec<u32> = successors(Some(leaf.node), |number| match number {
            0 => None,
            _ => parent(number),
        })
        .collect();
        way.reverse();
        let nodes: Vec<&'static Node> = way
            .iter()
            .filter_map(|number| tree.nodes.get(*number as usize))
            .collect();
        let rivals = [true, false].map(|alike| {
            let side = Side {
                tree,
                leaf,
                parts: Parts::of(leaf.pattern),
                alike,
            };
            let depths = nodes.iter().enumerate().rev();
            let rivals = depths.flat_map(|(depth, node)| {
                let beside = side.at(node, nodes.get(depth + 1).copied());
                beside.into_iter().map(move |kind| Rival { depth, kind })
            });
            rivals.collect()
        });
        Trace {
            leaf,
            nodes: nodes.into_iter().skip(1).collect(),
            rivals,
        }
    }
}

/// Looks for what is better than `leaf` beside the way to it.
struct Side {
    tree: &'static Tree,
    leaf: &'static Leaf,
    parts: Parts,
    /// Whether all sections read the same text of a message.
    alike: bool,
}

impl Side {
    /// What leaves the way at a node whose `next` one is known.
    fn at(&self, node: &'static Node, next: Option<&'static Node>) -> Vec<Beside> {
        let leaves = span(&self.tree.leaves, node.leaves).iter();
        let rivals = leaves.filter(|other| self.is_rival(other));
        let mut beside: Vec<Beside> = rivals.map(Beside::Leaf).collect();
        let is_beside = |child: &&Node| {
            !next.is_some_and(|next| std::ptr::eq(*child, next)) && self.has_rival(child)
        };
        let nodes = &self.tree.nodes;
        let holes = span(nodes, node.holes).iter().filter(is_beside);
        beside.extend(holes.map(Beside::Child));
        // Where a literal stands, no other one of the node can: each begins with another letter.
        let literal = next.is_some_and(|next| matches!(next.edge, Edge::Literal(_)));
        let mut literals = span(nodes, node.literals).iter();
        if !literal && literals.any(|child| is_beside(&child)) {
            beside.push(Beside::Literals(node));
        }
        beside
    }

    /// Whether a pattern is better, and may read a message that the leaf's reads.
    fn is_rival(&self, other: &Leaf) -> bool {
        let same_text = self.alike || other.trim == self.leaf.trim;
        other.rank < self.leaf.rank
            && (!same_text || may_both_read(&self.parts, &Parts::of(other.pattern)))
    }

    fn has_rival(&self, node: &Node) -> bool {
        let nodes = &self.tree.nodes;
        let leaves = span(&self.tree.leaves, node.leaves);
        let mut below = span(nodes, node.literals)
            .iter()
            .chain(span(nodes, node.holes));
        node.best < self.leaf.rank
            && (leaves.iter().any(|other| self.is_rival(other))
                || below.any(|child| self.has_rival(child)))
    }
}

impl Walk<'_, '_> {
    /// Whether the message takes this way; then the best pattern is found.
    pub(super) fn follows(&mut self, trace: &Trace) -> bool {
        let (start, end) = self.scratch.span(trace.leaf.trim);
        let text = self.message.get(..end).unwrap_or_default();
        if !trace.leaf.last.fits(text) {
            return false;
        }
        self.start = start;
        self.scratch.way.cut(0);
        self.scratch.places.clear();
        let mut place = Place {
            at: start,
            segment: 0,
        };
        for node in &trace.nodes {
            self.scratch.places.push((place, self.scratch.way.len()));
            let next = match &node.edge {
                Edge::Literal(literal) => {
                    let stands = literal.begins(self.message, place.at);
                    let at = place.at + literal.len();
                    stands.then_some(Place { at, ..place })
                }
                _ => self.enter(node, place),
            };
            match next {
                Some(next) => place = next,
                None => return false,
            }
        }
        self.scratch.places.push((place, self.scratch.way.len()));
        self.leaf(trace.leaf, place);
        if self.best.is_none() {
            return false;
        }
        let [alike, apart] = &trace.rivals;
        let rivals = if self.scratch.alike { alike } else { apart };
        for rival in rivals {
            self.rival(rival);
        }
        self.down(Some(start));
        true
    }

    /// What most leaves fail at, asked without a call.
    #[inline]
    fn may_end(&self, leaf: &Leaf, place: Place) -> bool {
        let (_, end) = self.scratch.span(leaf.trim);
        leaf.rank < self.limit
            && self
                .message
                .get(..end)
                .is_some_and(|text| leaf.last.fits(text))
            && (place.at == end || !matches!(leaf.end, End::Here))
    }

    fn rival(&mut self, rival: &Rival) {
        let Some((place, known)) = self.scratch.places.get(rival.depth).copied() else {
            return;
        };
        // The deepest come first: what the way found up to here stands there still.
        self.scratch.way.cut(known);
        match rival.kind {
            Beside::Leaf(leaf) if self.may_end(leaf, place) => self.leaf(leaf, place),
            Beside::Child(child) if self.matters(child) => {
                if let Some(place) = self.enter(child, place) {
                    self.node(child, place);
                }
            }
            Beside::Literals(node) => {
                if let Some((child, at)) = self.literal_child(node, place.at) {
                    self.node(child, Place { at, ..place });
                }
            }
            _ => {}
        }
    }
}
