//! Whether a message that was read has another reading, which blames somebody else.

use super::Best;
use crate::address;
use crate::known::KNOWN;
use crate::marks::Marks;
use crate::matcher::{self, Outcome};
use crate::slots::{Fields, Slots};
use crate::tree::Leaf;

/// So many others are asked without looking for their words first.
const FEW: usize = 2;

/// What is kept from message to message for its memory.
#[derive(Default)]
pub struct Room {
    slots: Slots,
    seen: Marks,
}

/// Whether another doubtful pattern of the daemon than the best one, which found `address`, reads another address.
pub fn is_contradicted(best: &Best<'_>, address: &[u8], room: &mut Room) -> bool {
    let Some(doubts) = best.leaf.doubts() else {
        return false;
    };
    let others = doubts.of(best.calm);
    if others.is_empty() {
        return false;
    }
    let doubt = Doubt::new(best, address);
    let Room { slots, seen } = room;
    let needed = (others.len() > FEW).then(|| doubts.tree.needed());
    if let Some(needed) = needed {
        needed.look(doubt.message, seen);
    }
    let may_read = |other: &&&Leaf| needed.is_none_or(|needed| needed.has_all(other, seen));
    let mut others = others.iter().filter(may_read);
    others.any(|other| doubt.is_contradicted_by(other, slots))
}

/// A reading that others are compared with.
struct Doubt<'a> {
    leaf: &'static Leaf,
    address: &'a [u8],
    /// Without its section's head and tail.
    message: &'a [u8],
}

impl<'a> Doubt<'a> {
    fn new(best: &Best<'a>, address: &'a [u8]) -> Self {
        Doubt {
            leaf: best.leaf,
            address,
            message: best.text.get(best.start..).unwrap_or_default(),
        }
    }

    /// Whether this other pattern finds another address, or could.
    fn is_contradicted_by(&self, other: &Leaf, slots: &mut Slots) -> bool {
        if std::ptr::eq(self.leaf.pattern, other.pattern) || !other.last.fits(self.message) {
            return false;
        }
        let (section, pattern) = (other.section, other.pattern);
        match matcher::read_with(section, pattern, other.fences(), self.message, slots) {
            Outcome::No => false,
            Outcome::Ambiguous => true,
            Outcome::One => {
                let near = std::ptr::eq(self.leaf.section, other.section);
                let fields = Fields::with(other.pattern, self.message, slots);
                fields.get(KNOWN.addr).is_some_and(|other| {
                    (near || is_full(other)) && address::contradicts(self.address, other)
                })
            }
        }
    }
}

/// On another page a bare word is mostly no host, but what a more exact page knows by name.
fn is_full(address: &[u8]) -> bool {
    address.iter().any(|byte| matches!(byte, b'.' | b':'))
}

/// As [`is_contradicted`], asking all doubtful patterns.
#[cfg(test)]
pub fn is_contradicted_by_any(best: &Best<'_>, address: &[u8]) -> bool {
    let doubt = Doubt::new(best, address);
    let mut slots = Slots::default();
    best.leaf.doubts().is_some_and(|doubts| {
        let mut others = doubts.tree.leaves.iter();
        others.any(|other| doubt.is_contradicted_by(other, &mut slots))
    })
}
