//! Lines that are shown: where they stand in the input, and how they begin.

use serde::{Deserialize, Serialize};

/// A line in the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub file: u32,
    pub offset: u64,
    pub length: u32,
    pub text: Text,
}

/// A line that may be shown: what is kept of it.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'a> {
    pub file: u32,
    pub offset: u64,
    pub length: u32,
    /// In the stretch that is read.
    pub number: Option<u64>,
    pub text: &'a [u8],
}

/// The beginning of a line, behind its number, in [`Texts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    start: u32,
    length: u32,
}

/// A line is cut here.
const LONGEST: usize = 1000;

/// So many bytes may lie there for nothing before it is asked which of them are still shown.
const FEW: usize = 8 << 20;

/// The bytes of a line's number: with the texts, which several places share, it takes less room than in each place.
const NUMBER: usize = size_of::<u64>();

/// The beginnings of lines, one behind the other, each behind its line's number. Several tables show the same line: it
/// is kept once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Texts {
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
    /// The last line that was kept: by file, offset and number.
    #[serde(skip)]
    last: Option<(u32, u64, Option<u64>, Text)>,
    /// Bytes that may be shown no more.
    lost: usize,
}

/// How far the texts of another part were moved when they were taken over.
#[derive(Clone, Copy)]
pub struct Moved(u32);

impl Texts {
    /// A line's place, with its number and its beginning.
    pub fn keep(&mut self, line: &Excerpt<'_>) -> Place {
        let Excerpt {
            file,
            offset,
            length,
            number,
            text,
        } = *line;
        let text = text.get(..LONGEST).unwrap_or(text);
        let place = |kept| Place {
            file,
            offset,
            length,
            text: kept,
        };
        if let Some((last_file, last_offset, last_number, kept)) = self.last
            && (last_file, last_offset, last_number) == (file, offset, number)
            // What was packed in a mail has one offset.
            && self.of(&place(kept)) == text
        {
            return place(kept);
        }
        let kept = self.add(number, text);
        self.last = Some((file, offset, number, kept));
        place(kept)
    }

    pub fn of(&self, place: &Place) -> &[u8] {
        self.both(place).map_or(&[], |(_, text)| text)
    }

    /// The line's number, as it was kept.
    pub fn number(&self, place: &Place) -> Option<u64> {
        let (number, _) = self.both(place)?;
        Some(u64::from_le_bytes(*number)).filter(|number| *number > 0)
    }

    fn both(&self, place: &Place) -> Option<(&[u8; NUMBER], &[u8])> {
        let (start, length) = (place.text.start as usize, place.text.length as usize);
        self.bytes.get(start..start + length)?.split_first_chunk()
    }

    /// Bytes that are kept.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Takes over the texts of another part.
    pub fn take(&mut self, other: &Texts) -> Moved {
        let moved = Moved(number(self.bytes.len()));
        self.bytes.extend_from_slice(&other.bytes);
        self.lost += other.lost;
        moved
    }

    /// So many bytes are no longer shown by one who showed them; others may.
    pub fn lose(&mut self, bytes: usize) {
        self.lost += bytes;
    }

    /// Whether much of what is kept may be shown no more.
    pub fn is_due(&self) -> bool {
        self.lost > FEW
    }

    /// Forgets what none of these places shows; `each` gives them all, and is asked twice.
    pub fn shorten(&mut self, mut each: impl FnMut(&mut dyn FnMut(&mut Place))) {
        let mut shown: Vec<Text> = Vec::new();
        each(&mut |place| shown.push(place.text));
        shown.sort_unstable();
        shown.dedup();
        let kept: Vec<Text> = self.move_up(&shown);
        each(&mut |place| {
            let at = shown.binary_search(&place.text);
            if let Some(text) = at.ok().and_then(|at| kept.get(at)) {
                place.text = *text;
            }
        });
        (self.last, self.lost) = (None, 0);
    }

    /// Moves these texts, which are in their order, to the front, and drops all others.
    fn move_up(&mut self, texts: &[Text]) -> Vec<Text> {
        let mut end = 0;
        let up = |text: &Text| {
            let (start, length) = (text.start as usize, text.length as usize);
            let to = end;
            if to <= start && start + length <= self.bytes.len() {
                self.bytes.copy_within(start..start + length, to);
                end += length;
            }
            let start = number(to);
            Text { start, ..*text }
        };
        let moved = texts.iter().map(up).collect();
        self.bytes.truncate(end);
        moved
    }

    fn add(&mut self, line: Option<u64>, text: &[u8]) -> Text {
        let start = number(self.bytes.len());
        let length = NUMBER + text.len();
        // Twice as much room would be twice as much memory.
        if self.bytes.len() > FEW && self.bytes.capacity() - self.bytes.len() < length {
            self.bytes.reserve_exact(FEW);
        }
        let line = line.unwrap_or(0).to_le_bytes();
        self.bytes.extend_from_slice(&line);
        self.bytes.extend_from_slice(text);
        Text {
            start,
            length: number(length),
        }
    }
}

impl Place {
    /// How many bytes of it are kept.
    pub fn kept(&self) -> usize {
        self.text.length as usize
    }

    /// The same line, with its text among those that took over its own.
    pub fn moved(self, by: Moved) -> Place {
        let start = self.text.start.saturating_add(by.0);
        Place {
            text: Text { start, ..self.text },
            ..self
        }
    }
}

/// A length or a place in what never has four thousand million.
pub fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_kept_once_and_forgotten_when_nobody_shows_it() {
        fn line(file: u32, offset: u64, number: Option<u64>, text: &[u8]) -> Excerpt<'_> {
            Excerpt {
                file,
                offset,
                length: text.len() as u32,
                number,
                text,
            }
        }
        let mut texts = Texts::default();
        let first = texts.keep(&line(0, 0, Some(1), b"first"));
        assert_eq!(texts.keep(&line(0, 0, Some(1), b"first")), first);
        let second = texts.keep(&line(0, 6, Some(2), b"second"));
        let packed = [b"one", b"two"].map(|text| texts.keep(&line(0, 20, None, text)));
        assert_eq!(packed.map(|place| texts.of(&place)), [b"one", b"two"]);
        let mut other = Texts::default();
        let third = other.keep(&line(1, 0, None, b"third"));
        let moved = texts.take(&other);
        let mut shown = [third.moved(moved), second, third.moved(moved)];
        assert!(!texts.is_due());
        texts.lose(FEW + 1);
        assert!(texts.is_due());
        texts.shorten(|each| shown.iter_mut().for_each(each));
        assert!(!texts.is_due());
        let kept = shown.map(|place| texts.of(&place).to_vec());
        assert_eq!(kept, [&b"third"[..], b"second", b"third"]);
        let numbers = shown.map(|place| texts.number(&place));
        assert_eq!(numbers, [None, Some(2), None]);
        assert_eq!(texts.bytes.len(), 2 * NUMBER + "secondthird".len());
    }
}
