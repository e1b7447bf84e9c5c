//! The way to a pattern, step by step, and what may leave it.

use super::aside::Aside;
use super::{Edge, Leaf, Node, Tree};
use crate::bytes::Literal;
use crate::hole::Ready;
use std::iter::successors;
use std::sync::OnceLock;

/// The way to a leaf, and what leaves it.
pub struct Trace {
    pub leaf: &'static Leaf,
    /// From the root, which is the first of them.
    pub nodes: Vec<&'static Node>,
    /// The same without the places where other patterns leave it.
    pub steps: Vec<Step>,
    /// What leaves it, for each of the first few ways in which heads and tails were taken off.
    asides: [OnceLock<Aside>; 4],
}

pub enum Step {
    Literal(Literal),
    Hole(&'static Ready),
    /// Index into [`Tree::ways`].
    Fence(u32),
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
        Trace {
            leaf,
            steps: steps(&nodes),
            nodes,
            asides: Default::default(),
        }
    }

    /// What leaves the way of a message whose heads and tails were taken off like this one's; nothing where too
    /// many others came before.
    #[inline]
    pub fn aside(
        &self,
        tree: &'static Tree,
        message: &[u8],
        spans: &[(usize, usize)],
    ) -> Option<&Aside> {
        for place in &self.asides {
            match place.get() {
                Some(aside) if aside.is_of(message, spans) => return Some(aside),
                Some(_) => {}
                None => {
                    return Some(place.get_or_init(|| Aside::new(tree, self, message, spans)));
                }
            }
        }
        None
    }
}

impl Trace {
    /// Where the node stands that lies so deep on the way: at the beginning of which step, and how far in its literal.
    pub fn place(&self, depth: usize) -> (usize, usize) {
        let (mut step, mut further) = (0, 0);
        let mut before: Option<&Edge> = None;
        // The root's edge is none.
        for node in self.nodes.iter().skip(1).take(depth) {
            match (&node.edge, before) {
                (Edge::Literal(literal), Some(Edge::Literal(_)) | None) => further += literal.len(),
                (Edge::Literal(literal), _) => further = literal.len(),
                (_, Some(Edge::Literal(_))) => (step, further) = (step + 2, 0),
                _ => step += 1,
            }
            before = Some(&node.edge);
        }
        (step, further)
    }
}

/// The edges of a way, neighbouring literals as one.
fn steps(nodes: &[&'static Node]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut text = Vec::new();
    let close = |text: &mut Vec<u8>, steps: &mut Vec<Step>| {
        if !text.is_empty() {
            // There is one trace a leaf, as long as the process lives.
            steps.push(Step::Literal(Literal::new(std::mem::take(text).leak())));
        }
    };
    for node in nodes {
        match node.edge {
            Edge::Literal(literal) => text.extend_from_slice(literal.text),
            Edge::Hole(hole) => {
                close(&mut text, &mut steps);
                steps.push(Step::Hole(hole));
            }
            Edge::Fence(way) => {
                close(&mut text, &mut steps);
                steps.push(Step::Fence(way));
            }
        }
    }
    close(&mut text, &mut steps);
    steps
}
