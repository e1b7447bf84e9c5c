//! The table as bytes: what `cargo xtask country` does once for each edition of the data.

use crate::table::{BLOCK, LONG, MAGIC, prefix};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

/// A stretch of positions, and the country's place among the codes; 0 for none.
type Stretch = (u64, u8);

/// Ranges in order, none of which overlap; the codes are two letters. Nothing, where that does not hold.
pub fn write(
    date: &str,
    version: &str,
    v4: &[(RangeInclusive<Ipv4Addr>, &str)],
    v6: &[(RangeInclusive<Ipv6Addr>, &str)],
) -> Option<Vec<u8>> {
    let codes = v4.iter().map(|(_, code)| *code);
    let mut codes: Vec<&str> = codes.chain(v6.iter().map(|(_, code)| *code)).collect();
    codes.sort_unstable();
    codes.dedup();
    let place = |code: &str| Some(u8::try_from(codes.binary_search(&code).ok()?).ok()? + 1);

    let mut out = MAGIC.to_vec();
    for text in [date, version] {
        out.push(u8::try_from(text.len()).ok()?);
        out.extend_from_slice(text.as_bytes());
    }
    // One place is none's.
    out.push(
        u8::try_from(codes.len())
            .ok()
            .filter(|count| *count < u8::MAX)?,
    );
    for code in &codes {
        let letters: [u8; 2] = code.as_bytes().try_into().ok()?;
        letters.is_ascii().then(|| out.extend(letters))?;
    }
    let v4 = v4.iter().map(|(range, code)| {
        let position = |address: &Ipv4Addr| u64::from(address.to_bits());
        Some((position(range.start()), position(range.end()), place(code)?))
    });
    columns(&stretches(v4)?, &mut out)?;
    let v6 = v6.iter().map(|(range, code)| {
        let position = |address: &Ipv6Addr| prefix(address.to_bits());
        Some((position(range.start()), position(range.end()), place(code)?))
    });
    columns(&stretches(v6)?, &mut out)?;
    Some(out)
}

/// Fills the gaps, and joins neighbours of one country. Of two that share a /48 the first has it.
fn stretches(ranges: impl Iterator<Item = Option<(u64, u64, u8)>>) -> Option<Vec<Stretch>> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut at = 0_u64;
    for range in ranges {
        let (first, last, code) = range?;
        let (first, end) = (first.max(at), last + 1);
        if end <= first {
            continue;
        }
        for (length, code) in [(first - at, 0), (end - first, code)] {
            match stretches.last_mut() {
                Some((before, same)) if *same == code => *before += length,
                _ if length > 0 => stretches.push((length, code)),
                _ => {}
            }
        }
        at = end;
    }
    Some(stretches)
}

fn columns(stretches: &[Stretch], out: &mut Vec<u8>) -> Option<()> {
    let (mut index, mut lengths) = (Vec::new(), Vec::new());
    let mut at = 0_u64;
    for block in stretches.chunks(BLOCK) {
        index.extend(at.to_le_bytes());
        index.extend(u32::try_from(lengths.len()).ok()?.to_le_bytes());
        for (length, _) in block {
            write_length(*length, &mut lengths);
            at += length;
        }
    }
    for count in [stretches.len(), lengths.len()] {
        out.extend(u32::try_from(count).ok()?.to_le_bytes());
    }
    out.extend(index);
    out.extend(stretches.iter().map(|(_, code)| code));
    out.extend(lengths);
    Some(())
}

fn write_length(length: u64, out: &mut Vec<u8>) {
    if length.is_power_of_two() {
        out.extend(u8::try_from(length.trailing_zeros()));
        return;
    }
    let bytes = length.to_le_bytes();
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let used = bytes.get(..bytes.len() - zeros).unwrap_or_default();
    out.extend(u8::try_from(used.len()).map(|count| LONG + count));
    out.extend_from_slice(used);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Countries;
    use std::net::IpAddr;

    fn v4(first: u32, last: u32) -> RangeInclusive<Ipv4Addr> {
        Ipv4Addr::from_bits(first)..=Ipv4Addr::from_bits(last)
    }

    /// Ranges of all lengths with gaps between some of them; more than a block.
    fn many() -> Vec<(RangeInclusive<Ipv4Addr>, &'static str)> {
        let mut ranges = Vec::new();
        let mut at = 16_777_216_u32;
        for number in 0..2_000_u32 {
            let length = match number % 3 {
                0 => 1 << (number % 17),
                _ => number * 37 + 1,
            };
            let code = ["JP", "US", "DE", "JP"][number as usize % 4];
            ranges.push((v4(at, at + length - 1), code));
            at += length + number % 5 / 4 * number;
        }
        ranges.push((v4(u32::MAX - 1, u32::MAX), "FR"));
        ranges
    }

    #[test]
    fn what_was_written_is_found_as_a_search_line_by_line_finds_it() {
        let ranges = many();
        let bytes = write("2026-06-17", "2.3.2026061719", &ranges, &[]).unwrap_or_default();
        let found = Countries::read(&bytes);
        let table = found.unwrap_or_default();
        assert_eq!(
            (table.date, table.version),
            ("2026-06-17", "2.3.2026061719")
        );
        let edges = ranges.iter().flat_map(|(range, _)| {
            let (first, last) = (range.start().to_bits(), range.end().to_bits());
            [first - 1, first, last, last.saturating_add(1)]
        });
        for bits in edges.chain([0, 1 << 31]) {
            let address = Ipv4Addr::from_bits(bits);
            let naive = ranges.iter().find(|(range, _)| range.contains(&address));
            let naive = naive.map(|(_, code)| *code);
            assert_eq!(table.country(IpAddr::V4(address)), naive, "{address}");
        }
    }

    #[test]
    fn of_two_in_one_48_the_first_has_it() {
        let range = |first: &str, last: &str| {
            let parse = |text: &str| text.parse().unwrap_or(Ipv6Addr::UNSPECIFIED);
            parse(first)..=parse(last)
        };
        let ranges = [
            (range("2001:db8::", "2001:db8:1:7fff::"), "JP"),
            (range("2001:db8:1:8000::", "2001:db8:1:ffff::"), "US"),
            (range("2001:db8:3::", "2001:db8:3:ffff::"), "US"),
        ];
        let bytes = write("", "", &[], &ranges).unwrap_or_default();
        let table = Countries::read(&bytes).unwrap_or_default();
        let of = |text: &str| table.country(text.parse().unwrap_or(IpAddr::from([0; 4])));
        let found = ["2001:db8:1:ffff::", "2001:db8:2::", "2001:db8:3::7", "::1"].map(of);
        assert_eq!(found, [Some("JP"), None, Some("US"), None]);
    }

    #[test]
    fn damaged_tables_are_refused_or_find_nothing_wrong() {
        let bytes = write("d", "v", &many(), &[]).unwrap_or_default();
        for length in 0..bytes.len() {
            assert!(Countries::read(&bytes[..length]).is_none(), "{length}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for code in ["", "J", "JPN", "日"] {
            assert_eq!(write("", "", &[(v4(0, 1), code)], &[]), None, "{code}");
        }
    }
}
