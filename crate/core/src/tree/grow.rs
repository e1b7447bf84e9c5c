//! How a tree is made: patterns that begin alike share their beginning.

use super::leaf::blanks;
use super::{Edge, End, Firsts, Last, Leaf, Node, Right, Tree, Way, Which, rank};
use crate::bytes::{Literal, Needle, word_at};
use crate::hole::{Ready, hole};
use crate::readers::takers;
use crate::trim::{Edges, Trim};
use logyomi_sections::{Fence, Pattern, SECTIONS, Search, Section, Segment, Step, patterns};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A pattern on its way into the tree: what is left of its current literal, and the steps behind it.
#[derive(Clone, Copy)]
struct Item {
    leaf: u32,
    literal: &'static [u8],
    steps: &'static [Step<'static>],
    /// Segments behind this one that the tree has, too, and the fence before each.
    behind: &'static [Segment],
    fences: &'static [Fence<'static>],
}

impl Item {
    fn new(leaf: u32, pattern: &'static Pattern, section: &Section) -> Option<Item> {
        let (first, behind) = pattern.segments.split_first()?;
        let followed = is_followed(pattern, section);
        let item = Item {
            leaf,
            literal: b"",
            steps: &first.left,
            behind: if followed { behind } else { &[] },
            fences: if followed { &pattern.fences } else { &[] },
        };
        Some(item.opened())
    }

    /// Opens the next literal, if one is next.
    fn opened(self) -> Item {
        match self.steps.split_first() {
            Some((Step::Literal(literal), steps)) => Item {
                literal,
                steps,
                ..self
            },
            _ => Item {
                literal: b"",
                ..self
            },
        }
    }

    fn behind_literal(self, length: usize) -> Item {
        match self.literal.get(length..) {
            Some(literal) if !literal.is_empty() => Item { literal, ..self },
            _ => self.opened(),
        }
    }

    /// Over the next fence, where the steps of this segment are done.
    fn behind_fence(self) -> Option<(&'static Fence<'static>, Item)> {
        let (fence, fences) = self.fences.split_first()?;
        let (segment, behind) = self.behind.split_first()?;
        let item = Item {
            steps: &segment.left,
            behind,
            fences,
            ..self
        };
        Some((fence, item.opened()))
    }
}

/// Whether the tree has what stands behind the pattern's fences: where each is searched from the left, and the
/// message's end is the same for all.
fn is_followed(pattern: &Pattern, section: &Section) -> bool {
    let from_left = |fence: &Fence<'_>| fence.search == Search::First;
    !pattern.every && section.trim_end.is_empty() && pattern.fences.iter().all(from_left)
}

impl Tree {
    pub(super) fn new(sections: &[u16], which: Which) -> Tree {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let mut tree = Tree {
            number: MADE.fetch_add(1, Ordering::Relaxed),
            nodes: Vec::new(),
            parents: Vec::new(),
            leaves: Vec::new(),
            tables: Vec::new(),
            rights: Vec::new(),
            ways: Vec::new(),
            fences: Vec::new(),
            trims: Vec::new(),
            edges: Edges::default(),
            needed: OnceLock::new(),
        };
        let mut items = Vec::new();
        let mut leaves = Vec::new();
        for number in sections {
            let Some(section) = SECTIONS.get(usize::from(*number)) else {
                continue;
            };
            let trim = tree.trim(section);
            for (place, pattern) in patterns(usize::from(*number)).iter().enumerate() {
                if !which.has(pattern) {
                    continue;
                }
                let item = Item::new(leaves.len() as u32, pattern, section);
                let leaf = tree.leaf(*number, section, trim, place, pattern);
                if let (Some(item), Some(leaf)) = (item, leaf) {
                    items.push(item);
                    leaves.push(leaf);
                }
            }
        }
        let mut order: Vec<Vec<u32>> = Vec::new();
        tree.nodes
            .push(Node::entered_by(Edge::Literal(Literal::new(b""))));
        tree.grow(0, items, &leaves, &mut order);
        tree.place_leaves(leaves, order);
        tree.edges = Edges::of(&tree.trims);
        tree
    }

    /// The section's way of taking off heads and tails.
    fn trim(&mut self, section: &'static Section) -> u32 {
        let known = self.trims.iter().position(|trim| trim.is_of(section));
        known.unwrap_or_else(|| {
            self.trims.push(Trim::new(section));
            self.trims.len() - 1
        }) as u32
    }

    fn leaf(
        &mut self,
        number: u16,
        section: &'static Section,
        trim: u32,
        place: usize,
        pattern: &'static Pattern,
    ) -> Option<Leaf> {
        let followed = is_followed(pattern, section);
        let segment = match followed {
            true => pattern.segments.last()?,
            false => pattern.segments.first()?,
        };
        let end = match (pattern.fences.first(), segment.free) {
            (Some(fence), _) if !followed => End::Fence(self.fence(fence.literal)),
            (first, Some(_)) => {
                let right = self.right(trim, &segment.right);
                match first {
                    Some(_) => End::FreeBehind(right),
                    None => End::Free(right),
                }
            }
            (_, None) => End::Here,
        };
        Some(Leaf {
            rank: rank(section, pattern, number, place),
            number: 0,
            node: 0,
            section_index: number,
            section,
            pattern,
            takers: takers(*pattern.events.last()?, &pattern.events)?,
            free: segment.free.and_then(hole),
            trim,
            end,
            last: Last::of(pattern),
            blanks: blanks(pattern),
            fences: OnceLock::new(),
            doubts: OnceLock::new(),
            trace: OnceLock::new(),
        })
    }

