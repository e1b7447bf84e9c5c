//! Which line of its file a line is: whoever reads a range counts its lines, and knows nothing of those before it.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How many lines start in each stretch of a file that was read: ranges that one reader has read one behind the other.
/// Where each begins, where it ends, and how many they are; lines are numbered within their stretch.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Counted(Vec<[u64; 3]>);

/// The file broke off there.
const UNKNOWN: u64 = u64::MAX;

impl Counted {
    /// The lines of the stretch that goes on with a range that begins here.
    #[inline]
    pub fn known(&self, start: u64) -> Option<u64> {
        match self.0.last() {
            Some([_, end, lines]) if *end == start => {
                Some(*lines).filter(|lines| *lines != UNKNOWN)
            }
            _ => Some(0),
        }
    }

    /// So many lines start in a range.
    pub fn add(&mut self, range: Range<u64>, lines: Option<u64>) {
        let lines = lines.unwrap_or(UNKNOWN);
        match self.0.last_mut() {
            Some([_, end, known]) if *end == range.start => {
                *end = range.end;
                *known = known.saturating_add(lines);
            }
            _ => self.0.push([range.start, range.end, lines]),
        }
    }

    /// Adds what another reader has counted.
    pub fn take(&mut self, other: &Counted) {
        self.0.extend_from_slice(&other.0);
    }

    /// The number in the file, from 1, of a line with this number in its stretch; nothing where not all that stands
    /// before the stretch was counted.
    pub fn number(&self, offset: u64, number: Option<u64>) -> Option<u64> {
        let is_in = |[start, end, _]: &&[u64; 3]| (*start..*end).contains(&offset);
        let [own, ..] = self.0.iter().find(is_in)?;
        let (mut bytes, mut all) = (0_u64, number?);
        for [start, end, lines] in &self.0 {
            if start < own {
                bytes = bytes.saturating_add(end - start);
                all = all.saturating_add(*lines);
            }
        }
        (bytes == *own && all != UNKNOWN).then_some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_where_all_before_them_are_counted() {
        let mut counted = Counted::default();
        counted.add(0..10, Some(3));
        assert_eq!([counted.known(10), counted.known(11)], [Some(3), Some(0)]);
        counted.add(10..20, Some(2));
        let mut other = Counted::default();
        other.add(30..40, None);
        other.add(40..50, Some(1));
        other.add(60..u64::MAX, Some(9));
        other.add(20..30, Some(1));
        counted.take(&other);
        let check = |offset, number, expect| {
            assert_eq!(counted.number(offset, number), expect, "{offset}");
        };
        check(3, Some(2), Some(2));
        check(12, Some(4), Some(4));
        check(20, Some(1), Some(6));
        check(39, Some(4), Some(10));
        check(21, None, None);
        // Nobody has read what stands there, or before it.
        check(55, Some(1), None);
        check(70, Some(1), None);
    }

    #[test]
    fn behind_what_broke_off_nobody_knows() {
        let mut counted = Counted::default();
        counted.add(0..10, Some(3));
        counted.add(10..20, None);
        assert_eq!(counted.known(20), None);
        counted.add(20..30, Some(1));
        let mut other = Counted::default();
        other.add(30..40, Some(1));
        counted.take(&other);
        assert_eq!(counted.number(35, Some(1)), None);
        assert_eq!(counted.number(12, Some(4)), Some(4));
    }
}
