//! Packed files that several read at once.
//!
//! Nobody can begin in the middle of one, but to unpack is quick beside reading lines: each unpacks all that stands
//! before its part and passes over it.

use crate::feed::ranges;
use crate::plan::FilePlan;
use std::ops::Range;

/// Parts with less than this are not worth unpacking a file twice.
const LEAST: u64 = 8 << 20;

/// Whoever comes later has more to unpack, so each part is so much of the one before: where lines take four times as
/// long to read as to unpack, all are done at the same time.
const NEXT: f64 = 0.8;

/// Which files are read in parts.
pub struct Shares {
    hands: u64,
    /// What each has to read, where all have the same.
    fair: u64,
}

impl Shares {
    /// For so many that read.
    pub fn new(plans: &[FilePlan], hands: usize) -> Shares {
        let hands = (hands as u64).max(1);
        let readable = plans.iter().filter(|plan| plan.readable);
        let all: u64 = readable.map(weight).fold(0, u64::saturating_add);
        Shares {
            hands,
            fair: all / hands,
        }
    }

    /// What is read of the file at once: its shares, or the [`ranges`] of this length.
    pub fn ranges(&self, plan: &FilePlan, length: u64) -> Vec<Range<u64>> {
        let shares = self.of(plan);
        shares.unwrap_or_else(|| ranges(plan, length).collect())
    }

    /// Ranges of its packed bytes, for [`crate::Feed`]; nothing where nobody else would have to wait for its reader.
    fn of(&self, plan: &FilePlan) -> Option<Vec<Range<u64>>> {
        let unpacked = plan.unpacked?;
        let parts = self.hands.min(unpacked / LEAST);
        let is_heavy = unpacked / 5 > self.fair / 4;
        (parts > 1 && is_heavy).then(|| cut(plan.place.end - plan.place.start, parts))
    }
}

/// Bytes of lines, about.
fn weight(plan: &FilePlan) -> u64 {
    plan.unpacked.unwrap_or(plan.bytes)
}

fn cut(bytes: u64, parts: u64) -> Vec<Range<u64>> {
    let upto = |part: u64| 1.0 - NEXT.powf(part as f64);
    let edge = |part: u64| (bytes as f64 * upto(part) / upto(parts)) as u64;
    (0..parts)
        .map(|part| match part + 1 == parts {
            true => edge(part)..bytes,
            false => edge(part)..edge(part + 1),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Given, Settings, plan};

    fn packed(bytes: u64, unpacked: Option<u64>) -> FilePlan {
        let plans = plan(&[Given::whole("log", b"x\n")], &Settings::default());
        let mut plan = plans.into_iter().next().unwrap();
        plan.place.end = bytes;
        FilePlan {
            bytes,
            unpacked,
            ..plan
        }
    }

    #[test]
    fn one_heavy_file_is_everybodys() {
        let heavy = packed(10 << 20, Some(100 << 20));
        for hands in [2, 3, 8] {
            let parts = Shares::new(std::slice::from_ref(&heavy), hands).of(&heavy);
            let parts = parts.unwrap();
            assert_eq!(parts.len(), hands);
            assert_eq!(parts[0].start, 0);
            assert_eq!(parts[hands - 1].end, 10 << 20);
            for pair in parts.windows(2) {
                assert_eq!(pair[0].end, pair[1].start);
                assert!(pair[0].end - pair[0].start > pair[1].end - pair[1].start);
            }
        }
    }

    #[test]
    fn what_keeps_all_busy_anyway_is_read_whole() {
        let heavy = packed(10 << 20, Some(100 << 20));
        let whole =
            |plans: &[FilePlan], hands| assert_eq!(Shares::new(plans, hands).of(&plans[0]), None);
        whole(std::slice::from_ref(&heavy), 1);
        whole(&[heavy.clone(), heavy.clone()], 2);
        whole(&[heavy, packed(90 << 20, None)], 2);
        whole(&[packed(1 << 20, Some(10 << 20))], 2);
        whole(&[packed(100 << 20, None)], 2);
    }
}
