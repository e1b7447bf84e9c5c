//! A member of a gzip: a head, deflated bytes, their checksum and their length.
//!
//! zlib reads all of that by itself, but where the checksum is wrong it stops before the member's end, and
//! the members behind it could not be found.

use super::Fault;
use super::codec::{Said, State, flate};
use flate2::{Crc, Decompress};

pub struct Gzip {
    part: Part,
    /// Flags of the parts that are still to come.
    flags: u8,
    /// What is known of a part of fixed length.
    pending: Vec<u8>,
    head: Crc,
    inner: Decompress,
    crc: Crc,
    /// A checksum, or the length, is another one.
    pub is_wrong: bool,
}

#[derive(Clone, Copy)]
enum Part {
    Fixed,
    Length,
    Extra(u16),
    /// A name or a comment, which a zero ends.
    Text,
    HeadCheck,
    Body,
    End,
}

/// In this order, where the head's flags say that they are there.
const OPTIONAL: [(u8, Part); 4] = [
    (4, Part::Length),
    (8, Part::Text),
    (16, Part::Text),
    (2, Part::HeadCheck),
];

/// Flags that nobody has given a meaning.
const RESERVED: u8 = 0xE0;

impl Default for Gzip {
    fn default() -> Gzip {
        Gzip {
            part: Part::Fixed,
            flags: 0,
            pending: Vec::new(),
            head: Crc::new(),
            inner: Decompress::new(false),
            crc: Crc::new(),
            is_wrong: false,
        }
    }
}

impl Gzip {
    pub fn step(&mut self, packed: &[u8], out: &mut [u8]) -> Said {
        let said = match self.part {
            Part::Body => self.body(packed, out),
            _ => Said::default(),
        };
        if matches!(self.part, Part::Body) || said.used + said.written > 0 {
            return said;
        }
        self.around(packed)
    }

    fn body(&mut self, packed: &[u8], out: &mut [u8]) -> Said {
        let mut said = flate(&mut self.inner, packed, out);
        self.crc.update(out.get(..said.written).unwrap_or_default());
        if said.state == State::Ended {
            said.state = State::GoesOn;
            self.part = Part::End;
        }
        said
    }

    /// What stands before the body and behind it.
    fn around(&mut self, packed: &[u8]) -> Said {
        let mut said = Said::default();
        for byte in packed {
            said.used += 1;
            said.state = self.take(*byte);
            if said.state != State::GoesOn || matches!(self.part, Part::Body) {
                break;
            }
        }
        said
    }

    fn take(&mut self, byte: u8) -> State {
        if !matches!(self.part, Part::HeadCheck | Part::End) {
            self.head.update(&[byte]);
        }
        match self.part {
            Part::Extra(left) if left > 1 => self.part = Part::Extra(left - 1),
            Part::Extra(_) => self.go_on(),
            Part::Text if byte == 0 => self.go_on(),
            Part::Text | Part::Body => {}
            _ => {
                self.pending.push(byte);
                return self.fixed();
            }
        }
        State::GoesOn
    }

    /// A part of fixed length, once it is whole.
    fn fixed(&mut self) -> State {
        match (self.part, self.pending.as_slice()) {
            (Part::Fixed, [0x1F, 0x8B, 8, flags, _, _, _, _, _, _]) if flags & RESERVED == 0 => {
                self.flags = *flags;
            }
            (Part::Fixed, [_, _, _, _, _, _, _, _, _, _]) => return State::Failed(Fault::Damaged),
            (Part::Length, [low, high]) => {
                let length = u16::from_le_bytes([*low, *high]);
                self.pending.clear();
                match length {
                    0 => self.go_on(),
                    _ => self.part = Part::Extra(length),
                }
                return State::GoesOn;
            }
            (Part::HeadCheck, [low, high]) => {
                let wanted = u32::from(u16::from_le_bytes([*low, *high]));
                self.is_wrong |= self.head.sum() & 0xFFFF != wanted;
            }
            (Part::End, end) => {
                let (Some(sum), Some(length)) = (word(end, 0), word(end, 4)) else {
                    return State::GoesOn;
                };
                self.is_wrong |= sum != self.crc.sum() || length != self.crc.amount();
                return State::Ended;
            }
            _ => return State::GoesOn,
        }
        self.pending.clear();
        self.go_on();
        State::GoesOn
    }

    fn go_on(&mut self) {
        let next = OPTIONAL.iter().find(|(flag, _)| self.flags & flag != 0);
        self.part = next.map_or(Part::Body, |(_, part)| *part);
        self.flags &= next.map_or(0, |(flag, _)| !flag);
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
