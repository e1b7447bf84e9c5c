//! A zip's list of files, which stands at its end.
//!
//! The libraries for zip want to read by themselves, which a browser does not let them.

use super::{BOUNDS, LARGEST, Why};
use crate::unpack::Packing;
use chrono::NaiveDate;
use encoding_rs::SHIFT_JIS;
use memchr::memmem;
use std::ops::Range;

/// Where the end record is looked for: it has a comment of 64 KiB at most, and something may stand behind it.
pub const END_WITHIN: u64 = 1 << 20;

/// The end record of a large zip, and what it may be lengthened by.
const LARGE_END: usize = 4096;

/// What stands before a file's bytes, at most.
pub const LONGEST_HEAD: u64 = 30 + 2 * 65_535;

pub fn is_zip(head: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"]
        .iter()
        .any(|magic| head.starts_with(magic))
}

/// Whether a name is that of a part of a zip, by which alone the parts in the middle are known.
pub fn is_part(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let Some((stem, ending)) = lower.rsplit_once('.') else {
        return false;
    };
    let figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match ending.strip_prefix('z') {
        Some(number) => number.len() == 2 && figures(number),
        None => stem.ends_with(".zip") && ending.len() == 3 && figures(ending),
    }
}

/// The end record names the number of the part that it stands in.
pub fn is_last_part(tail: &[u8]) -> bool {
    let end = memmem::rfind(tail, END).and_then(|at| half(tail.get(at..)?, 4));
    end.is_some_and(|part| (1..u16::MAX).contains(&part))
}

const END: &[u8] = b"PK\x05\x06";

/// Where the list is.
#[derive(Clone, Debug, PartialEq)]
pub struct Directory {
    pub place: Range<u64>,
    /// Before the zip, as a program that unpacks itself has it.
    pub shift: u64,
    /// Bytes behind the zip that are none of its own.
    pub behind: u64,
}

/// A file as the list has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub name: String,
    pub modified: Option<NaiveDate>,
    /// Of the head before its bytes.
    pub at: u64,
    pub packed: u64,
    pub bytes: u64,
    /// Nothing where it is stored as it is.
    pub packing: Option<Packing>,
    /// Why it cannot be read.
    pub why: Option<Why>,
}

/// Finds the list by the zip's last bytes, which begin at `start`.
///
/// A comment, or what stands behind the zip, may look like an end: the last one that leads to a list counts.
pub fn directory(tail: &[u8], start: u64) -> Option<Directory> {
    let ends = || memmem::rfind_iter(tail, END);
    let mut found = ends().filter_map(|at| by_end(tail, start, at));
    let short = found.find(|directory| !directory.is_too_long());
    short.or_else(|| ends().find_map(|at| by_end(tail, start, at)))
}

fn by_end(tail: &[u8], start: u64, at: usize) -> Option<Directory> {
    let end = tail.get(at..)?;
    let small = (u64::from(word(end, 12)?), u64::from(word(end, 16)?), at);
    // Whoever packs into a pipe writes the large record, also where all figures would fit into the small one.
    let (length, begins, ends) = large_end(tail, at).unwrap_or(small);
    let ends = start + ends as u64;
    let really = ends.checked_sub(length)?;
    let list = really
        .checked_sub(start)
        .and_then(|list| tail.get(usize::try_from(list).ok()?..))
        .unwrap_or(LISTED);
    if length > 0 && !list.starts_with(LISTED) {
        return None;
    }
    let comment = 22 + usize::from(half(end, 20)?);
    Some(Directory {
        place: really..ends,
        shift: really.checked_sub(begins)?,
        behind: end.len().saturating_sub(comment) as u64,
    })
}

/// What a file's entry in the list begins with.
const LISTED: &[u8] = b"PK\x01\x02";

/// The list's length, where it begins and where the large record stands, if there is one before this end.
fn large_end(tail: &[u8], at: usize) -> Option<(u64, u64, usize)> {
    let locator = at.checked_sub(20)?;
    if !tail.get(locator..at)?.starts_with(b"PK\x06\x07") {
        return None;
    }
    let from = locator.saturating_sub(LARGE_END);
    let place = from + memmem::rfind(tail.get(from..locator)?, b"PK\x06\x06")?;
    let record = tail.get(place..)?;
    Some((long(record, 40)?, long(record, 48)?, place))
}

