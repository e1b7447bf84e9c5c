//! Whether there can be a message that two patterns read, and from which they take different addresses.
//!
//! Most messages are calm: their strangers' texts hold no blank. Of these, fewer can be read twice.

use crate::known::KNOWN;
use logyomi_sections::{Class, HOLES, Hole, HoleId, Pattern, Step};
use std::sync::LazyLock;

/// Bytes, a bit for each.
type Bytes = [u64; 4];

/// A part of what a pattern reads: one byte of these, or any number of them.
#[derive(Clone, Copy)]
struct Piece {
    bytes: Bytes,
    many: bool,
    /// It is of the address.
    address: bool,
}

/// Pairs of places that are looked at; patterns that need more are taken to have a message in common.
const MOST: usize = 1 << 16;

/// What a pattern reads, part by part.
pub struct Parts(Vec<Piece>);

/// False only where no message is read by both. Holes are taken to hold more than they do, never less.
pub fn may_both_read(a: &Parts, b: &Parts) -> bool {
    side_by_side(a, b, false)
}

/// False only where both take the same bytes of every message that both read for the address.
pub fn may_differ(a: &Parts, b: &Parts) -> bool {
    side_by_side(a, b, true)
}

/// As two automata side by side: every pair of places that some beginning of a message leads to, and whether the
/// addresses were the same up to there.
fn side_by_side(a: &Parts, b: &Parts, differing: bool) -> bool {
    let (a, b) = (&a.0, &b.0);
    let width = b.len() + 1;
    let pairs = (a.len() + 1) * width;
    if pairs > MOST {
        return true;
    }
    let mut seen = vec![false; 2 * pairs];
    let mut open = vec![(0, 0, false)];
    while let Some((i, j, differed)) = open.pop() {
        match seen.get_mut(i * width + j + usize::from(differed) * pairs) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let (first, second) = (a.get(i), b.get(j));
        if first.is_none() && second.is_none() && (differed || !differing) {
            return true;
        }
        if first.is_some_and(|piece| piece.many) {
            open.push((i + 1, j, differed));
        }
        if second.is_some_and(|piece| piece.many) {
            open.push((i, j + 1, differed));
        }
        if let (Some(first), Some(second)) = (first, second)
            && meet(&first.bytes, &second.bytes)
        {
            let differs = differing && first.address != second.address;
            open.push((
                i + usize::from(!first.many),
                j + usize::from(!second.many),
                differed || differs,
            ));
        }
    }
    false
}

fn meet(a: &Bytes, b: &Bytes) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

impl Parts {
    /// The same of calm messages only: no hole holds a blank.
    pub fn calm(pattern: &Pattern) -> Parts {
        let mut parts = Parts::of(pattern);
        let blank = byte(b' ');
        for piece in parts.0.iter_mut().filter(|piece| piece.many) {
            piece.bytes = std::array::from_fn(|at| {
                let of = |bytes: &Bytes| bytes.get(at).copied().unwrap_or(0);
                of(&piece.bytes) & !of(&blank)
            });
        }
        parts
    }

    /// These, and then a text.
    pub fn with(mut self, text: &[u8]) -> Parts {
        self.text(text);
        self
    }

    pub fn of(pattern: &Pattern) -> Parts {
        let mut parts = Parts(Vec::new());
        let mut fences = pattern.fences.iter();
        for segment in &pattern.segments {
            segment.left.iter().for_each(|step| parts.step(step));
            if let Some(free) = segment.free {
                parts.hole(free);
            }
            segment.right.iter().rev().for_each(|step| parts.step(step));
            if let Some(fence) = fences.next() {
                parts.text(fence.literal);
            }
        }
        parts
    }

    fn step(&mut self, step: &Step<'_>) {
        match step {
            Step::Literal(text) => self.text(text),
            Step::Hole(id) => self.hole(*id),
        }
    }

    fn text(&mut self, text: &[u8]) {
        self.0.extend(text.iter().map(|one| Piece {
            bytes: byte(*one),
            many: false,
            address: false,
        }));
    }

    fn hole(&mut self, id: HoleId) {
        /// What each hole can hold.
        static ALL: LazyLock<Vec<Bytes>> = LazyLock::new(|| HOLES.iter().map(holds).collect());
        let (Some(hole), Some(bytes)) = (
            HOLES.get(usize::from(id)),
            ALL.get(usize::from(id)).copied(),
        ) else {
            return;
        };
        let address = hole.field == Some(KNOWN.addr);
        let piece = |many| Piece {
            bytes,
            many,
            address,
        };
        if !can_be_empty(hole) {
            self.0.push(piece(false));
        }
        self.0.push(piece(true));
    }
}

/// The set of one byte.
fn byte(byte: u8) -> Bytes {
    let mut bytes = [0; 4];
    if let Some(word) = bytes.get_mut(usize::from(byte / 64)) {
        *word = 1 << (byte % 64);
    }
    bytes
}

fn can_be_empty(hole: &Hole) -> bool {
    !matches!(
        hole.class,
        Class::Number | Class::Word(_) | Class::Words(_) | Class::Address(_)
    )
}

fn holds(hole: &Hole) -> Bytes {
    let word = |from: u8| {
        let bits = (0..64).filter(|bit| can_hold(hole, from + bit));
        bits.fold(0, |word, bit| word | 1 << bit)
    };
    [word(0), word(64), word(128), word(192)]
}

fn can_hold(hole: &Hole, byte: u8) -> bool {
    let of_class = match hole.class {
        Class::Number => byte.is_ascii_digit(),
        Class::Word(stop) => !matches!(byte, b' ' | b'\t') && Some(byte) != stop,
        Class::Address(_) => byte.is_ascii_alphanumeric() || b".:-_%".contains(&byte),
        Class::Words(_) | Class::Until(_) | Class::Quoted | Class::Request | Class::Text => true,
    };
    of_class && !hole.cannot.contains(&byte)
}
