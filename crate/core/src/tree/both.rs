//! Whether there can be a message that two patterns read, and from which they take different addresses.
//!
//! Most messages are calm: their strangers' texts hold no blank. Of these, fewer can be read twice.

use crate::known::KNOWN;
use crate::marks::Marks;
use logyomi_sections::{Class, HOLES, Hole, HoleId, Pattern, Step};

/// Bytes, a bit for each.
type Bytes = [u64; 4];

/// A part of what a pattern reads: one byte of these, or any number of them.
#[derive(Clone, Copy)]
struct Piece {
    bytes: Held,
    many: bool,
    /// It is of the address.
    address: bool,
}

#[derive(Clone, Copy)]
enum Held {
    Byte(u8),
    /// One of [`Parts::sets`].
    Set(u16),
}

/// Pairs of places that are looked at; patterns that need more are taken to have a message in common.
const MOST: usize = 1 << 16;

/// What a pattern reads, part by part.
#[derive(Default)]
pub struct Parts {
    pieces: Vec<Piece>,
    /// What its holes can hold.
    sets: Vec<Bytes>,
}

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
    if !may_begin_alike(a, b) || !may_end_alike(a, b) {
        return false;
    }
    let width = b.pieces.len() + 1;
    let pairs = (a.pieces.len() + 1) * width;
    if pairs > MOST {
        return true;
    }
    let mut seen = Marks::default();
    let mut open = vec![(0, 0, false)];
    while let Some((i, j, differed)) = open.pop() {
        if !seen.mark(i * width + j + usize::from(differed) * pairs) {
            continue;
        }
        let (first, second) = (a.pieces.get(i), b.pieces.get(j));
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
            && meet(a, first, b, second)
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

/// What hardly any two patterns pass, asked without looking at pairs: up to the first piece of any length, each byte
/// of one meets that of the other.
fn may_begin_alike(a: &Parts, b: &Parts) -> bool {
    may_go_alike(a, a.pieces.iter(), b, b.pieces.iter())
}

fn may_end_alike(a: &Parts, b: &Parts) -> bool {
    may_go_alike(a, a.pieces.iter().rev(), b, b.pieces.iter().rev())
}

fn may_go_alike<'a>(
    a: &Parts,
    of_a: impl Iterator<Item = &'a Piece>,
    b: &Parts,
    of_b: impl Iterator<Item = &'a Piece>,
) -> bool {
    let single = |piece: &&Piece| !piece.many;
    let mut both = of_a.take_while(single).zip(of_b.take_while(single));
    both.all(|(first, second)| meet(a, first, b, second))
}

fn meet(a: &Parts, first: &Piece, b: &Parts, second: &Piece) -> bool {
    match (first.bytes, second.bytes) {
        (Held::Byte(first), Held::Byte(second)) => first == second,
        (Held::Byte(byte), Held::Set(set)) => has(&b.set(set), byte),
        (Held::Set(set), Held::Byte(byte)) => has(&a.set(set), byte),
        (Held::Set(first), Held::Set(second)) => {
            let (first, second) = (a.set(first), b.set(second));
            first.iter().zip(second).any(|(a, b)| a & b != 0)
        }
    }
}

impl Parts {
    /// The same of calm messages only: no hole holds a blank.
    pub fn calm(pattern: &Pattern) -> Parts {
        let mut parts = Parts::of(pattern);
        for set in &mut parts.sets {
            remove(set, b' ');
        }
        parts
    }

    /// These, and then a text.
    pub fn with(mut self, text: &[u8]) -> Parts {
        self.text(text);
        self
    }

    pub fn of(pattern: &Pattern) -> Parts {
        let mut parts = Parts::default();
        parts.set_to(pattern);
        parts
    }

    /// As [`Parts::of`], in the room that is there.
    pub fn set_to(&mut self, pattern: &Pattern) {
        self.pieces.clear();
        self.sets.clear();
        let mut fences = pattern.fences.iter();
        for segment in &pattern.segments {
            segment.left.iter().for_each(|step| self.step(step));
            if let Some(free) = segment.free {
                self.hole(free);
            }
            segment.right.iter().rev().for_each(|step| self.step(step));
            if let Some(fence) = fences.next() {
                self.text(fence.literal);
            }
        }
    }

    pub fn has_address(&self) -> bool {
        self.pieces.iter().any(|piece| piece.address)
    }

    fn set(&self, number: u16) -> Bytes {
        self.sets
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }

    fn step(&mut self, step: &Step<'_>) {
        match step {
            Step::Literal(text) => self.text(text),
            Step::Hole(id) => self.hole(*id),
        }
    }

    pub fn text(&mut self, text: &[u8]) {
        self.pieces.extend(text.iter().map(|one| Piece {
            bytes: Held::Byte(*one),
            many: false,
            address: false,
        }));
    }

    fn hole(&mut self, id: HoleId) {
        let Some(hole) = HOLES.get(usize::from(id)) else {
            return;
        };
        // A pattern has far fewer holes.
        let bytes = Held::Set(u16::try_from(self.sets.len()).unwrap_or(u16::MAX));
        self.sets.push(holds(hole));
        let address = hole.field == Some(KNOWN.addr);
        let piece = |many| Piece {
            bytes,
            many,
            address,
        };
        if !can_be_empty(hole) {
            self.pieces.push(piece(false));
        }
        self.pieces.push(piece(true));
    }
}

fn can_be_empty(hole: &Hole) -> bool {
    !matches!(
        hole.class,
        Class::Number | Class::Word(_) | Class::Words(_) | Class::Address(_)
    )
}

/// What a hole can hold.
fn holds(hole: &Hole) -> Bytes {
    let mut bytes = match hole.class {
        Class::Number => DIGITS,
        Class::Address(_) => OF_ADDRESSES,
        Class::Word(stop) => {
            let mut bytes = ALL;
            let blanks = [b' ', b'\t'].into_iter();
            blanks.chain(stop).for_each(|byte| remove(&mut bytes, byte));
            bytes
        }
        Class::Words(_) | Class::Until(_) | Class::Quoted | Class::Request | Class::Text => ALL,
    };
    hole.cannot
        .iter()
        .for_each(|byte| remove(&mut bytes, *byte));
    bytes
}

const ALL: Bytes = [u64::MAX; 4];
const DIGITS: Bytes = these(b"0123456789");
const OF_ADDRESSES: Bytes =
    these(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:-_%");

// It runs when it is built.
#[allow(clippy::indexing_slicing)]
const fn these(list: &[u8]) -> Bytes {
    let mut bytes = [0; 4];
    let mut rest = list;
    while let [byte, behind @ ..] = rest {
        bytes[(*byte / 64) as usize] |= 1 << (*byte % 64);
        rest = behind;
    }
    bytes
}

fn has(bytes: &Bytes, byte: u8) -> bool {
    let word = bytes.get(usize::from(byte / 64));
    word.is_some_and(|word| word & 1 << (byte % 64) != 0)
}

fn remove(bytes: &mut Bytes, byte: u8) {
    if let Some(word) = bytes.get_mut(usize::from(byte / 64)) {
        *word &= !(1 << (byte % 64));
    }
}
