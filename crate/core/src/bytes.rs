//! Short texts, eight bytes at a time.
//!
//! A message is a few dozen bytes and every value in it has another length: a loop over bytes ends where the
//! processor did not expect it, which costs more than the loop. Words of eight bytes end nearly all at their first.

use memchr::memmem::Finder;
use std::ops::{BitAnd, BitOr};

/// The eight bytes that stand at `at`, the first one lowest; zeros behind the end of the text.
#[inline]
pub fn word_at(text: &[u8], at: usize) -> u64 {
    if let Some(chunk) = text.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        return u64::from_le_bytes(*chunk);
    }
    let missing = (at + 8).saturating_sub(text.len());
    match text.last_chunk::<8>() {
        Some(last) if missing < 8 => u64::from_le_bytes(*last) >> (8 * missing),
        Some(_) => 0,
        None => few(text.get(at..).unwrap_or_default()),
    }
}

/// The eight bytes that end at `end`, the last one highest; zeros before the beginning of the text.
#[inline]
pub fn word_before(text: &[u8], end: usize) -> u64 {
    if let Some(chunk) = text.get(..end).and_then(<[u8]>::last_chunk::<8>) {
        return u64::from_le_bytes(*chunk);
    }
    match (text.first_chunk::<8>(), end) {
        (_, 0) => 0,
        (Some(first), 1..8) => u64::from_le_bytes(*first) << (64 - 8 * end),
        (_, 1..8) => few(text.get(..end).unwrap_or_default()) << (64 - 8 * end),
        _ => 0,
    }
}

/// Whether two texts are the same. By words: in wasm the library compares byte by byte.
#[inline]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (one_words, one_rest) = one.as_chunks::<8>();
    let (other_words, other_rest) = other.as_chunks::<8>();
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    let mut words = one_words.iter().zip(other_words);
    words.all(|(one, other)| word(one) == word(other))
        && match one.last_chunk::<8>() {
            Some(last) => other.last_chunk::<8>() == Some(last),
            None => same_few(one_rest, other_rest),
        }
}

/// The same for fewer than eight bytes.
#[inline]
fn same_few(one: &[u8], other: &[u8]) -> bool {
    match (one.first_chunk::<4>(), one.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            other.first_chunk() == Some(first) && other.last_chunk() == Some(last)
        }
        _ => one.iter().zip(other).all(|(one, other)| one == other),
    }
}

