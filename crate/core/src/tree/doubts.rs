//! Which other doubtful patterns of a daemon may find another address in a message that a pattern reads.
//!
//! In calm messages no stranger's text holds a blank: of these, hardly any has two readings.

use super::both::{Parts, may_differ};
use super::{Leaf, doubtful};
use logyomi_sections::Search;

/// In messages that a pattern reads, and in the calm ones of them.
pub struct Doubts {
    all: Vec<&'static Leaf>,
    calm: Vec<&'static Leaf>,
}

impl Doubts {
    fn new(own: &Leaf) -> Doubts {
        let (parts, calm) = (Parts::of(own.pattern), Parts::calm(own.pattern));
        let tree = doubtful(own.section_index);
        let leaves = tree.into_iter().flat_map(|tree| &tree.leaves);
        let others = leaves.filter(|other| !std::ptr::eq(other.pattern, own.pattern));
        let mut doubts = Doubts {
            all: Vec::new(),
            calm: Vec::new(),
        };
        for other in others {
            // Addresses that stand in pairs are not among the parts.
            let unknown = own.pattern.pairs.is_some() || other.pattern.pairs.is_some();
            let of_other = Parts::of(other.pattern);
            if !unknown && !(of_other.has_address() || is_read_often(other)) {
                continue;
            }
            if unknown || may_differ(&parts, &of_other) {
                doubts.all.push(other);
            }
            if unknown || may_differ(&calm, &of_other) {
                doubts.calm.push(other);
            }
        }
        doubts
    }
}

impl Leaf {
    /// The others that are to be asked whether they find another address.
    pub fn doubts(&self, calm: bool) -> &[&'static Leaf] {
        let doubts = self.doubts.get_or_init(|| Box::new(Doubts::new(self)));
        match calm {
            true => &doubts.calm,
            false => &doubts.all,
        }
    }
}

/// Whether the matcher may give up a message for its many readings, and call it ambiguous.
fn is_read_often(leaf: &Leaf) -> bool {
    let mut fences = leaf.pattern.fences.iter();
    fences.any(|fence| matches!(fence.search, Search::Every))
}
