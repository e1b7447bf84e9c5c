//! The unpackers of other crates in one form: bytes in, bytes out, and where one member ends.

use super::gzip::Gzip;
use super::zstd::Zstd;
use super::{Fault, Packing};
use flate2::{Crc, Decompress, FlushDecompress};
use lzma_rust2::{Action, XzStream};
use std::io::ErrorKind;

/// What one step did.
#[derive(Default)]
pub struct Outcome {
    pub used: usize,
    pub written: usize,
    pub fault: Option<Fault>,
    /// A member ended whose checksum is another one.
    pub wrong: bool,
}

pub struct Codec {
    packing: Packing,
    member: Member,
    /// Between two members: what may be the next one's head.
    between: Option<Vec<u8>>,
}

enum Member {
    Gzip(Box<Gzip>),
    /// With the checksum of what came out.
    Deflate(Decompress, Crc),
    Bzip2(bzip2::Decompress),
    Xz(Box<XzStream>),
    Zstd(Box<Zstd>),
}

/// What a member said of a step.
#[derive(Default)]
pub struct Said {
    pub used: usize,
    pub written: usize,
    pub state: State,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub enum State {
    #[default]
    GoesOn,
    Ended,
    Failed(Fault),
}

/// KiB that an xz may ask for: `xz -9` takes 65 MiB.
const XZ_MEMORY: u32 = 132 << 10;

impl Codec {
    pub fn new(packing: Packing) -> Codec {
        Codec {
            packing,
            member: Member::new(packing),
            between: None,
        }
    }

    /// Whether a member has ended, and how much there is that may be another one's head.
    pub fn is_between_members(&self) -> Option<u64> {
        self.between.as_ref().map(|held| held.len() as u64)
    }

    pub fn step(&mut self, packed: &[u8], out: &mut [u8]) -> Outcome {
        if self.between.is_some() {
            return self.next_member(packed, out);
        }
        let Said {
            used,
            written,
            state,
        } = self.member.step(packed, out);
        let mut outcome = Outcome {
            used,
            written,
            ..Outcome::default()
        };
        match state {
            State::GoesOn => {}
            State::Failed(fault) => outcome.fault = Some(fault),
            State::Ended => {
                self.between = Some(Vec::new());
                let last = out.get(..written).unwrap_or_default();
                outcome.wrong = self.member.is_wrong(self.packing, last);
            }
        }
        if let (Member::Deflate(_, crc), State::GoesOn) = (&mut self.member, state) {
            crc.update(out.get(..written).unwrap_or_default());
        }
        outcome
    }

    /// Zeros fill up blocks; another head begins another member; all else is none of it.
    fn next_member(&mut self, packed: &[u8], out: &mut [u8]) -> Outcome {
        let held = self.between.get_or_insert_default();
        let zeros = match held.is_empty() {
            true => packed.iter().take_while(|byte| **byte == 0).count(),
            false => 0,
        };
        let rest = packed.get(zeros..).unwrap_or_default();
        let missing = MAGIC.saturating_sub(held.len()).min(rest.len());
        held.extend_from_slice(rest.get(..missing).unwrap_or_default());
        let mut outcome = Outcome {
            used: zeros + missing,
            ..Outcome::default()
        };
        if !held.is_empty() && !self.packing.begins(held) {
            outcome.fault = Some(Fault::Garbage(held.len() as u64));
        } else if held.len() == MAGIC {
            let head = std::mem::take(held);
            self.between = None;
            self.member = Member::new(self.packing);
            let said = self.member.step(&head, out);
            let swallowed = said.state == State::GoesOn && said.used == MAGIC && said.written == 0;
            outcome.fault = (!swallowed).then_some(Fault::Damaged);
        }
        outcome
    }
}

/// Letters by which the next member is known.
const MAGIC: usize = 3;

impl Packing {
    /// Whether these bytes begin a member, as far as they reach.
    fn begins(self, bytes: &[u8]) -> bool {
        let is = |head: [u8; MAGIC]| head.iter().zip(bytes).all(|(wanted, byte)| wanted == byte);
        match self {
            Packing::Gzip => is([0x1F, 0x8B, 8]),
            Packing::Bzip2 => is(*b"BZh"),
            Packing::Xz => is([0xFD, b'7', b'z']),
            // Frames that are to be passed over begin with other letters.
            Packing::Zstd => {
                is([0x28, 0xB5, 0x2F]) || (0x50..0x60).any(|first| is([first, 0x2A, 0x4D]))
            }
            Packing::Deflate { .. } => false,
        }
    }
}

impl Member {
    fn new(packing: Packing) -> Member {
        match packing {
            Packing::Gzip => Member::Gzip(Box::default()),
            Packing::Deflate { .. } => Member::Deflate(Decompress::new(false), Crc::new()),
            Packing::Bzip2 => Member::Bzip2(bzip2::Decompress::new(false)),
            Packing::Xz => Member::Xz(Box::new(XzStream::new_mem_limit(false, XZ_MEMORY))),
            Packing::Zstd => Member::Zstd(Box::default()),
        }
    }

