//! Whether there can be a message that two patterns read.

use logyomi_sections::{Class, HOLES, Hole, HoleId, Pattern, Step};
use std::sync::LazyLock;

/// Bytes, a bit for each.
type Bytes = [u64; 4];

/// A part of what a pattern reads: one byte of these, or any number of them.
#[derive(Clone, Copy)]
struct Piece {
    bytes: Bytes,
    many: bool,
}

/// Pairs of places that are looked at; patterns that need more are taken to have a message in common.
const MOST: usize = 1 << 16;

/// What a pattern reads, part by part.
pub struct Parts(Vec<Piece>);

/// False only where no message is read by both. Holes are taken to hold more than they do, never less.
pub fn may_both_read(a: &Parts, b: &Parts) -> bool {
    let (a, b) = (&a.0, &b.0);
    let width = b.len() + 1;
    if (a.len() + 1) * width > MOST {
        return true;
    }
    // As two automata side by side: every pair of places that some beginning of a message leads to.
    let mut seen = vec![false; (a.len() + 1) * width];
    let mut open = vec![(0, 0)];
    while let Some((i, j)) = open.pop() {
        match seen.get_mut(i * width + j) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let (first, second) = (a.get(i), b.get(j));
        if first.is_none() && second.is_none() {
            return true;
        }
        if first.is_some_and(|piece| piece.many) {
            open.push((i + 1, j));
        }
        if second.is_some_and(|piece| piece.many) {
            open.push((i, j + 1));
        }
        if let (Some(first), Some(second)) = (first, second)
            && meet(&first.bytes, &second.bytes)
        {
            open.push((i + usize::from(!first.many), j + usize::from(!second.many)));
        }
    }
    false
}

fn meet(a: &Bytes, b: &Bytes) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

impl Parts {
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
        self.0.extend(text.iter().map(|byte| {
            let mut bytes = [0; 4];
            if let Some(word) = bytes.get_mut(usize::from(byte / 64)) {
                *word = 1 << (byte % 64);
            }
            Piece { bytes, many: false }
        }));
    }

    fn hole(&mut self, id: HoleId) {
        /// What each hole can hold, and whether that can be nothing.
        static ALL: LazyLock<Vec<(Bytes, bool)>> = LazyLock::new(|| {
            let holes = HOLES.iter();
            holes
                .map(|hole| (holds(hole), can_be_empty(hole)))
                .collect()
        });
        if let Some((bytes, empty)) = ALL.get(usize::from(id)).copied() {
            if !empty {
                self.0.push(Piece { bytes, many: false });
            }
            self.0.push(Piece { bytes, many: true });
        }
    }
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
