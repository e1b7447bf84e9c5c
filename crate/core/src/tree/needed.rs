//! Words that patterns cannot do without: a message has all the words of few of them.

use super::leaf::literals;
use super::{End, Leaf, Tree};
use crate::marks::Marks;
use crate::words::Words;
use logyomi_sections::Pattern;
use std::collections::HashMap;

/// So much of a word's beginning is looked for: the automaton stays small.
const MOST: usize = 12;

/// A single letter stands in every message.
const LEAST: usize = 2;

/// An automaton of more words would take more memory than it is worth.
const WORDS: usize = 2000;

/// The words of those patterns of a tree that are read apart, at some cost.
pub struct Needed {
    words: Option<Words>,
    /// Which words each leaf's pattern needs, the longest first; none where it is read on the way.
    of: Vec<Vec<u32>>,
}

impl Needed {
    pub(super) fn new(tree: &Tree) -> Needed {
        let mut numbers: HashMap<&'static [u8], u32> = HashMap::new();
        let mut words: Vec<&[u8]> = Vec::new();
        let mut number = |word: &'static [u8]| {
            *numbers.entry(word).or_insert_with(|| {
                words.push(word);
                words.len() as u32 - 1
            })
        };
        let of = tree.leaves.iter().map(|leaf| {
            let mut own = match is_read_apart(leaf) {
                true => self::words(leaf.pattern),
                false => Vec::new(),
            };
            own.sort_by_key(|word| std::cmp::Reverse(word.len()));
            own.into_iter().map(&mut number).collect()
        });
        let of = of.collect();
        Needed {
            of,
            words: (words.len() <= WORDS).then(|| Words::new(&words)).flatten(),
        }
    }

    /// Looks which words stand in a message.
    pub fn look(&self, message: &[u8], seen: &mut Marks) {
        seen.clear();
        if let Some(words) = &self.words {
            words.find(message, |number| {
                seen.mark(number);
            });
        }
    }

    /// Whether the message has all the words of this leaf's pattern.
    pub fn has_all(&self, leaf: &Leaf, seen: &Marks) -> bool {
        let has = |number: &u32| seen.has(*number as usize);
        let needed = self
            .of
            .get(leaf.number as usize)
            .map_or(&[][..], Vec::as_slice);
        self.words.is_none() || needed.iter().all(has)
    }
}

fn is_read_apart(leaf: &Leaf) -> bool {
    leaf.pattern.every || matches!(leaf.end, End::Fence(_))
}

/// The words of a pattern, cut to their beginnings.
fn words(pattern: &'static Pattern) -> Vec<&'static [u8]> {
    let all = literals(pattern).filter(|word| word.len() >= LEAST);
    all.map(|word| word.get(..MOST).unwrap_or(word)).collect()
}
