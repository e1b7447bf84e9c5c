//! Which encoding a file is in, and its lines in UTF-8.

use crate::bytes::is_ascii;
use crate::cutter::Unit;
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

/// The encodings that logs and mails come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextEncoding {
    Utf8,
    EucJp,
    ShiftJis,
    Iso2022Jp,
    Utf16Le,
    Utf16Be,
}

impl TextEncoding {
    /// The WHATWG name.
    pub fn name(self) -> &'static str {
        self.codec().name()
    }

    fn codec(self) -> &'static Encoding {
        match self {
            TextEncoding::Utf8 => UTF_8,
            TextEncoding::EucJp => EUC_JP,
            TextEncoding::ShiftJis => SHIFT_JIS,
            TextEncoding::Iso2022Jp => ISO_2022_JP,
            TextEncoding::Utf16Le => UTF_16LE,
            TextEncoding::Utf16Be => UTF_16BE,
        }
    }

    pub fn unit(self) -> Unit {
        match self {
            TextEncoding::Utf16Le => Unit::Utf16Le,
            TextEncoding::Utf16Be => Unit::Utf16Be,
            _ => Unit::Byte,
        }
    }

    /// A line in UTF-8, and whether some bytes were not valid. Invalid UTF-8 is left as it is:
    /// old logs hold raw bytes, and a changed byte would be another evidence.
    pub fn line<'a>(self, bytes: &'a [u8], scratch: &'a mut String) -> (&'a [u8], bool) {
        if self == TextEncoding::Utf8 {
            return (
                bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes),
                !is_ascii(bytes) && std::str::from_utf8(bytes).is_err(),
            );
        }
        if self.unit() == Unit::Byte && is_ascii(bytes) && !bytes.contains(&0x1B) {
            return (bytes, false);
        }
        // Files grow together from several sources; what is UTF-8 by its bytes is nothing else by chance.
        if matches!(self, TextEncoding::EucJp | TextEncoding::ShiftJis)
            && std::str::from_utf8(bytes).is_ok()
        {
            return (bytes, false);
        }
        let (text, invalid) = self.codec().decode_with_bom_removal(bytes);
        scratch.clear();
        scratch.push_str(&text);
        (scratch.as_bytes(), invalid)
    }
}

/// Decides by the beginning and the end of a file.
pub fn sniff(head: &[u8], tail: &[u8]) -> TextEncoding {
    if head.starts_with(b"\xFF\xFE") {
        return TextEncoding::Utf16Le;
    }
    if head.starts_with(b"\xFE\xFF") {
        return TextEncoding::Utf16Be;
    }
    if let Some(encoding) = utf16_without_mark(head) {
        return encoding;
    }
    [head, tail]
        .into_iter()
        .find_map(eight_bit)
        .unwrap_or(TextEncoding::Utf8)
}

/// Log lines in UTF-16 have a zero in every other byte.
fn utf16_without_mark(head: &[u8]) -> Option<TextEncoding> {
    let pairs = head.len() / 2;
    let zeros = |at: usize| {
        head.chunks_exact(2)
            .filter(|pair| pair.get(at) == Some(&0))
            .count()
    };
    let (high, low) = (zeros(0), zeros(1));
    match pairs {
        0..4 => None,
        _ if low * 10 > pairs * 6 && high * 10 < pairs => Some(TextEncoding::Utf16Le),
        _ if high * 10 > pairs * 6 && low * 10 < pairs => Some(TextEncoding::Utf16Be),
        _ => None,
    }
}

/// Nothing where the piece is plain ASCII.
fn eight_bit(piece: &[u8]) -> Option<TextEncoding> {
    if [&b"\x1B$B"[..], b"\x1B$@", b"\x1B(J", b"\x1B(I"]
        .iter()
        .any(|escape| memchr::memmem::find(piece, escape).is_some())
    {
        return Some(TextEncoding::Iso2022Jp);
    }
    if piece.is_ascii() {
        return None;
    }
    let lines = || {
        piece
            .split(|byte| *byte == b'\n')
            .skip(1)
            .filter(|line| !line.is_ascii())
    };
    let whole: Vec<&[u8]> = if lines().next().is_some() {
        lines().collect()
    } else {
        vec![piece]
    };
    // The piece may begin and end inside a character: its first and last line do not vote.
    let whole = whole
        .split_last()
        .filter(|(_, rest)| !rest.is_empty())
        .map_or(whole.as_slice(), |(_, rest)| rest);
    let votes =
        |encoding: TextEncoding| whole.iter().filter(|line| is_valid(encoding, line)).count();
    let (utf8, euc, sjis) = (
        votes(TextEncoding::Utf8),
        votes(TextEncoding::EucJp),
        votes(TextEncoding::ShiftJis),
    );
    if utf8 * 10 >= whole.len() * 9 || utf8 >= euc.max(sjis) {
        return Some(TextEncoding::Utf8);
    }
    let text: Vec<u8> = whole.join(&b'\n');
    Some(
        if (euc, kana(TextEncoding::EucJp, &text)) >= (sjis, kana(TextEncoding::ShiftJis, &text)) {
            TextEncoding::EucJp
        } else {
            TextEncoding::ShiftJis
        },
    )
}

fn is_valid(encoding: TextEncoding, line: &[u8]) -> bool {
    encoding
        .codec()
        .decode_without_bom_handling_and_without_replacement(line)
        .is_some()
}

/// How much of the decoded text is hiragana, katakana and everyday kanji, in full width:
/// Japanese read in the wrong encoding turns into rare characters.
fn kana(encoding: TextEncoding, text: &[u8]) -> usize {
    let (decoded, _) = encoding.codec().decode_without_bom_handling(text);
    decoded
        .chars()
        .filter(|c| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3001}' | '\u{3002}'))
        .count()
}
