//! Which other doubtful patterns of a daemon may find another address in a message that a pattern reads.
//!
//! In calm messages no stranger's text holds a blank: of these, hardly any has two readings.

use super::both::{Parts, may_differ};
use super::{Leaf, Tree, doubtful};
use logyomi_sections::Search;

/// In messages that a pattern reads, and in the calm ones of them.
pub struct Doubts {
    /// The doubtful patterns of its daemon.
    pub tree: &'static Tree,
    all: Vec<&'static Leaf>,
    calm: Vec<&'static Leaf>,
}

impl Doubts {
    fn new(own: &Leaf, tree: &'static Tree) -> Doubts {
        let (parts, calm) = (Parts::of(own.pattern), Parts::calm(own.pattern));
        let mut doubts = Doubts {
            tree,
            all: Vec::new(),
            calm: Vec::new(),
        };
        for other in &tree.leaves {
            if std::ptr::eq(other.pattern, own.pattern) {
                continue;
            }
            // Addresses that stand in pairs are not among the parts.
            let unknown = own.pattern.pairs.is_some() || other.pattern.pairs.is_some();
            let of_other = Parts::of(other.pattern);
            let may_contradict = |own: &Parts| {
                let names_one = of_other.has_address() || is_read_often(other);
                unknown || names_one && may_differ(own, &of_other)
            };
            // Calm messages are some of all.
            if may_contradict(&parts) {
                doubts.all.push(other);
                if may_contradict(&calm) {
                    doubts.calm.push(other);
                }
            }
        }
        doubts
    }

    /// The leaves that are to be asked whether they find another address.
    pub fn of(&self, calm: bool) -> &[&'static Leaf] {
        match calm {
            true => &self.calm,
            false => &self.all,
        }
    }
}

impl Leaf {
    /// Nothing where the daemon has no doubtful patterns.
    pub fn doubts(&self) -> Option<&Doubts> {
        let new = || Some(Box::new(Doubts::new(self, doubtful(self.section_index)?)));
        self.doubts.get_or_init(new).as_deref()
    }
}

/// Whether the matcher may give up a message for its many readings, and call it ambiguous.
fn is_read_often(leaf: &Leaf) -> bool {
    let mut fences = leaf.pattern.fences.iter();
    fences.any(|fence| matches!(fence.search, Search::Every))
}