/// The files of the list; false where it is damaged.
pub fn entries(list: &[u8], shift: u64) -> (Vec<Entry>, bool) {
    let mut entries = Vec::new();
    let mut rest = list;
    while let Some((entry, length)) = entry(rest, shift) {
        entries.extend(entry.filter(|entry| !entry.name.ends_with(['/', '\\'])));
        rest = rest.get(length..).unwrap_or_default();
    }
    (entries, rest.is_empty())
}

fn entry(list: &[u8], shift: u64) -> Option<(Option<Entry>, usize)> {
    if !list.starts_with(LISTED) {
        return None;
    }
    let (flags, method) = (half(list, 8)?, half(list, 10)?);
    let (name, extra, comment) = (half(list, 28)?, half(list, 30)?, half(list, 32)?);
    let (name, extra, comment) = (usize::from(name), usize::from(extra), usize::from(comment));
    let fields = list.get(46 + name..46 + name + extra)?;
    let sizes = [word(list, 24)?, word(list, 20)?, word(list, 42)?];
    let [bytes, packed, at] = large(sizes, fields)?;
    let why = match (flags & 1, method) {
        _ if is_link(list) => Some(Why::Link),
        (1, _) | (_, 99) => Some(Why::Encrypted),
        (_, 0 | 8 | 12 | 93 | 95) => None,
        _ => Some(Why::Method),
    };
    let packing = match method {
        8 => Some(Packing::Deflate {
            crc: word(list, 16)?,
        }),
        12 => Some(Packing::Bzip2),
        93 => Some(Packing::Zstd),
        95 => Some(Packing::Xz),
        _ => None,
    };
    let entry = Entry {
        name: text(list.get(46..46 + name)?, flags & 0x800 != 0),
        modified: day(half(list, 14)?),
        at: at.checked_add(shift)?.min(LARGEST),
        packed: packed.min(LARGEST),
        bytes: bytes.min(LARGEST),
        packing,
        why,
    };
    Some((Some(entry), 46 + name + extra + comment))
}

/// Unix puts a file's mode into the upper half of the attributes; a link's content is where it points to.
fn is_link(entry: &[u8]) -> bool {
    half(entry, 40).is_some_and(|mode| mode & 0xF000 == 0xA000)
}

/// Sizes and places of more than four gigabytes stand in a field of their own, in this order.
fn large(sizes: [u32; 3], fields: &[u8]) -> Option<[u64; 3]> {
    let mut rest = fields;
    let mut long_ones: &[u8] = &[];
    while let (Some(id), Some(length)) = (half(rest, 0), half(rest, 2)) {
        let end = 4 + usize::from(length);
        if id == 1 {
            long_ones = rest.get(4..end)?;
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    let mut found = [0; 3];
    for (found, size) in found.iter_mut().zip(sizes) {
        *found = u64::from(size);
        if size == u32::MAX {
            *found = long(long_ones, 0)?;
            long_ones = long_ones.get(8..)?;
        }
    }
    Some(found)
}

/// Where a file's bytes begin, by the head before them.
pub fn begins(head: &[u8]) -> Option<u64> {
    if !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    Some(30 + u64::from(half(head, 26)?) + u64::from(half(head, 28)?))
}

/// A name: in UTF-8, or in what Windows has in Japan.
pub fn text(name: &[u8], said: bool) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) if said => String::from_utf8_lossy(name).into_owned(),
        Err(_) => SHIFT_JIS.decode_without_bom_handling(name).0.into_owned(),
    }
}

fn day(date: u16) -> Option<NaiveDate> {
    let (year, month, day) = (
        1980 + i32::from(date >> 9),
        u32::from(date >> 5 & 15),
        u32::from(date & 31),
    );
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| date > 33)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

impl Directory {
    /// Longer than is taken.
    pub fn is_too_long(&self) -> bool {
        self.place.end - self.place.start > BOUNDS.directory
    }
}
