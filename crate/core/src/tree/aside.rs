//! What leaves the way to a pattern and may win: better patterns that can read a message which that one reads.

use super::both::{Parts, may_both_read};
use super::{Edge, Leaf, Node, Trace, Tree, span};

/// Of messages whose heads and tails are taken off in one way.
pub struct Aside {
    /// How much each trim of the tree takes off at the beginning and at the end.
    taken: Vec<(usize, usize)>,
    /// The longest tail that is taken off.
    tail: Vec<u8>,
    /// All sections see the message begin at the same place.
    pub one_start: bool,
    /// The deepest ones first: of calm messages, and of all.
    calm: Vec<Rival>,
    all: Vec<Rival>,
}

pub struct Rival {
    /// It leaves the way where this step begins, or so far in its literal.
    pub step: usize,
    pub further: usize,
    pub kind: Beside,
}

pub enum Beside {
    Leaf(&'static Leaf),
    Child(&'static Node),
    /// Whichever child of this node has the literal that stands there.
    Literals(&'static Node),
}

impl Aside {
    pub fn new(
        tree: &'static Tree,
        trace: &Trace,
        message: &[u8],
        spans: &[(usize, usize)],
    ) -> Aside {
        let taken: Vec<(usize, usize)> = spans
            .iter()
            .map(|(start, end)| (*start, message.len().saturating_sub(*end)))
            .collect();
        let own = taken.get(trace.leaf.trim as usize).copied();
        let (start, behind) = own.unwrap_or_default();
        let longest = taken.iter().map(|(_, behind)| *behind).max();
        let tail = message
            .get(message.len() - longest.unwrap_or(0)..)
            .unwrap_or_default();
        let rivals = |parts| {
            let side = Side {
                tree,
                leaf: trace.leaf,
                parts: with_tail(parts, tail, behind),
                taken: &taken,
                start,
                tail,
            };
            side.all(trace)
        };
        Aside {
            one_start: taken.iter().all(|(one, _)| *one == start),
            calm: rivals(Parts::calm(trace.leaf.pattern)),
            all: rivals(Parts::of(trace.leaf.pattern)),
            tail: tail.to_vec(),
            taken,
        }
    }

    /// Whether this message's heads and tails are taken off in this way.
    #[inline]
    pub fn is_of(&self, message: &[u8], spans: &[(usize, usize)]) -> bool {
        let mut both = self.taken.iter().zip(spans);
        both.all(|((start, behind), span)| {
            span.0 == *start && message.len().wrapping_sub(span.1) == *behind
        }) && message.ends_with(&self.tail)
    }

    pub fn rivals(&self, calm: bool) -> &[Rival] {
        match calm {
            true => &self.calm,
            false => &self.all,
        }
    }
}

/// What a pattern reads, and then what was taken off behind it: so many bytes of the longest tail's end.
fn with_tail(parts: Parts, tail: &[u8], taken: usize) -> Parts {
    let own = tail.len().saturating_sub(taken);
    parts.with(tail.get(own..).unwrap_or_default())
}

/// Looks for what is better than `leaf` beside the way to it.
struct Side<'a> {
    tree: &'static Tree,
    leaf: &'static Leaf,
    /// What its pattern reads, up to the end of the message.
    parts: Parts,
    taken: &'a [(usize, usize)],
    start: usize,
    tail: &'a [u8],
}

impl Side<'_> {
    fn all(&self, trace: &Trace) -> Vec<Rival> {
        let depths = trace.nodes.iter().enumerate().rev();
        let rivals = depths.flat_map(|(depth, node)| {
            let (step, further) = trace.place(depth);
            let beside = self.at(node, trace.nodes.get(depth + 1).copied());
            let rival = move |kind| Rival {
                step,
                further,
                kind,
            };
            beside.into_iter().map(rival)
        });
        rivals.collect()
    }

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
        if other.rank >= self.leaf.rank {
            return false;
        }
        let Some((start, behind)) = self.taken.get(other.trim as usize).copied() else {
            return true;
        };
        if start != self.start {
            // It is looked for where the message begins for it.
            return false;
        }
        let other = with_tail(Parts::of(other.pattern), self.tail, behind);
        may_both_read(&self.parts, &other)
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
