//! Bytes to lines: a range owns the lines that start in it.

use memchr::memchr;
use std::ops::Range;

/// A line is cut here; what follows up to its end is passed over.
///
/// Places in a message are kept in 16 bits.
pub const LONGEST: usize = u16::MAX as usize - 1;

/// How far before its range a reader begins, so that it finds where the first line starts
/// and knows the line before it.
const LEAD: u64 = LONGEST as u64 + 4;

/// The offset from which bytes must be pushed for a range that starts here.
pub fn start(range: u64) -> u64 {
    range.saturating_sub(LEAD)
}

/// Finds the lines of one range in bytes that come in pieces.
#[derive(Debug)]
pub struct Cutter {
    range: Range<u64>,
    /// Bytes a character of the line's end has: 2 in UTF-16.
    unit: Unit,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte.
    base: u64,
    /// Where the next line starts in the buffer.
    next: usize,
    /// The line before, if it is whole and not cut.
    before: Option<Range<usize>>,
    /// Passing over the rest of a long line, or of the line that started before our bytes.
    skipping: bool,
    /// Lines that start in the range, so far.
    lines: u64,
    done: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Byte,
    Utf16Le,
    Utf16Be,
}

/// A line as it stands in the file, without its end.
pub struct RawLine<'a> {
    pub offset: u64,
    pub length: u32,
    /// Its number among the lines that start in the range, from 1, where it is a line of the file's.
    pub number: Option<u64>,
    pub bytes: &'a [u8],
    pub before: Option<&'a [u8]>,
    pub cut: bool,
}

impl Cutter {
    pub fn new(range: Range<u64>, unit: Unit) -> Cutter {
        let base = start(range.start);
        Cutter {
            unit,
            buffer: Vec::new(),
            base,
            next: 0,
            before: None,
            skipping: base > 0,
            lines: 0,
            done: range.is_empty(),
            range,
        }
    }

    /// Gives all lines that are whole by now; false when the range is complete.
    pub fn push(&mut self, bytes: &[u8], mut give: impl FnMut(RawLine<'_>)) -> bool {
        if self.done {
            return false;
        }
        self.forget();
        self.buffer.extend_from_slice(bytes);
        while let Some(length) = self.line_end() {
            self.line(length, self.unit.width(), &mut give);
            if self.done {
                return false;
            }
        }
        self.long_line(&mut give);
        !self.done
    }

    /// Gives the last line, which may have no end, and how many lines start in the range; nothing where the bytes ended
    /// before it did.
    pub fn finish(mut self, mut give: impl FnMut(RawLine<'_>)) -> Option<u64> {
        let length = self.buffer.len().saturating_sub(self.next);
        if !self.done && !self.skipping && length > 0 {
            self.line(length, 0, &mut give);
        }
        (self.done || self.range.end == u64::MAX).then_some(self.lines)
    }

    /// How many lines of the range were given so far.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Where the next line begins.
    pub fn place(&self) -> u64 {
        self.base + self.next as u64
    }

    /// How many bytes the next line has, if its end is here.
    fn line_end(&self) -> Option<usize> {
        let rest = self.buffer.get(self.next..)?;
        match self.unit {
            Unit::Byte => memchr(b'\n', rest),
            Unit::Utf16Le => rest
                .chunks_exact(2)
                .position(|pair| pair == [b'\n', 0])
                .map(|at| at * 2),
            Unit::Utf16Be => rest
                .chunks_exact(2)
                .position(|pair| pair == [0, b'\n'])
                .map(|at| at * 2),
        }
    }

    /// Gives the next `length` bytes as a line, and passes over its end.
    fn line(&mut self, length: usize, end: usize, give: &mut impl FnMut(RawLine<'_>)) {
        let (start, stop) = (self.next, self.next + length);
        self.next = stop + end;
        if std::mem::take(&mut self.skipping) {
            self.before = None;
            return;
        }
        let whole = self.trimmed(start..stop);
        let cut = whole.len() > LONGEST;
        let line = if cut { start..start + LONGEST } else { whole };
        self.give(&line, cut, give);
        self.before = (!cut).then_some(line);
    }

    /// A line that is too long and has no end yet is given now, and its rest passed over.
    fn long_line(&mut self, give: &mut impl FnMut(RawLine<'_>)) {
        if self.buffer.len().saturating_sub(self.next) <= LONGEST + self.unit.width() {
            return;
        }
        if !self.skipping {
            self.give(&(self.next..self.next + LONGEST), true, give);
        }
        self.skipping = true;
        self.before = None;
        self.next =
            self.buffer.len() - self.buffer.len().saturating_sub(self.next) % self.unit.width();
    }

    fn give(&mut self, line: &Range<usize>, cut: bool, give: &mut impl FnMut(RawLine<'_>)) {
        let offset = self.base + line.start as u64;
        if offset >= self.range.end {
            self.done = true;
        } else if offset >= self.range.start
            && let Some(bytes) = self.buffer.get(line.clone())
        {
            let before = self
                .before
                .clone()
                .and_then(|before| self.buffer.get(before));
            self.lines += 1;
            give(RawLine {
                offset,
                number: Some(self.lines),
                length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
                bytes,
                before,
                cut,
            });
        }
    }

    /// The line without a carriage return at its end.
    fn trimmed(&self, line: Range<usize>) -> Range<usize> {
        let bytes = self.buffer.get(line.clone()).unwrap_or_default();
        let end: &[u8] = match self.unit {
            Unit::Byte => b"\r",
            Unit::Utf16Le => b"\r\0",
            Unit::Utf16Be => b"\0\r",
        };
        if bytes.ends_with(end) {
            line.start..line.end - end.len()
        } else {
            line
        }
    }

    /// Drops what was read, but for the line before.
    fn forget(&mut self) {
        let keep = self
            .before
            .as_ref()
            .map_or(self.next, |before| before.start);
        self.buffer.drain(..keep);
        self.base += keep as u64;
        self.next -= keep;
        self.before = self
            .before
            .take()
            .map(|before| before.start - keep..before.end - keep);
    }
}

impl Unit {
    fn width(self) -> usize {
        if self == Unit::Byte { 1 } else { 2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], range: Range<u64>, piece: usize) -> Vec<(u64, usize, bool)> {
        let from = usize::try_from(start(range.start)).unwrap_or(0);
        let mut cutter = Cutter::new(range, Unit::Byte);
        let mut found = Vec::new();
        let mut give = |line: RawLine<'_>| found.push((line.offset, line.bytes.len(), line.cut));
        for piece in text[from..].chunks(piece) {
            if !cutter.push(piece, &mut give) {
                break;
            }
        }
        cutter.finish(&mut give);
        found
    }

    #[test]
    fn every_line_belongs_to_the_range_it_starts_in() {
        let mut text = b"a\r\n\nbcd\n".repeat(20_000);
        text.extend(vec![b'x'; 3 * LONGEST]);
        text.extend(b"\nlast");
        let whole = lines(&text, 0..text.len() as u64, 4096);
        assert_eq!(whole.iter().filter(|(_, _, cut)| *cut).count(), 1);
        for cut in [1, 2, 5, 77_777, 160_001, 250_000, text.len() - 3] {
            let mut both = lines(&text, 0..cut as u64, 1000);
            both.extend(lines(&text, cut as u64..text.len() as u64, 65_536));
            assert_eq!(both, whole, "cut at {cut}");
        }
    }
}