/// Fewer than eight bytes as a word.
#[cold]
fn few(text: &[u8]) -> u64 {
    let lowest_last = text.iter().rev();
    lowest_last.fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Bytes of a log as text. Nearly all of them are: the library's way to replace what is none goes byte by byte, that to
/// see that there is nothing to replace by words.
pub fn text(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A text that is looked for at known places.
#[derive(Clone, Copy, Debug)]
pub struct Literal {
    pub text: &'static [u8],
    /// Its first and its last eight bytes, or fewer.
    first: u64,
    last: u64,
    /// Which bits of a word they take.
    first_mask: u64,
    last_mask: u64,
}

impl Literal {
    pub fn new(text: &'static [u8]) -> Literal {
        let unused = 64 - 8 * text.len().min(8) as u32;
        let mask = |shifted: Option<u64>| shifted.unwrap_or(0);
        Literal {
            text,
            first: word_at(text, 0),
            last: word_before(text, text.len()),
            first_mask: mask(u64::MAX.checked_shr(unused)),
            last_mask: mask(u64::MAX.checked_shl(unused)),
        }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether it stands at `at`.
    #[inline]
    pub fn begins(&self, text: &[u8], at: usize) -> bool {
        let end = at + self.len();
        match text.get(at..end) {
            Some(there) if self.len() > 8 => self.is(there),
            Some(_) => word_at(text, at) & self.first_mask == self.first,
            None => false,
        }
    }

    /// Where it begins, if it ends at `end`.
    #[inline]
    pub fn ends(&self, text: &[u8], end: usize) -> Option<usize> {
        let at = end.checked_sub(self.len())?;
        let there = text.get(at..end)?;
        let stands = match self.len() > 8 {
            true => self.is(there),
            false => word_before(text, end) & self.last_mask == self.last,
        };
        stands.then_some(at)
    }

    /// Whether a text as long as a long one is the same.
    #[inline]
    fn is(&self, there: &[u8]) -> bool {
        let word = |chunk: Option<&[u8; 8]>| chunk.map(|chunk| u64::from_le_bytes(*chunk));
        word(there.first_chunk()) == Some(self.first)
            && word(there.last_chunk()) == Some(self.last)
            && (self.len() <= 16 || same(there, self.text))
    }
}

/// A text that is looked for anywhere.
///
/// In a short text the library's search compares byte by byte; here it is the needle's rarest byte that is looked
/// for, eight bytes at a time.
#[derive(Clone, Debug)]
pub struct Needle {
    literal: Literal,
    /// Where its rarest byte stands in it.
    rarest: usize,
    rare: u8,
    finder: Finder<'static>,
}

impl Needle {
    /// Longer texts are left to the library.
    const SHORT: usize = 128;

    pub fn new(text: &'static [u8]) -> Needle {
        let rarest = (0..text.len()).min_by_key(|at| text.get(*at).copied().map(commonness));
        let rarest = rarest.unwrap_or(0);
        Needle {
            literal: Literal::new(text),
            rarest,
            rare: text.get(rarest).copied().unwrap_or(0),
            finder: Finder::new(text),
        }
    }

    pub fn text(&self) -> &'static [u8] {
        self.literal.text
    }

    /// Where it stands first.
    #[inline]
    pub fn find(&self, text: &[u8]) -> Option<usize> {
        if text.len() > Needle::SHORT || self.literal.len() == 0 {
            return self.finder.find(text);
        }
        let mut from = self.rarest;
        loop {
            let place = find(text, from, |word| is(word, self.rare));
            if place >= text.len() {
                return None;
            }
            let at = place - self.rarest;
            if self.literal.begins(text, at) {
                return Some(at);
            }
            from = place + 1;
        }
    }
}

/// How often a byte stands in logs, roughly.
fn commonness(byte: u8) -> u8 {
    match byte {
        b' ' | b'e' | b't' | b'a' | b'i' | b'n' | b'o' | b's' | b'r' => 4,
        b'a'..=b'z' | b'0'..=b'9' | b'.' => 3,
        b':' | b'-' | b'/' | b',' | b'=' => 2,
        _ => 1,
    }
}

/// In each byte of a word: its highest bit, where the byte is of a kind; the other bits say nothing.
#[derive(Clone, Copy)]
pub struct Marks(u64);

const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * EACH;

/// Bytes that are this one.
#[inline]
pub fn is(word: u64, byte: u8) -> Marks {
    let other = word ^ (EACH * u64::from(byte));
    Marks(!(((other & !HIGH) + !HIGH) | other))
}

/// Bytes of a range of ASCII.
#[inline]
pub fn within(word: u64, first: u8, last: u8) -> Marks {
    let ascii = word & !HIGH;
    let from_first = ascii + EACH * u64::from(0x80 - first);
    let behind_last = ascii + EACH * u64::from(0x7f - last);
    Marks(from_first & !behind_last & !word)
}

/// Letters of ASCII, capital or not.
#[inline]
pub fn letters(word: u64) -> Marks {
    within(word | (EACH * 0x20), b'a', b'z')
}

impl BitOr for Marks {
    type Output = Marks;

    #[inline]
    fn bitor(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }
}

impl BitAnd for Marks {
    type Output = Marks;

    #[inline]
    fn bitand(self, other: Marks) -> Marks {
        Marks(self.0 & other.0)
    }
}

impl std::ops::Not for Marks {
    type Output = Marks;

    #[inline]
    fn not(self) -> Marks {
        Marks(!self.0)
    }
}

impl Marks {
    /// The place of the first marked byte.
    #[inline]
    pub fn first(self) -> Option<usize> {
        let marks = self.0 & HIGH;
        (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
    }

    /// How many bytes stand behind the last marked one.
    #[inline]
    pub fn behind_last(self) -> Option<usize> {
        let marks = self.0 & HIGH;
        (marks != 0).then(|| marks.leading_zeros() as usize / 8)
    }
}

/// Whether all bytes are ASCII. The library looks at what its blocks leave over byte by byte, and at four bytes at a time
/// in wasm.
#[inline]
pub fn is_ascii(text: &[u8]) -> bool {
    let (words, _) = text.as_chunks::<8>();
    let rest = word_at(text, text.len() & !7);
    let word = |word: &[u8; 8]| u64::from_le_bytes(*word);
    let all = words.iter().map(word).fold(rest, BitOr::bitor);
    all & HIGH == 0
}

/// Where the first marked byte stands at or behind `at`; the end of the text, if there is none.
#[inline]
pub fn find(text: &[u8], mut at: usize, marks: impl Fn(u64) -> Marks) -> usize {
    while at < text.len() {
        if let Some(place) = marks(word_at(text, at)).first() {
            return text.len().min(at + place);
        }
        at += 8;
    }
    text.len()
}

/// How many bytes are this one, which is no zero.
#[inline]
pub fn count(text: &[u8], byte: u8) -> usize {
    let marks = |word: u64| (is(word, byte).0 & HIGH) >> 7;
    let mut count = 0;
    // In each byte of a word a count of its own, which 254 words and a rest cannot fill.
    for stretch in text.chunks(254 * 8) {
        let words = stretch.chunks_exact(8);
        let rest = word_at(stretch, stretch.len() & !7);
        let whole =
            words.filter_map(|word| word.first_chunk().map(|word| u64::from_le_bytes(*word)));
        let counts = whole.fold(marks(rest), |counts, word| counts + marks(word));
        let halves = 0x00FF_00FF_00FF_00FF;
        let pairs = (counts & halves) + (counts >> 8 & halves);
        count += (pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48) as usize;
    }
    count
}

/// Behind the last marked byte before `end`; 0, if there is none.
#[inline]
pub fn find_back(text: &[u8], mut end: usize, marks: impl Fn(u64) -> Marks) -> usize {
    while end > 0 {
        if let Some(behind) = marks(word_before(text, end)).behind_last() {
            return end.saturating_sub(behind);
        }
        end = end.saturating_sub(8);
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] =
        b"Failed password for invalid user x_%y from 2001:db8::1 port 40000\xc3\x80\0 ssh2";

    #[test]
    fn literals_as_the_library_compares() {
        for length in 0..=TEXT.len() {
            let (start, end) = TEXT.split_at(length);
            assert!(Literal::new(start).begins(TEXT, 0), "{length}");
            assert!(Literal::new(end).begins(TEXT, length), "{length}");
            assert_eq!(Literal::new(end).ends(TEXT, TEXT.len()), Some(length));
            assert_eq!(Literal::new(start).ends(TEXT, length), Some(0));
            for at in 0..length {
                let mut other = start.to_vec();
                other[at] ^= 1;
                assert!(!Literal::new(start).begins(&other, 0), "{length} {at}");
                assert_eq!(Literal::new(start).ends(&other, length), None);
            }
        }
        assert!(!Literal::new(b"abc").begins(b"ab", 0));
        assert!(!Literal::new(b"abc").begins(b"xxab", 2));
        assert_eq!(Literal::new(b"cab").ends(b"ab", 2), None);
    }

    #[test]
    fn needles_as_the_library_finds_them() {
        let long = [TEXT, b" from ", TEXT, TEXT].concat();
        for text in [TEXT, b" from", b"ffrom from ", b"aab aaab", b"", &long] {
            for needle in [
                &b" from "[..],
                b"port",
                b"aaab",
                b"2",
                b"\xc3\x80",
                b"h",
                b"",
                b"Failed password",
                b"Failed password for invalid users",
            ] {
                let expect = memchr::memmem::find(text, needle);
                assert_eq!(
                    Needle::new(needle).find(text),
                    expect,
                    "{text:?} {needle:?}"
                );
            }
        }
    }

    #[test]
    fn ascii_as_the_library_sees_it() {
        let text: Vec<u8> = (0..=127).collect();
        for length in 0..=text.len() {
            let mut text = text[..length].to_vec();
            assert!(is_ascii(&text), "{length}");
            for at in 0..length {
                text[at] ^= 0x80;
                assert!(!is_ascii(&text), "{length} {at}");
                text[at] ^= 0x80;
            }
        }
    }

    #[test]
    fn counts_as_a_loop_counts_them() {
        let many = [b"e ".repeat(3000), b"   ".repeat(1000)].concat();
        for text in [
            TEXT,
            b"",
            b" ",
            b"       ",
            b"        ",
            b"         x",
            &many,
        ] {
            let naive = text.iter().filter(|byte| **byte == b' ').count();
            assert_eq!(count(text, b' '), naive);
        }
    }

    /// A kind of byte, for words and for single bytes.
    type Kind = (fn(u64) -> Marks, fn(u8) -> bool);

    #[test]
    fn places_as_a_loop_finds_them() {
        let kinds: [Kind; 4] = [
            (|word| is(word, b' '), |byte| byte == b' '),
            (
                |word| within(word, b'0', b'9'),
                |byte| byte.is_ascii_digit(),
            ),
            (letters, |byte| byte.is_ascii_alphabetic()),
            (
                |word| !(is(word, b'_') | within(word, b'-', b'.')),
                |byte| !matches!(byte, b'_' | b'-' | b'.'),
            ),
        ];
        let every: Vec<u8> = (0..=255).collect();
        for (marks, has) in kinds {
            for text in [TEXT, &every, b"", b"7", b" "] {
                for at in 0..=text.len() {
                    let naive = text[at..].iter().position(|byte| has(*byte));
                    let naive = naive.map_or(text.len(), |place| at + place);
                    assert_eq!(find(text, at, marks), naive, "{at}");
                    let naive = text[..at].iter().rposition(|byte| has(*byte));
                    let naive = naive.map_or(0, |place| place + 1);
                    assert_eq!(find_back(text, at, marks), naive, "{at}");
                }
            }
        }
    }
}
