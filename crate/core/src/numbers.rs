//! Which line of its file a line is: whoever reads a range counts its lines, and knows nothing of those before it.

use crate::bytes;
use crate::order::Order;
use crate::place::{Place, Texts};
use crate::report::Sample;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How many lines start in each stretch that was read. Lines are numbered within their stretch.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Counted(Vec<Stretch>);

/// Ranges of a file that one reader has read one behind the other.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stretch {
    file: u32,
    range: Range<u64>,
    /// Nothing where the file broke off.
    lines: Option<u64>,
}

impl Counted {
    /// The lines of the stretch that the range which begins here goes on with.
    #[inline]
    pub fn before(&self, file: u32, start: u64) -> Option<u64> {
        match self.0.last() {
            Some(last) if last.is_before(file, start) => last.lines,
            _ => Some(0),
        }
    }

    /// So many lines start in a range.
    pub fn add(&mut self, file: u32, range: Range<u64>, lines: Option<u64>) {
        match self.0.last_mut() {
            Some(last) if last.is_before(file, range.start) => {
                last.range.end = range.end;
                last.lines = sum(last.lines, lines);
            }
            _ => self.0.push(Stretch { file, range, lines }),
        }
    }

    /// Adds what another reader has counted.
    pub fn take(&mut self, mut other: Counted) {
        self.0.append(&mut other.0);
    }

    /// What all readers together know of the lines that are shown.
    pub fn numbered<'a>(&self, texts: &'a Texts) -> Numbered<'a> {
        let mut all = self.0.clone();
        all.order_by_key(|stretch| (stretch.file, stretch.range.start));
        let mut known: Vec<(Stretch, Option<u64>)> = Vec::with_capacity(all.len());
        for stretch in all {
            let before = match known.last() {
                Some((left, before)) if left.is_before(stretch.file, stretch.range.start) => {
                    sum(*before, left.lines)
                }
                _ => (stretch.range.start == 0).then_some(0),
            };
            known.push((stretch, before));
        }
        Numbered { texts, known }
    }
}

impl Stretch {
    fn is_before(&self, file: u32, start: u64) -> bool {
        self.range.end == start && self.file == file
    }
}

fn sum(before: Option<u64>, lines: Option<u64>) -> Option<u64> {
    Some(before? + lines?)
}

/// Lines that are shown, and how many stand before them.
pub struct Numbered<'a> {
    texts: &'a Texts,
    /// The stretches in their order, each with the lines before it, if all of them were counted.
    known: Vec<(Stretch, Option<u64>)>,
}

impl Numbered<'_> {
    /// A line as it is shown.
    pub fn sample(&self, place: &Place) -> Sample {
        Sample {
            file: place.file,
            offset: place.offset,
            length: place.length,
            line: self.number(place),
            text: bytes::text(self.texts.of(place)),
        }
    }

    /// The line's number in its file, from 1.
    fn number(&self, place: &Place) -> Option<u64> {
        let begins = |(stretch, _): &(Stretch, Option<u64>)| {
            (stretch.file, stretch.range.start) <= (place.file, place.offset)
        };
        let at = self.known.partition_point(begins).checked_sub(1)?;
        let (stretch, before) = self.known.get(at)?;
        let is_in = stretch.file == place.file && place.offset < stretch.range.end;
        sum(before.filter(|_| is_in), self.texts.number(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_where_all_before_them_are_counted() {
        let mut counted = Counted::default();
        counted.add(1, 0..10, Some(3));
        let before = [(1, 10), (2, 10)].map(|(file, start)| counted.before(file, start));
        assert_eq!(before, [Some(3), Some(0)]);
        counted.add(1, 10..20, Some(2));
        let mut other = Counted::default();
        other.add(1, 30..40, None);
        other.add(1, 40..50, Some(1));
        other.add(1, 20..30, Some(1));
        other.add(0, 50..u64::MAX, Some(9));
        other.add(0, 0..40, Some(7));
        counted.take(other);
        let number = |file, offset, number| {
            let mut texts = Texts::default();
            let place = texts.keep(file, offset, 1, number, b"x");
            counted.numbered(&texts).sample(&place).line
        };
        assert_eq!(number(1, 12, Some(4)), Some(4));
        assert_eq!(number(1, 20, Some(1)), Some(6));
        assert_eq!(number(1, 39, Some(4)), Some(10));
        assert_eq!(number(1, 21, None), None);
        assert_eq!(number(0, 3, Some(2)), Some(2));
        // The file broke off before it, or nobody has read what stands there.
        assert_eq!(number(1, 50, Some(1)), None);
        assert_eq!(number(0, 60, Some(1)), None);
        assert_eq!(number(0, 45, Some(1)), None);
        assert_eq!(number(2, 0, Some(1)), None);
    }
}
