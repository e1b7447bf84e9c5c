//! Ways that messages took before: a log has few kinds of lines, and they come again and again.

use crate::bytes::{self, is};
use crate::tree::Trace;

/// The ways that were taken in a tree.
#[derive(Default)]
pub struct Memory {
    /// By the kind of a message the two ways to try.
    kinds: Vec<[Option<&'static Trace>; 2]>,
}

const KINDS: usize = 256;

impl Memory {
    /// The way that is to be tried first or second.
    #[inline]
    pub fn trace(&self, kind: usize, place: usize) -> Option<&'static Trace> {
        *self.kinds.get(kind)?.get(place)?
    }

    /// The second way fitted: it is the next one's first.
    pub fn swap(&mut self, kind: usize) {
        if let Some([first, second]) = self.kinds.get_mut(kind) {
            std::mem::swap(first, second);
        }
    }

    /// Remembers that such a message took this way.
    pub fn learn(&mut self, kind: usize, trace: &'static Trace) {
        if self.kinds.is_empty() {
            self.kinds.resize(KINDS, [None; 2]);
        }
        if let Some([first, second]) = self.kinds.get_mut(kind) {
            *second = first.replace(trace);
        }
    }
}

/// Which kind of message it looks like: by its first letters, how many blanks it has, and whether it ends with a
/// figure. Where it begins with a number of its own (a queue's), by the word behind that.
#[inline]
pub fn kind(message: &[u8], blanks: usize) -> usize {
    let has_figure = |word| bytes::within(word, b'0', b'9').first().is_some();
    let mut word = bytes::word_at(message, 0);
    if has_figure(word) {
        let behind = bytes::find(message, 0, |word| is(word, b' ')) + 1;
        word = bytes::word_at(message, behind) & 0xFF_FFFF;
        if has_figure(word) {
            word = 0;
        }
    }
    let ends = message.last().is_some_and(u8::is_ascii_digit);
    let mixed = word ^ (blanks as u64) << 40 ^ u64::from(ends) << 56;
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize
}
