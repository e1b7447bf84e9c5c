//! What stands behind the steps that a tree has matched for a pattern.

use crate::matcher::{self, Outcome};
use crate::pairs;
use crate::slots::Slots;
use crate::tree::{End, Leaf, Place, Tree};
use std::ops::Range;

/// Reads the rest of a message, of which `text` is what the leaf's section sees; `slots` has the fields up to `place`.
#[inline]
pub fn read(tree: &Tree, leaf: &Leaf, text: &[u8], place: Place, slots: &mut Slots) -> Outcome {
    let right = match leaf.end {
        End::Here if place.at != text.len() => return Outcome::No,
        End::Here => {
            pairs::take(leaf.section, leaf.pattern, text, slots);
            return Outcome::One;
        }
        End::Fence(_) => {
            let fences = leaf.fences();
            return matcher::read_on(leaf.section, leaf.pattern, fences, text, place.at, slots);
        }
        End::Free(right) | End::FreeBehind(right) => right,
    };
    let begins = tree
        .rights
        .get(right as usize)
        .zip(text.get(place.segment..))
        .and_then(|(right, text)| right.take(text, place.segment, slots));
    match begins.map(|begins| place.segment + begins) {
        Some(begins) if begins >= place.at => kept(leaf, text, place.at..begins, slots),
        _ => Outcome::No,
    }
}

/// Whether the free hole can hold what stands there.
#[inline]
pub fn kept(leaf: &Leaf, text: &[u8], there: Range<usize>, slots: &mut Slots) -> Outcome {
    let (Some(free), Some(value)) = (leaf.free, text.get(there.clone())) else {
        return Outcome::No;
    };
    if !free.keep(value, there.start, slots) {
        return Outcome::No;
    }
    pairs::take(leaf.section, leaf.pattern, text, slots);
    Outcome::One
}
