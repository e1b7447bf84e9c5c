//! Gzip, of several members, whole or cut off.

use flate2::write::MultiGzDecoder;
use std::io::Write;

/// Unpacks gzip that comes in pieces; what could be read before an error is kept.
pub struct Unpacker {
    decoder: Option<MultiGzDecoder<Vec<u8>>>,
    /// Bytes that came out.
    pub read: u64,
    pub fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Truncated,
    Damaged,
}

/// Packed bytes that are unpacked at once: a thousand times as much may come out of them.
const PIECE: usize = 1024;

impl Unpacker {
    pub fn new() -> Unpacker {
        Unpacker {
            decoder: Some(MultiGzDecoder::new(Vec::new())),
            read: 0,
            fault: None,
        }
    }

    /// Gives what comes out of these bytes, a little at a time, until the taker has enough.
    pub fn push(&mut self, packed: &[u8], mut give: impl FnMut(&[u8]) -> bool) -> bool {
        for piece in packed.chunks(PIECE) {
            let Some(decoder) = &mut self.decoder else {
                return true;
            };
            let failed = decoder.write_all(piece).is_err();
            let wanted = given(decoder, &mut self.read, &mut give);
            if failed {
                self.fault = Some(Fault::Damaged);
                self.decoder = None;
            }
            if !wanted {
                return false;
            }
        }
        true
    }

    /// Gives what was still inside when the packed bytes ended.
    pub fn finish(&mut self, mut give: impl FnMut(&[u8]) -> bool) {
        let Some(mut decoder) = self.decoder.take() else {
            return;
        };
        if decoder.try_finish().is_err() {
            self.fault = Some(Fault::Truncated);
        }
        given(&mut decoder, &mut self.read, &mut give);
    }
}

/// Gives what the decoder has, and empties it.
fn given(
    decoder: &mut MultiGzDecoder<Vec<u8>>,
    read: &mut u64,
    give: &mut impl FnMut(&[u8]) -> bool,
) -> bool {
    let unpacked = decoder.get_mut();
    *read += unpacked.len() as u64;
    let wanted = give(unpacked);
    unpacked.clear();
    wanted
}

/// The beginning of what a packed file holds, at least `most` bytes if there are so many.
pub fn peek(packed: &[u8], most: usize) -> Vec<u8> {
    let mut head = Vec::new();
    let mut take = |unpacked: &[u8]| {
        head.extend_from_slice(unpacked);
        head.len() < most
    };
    let mut unpacker = Unpacker::new();
    if unpacker.push(packed, &mut take) {
        unpacker.finish(&mut take);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_comes_out_a_little_at_a_time() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b'x'; 64 << 20]).unwrap();
        let packed = packer.finish().unwrap();
        let (mut most, mut all) = (0, 0);
        let mut unpacker = Unpacker::new();
        let mut take = |piece: &[u8]| {
            most = most.max(piece.len());
            all += piece.len();
            true
        };
        unpacker.push(&packed, &mut take);
        unpacker.finish(&mut take);
        assert!(
            all == 64 << 20 && most <= 4 << 20,
            "{most} bytes of {all} at once"
        );
    }
}
