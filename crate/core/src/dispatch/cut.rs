//! Messages that their writer has cut: a stranger's long text pushes the true address out of them.

use crate::known::KNOWN;
use crate::slots::Fields;
use logyomi_sections::{HOLES, Pattern, Search, Step};

/// Whether what this pattern takes for the address of a cut message may be another one, or a part of it.
pub fn hides_address(pattern: &Pattern, message: &[u8], fields: &Fields<'_>) -> bool {
    let addr = fields.get(KNOWN.addr);
    pattern.every || addr.is_some_and(|addr| message.ends_with(addr) || is_behind_text(pattern))
}

/// Whether the address is found from the message's end, so that a stranger's text may have moved into its place.
/// What stands before a fence that no text on its left can hold is all there.
fn is_behind_text(pattern: &Pattern) -> bool {
    for (at, segment) in pattern.segments.iter().enumerate() {
        if holds_address(&segment.left) {
            return false;
        }
        let fence = pattern.fences.get(at).map(|fence| fence.search);
        if segment.free.is_some() && fence != Some(Search::First) {
            return true;
        }
        if holds_address(&segment.right) {
            return false;
        }
    }
    true
}

fn holds_address(steps: &[Step]) -> bool {
    steps.iter().any(|step| match step {
        Step::Literal(_) => false,
        Step::Hole(hole) => HOLES
            .get(usize::from(*hole))
            .is_some_and(|hole| hole.field == Some(KNOWN.addr)),
    })
}
