use super::*;
use std::io::Write;

/// What came out, and what was said.
fn unpacked(packing: Packing, packed: &[u8], piece: usize) -> (Vec<u8>, Option<Fault>) {
    let mut unpacker = Unpacker::new(packing);
    let mut all = Vec::new();
    let mut take = |bytes: &[u8]| {
        assert!(bytes.len() <= PIECE, "{} bytes at once", bytes.len());
        all.extend_from_slice(bytes);
        true
    };
    for piece in packed.chunks(piece) {
        unpacker.push(piece, &mut take);
    }
    unpacker.finish(&mut take);
    assert_eq!(unpacker.read, all.len() as u64);
    (all, unpacker.fault)
}

fn text() -> Vec<u8> {
    let line = |n: u32| format!("Nov 22 10:00:{:02} host sshd[{n}]: x\n", n % 60);
    (0..9000).flat_map(|n| line(n).into_bytes()).collect()
}

fn packed(packing: Packing, text: &[u8]) -> Vec<u8> {
    match packing {
        Packing::Gzip => {
            let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            to.write_all(text).unwrap();
            to.finish().unwrap()
        }
        Packing::Deflate { .. } => {
            let mut to =
                flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
            to.write_all(text).unwrap();
            to.finish().unwrap()
        }
        Packing::Bzip2 => {
            let mut to = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            to.write_all(text).unwrap();
            to.finish().unwrap()
        }
        Packing::Xz => {
            let options = lzma_rust2::XzOptions::with_preset(1);
            let mut to = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
            to.write_all(text).unwrap();
            to.finish().unwrap()
        }
        Packing::Zstd => {
            let fast = ruzstd::encoding::CompressionLevel::Fastest;
            ruzstd::encoding::compress_to_vec(text, fast)
        }
    }
}

fn all_packings() -> [Packing; 5] {
    let mut crc = flate2::Crc::new();
    crc.update(&text());
    [
        Packing::Gzip,
        Packing::Bzip2,
        Packing::Xz,
        Packing::Zstd,
        Packing::Deflate { crc: crc.sum() },
    ]
}

#[test]
fn every_packing_comes_out_whole_however_it_comes_in() {
    let text = text();
    for packing in all_packings() {
        let packed = packed(packing, &text);
        for piece in [1, 7, 1000, packed.len()] {
            let (out, fault) = unpacked(packing, &packed, piece);
            assert!(
                out == text && fault.is_none(),
                "{packing:?}, pieces of {piece}: {} bytes, {fault:?}",
                out.len()
            );
        }
    }
}

#[test]
fn members_and_frames_follow_each_other() {
    let text = text();
    for packing in [Packing::Gzip, Packing::Bzip2, Packing::Xz, Packing::Zstd] {
        let mut both = packed(packing, &text);
        both.extend(packed(packing, b""));
        // Tapes and xz fill up with zeros.
        both.extend([0; 8]);
        if packing == Packing::Zstd {
            both.extend(b"\x55\x2A\x4D\x18\x03\0\0\0abc");
        }
        both.extend(packed(packing, b"last\n"));
        for piece in [1, 10_000] {
            let (out, fault) = unpacked(packing, &both, piece);
            assert!(
                out == [&text[..], b"last\n"].concat() && fault.is_none(),
                "{packing:?}: {} bytes, {fault:?}",
                out.len()
            );
        }
    }
}

#[test]
fn what_stands_behind_the_end_is_counted() {
    for packing in all_packings() {
        let mut bytes = packed(packing, &text());
        bytes.extend(b"garbage");
        for piece in [1, 5, 10_000_000] {
            let (out, fault) = unpacked(packing, &bytes, piece);
            assert!(
                out == text() && fault == Some(Fault::Garbage(7)),
                "{packing:?}: {fault:?}"
            );
        }
    }
}

#[test]
fn what_is_cut_off_or_damaged_is_kept_as_far_as_it_goes() {
    let text = text();
    for packing in all_packings() {
        let whole = packed(packing, &text);
        let (out, fault) = unpacked(packing, &whole[..whole.len() - 1], 999);
        assert_eq!(fault, Some(Fault::Truncated), "{packing:?}");
        assert!(text.starts_with(&out), "{packing:?}");
        let (out, fault) = unpacked(packing, &whole[..whole.len() / 2], 999);
        assert!(
            fault == Some(Fault::Truncated) && text.starts_with(&out),
            "{packing:?}: {fault:?}"
        );
        let mut wrong = whole.clone();
        let middle = wrong.len() / 2;
        wrong[middle..middle + 20].fill(0xA5);
        let (out, fault) = unpacked(packing, &wrong, 999);
        assert!(
            matches!(fault, Some(Fault::Damaged | Fault::Truncated)),
            "{packing:?}: {fault:?}, {} bytes",
            out.len()
        );
    }
}

#[test]
fn a_wrong_checksum_is_said_and_all_is_kept() {
    let text = text();
    // Where each form keeps the checksum of what came out, from the end.
    for (packing, from_end) in [
        (Packing::Gzip, 8),
        (Packing::Zstd, 2),
        (Packing::Deflate { crc: 1 }, 0),
    ] {
        let mut bytes = packed(packing, &text);
        if from_end > 0 {
            let at = bytes.len() - from_end;
            bytes[at] ^= 1;
        }
        let (out, fault) = unpacked(packing, &bytes, 999);
        assert!(
            out == text && fault == Some(Fault::Damaged),
            "{packing:?}: {fault:?}, {} bytes",
            out.len()
        );
    }
}

