//! Calm messages: no stranger's text in them holds a blank. What else could read them is known beforehand.

use super::both::{Parts, may_differ};
use super::{Leaf, doubtful};
use logyomi_sections::Pattern;

impl Leaf {
    /// Whether no other doubtful pattern of the daemon finds another address in a calm message that this one reads.
    pub fn is_settled(&self) -> bool {
        *self.settled.get_or_init(|| {
            let calm = Parts::calm(self.pattern);
            let others = doubtful(self.section_index).map(|tree| tree.leaves.iter());
            let mut others = others.into_iter().flatten().map(|other| other.pattern);
            // Addresses that stand in pairs are not among the parts.
            let differs =
                |other: &Pattern| other.pairs.is_some() || may_differ(&calm, &Parts::of(other));
            self.pattern.pairs.is_none()
                && !others.any(|other| !std::ptr::eq(other, self.pattern) && differs(other))
        })
    }
}
