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

/// Seven bits a letter, the first bit first; `web/page.js` reads it with `code & 127`.
///
/// Base64 has six bits a letter. Nearly all letters of seven bits can stand in a page as they are: inside a
/// `script` element only NUL, a carriage return and `<` mean something. Each of these is replaced by the letter
/// 256 places on (`Ā`, `č`, `ļ`), which has the same seven bits.
pub fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 7 * 8 + bytes.len() / 32);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 7 {
            held -= 7;
            text.push(letter(bits >> held & 127));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        text.push(letter(bits << (7 - held) & 127));
    }
    text
}

fn letter(bits: u32) -> char {
    let code = match bits {
        0x00 | 0x0d | 0x3c => bits + 256,
        _ => bits,
    };
    char::from_u32(code).unwrap_or_default()
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
    for length in [0, 1, 6, 7, 8, 100_000] {
        let bytes: Vec<u8> = (0..length)
            .map(|at: usize| ((at * at) >> 3) as u8)
            .collect();
        let text = text(&bytes);
        assert!(!text.contains(['\0', '\r', '<']));
        let (mut read, mut bits, mut held) = (Vec::new(), 0_u32, 0);
        for letter in text.chars() {
            bits = bits << 7 | (u32::from(letter) & 127);
            held += 7;
            if held >= 8 {
                held -= 8;
                read.push((bits >> held) as u8);
            }
        }
        assert_eq!(read, bytes);
    }
}
