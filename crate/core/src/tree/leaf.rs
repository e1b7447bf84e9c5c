//! A pattern in its tree, and what of it the way there has not matched.

use super::doubts::Doubts;
use super::{Trace, Tree};
use crate::bytes::{self, Needle};
use crate::hole::{Ready, hole};
use crate::matcher;
use crate::readers::Takers;
use logyomi_sections::{Pattern, Section, Step};
use std::sync::OnceLock;

/// A pattern, whose steps up to its last free hole the way to it has matched.
pub struct Leaf {
    pub rank: u64,
    /// Its place among the tree's leaves.
    pub number: u32,
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
    /// Blanks of the pattern's own words.
    pub blanks: usize,
    /// See [`Leaf::fences`].
    pub(super) fences: OnceLock<Box<[Needle]>>,
    /// See [`Leaf::doubts`].
    pub(super) doubts: OnceLock<Option<Box<Doubts>>>,
    /// The way to it; made when a message has taken it. Few leaves of a tree have one: it lies elsewhere.
    pub(super) trace: OnceLock<Box<Trace>>,
}

impl Leaf {
    /// The pattern's fences, made ready when a message is first matched apart.
    pub fn fences(&self) -> &[Needle] {
        self.fences.get_or_init(|| matcher::ready(self.pattern))
    }

    pub fn trace(&'static self, tree: &'static Tree) -> &'static Trace {
        self.trace.get_or_init(|| Box::new(Trace::new(tree, self)))
    }
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
    pub(super) fn of(pattern: &'static Pattern) -> Last {
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

/// Blanks that the pattern's own words have.
pub(super) fn blanks(pattern: &'static Pattern) -> usize {
    literals(pattern).map(|text| bytes::count(text, b' ')).sum()
}

/// All words that a pattern fixes.
pub(super) fn literals(pattern: &'static Pattern) -> impl Iterator<Item = &'static [u8]> {
    let sides = pattern.segments.iter();
    let steps = sides.flat_map(|segment| segment.left.iter().chain(&segment.right));
    let words = steps.filter_map(|step| match step {
        Step::Literal(text) => Some(*text),
        Step::Hole(_) => None,
    });
    let fences = pattern.fences.iter().map(|fence| fence.literal);
    words.chain(fences)
}
