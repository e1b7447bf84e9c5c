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

#[derive(Clone, Copy)]
pub struct Rival {
    /// It leaves the way where this step begins, or so far in its literal.
    pub step: usize,
    pub further: usize,
    pub kind: Beside,
}

#[derive(Clone, Copy)]
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
        let own = own_tail(tail, behind);
        let mut side = Side {
            tree,
            leaf: trace.leaf,
            parts: Parts::of(trace.leaf.pattern).with(own),
            calm: Parts::calm(trace.leaf.pattern).with(own),
            other: Parts::default(),
            taken: &taken,
            start,
            tail,
        };
        let rivals = side.all(trace);
        let calm = rivals.iter().filter(|(reads, _)| *reads == Reads::Calm);
        Aside {
            one_start: taken.iter().all(|(one, _)| *one == start),
            calm: calm.map(|(_, rival)| *rival).collect(),
            all: rivals.into_iter().map(|(_, rival)| rival).collect(),
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
        }) && self.has_tail(message)
    }

    /// Mostly there is no tail, and a list without room lies nowhere: a processor that compares nothing with what is
    /// there takes as long as for a hundred bytes.
    #[inline]
    fn has_tail(&self, message: &[u8]) -> bool {
        self.tail.is_empty() || message.ends_with(&self.tail)
    }

    pub fn rivals(&self, calm: bool) -> &[Rival] {
        match calm {
            true => &self.calm,
            false => &self.all,
        }
    }
}

/// What was taken off behind what a pattern reads: so many bytes of the longest tail's end.
fn own_tail(tail: &[u8], taken: usize) -> &[u8] {
    let own = tail.len().saturating_sub(taken);
    tail.get(own..).unwrap_or_default()
}

/// Which of the messages that the leaf's pattern reads another one may read: none, some, or even calm ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reads {
    None,
    Some,
    Calm,
}

/// Looks for what is better than `leaf` beside the way to it.
struct Side<'a> {
    tree: &'static Tree,
    leaf: &'static Leaf,
    /// What its pattern reads, up to the end of the message; and of calm messages.
    parts: Parts,
    calm: Parts,
    /// The same of the pattern that is looked at.
    other: Parts,
    taken: &'a [(usize, usize)],
    start: usize,
    tail: &'a [u8],
}

impl Side<'_> {
    fn all(&mut self, trace: &Trace) -> Vec<(Reads, Rival)> {
        let mut all = Vec::new();
        for (depth, node) in trace.nodes.iter().enumerate().rev() {
            let (step, further) = trace.place(depth);
            let rival = |(reads, kind)| {
                let rival = Rival {
                    step,
                    further,
                    kind,
                };
                (reads, rival)
            };
            let next = trace.nodes.get(depth + 1).copied();
            all.extend(self.at(node, next).into_iter().map(rival));
        }
        all
    }

    /// What leaves the way at a node whose `next` one is known.
    fn at(&mut self, node: &'static Node, next: Option<&'static Node>) -> Vec<(Reads, Beside)> {
        let tree = self.tree;
        let is_next = |child: &Node| next.is_some_and(|next| std::ptr::eq(child, next));
        let mut beside = Vec::new();
        for leaf in span(&tree.leaves, node.leaves) {
            beside.push((self.leaf(leaf), Beside::Leaf(leaf)));
        }
        for child in span(&tree.nodes, node.holes) {
            if !is_next(child) {
                beside.push((self.below(child), Beside::Child(child)));
            }
        }
        // Where a literal stands, no other one of the node can: each begins with another letter.
        if !next.is_some_and(|next| matches!(next.edge, Edge::Literal(_))) {
            let literals = span(&tree.nodes, node.literals).iter();
            beside.push((self.most(literals), Beside::Literals(node)));
        }
        beside.retain(|(reads, _)| *reads != Reads::None);
        beside
    }

    /// What a pattern may read of the messages that the leaf's reads, if it is better.
    fn leaf(&mut self, other: &Leaf) -> Reads {
        if other.rank >= self.leaf.rank {
            return Reads::None;
        }
        let Some((start, behind)) = self.taken.get(other.trim as usize).copied() else {
            return Reads::Calm;
        };
        if start != self.start {
            // It is looked for where the message begins for it.
            return Reads::None;
        }
        self.other.set_to(other.pattern);
        self.other.text(own_tail(self.tail, behind));
        if !may_both_read(&self.parts, &self.other) {
            Reads::None
        } else if may_both_read(&self.calm, &self.other) {
            Reads::Calm
        } else {
            Reads::Some
        }
    }

    /// The most that a pattern below a node may read.
    fn below(&mut self, node: &Node) -> Reads {
        if node.best >= self.leaf.rank {
            return Reads::None;
        }
        let tree = self.tree;
        let mut most = Reads::None;
        for leaf in span(&tree.leaves, node.leaves) {
            most = most.max(self.leaf(leaf));
        }
        let children = [node.literals, node.holes].into_iter();
        most.max(self.most(children.flat_map(|children| span(&tree.nodes, children))))
    }

    fn most<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>) -> Reads {
        let mut most = Reads::None;
        for node in nodes {
            if most < Reads::Calm {
                most = most.max(self.below(node));
            }
        }
        most
    }
}