    fn fence(&mut self, literal: &'static [u8]) -> u32 {
        let known = self.fences.iter().position(|one| one.text() == literal);
        known.unwrap_or_else(|| {
            self.fences.push(Needle::new(literal));
            self.fences.len() - 1
        }) as u32
    }

    fn right(&mut self, trim: u32, steps: &'static [Step<'static>]) -> u32 {
        let same = |one: &Right| one.trim == trim && one.source == steps;
        let known = self.rights.iter().position(same);
        known.unwrap_or_else(|| {
            self.rights.push(Right::new(trim, steps));
            self.rights.len() - 1
        }) as u32
    }

    /// The way over a pattern's fence.
    fn way(&mut self, fence: &'static Fence<'static>, segment: &'static Segment) -> u32 {
        let (number, free) = (self.fence(fence.literal), segment.free.and_then(hole));
        let same = |way: &Way| {
            let holes = (
                way.free.map(std::ptr::from_ref),
                free.map(std::ptr::from_ref),
            );
            way.fence == number && holes.0 == holes.1 && way.right.source == &segment.right[..]
        };
        let known = self.ways.iter().position(same);
        known.unwrap_or_else(|| {
            self.ways.push(Way {
                fence: number,
                length: fence.literal.len(),
                free,
                right: Right::new(0, &segment.right),
            });
            self.ways.len() - 1
        }) as u32
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
        let mut holes: Vec<(&'static Ready, Vec<Item>)> = Vec::new();
        let mut ways: Vec<(u32, Vec<Item>)> = Vec::new();
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
                let Some(hole) = hole(*id) else {
                    continue;
                };
                let item = Item { steps, ..item }.opened();
                match holes
                    .iter_mut()
                    .find(|(known, _)| std::ptr::eq(*known, hole))
                {
                    Some((_, group)) => group.push(item),
                    None => holes.push((hole, vec![item])),
                }
            } else if let Some((fence, behind)) = item.behind_fence() {
                let segment = leaves.get(item.leaf as usize).and_then(|leaf| {
                    let segments = &leaf.pattern.segments;
                    segments.get(segments.len().checked_sub(item.behind.len() + 1)?)
                });
                let Some(segment) = segment else { continue };
                let way = self.way(fence, segment);
                match ways.iter_mut().find(|(known, _)| *known == way) {
                    Some((_, group)) => group.push(behind),
                    None => ways.push((way, vec![behind])),
                }
            } else {
                here.push(item);
            }
        }
        here.sort_by_key(rank);
        let holes = holes
            .into_iter()
            .map(|(hole, group)| (Edge::Hole(hole), group));
        let ways = ways
            .into_iter()
            .map(|(way, group)| (Edge::Fence(way), group));
        let mut edges: Vec<(Edge, Vec<Item>)> = holes.chain(ways).collect();
        edges.sort_by_key(|(_, group)| group.iter().map(rank).min());
        let first = self.nodes.len();
        let mut below: Vec<Vec<Item>> = Vec::new();
        let firsts = self.firsts(&literals);
        for group in literals {
            let common = common(&group);
            self.nodes
                .push(Node::entered_by(Edge::Literal(Literal::new(common))));
            below.push(
                group
                    .into_iter()
                    .map(|item| item.behind_literal(common.len()))
                    .collect(),
            );
        }
        let middle = self.nodes.len();
        for (edge, group) in edges {
            self.nodes.push(Node::entered_by(edge));
            below.push(group);
        }
        let last = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(node) {
            node.best = best;
            node.least = least;
            node.literals = (first as u32, middle as u32);
            node.firsts = firsts;
            node.holes = (middle as u32, last as u32);
            node.leaves = (order.len() as u32, 0);
        }
        order.push(here.iter().map(|item| item.leaf).collect());
        for (child, items) in (first..last).zip(below) {
            self.grow(child, items, leaves, order);
        }
    }

    /// The first bytes of groups that each begin with another one.
    fn firsts(&mut self, groups: &[Vec<Item>]) -> Firsts {
        let firsts: Vec<u8> = groups
            .iter()
            .filter_map(|group| group.first()?.literal.first().copied())
            .collect();
        if firsts.len() <= 8 {
            return Firsts::Few(word_at(&firsts, 0));
        }
        let place = |byte: usize| firsts.iter().position(|first| usize::from(*first) == byte);
        // Bytes are 256: one more than these is no first byte of any literal.
        let counted = |byte| place(byte).map_or(0, |place| place as u8 + 1);
        self.tables.push(std::array::from_fn(counted));
        Firsts::Many(self.tables.len() as u32 - 1)
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
        for (leaf, number) in self.leaves.iter_mut().zip(0..) {
            leaf.number = number;
        }
        self.parents = vec![0; self.nodes.len()];
        for (node, number) in self.nodes.iter_mut().zip(0_u32..) {
            node.leaves = spans.get(node.leaves.0 as usize).copied().unwrap_or((0, 0));
            let (from, to) = (node.leaves.0 as usize, node.leaves.1 as usize);
            for leaf in self.leaves.get_mut(from..to).unwrap_or_default() {
                leaf.node = number;
            }
            for (from, to) in [node.literals, node.holes] {
                let children = self.parents.get_mut(from as usize..to as usize);
                children.unwrap_or_default().fill(number);
            }
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
