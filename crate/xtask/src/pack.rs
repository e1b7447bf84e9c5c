//! The wasm, packed for the page: xz, because gzip's output is half as large again; then as text, because the
//! page is one.

use std::io::Write;

use anyhow::Result;
use lzma_rust2::{CheckType, XzOptions, XzWriter};

/// What unpacks it in the page, below `node_modules`.
pub const UNPACKER: &str = "xz-decompress/dist/package/xz-decompress.min.js";

/// How far the packer looks back; the unpacker sets as much memory aside.
const DICTIONARY: u32 = 8 << 20;

/// The same bytes give the same file: there is no name and no time in it.
pub fn xz(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut options = XzOptions::with_preset(9);
    // The unpacker in the page knows no other.
    options.set_check_sum_type(CheckType::Crc32);
    options.lzma_options.dict_size = DICTIONARY;
    options.lzma_options.nice_len = 273;
    // Neither tables nor wasm are aligned to anything.
    options.lzma_options.pb = 0;
    let mut writer = XzWriter::new(Vec::new(), options)?;
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

/// What cannot stand in a `script` element: NUL and a carriage return are read as other letters, `<` may end it.
const FORBIDDEN: [u8; 3] = [0x00, 0x0d, 0x3c];

/// Seven bits a letter, the first bit first; `web/page.js` reads it.
///
/// Base64 has six bits a letter. Nearly all letters of seven bits can stand in a page as they are. Each of the
/// others is one letter together with the seven bits behind it: 256, and 128 for its place among `FORBIDDEN`, and
/// those bits. It has two bytes of UTF-8, so that no byte of the text holds less than seven bits.
///
/// The text may hold up to 13 bits more than were given. xz has a multiple of four bytes, so they are told apart.
pub fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 7 * 8 + 8);
    let mut letters = septets(bytes);
    while let Some(letter) = letters.next() {
        let code = match FORBIDDEN.iter().position(|one| *one == letter) {
            Some(place) => 256 + 128 * place as u32 + u32::from(letters.next().unwrap_or(0)),
            None => u32::from(letter),
        };
        text.extend(char::from_u32(code));
    }
    text
}

fn septets(bytes: &[u8]) -> impl Iterator<Item = u8> {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let septet = move |at: usize| (at..at + 7).fold(0, |bits, at| bits << 1 | bit(at));
    (0..bytes.len() * 8).step_by(7).map(septet)
}

#[test]
fn what_is_packed_is_unpacked_again() {
    let bytes = b"Invalid user webmaster from 203.0.113.9\n".repeat(5000);
    let packed = xz(&bytes).unwrap();
    assert!(packed.len() < bytes.len() / 100);
    let mut reader = lzma_rust2::XzReader::new(packed.as_slice(), false);
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut unpacked).unwrap();
    assert_eq!(unpacked, bytes);
    assert_eq!(packed, xz(&bytes).unwrap());
}

#[test]
fn every_byte_stands_in_a_page() {
    for length in [0, 4, 8, 12, 28, 100_000] {
        for mixed in [0, 13, 60, 0x3c3c, 2_654_435_761_u32] {
            let byte = |at: u32| (at.wrapping_mul(mixed) >> 7) as u8;
            let bytes: Vec<u8> = (0..length).map(byte).collect();
            let text = text(&bytes);
            assert!(!text.contains(['\0', '\r', '<']));
            assert!(text.len() <= bytes.len() * 8 / 7 + 2);
            assert_eq!(read(&text), bytes);
        }
    }
}

/// As `web/page.js` does.
#[cfg(test)]
fn read(text: &str) -> Vec<u8> {
    let (mut read, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    let mut take = |septet: u32| {
        (bits, held) = (bits << 7 | septet, held + 7);
        if held >= 8 {
            held -= 8;
            read.push((bits >> held) as u8);
        }
    };
    for code in text.chars().map(u32::from) {
        if code > 127 {
            take([0, 13, 60][(code >> 7) as usize - 2]);
        }
        take(code & 127);
    }
    read.truncate(read.len() & !3);
    read
}