    fn step(&mut self, packed: &[u8], out: &mut [u8]) -> Said {
        match self {
            Member::Gzip(inner) => inner.step(packed, out),
            Member::Deflate(inner, _) => flate(inner, packed, out),
            Member::Bzip2(inner) => bzip2(inner, packed, out),
            Member::Xz(inner) => xz(inner, packed, out),
            Member::Zstd(inner) => {
                let (used, written, ended) = inner.step(packed, out);
                let state = match ended {
                    Ok(false) => State::GoesOn,
                    Ok(true) => State::Ended,
                    Err(fault) => State::Failed(fault),
                };
                Said {
                    used,
                    written,
                    state,
                }
            }
        }
    }

    /// Whether the checksum is another one; `last` came out last.
    fn is_wrong(&mut self, packing: Packing, last: &[u8]) -> bool {
        match (self, packing) {
            (Member::Deflate(_, crc), Packing::Deflate { crc: wanted }) => {
                crc.update(last);
                crc.sum() != wanted
            }
            (Member::Gzip(inner), _) => inner.is_wrong,
            (Member::Zstd(inner), _) => inner.is_wrong(),
            _ => false,
        }
    }
}

pub fn flate(inner: &mut Decompress, packed: &[u8], out: &mut [u8]) -> Said {
    let before = (inner.total_in(), inner.total_out());
    let status = inner.decompress(packed, out, FlushDecompress::None);
    Said {
        used: since(before.0, inner.total_in()),
        written: since(before.1, inner.total_out()),
        state: match status {
            Ok(flate2::Status::StreamEnd) => State::Ended,
            Ok(_) => State::GoesOn,
            Err(_) => State::Failed(Fault::Damaged),
        },
    }
}

fn bzip2(inner: &mut bzip2::Decompress, packed: &[u8], out: &mut [u8]) -> Said {
    let before = (inner.total_in(), inner.total_out());
    let status = inner.decompress(packed, out);
    Said {
        used: since(before.0, inner.total_in()),
        written: since(before.1, inner.total_out()),
        state: match status {
            Ok(bzip2::Status::StreamEnd) => State::Ended,
            Ok(_) => State::GoesOn,
            Err(_) => State::Failed(Fault::Damaged),
        },
    }
}

fn xz(inner: &mut XzStream, packed: &[u8], out: &mut [u8]) -> Said {
    let before = (inner.total_in(), inner.total_out());
    let status = inner.process(packed, out, Action::Run);
    Said {
        used: since(before.0, inner.total_in()),
        written: since(before.1, inner.total_out()),
        state: match status.map(|result| result.status) {
            Ok(lzma_rust2::Status::StreamEnd) => State::Ended,
            Ok(lzma_rust2::Status::Ok) => State::GoesOn,
            Err(error) if error.kind() == ErrorKind::OutOfMemory => {
                State::Failed(Fault::Memory(u64::from(XZ_MEMORY) << 10))
            }
            Err(_) => State::Failed(Fault::Damaged),
        },
    }
}

fn since(before: u64, now: u64) -> usize {
    usize::try_from(now.saturating_sub(before)).unwrap_or(0)
}
