//! What a tree is made of: nodes, and the ways into them.

use crate::bytes::Literal;
use crate::hole::{Ready, hole};
use crate::slots::Slots;
use logyomi_sections::Step;

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

    pub(super) fn entered_by(edge: Edge) -> Node {
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

/// What stands right of a free hole.
pub struct Right {
    /// Says where it ends; index into [`Tree::trims`].
    pub(super) trim: u32,
    pub(super) source: &'static [Step<'static>],
    /// In the order they are taken: the last one first.
    steps: Vec<RightStep>,
}

enum RightStep {
    Literal(Literal),
    Hole(&'static Ready),
}

impl Right {
    pub(super) fn new(trim: u32, source: &'static [Step<'static>]) -> Right {
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

impl Way {
    /// Over the fence, which stands at `end`, if what stands before it fits up to `place`.
    #[inline]
    pub fn over(
        &self,
        message: &[u8],
        place: Place,
        end: usize,
        slots: &mut Slots,
    ) -> Option<Place> {
        let text = message.get(place.segment..end)?;
        let right = self.right.take(text, place.segment, slots)? + place.segment;
        match self.free {
            None if place.at != end => return None,
            None => {}
            Some(free) => {
                let value = message.get(place.at..right)?;
                if !free.keep(value, place.at, slots) {
                    return None;
                }
            }
        }
        let behind = end + self.length;
        Some(Place {
            at: behind,
            segment: behind,
        })
    }
}

/// A place in a message: so far it was matched, and there the segment began.
#[derive(Clone, Copy)]
pub struct Place {
    pub at: usize,
    pub segment: usize,
}

impl Place {
    /// So many bytes further in the same segment.
    #[inline]
    pub fn behind(self, length: usize) -> Place {
        Place {
            at: self.at + length,
            ..self
        }
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
    /// Index into [`Tree::ways`].
    Fence(u32),
}
