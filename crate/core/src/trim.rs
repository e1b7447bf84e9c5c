//! Heads and tails that a page takes off a message before its patterns see it: `error: `, ` [preauth]`.

use crate::bytes::Literal;
use logyomi_sections::Section;

pub struct Trim {
    heads: Vec<Literal>,
    tails: Vec<Literal>,
    /// First bytes of the heads and last bytes of the tails: most messages have neither.
    firsts: Bytes,
    lasts: Bytes,
}

impl Trim {
    pub fn new(section: &'static Section) -> Trim {
        let literals =
            |texts: &'static [&'static [u8]]| texts.iter().map(|text| Literal::new(text)).collect();
        Trim {
            heads: literals(&section.trim_start),
            tails: literals(&section.trim_end),
            firsts: Bytes::of(section.trim_start.iter().filter_map(|text| text.first())),
            lasts: Bytes::of(section.trim_end.iter().filter_map(|text| text.last())),
        }
    }

    pub fn is_of(&self, section: &Section) -> bool {
        let same = |literals: &[Literal], texts: &[&[u8]]| {
            literals
                .iter()
                .map(|one| one.text)
                .eq(texts.iter().copied())
        };
        same(&self.heads, &section.trim_start) && same(&self.tails, &section.trim_end)
    }

    /// Where the message begins and ends without its heads and tails.
    #[inline]
    pub fn span(&self, message: &[u8]) -> (usize, usize) {
        let mut start = 0;
        while self.firsts.have(message.get(start))
            && let Some(head) = self.heads.iter().find(|head| head.begins(message, start))
        {
            start += head.len();
        }
        let mut end = message.len();
        while self
            .lasts
            .have(message.get(start..end).and_then(<[u8]>::last))
            && let Some(before) = self.tails.iter().find_map(|tail| tail.ends(message, end))
            && before >= start
        {
            end = before;
        }
        (start, end)
    }
}

/// First and last bytes of what several trims take off.
#[derive(Default)]
pub struct Edges {
    firsts: Bytes,
    lasts: Bytes,
}

impl Edges {
    pub fn of(trims: &[Trim]) -> Edges {
        let mut edges = Edges::default();
        for trim in trims {
            edges.firsts.add(&trim.firsts);
            edges.lasts.add(&trim.lasts);
        }
        edges
    }

    #[inline]
    pub fn may_trim(&self, message: &[u8]) -> bool {
        self.firsts.have(message.first()) || self.lasts.have(message.last())
    }
}

/// A set of bytes.
struct Bytes([bool; 256]);

impl Default for Bytes {
    fn default() -> Bytes {
        Bytes([false; 256])
    }
}

impl Bytes {
    fn of<'a>(bytes: impl Iterator<Item = &'a u8>) -> Bytes {
        let mut marks = Bytes::default();
        for byte in bytes {
            if let Some(mark) = marks.0.get_mut(usize::from(*byte)) {
                *mark = true;
            }
        }
        marks
    }

    fn add(&mut self, other: &Bytes) {
        for (mark, other) in self.0.iter_mut().zip(other.0) {
            *mark |= other;
        }
    }

    #[inline]
    fn have(&self, byte: Option<&u8>) -> bool {
        byte.is_some_and(|byte| self.0.get(usize::from(*byte)).copied().unwrap_or(false))
    }
}
