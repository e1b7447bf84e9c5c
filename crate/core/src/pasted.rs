//! What a mail, an editor or a terminal has put round a log's line on its way to the reader.
//!
//! Asked only where a line has no head as it stands, and believed only where a whole one stands behind: a stranger who
//! can begin a line can as well begin it with the head itself.

use memchr::memmem;
use serde::Deserialize;
use std::borrow::Cow;

/// Quotes within quotes, with their blanks.
const MOST: usize = 12;

/// The line without what was put before it; nothing, where nothing was.
pub fn line(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    let mut quote = None;
    for _ in 0..MOST {
        let Some((mark, behind)) = mark(rest) else {
            break;
        };
        quote = Some(mark).filter(|mark| b"`\"'".contains(mark));
        rest = behind;
    }
    let closed = quote.and_then(|quote| rest.trim_ascii_end().strip_suffix(&[quote]));
    (rest.len() < text.len()).then_some(closed.unwrap_or(rest))
}

/// The line without blanks and carriage returns that a terminal has filled it up with, and without the end of its
/// colour. A single blank may be the daemon's own: PAM's `rhost=` has one behind it.
pub fn without_pad(text: &[u8]) -> &[u8] {
    match text {
        [.., b' ' | b'\t' | b'\r', b' '] | [.., b'\t' | b'\r'] => text.trim_ascii_end(),
        [plain @ .., 0x1B, b'[', b'0', b'm'] | [plain @ .., 0x1B, b'[', b'm'] => plain,
        _ => text,
    }
}

/// The line with U+00A0 as blanks; nothing where it has none.
pub fn plain_blanks<'a>(text: &[u8], plain: &'a mut Vec<u8>) -> Option<&'a [u8]> {
    const UNBREAKABLE: &[u8] = b"\xC2\xA0";
    memmem::find(text, UNBREAKABLE)?;
    plain.clear();
    let mut from = 0;
    for at in memmem::find_iter(text, UNBREAKABLE) {
        plain.extend_from_slice(text.get(from..at).unwrap_or_default());
        plain.push(b' ');
        from = at + UNBREAKABLE.len();
    }
    plain.extend_from_slice(text.get(from..).unwrap_or_default());
    Some(plain)
}

/// A line of a container, as Docker keeps it.
#[derive(Deserialize)]
pub struct ContainerLine<'a> {
    #[serde(borrow)]
    pub log: Cow<'a, str>,
    #[serde(borrow)]
    pub time: Cow<'a, str>,
}

/// `{"log":"line\n","stream":"stdout","time":"…"}`: the files of Docker's driver `json-file`.
pub fn container_json(text: &[u8]) -> Option<ContainerLine<'_>> {
    let begins = text.starts_with(b"{\"log\":");
    begins.then(|| serde_json::from_slice(text).ok()).flatten()
}

/// The first sign that may stand before a line: a blank, a mark of a quotation or a list, a colour, a line's number.
fn mark(text: &[u8]) -> Option<(u8, &[u8])> {
    const SIGNS: [&[u8]; 9] = [
        b"\xE3\x80\x80", // U+3000, the Japanese blank
        b"\xC2\xA0",     // U+00A0, the blank of web pages
        b"\xE2\x80\x8B", // U+200B, a place where a page may break a line
        b"\xEF\xBC\x9E", // ＞
        b"\xE2\x80\xA2", // •
        b"\xE3\x83\xBB", // ・
        b"- ",
        b"* ",
        b"+ ",
    ];
    match text {
        [
            sign @ (b' ' | b'\t' | b'>' | b'|' | b'`' | b'"' | b'\''),
            rest @ ..,
        ] => Some((*sign, rest)),
        [0x1B, b'[', rest @ ..] => {
            let end = rest
                .iter()
                .position(|byte| !byte.is_ascii_digit() && *byte != b';')?;
            let letter = rest.get(end).filter(|byte| matches!(byte, b'm' | b'K'))?;
            Some((*letter, rest.get(end + 1..)?))
        }
        [b'0'..=b'9', ..] => numbered(text),
        _ => {
            let sign = SIGNS.iter().find(|sign| text.starts_with(sign))?;
            Some((b' ', text.get(sign.len()..)?))
        }
    }
}

/// `12: `, `12<TAB>`, `12 `, `12| `: as `cat -n` and editors write it.
fn numbered(text: &[u8]) -> Option<(u8, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (end, rest) = text.get(digits..)?.split_first()?;
    (digits <= 7 && matches!(end, b' ' | b'\t' | b':' | b'|' | b')')).then_some((b' ', rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_round_a_line_is_taken_off() {
        let line = "Dec 10 06:55:46 host sshd[7]: text";
        let check = |before: &str, behind: &str| {
            let whole = format!("{before}{line}{behind}");
            let found = super::line(whole.as_bytes()).map(String::from_utf8_lossy);
            assert_eq!(found.as_deref(), Some(line), "{whole}");
        };
        for before in [
            " ",
            "\t",
            "　",
            "\u{a0}",
            "> ",
            ">",
            "> > ",
            ">> ",
            "＞ ",
            "| ",
            "- ",
            "* ",
            "• ",
            "・",
            "   12  ",
            "12:",
            "12: ",
            "     7\t",
            "\x1b[32m",
            "\x1b[0;31m\x1b[K",
            "> 12: ",
        ] {
            check(before, "");
        }
        check("`", "`");
        check("\"", "\"");
        check("> \"", "\"");
        for none in [line, "Received: by mail", "- ", ""] {
            let found = super::line(none.as_bytes());
            assert!(found.is_none_or(<[u8]>::is_empty), "{none}");
        }
    }

    #[test]
    fn a_pad_is_no_part_of_the_line() {
        let check = |text: &str, wanted: &str| {
            assert_eq!(without_pad(text.as_bytes()), wanted.as_bytes(), "{text:?}");
        };
        check("rhost= ", "rhost= ");
        check("ssh2   ", "ssh2");
        check("ssh2\r", "ssh2");
        check("ssh2\t", "ssh2");
        check("ssh2", "ssh2");
        check("", "");
    }
}
