//! Makes invisible characters of log text visible.
//!
//! A log line may hold an ESC that recolours a terminal, a bidirectional override that turns an address
//! round, or a zero-width character that makes two names look alike. A reader must see that they are there,
//! so each becomes a sign: `␛` for a control character, `[U+202E]` for the others.
//! Nothing is removed: a shown string still differs from a string without the character.

use std::borrow::Cow;

/// The text with every invisible character replaced by its sign. Never holds a line break.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Hidden(hidden) => out.push_str(&sign(hidden)),
        }
    }
    Cow::Owned(out)
}

/// A stretch of text that can be shown as it is, or one character that cannot.
#[derive(Debug, PartialEq)]
pub enum Piece<'a> {
    Plain(&'a str),
    Hidden(char),
}

/// Takes the text apart, so that markup can set the signs off from a `␛` that really stands in the log.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        if is_hidden(first) {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            return Some(Piece::Hidden(first));
        }
        let end = rest.find(is_hidden).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at(end);
        rest = tail;
        Some(Piece::Plain(plain))
    })
}

/// What stands in the place of a hidden character.
pub fn sign(hidden: char) -> String {
    let code = u32::from(hidden);
    let picture = match code {
        0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('␡'),
        _ => None,
    };
    match picture {
        Some(picture) => picture.to_string(),
        None => format!("[U+{code:04X}]"),
    }
}

/// What a control character is called, for fonts that lack its picture: `ESC`.
pub fn name(hidden: char) -> Option<&'static str> {
    const NAMES: [&str; 32] = [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR",
        "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB",
        "ESC", "FS", "GS", "RS", "US",
    ];
    match u32::from(hidden) {
        0x7f => Some("DEL"),
        code => usize::try_from(code)
            .ok()
            .and_then(|code| NAMES.get(code))
            .copied(),
    }
}

/// Characters that show nothing themselves but change what is shown, or where.
/// The ideographic space and U+FFFD stay: they are seen for what they are.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0x00ad                  // soft hyphen
            | 0x034f                // combining grapheme joiner
            | 0x061c                // Arabic letter mark
            | 0x115f | 0x1160       // Hangul fillers
            | 0x17b4 | 0x17b5       // Khmer inherent vowels
            | 0x180b..=0x180f       // Mongolian separators
            | 0x200b..=0x200f       // zero width, marks of direction
            | 0x2028..=0x202e       // line and paragraph separators, embeddings, overrides
            | 0x2060..=0x206f       // joiners, isolates, invisible operators
            | 0x3164 | 0xffa0       // Hangul fillers
            | 0xfe00..=0xfe0f       // variation selectors
            | 0xfeff                // byte order mark
            | 0xfff0..=0xfffb       // interlinear annotation
            | 0xfffe | 0xffff
            | 0x1d173..=0x1d17a     // musical formatting
            | 0xe0000..=0xe0fff     // tags, more variation selectors
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expect: &str) {
        assert_eq!(visible(input), expect);
    }

    #[test]
    fn plain_text_is_untouched() {
        check(
            "Invalid user webmaster from 203.0.113.9",
            "Invalid user webmaster from 203.0.113.9",
        );
        check("ログイン 試行\u{3000}�", "ログイン 試行\u{3000}�");
        assert!(matches!(visible("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn controls_become_pictures() {
        check("\u{1b}[31mred\n\0\t\u{7f}", "␛[31mred␊␀␉␡");
        check("next\u{85}line", "next[U+0085]line");
    }

    #[test]
    fn controls_have_names() {
        assert_eq!(
            ['\0', '\n', '\u{1b}', '\u{7f}'].map(name),
            ["NUL", "LF", "ESC", "DEL"].map(Some)
        );
        assert_eq!(['a', '\u{85}', '\u{202e}'].map(name), [None; 3]);
    }

    #[test]
    fn direction_and_zero_width_are_named() {
        check("a\u{202e}b\u{200b}c\u{feff}", "a[U+202E]b[U+200B]c[U+FEFF]");
        check("\u{e0041}", "[U+E0041]");
    }

    #[test]
    fn showing_twice_changes_nothing() {
        let once = visible("\u{1b}\u{2066}x\r\n").into_owned();
        assert_eq!(visible(&once), once);
    }

    #[test]
    fn pieces_join_to_the_text() {
        let found: Vec<_> = pieces("a\u{1b}b").collect();
        assert_eq!(
            found,
            [
                Piece::Plain("a"),
                Piece::Hidden('\u{1b}'),
                Piece::Plain("b")
            ]
        );
    }
}
