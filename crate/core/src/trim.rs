//! Heads and tails that a page takes off a message before its patterns see it: `error: `, ` [preauth]`.

use crate::bytes::Literal;
use logyomi_sections::Section;

pub struct Trim {
    start: &'static [&'static [u8]],
    end: &'static [&'static [u8]],
    tails: Vec<Literal>,
    /// First bytes of the heads and last bytes of the tails: most messages have neither.
    firsts: Bytes,
    lasts: Bytes,
}

impl Trim {
    pub fn new(section: &'static Section) -> Trim {
        Trim {
            start: &section.trim_start,
            end: &section.trim_end,
            tails: section
                .trim_end
                .iter()
                .map(|text| Literal::new(text))
                .collect(),
            firsts: Bytes::of(section.trim_start.iter().filter_map(|text| text.first())),
            lasts: Bytes::of(section.trim_end.iter().filter_map(|text| text.last())),
        }
    }

    pub fn is_of(&self, section: &Section) -> bool {
        self.start == section.trim_start && self.end == section.trim_end
    }

    /// Where the message begins and ends without its heads and tails.
    #[inline]
    pub fn span(&self, message: &[u8]) -> (usize, usize) {
        let (mut text, mut start) = (message, 0);
        while self.firsts.have(text.first())
            && let Some(rest) = self.start.iter().find_map(|head| text.strip_prefix(*head))
        {
            start += text.len() - rest.len();
            text = rest;
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

/// A set of bytes.
struct Bytes([bool; 256]);

impl Bytes {
    fn of<'a>(bytes: impl Iterator<Item = &'a u8>) -> Bytes {
        let mut marks = [false; 256];
        for byte in bytes {
            if let Some(mark) = marks.get_mut(usize::from(*byte)) {
                *mark = true;
            }
        }
        Bytes(marks)
    }

    #[inline]
    fn have(&self, byte: Option<&u8>) -> bool {
        byte.is_some_and(|byte| self.0.get(usize::from(*byte)).copied().unwrap_or(false))
    }
}
