//! Gzip, of several members, whole or cut off.

use flate2::write::MultiGzDecoder;
use std::io::Write;

/// Unpacks gzip that comes in pieces; what could be read before an error is kept.
pub struct Unpacker {
    decoder: Option<MultiGzDecoder<Vec<u8>>>,
    rest: Vec<u8>,
    pub read: u64,
    pub fault: Option<Fault>,
    ended: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Truncated,
    Damaged,
}

impl Unpacker {
    pub fn new() -> Unpacker {
        Unpacker {
            decoder: Some(MultiGzDecoder::new(Vec::new())),
            rest: Vec::new(),
            read: 0,
            fault: None,
            ended: false,
        }
    }

    /// The bytes that came out of these.
    pub fn push(&mut self, packed: &[u8]) -> &[u8] {
        self.rest.clear();
        if let Some(decoder) = &mut self.decoder {
            // In small pieces: a piece that ends in an error loses what it had unpacked.
            for piece in packed.chunks(16 * 1024) {
                let failed = decoder.write_all(piece).is_err();
                self.rest.append(decoder.get_mut());
                if failed {
                    self.fault = Some(Fault::Damaged);
                    self.decoder = None;
                    break;
                }
            }
        }
        self.read += self.rest.len() as u64;
        &self.rest
    }

    /// What was still inside when the packed bytes ended.
    pub fn finish(&mut self) -> &[u8] {
        self.rest.clear();
        if self.ended {
            return &self.rest;
        }
        self.ended = true;
        if let Some(mut decoder) = self.decoder.take() {
            if decoder.try_finish().is_err() {
                self.fault = Some(Fault::Truncated);
            }
            self.rest.append(decoder.get_mut());
        }
        self.read += self.rest.len() as u64;
        &self.rest
    }
}

/// The beginning of what a packed file holds.
pub fn peek(packed: &[u8]) -> Vec<u8> {
    let mut unpacker = Unpacker::new();
    let mut head = unpacker.push(packed).to_vec();
    head.extend_from_slice(unpacker.finish());
    head
}

pub fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(b"\x1F\x8B\x08")
}

/// Seconds since 1970 in the header, where the packer wrote them.
pub fn header_time(head: &[u8]) -> Option<i64> {
    let bytes: [u8; 4] = head.get(4..8)?.try_into().ok()?;
    Some(i64::from(u32::from_le_bytes(bytes))).filter(|seconds| *seconds > 0)
}
