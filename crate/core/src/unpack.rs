//! Packed bytes to plain ones, a little at a time: of several members, whole, cut off or damaged.
//!
//! What could be read before an error is kept, and the error is told. A bomb comes out in pieces like
//! everything else, until it reaches a limit.

mod codec;
mod gzip;
mod zstd;

use codec::Codec;
use serde::{Deserialize, Serialize};

/// How something is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Packing {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    /// What zip has inside: no head, the checksum stands elsewhere.
    Deflate {
        crc: u32,
    },
}

impl Packing {
    pub fn of(head: &[u8]) -> Option<Packing> {
        // Whoever packs with several threads puts a frame before the others that is to be passed over.
        if let [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] = head {
            return Some(Packing::Zstd);
        }
        let known: [(&[u8], Packing); 4] = [
            (b"\x1F\x8B\x08", Packing::Gzip),
            (b"BZh", Packing::Bzip2),
            (b"\xFD7zXZ\0", Packing::Xz),
            (b"\x28\xB5\x2F\xFD", Packing::Zstd),
        ];
        known
            .into_iter()
            .find_map(|(magic, packing)| head.starts_with(magic).then_some(packing))
    }

    /// The tool's name.
    pub fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Bzip2 => "bzip2",
            Packing::Xz => "xz",
            Packing::Zstd => "zstd",
            Packing::Deflate { .. } => "zip",
        }
    }

    /// The ending of such files.
    pub fn ending(self) -> &'static str {
        match self {
            Packing::Gzip => "gz",
            Packing::Bzip2 => "bz2",
            Packing::Xz => "xz",
            Packing::Zstd => "zst",
            Packing::Deflate { .. } => "zip",
        }
    }
}

/// How much may come out.
///
/// Gzip packs at most 1,032 to 1, and a real log up to some 200 to 1: only what is made to do harm, or says the
/// same over and over, is packed tighter, and that only counts once it is large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub bytes: u64,
    pub ratio: u64,
    /// The ratio is of no interest below so many bytes.
    pub ratio_from: u64,
}

impl Limits {
    pub const DEFAULT: Limits = Limits {
        bytes: 1 << 36,
        ratio: 1000,
        ratio_from: 1 << 28,
    };
}

/// Why no more comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The packed bytes end before their end.
    Truncated,
    /// They are not what they should be, or a checksum is wrong.
    Damaged,
    /// So many bytes stand behind the end that are none of its own; all that was packed was read.
    Garbage(u64),
    /// More than [`Limits::bytes`].
    TooLarge(u64),
    /// More than [`Limits::ratio`] times what was packed.
    TooTight(u64),
    /// It takes more than so many bytes of memory to unpack.
    Memory(u64),
}

/// Bytes that are given at once at most.
const PIECE: usize = 1 << 16;

/// Unpacks bytes that come in pieces.
pub struct Unpacker {
    limits: Limits,
    /// Nothing where no more is to come.
    codec: Option<Codec>,
    out: Vec<u8>,
    packed: u64,
    /// A checksum was wrong; members behind it are read all the same.
    wrong: bool,
    /// Bytes that came out.
    pub read: u64,
    pub fault: Option<Fault>,
}

impl Unpacker {
    pub fn new(packing: Packing) -> Unpacker {
        Unpacker::limited(packing, Limits::DEFAULT)
    }

    pub fn limited(packing: Packing, limits: Limits) -> Unpacker {
        Unpacker {
            limits,
            codec: Some(Codec::new(packing)),
            out: Vec::new(),
            packed: 0,
            wrong: false,
            read: 0,
            fault: None,
        }
    }

    /// How many bytes will come out of so many, if it goes on as before.
    pub fn likely(&self, packed: u64) -> u64 {
        let likely = u128::from(packed) * u128::from(self.read) / u128::from(self.packed.max(1));
        u64::try_from(likely).unwrap_or(u64::MAX)
    }

    /// Whether more may come out, or what stands behind the end is still counted.
    pub fn wants_more(&self) -> bool {
        matches!(self.fault, None | Some(Fault::Garbage(_)))
    }

    /// Gives what comes out of these bytes, a little at a time, until the taker has enough.
    pub fn push(&mut self, packed: &[u8], mut give: impl FnMut(&[u8]) -> bool) -> bool {
        let mut rest = packed;
        while !rest.is_empty() {
            if let Some(Fault::Garbage(bytes)) = &mut self.fault {
                *bytes += rest.len() as u64;
                return true;
            }
            let Some(step) = self.step(rest, &mut give) else {
                // Nothing more will come out, but the taker said nothing of having enough.
                return true;
            };
            if !step.wanted {
                return false;
            }
            rest = rest.get(step.used..).unwrap_or_default();
        }
        true
    }

    /// One piece out; nothing where this unpacker is done for.
    fn step(&mut self, packed: &[u8], give: &mut impl FnMut(&[u8]) -> bool) -> Option<Step> {
        self.out.resize(PIECE, 0);
        let codec = self.codec.as_mut()?;
        let between = codec.is_between_members();
        let outcome = codec.step(packed, &mut self.out);
        let stuck = outcome.used + outcome.written == 0 && between == codec.is_between_members();
        let left = usize::try_from(self.limits.bytes - self.read).unwrap_or(usize::MAX);
        let written = outcome.written.min(left);
        self.packed += outcome.used as u64;
        self.read += written as u64;
        self.wrong |= outcome.wrong;
        let wanted = written == 0 || give(self.out.get(..written).unwrap_or_default());
        self.fault = self.over().or(outcome.fault);
        if stuck && self.fault.is_none() {
            // With nothing more to take, the end is missing; else it is not what it should be.
            self.fault = Some(match packed.is_empty() {
                true => Fault::Truncated,
                false => Fault::Damaged,
            });
        }
        if self.fault.is_some() {
            self.codec = None;
        }
        Some(Step {
            used: outcome.used,
            wanted,
        })
    }

    /// The limit that was reached.
    fn over(&self) -> Option<Fault> {
        let Limits {
            bytes,
            ratio,
            ratio_from,
        } = self.limits;
        if self.read >= bytes {
            Some(Fault::TooLarge(bytes))
        } else if self.read > ratio_from && self.read / ratio > self.packed {
            Some(Fault::TooTight(ratio))
        } else {
            None
        }
    }

    /// Gives what was still inside when the packed bytes ended.
    pub fn finish(&mut self, mut give: impl FnMut(&[u8]) -> bool) {
        while let Some(codec) = &self.codec {
            if let Some(held) = codec.is_between_members() {
                self.codec = None;
                self.fault = (held > 0).then_some(Fault::Garbage(held));
            } else if self.step(&[], &mut give).is_none_or(|step| !step.wanted) {
                return;
            }
        }
        if self.wrong && self.wants_more() {
            self.fault = Some(Fault::Damaged);
        }
    }
}

struct Step {
    used: usize,
    wanted: bool,
}

/// Seconds since 1970 in gzip's header, where the packer wrote them.
pub fn header_time(head: &[u8]) -> Option<i64> {
    let bytes: [u8; 4] = head.get(4..8)?.try_into().ok()?;
    Some(i64::from(u32::from_le_bytes(bytes))).filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests;