#[test]
fn members_behind_a_wrong_checksum_are_read() {
    for (packing, from_end) in [(Packing::Gzip, 8), (Packing::Zstd, 2)] {
        let mut bytes = packed(packing, b"first\n");
        let at = bytes.len() - from_end;
        bytes[at] ^= 1;
        bytes.extend(packed(packing, b"last\n"));
        for piece in [1, 10_000] {
            assert_eq!(
                unpacked(packing, &bytes, piece),
                (b"first\nlast\n".to_vec(), Some(Fault::Damaged)),
                "{packing:?}"
            );
        }
    }
}

#[test]
fn every_part_of_a_gzip_head_is_passed_over() {
    let body = packed(Packing::Gzip, b"text\n").split_off(10);
    let check = |flags: u8, parts: &[u8], fault: Option<Fault>| {
        let head = [&[0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3], parts].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&head);
        let sum = (crc.sum() as u16).to_le_bytes();
        let sum = if flags & 2 == 0 { &[][..] } else { &sum[..] };
        for piece in [1, 1000] {
            let bytes = [&head[..], sum, &body].concat();
            let expect = if fault.is_some() { "" } else { "text\n" };
            let expect = (expect.as_bytes().to_vec(), fault);
            assert_eq!(unpacked(Packing::Gzip, &bytes, piece), expect, "{flags}");
        }
    };
    check(0, b"", None);
    check(2, b"", None);
    check(4, b"\x03\0abc", None);
    check(4, b"\0\0", None);
    check(8, b"name\0", None);
    check(0x1F, b"\x02\0abname\0comment\0", None);
    check(0x20, b"", Some(Fault::Damaged));
}

#[test]
fn what_is_left_of_a_zstd_comes_out_where_it_breaks_off() {
    let text = text();
    let whole = packed(Packing::Zstd, &text);
    let (out, fault) = unpacked(Packing::Zstd, &whole[..whole.len() - 5], 999);
    assert!(
        fault == Some(Fault::Truncated) && text.starts_with(&out) && out.len() > text.len() / 2,
        "{fault:?}, {} of {} bytes",
        out.len(),
        text.len()
    );
}

#[test]
fn a_frame_to_be_passed_over_may_stand_first() {
    let mut bytes = b"\x50\x2A\x4D\x18\x02\0\0\0ab".to_vec();
    bytes.extend(packed(Packing::Zstd, b"text\n"));
    assert_eq!(Packing::of(&bytes), Some(Packing::Zstd));
    let expect = (b"text\n".to_vec(), None);
    assert_eq!(unpacked(Packing::Zstd, &bytes, 3), expect);
}

#[test]
fn memory_that_is_not_given_is_no_damage() {
    // A window of 256 MiB, and an xz of 192 MiB: the property of its only filter, and its head's checksum.
    let zstd = b"\x28\xB5\x2F\xFD\0\x90\x01\0\0";
    let expect = (Vec::new(), Some(Fault::Memory(128 << 20)));
    assert_eq!(unpacked(Packing::Zstd, zstd, 1), expect);
    let mut xz = packed(Packing::Xz, b"text\n");
    let head = 12..12 + 4 * (usize::from(xz[12]) + 1);
    let filter = xz[head.clone()]
        .windows(2)
        .position(|pair| pair == [0x21, 1])
        .unwrap();
    xz[12 + filter + 2] = 33;
    let mut crc = flate2::Crc::new();
    crc.update(&xz[head.start..head.end - 4]);
    xz[head.end - 4..head.end].copy_from_slice(&crc.sum().to_le_bytes());
    let expect = (Vec::new(), Some(Fault::Memory(132 << 20)));
    assert_eq!(unpacked(Packing::Xz, &xz, 1), expect);
}

#[test]
fn any_bytes_end_in_a_fault_and_nothing_else() {
    let noise: Vec<u8> = (0..5000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for packing in all_packings() {
        let whole = packed(packing, &text());
        for (at, stride) in [(0, 3), (4, 7), (12, 11)] {
            let mut bytes = whole.clone();
            for (place, byte) in bytes.iter_mut().enumerate().skip(at).step_by(stride * 97) {
                *byte ^= noise[place % noise.len()] | 1;
            }
            let (_, fault) = unpacked(packing, &bytes, 333);
            assert!(fault.is_some(), "{packing:?}, from {at}");
        }
        assert!(unpacked(packing, &noise, 333).1.is_some(), "{packing:?}");
    }
}

#[test]
fn a_bomb_stops_at_its_limits() {
    let bomb = vec![b'x'; 8 << 20];
    for packing in all_packings() {
        let bytes = packed(packing, &bomb);
        let limits = |bytes, ratio| Limits {
            bytes,
            ratio,
            ratio_from: 1 << 20,
        };
        for (limits, wanted) in [
            (limits(1 << 21, u64::MAX), Fault::TooLarge(1 << 21)),
            (limits(u64::MAX, 20), Fault::TooTight(20)),
        ] {
            let mut unpacker = Unpacker::limited(packing, limits);
            let mut most = 0;
            let wants_more = unpacker.push(&bytes, |piece| {
                most = most.max(piece.len());
                true
            });
            assert!(wants_more && most <= PIECE);
            assert_eq!(unpacker.fault, Some(wanted), "{packing:?}");
            assert!(
                unpacker.read <= (1 << 21) + PIECE as u64,
                "{packing:?}: {}",
                unpacker.read
            );
        }
    }
}
