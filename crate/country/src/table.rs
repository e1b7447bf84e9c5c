//! The table as it lies in memory: columns of figures, with an index to enter them in the middle.
//!
//! ```text
//! magic, date, version          each text with its length (one byte)
//! codes                         how many (one byte), then two letters each; 0 stands for none
//! IPv4, IPv6                    stretches, one after the other from the first address there is:
//!   count, length of `lengths`  4 bytes each, little-endian
//!   index                       for each BLOCK stretches: where the first begins (8), and in `lengths` (4)
//!   codes                       one byte a stretch
//!   lengths                     k: 2^k; 128 + n: the number in the next n bytes
//! ```
//!
//! IPv4 is counted in addresses, IPv6 in /48. Columns pack better than rows, and the page is packed.

use std::net::IpAddr;

pub(crate) const MAGIC: &[u8] = b"LGYMCC1";
pub(crate) const BLOCK: usize = 512;
pub(crate) const LONG: u8 = 128;

/// A table of countries, open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Countries<'a> {
    pub date: &'a str,
    /// Of the package that it was made of.
    pub version: &'a str,
    codes: &'a [[u8; 2]],
    v4: Stretches<'a>,
    v6: Stretches<'a>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Stretches<'a> {
    index: &'a [[u8; 12]],
    codes: &'a [u8],
    lengths: &'a [u8],
}

impl<'a> Countries<'a> {
    pub fn read(bytes: &'a [u8]) -> Option<Countries<'a>> {
        let mut rest = Bytes(bytes.strip_prefix(MAGIC)?);
        let countries = Countries {
            date: rest.text()?,
            version: rest.text()?,
            codes: rest.codes()?,
            v4: rest.stretches()?,
            v6: rest.stretches()?,
        };
        rest.0.is_empty().then_some(countries)
    }

    pub fn country(&self, address: IpAddr) -> Option<&'a str> {
        let code = match address {
            IpAddr::V4(v4) => self.v4.find(u64::from(v4.to_bits())),
            IpAddr::V6(v6) => self.v6.find(prefix(v6.to_bits())),
        };
        let place = usize::from(code?).checked_sub(1)?;
        std::str::from_utf8(self.codes.get(place)?).ok()
    }
}

/// The /48 that an IPv6 address lies in.
pub(crate) fn prefix(bits: u128) -> u64 {
    u64::try_from(bits >> 80).unwrap_or(u64::MAX)
}

impl Stretches<'_> {
    fn find(&self, at: u64) -> Option<u8> {
        let start = |entry: &[u8; 12]| number(entry.get(..8).unwrap_or_default());
        let block = self.index.partition_point(|entry| start(entry) <= at);
        let block = block.checked_sub(1)?;
        let entry = self.index.get(block)?;
        let mut end = start(entry);
        let place = usize::try_from(number(entry.get(8..)?)).ok()?;
        let mut lengths = self.lengths.get(place..)?;
        for code in self.codes.get(block * BLOCK..)?.iter().take(BLOCK) {
            let (length, rest) = length(lengths)?;
            end = end.saturating_add(length);
            if at < end {
                return Some(*code);
            }
            lengths = rest;
        }
        None
    }
}

fn length(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first < LONG {
        return Some((1_u64.checked_shl(u32::from(*first))?, rest));
    }
    let (value, rest) = rest.split_at_checked(usize::from(*first - LONG))?;
    Some((number(value), rest))
}

/// Little-endian.
fn number(bytes: &[u8]) -> u64 {
    let shift = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    bytes.iter().rev().fold(0, shift)
}

/// What is not read yet.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self, length: usize) -> Option<usize> {
        usize::try_from(number(self.take(length)?)).ok()
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number(1)?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn codes(&mut self) -> Option<&'a [[u8; 2]]> {
        let count = self.number(1)?;
        Some(self.take(count * 2)?.as_chunks().0)
    }

    fn stretches(&mut self) -> Option<Stretches<'a>> {
        let (count, lengths) = (self.number(4)?, self.number(4)?);
        Some(Stretches {
            index: self.take(count.div_ceil(BLOCK) * 12)?.as_chunks().0,
            codes: self.take(count)?,
            lengths: self.take(lengths)?,
        })
    }
}
