//! Mails as they were sent: quoted-printable, base64, HTML, in whatever charset; one (`.eml`) or many (`.mbox`).

use super::{html, wtmp};
use crate::cutter::Unit;
use crate::encoding;
use crate::journal;
use crate::look;
use crate::unpack::Packing;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use memchr::memmem;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter::repeat;

/// Whether a text's first line is one of a mail's head.
pub fn is_head(line: &[u8]) -> bool {
    const FIELDS: [&str; 14] = [
        "return-path:",
        "received:",
        "delivered-to:",
        "from:",
        "to:",
        "date:",
        "subject:",
        "message-id:",
        "mime-version:",
        "content-type:",
        "x-original-to:",
        "envelope-to:",
        "reply-to:",
        "content-transfer-encoding:",
    ];
    let line = line.get(..40).unwrap_or(line).to_ascii_lowercase();
    line.starts_with(b"from ")
        || FIELDS
            .iter()
            .any(|field| line.starts_with(field.as_bytes()))
}

/// Whether a mail's parts must be unpacked before they can be read; a plain mail is read as it stands.
pub fn is_packed(raw: &[u8]) -> bool {
    if !is_head(raw) {
        return false;
    }
    let head = raw.get(..64 << 10).unwrap_or(raw).to_ascii_lowercase();
    let has = |word: &str| memmem::find(&head, word.as_bytes()).is_some();
    let headed = has("content-transfer-encoding:") || has("text/html");
    headed && (has("quoted-printable") || has("base64") || has("content-type: text/html"))
        || has("content-type: multipart/")
        || has("format=flowed")
}

/// What all mails of a file hold.
#[derive(Default)]
pub struct Mails {
    pub lines: Vec<Line>,
    /// How many attached files cannot be read here, and the names of the first.
    pub left: u64,
    pub names: Vec<String>,
}

/// A line of a mail.
pub struct Line {
    /// The place of the part that it stands in.
    pub part: u64,
    /// Where the line of the file begins that it begins on; nothing of what was packed, or is ours.
    pub start: Option<u64>,
    pub text: String,
}

/// Where the parts of a mail stand.
#[derive(Clone, Copy)]
struct Origin<'a> {
    mail: &'a [u8],
    start: u64,
    /// The mail was packed itself: places in it are none of the file's.
    packed: bool,
}

/// How deep mails that are sent on lie in each other.
const DEEPEST: u32 = 4;

/// Parts of a mail: one with more is not taken apart, since the parser follows them as deep as they lie.
const PARTS: usize = 256;

/// Names that are kept.
const NAMES: usize = 8;

/// Letters of a name.
const NAME: usize = 120;

impl Mails {
    pub fn of(raw: &[u8]) -> Mails {
        let mut found = Mails::default();
        for (start, mail) in mails(raw) {
            let start = start as u64;
            let message = match has_many_parts(mail) {
                true => None,
                false => MessageParser::default().parse(mail),
            };
            let origin = Origin {
                mail,
                start,
                packed: false,
            };
            match message {
                Some(message) => found.message(&message, start, origin, DEEPEST),
                None => {
                    let starts = starts(mail, start, Encoding::None);
                    found.keep(start, &String::from_utf8_lossy(mail), starts);
                }
            }
        }
        found
    }

    /// A mail's head, and its parts in their order; `deepest` is how many more may lie in it.
    fn message(&mut self, message: &Message<'_>, start: u64, origin: Origin<'_>, deepest: u32) {
        head(message, start, &mut self.lines);
        let body = &message.text_body;
        let parts: BTreeSet<u32> = body.iter().chain(&message.attachments).copied().collect();
        for id in parts {
            let Some(part) = message.parts.get(id as usize) else {
                continue;
            };
            let at = origin.at(part);
            if self.lines.last().is_some_and(|line| !line.text.is_empty()) {
                // Parts are texts of their own.
                self.keep(at, "\n", Vec::new());
            }
            let mut starts = origin.starts(part);
            let text = match &part.body {
                PartType::Multipart(_) => continue,
                PartType::Message(inner) if deepest > 0 => {
                    let inside = match part.encoding {
                        Encoding::None => origin,
                        _ => Origin {
                            start: at,
                            packed: true,
                            ..origin
                        },
                    };
                    self.message(inner, at, inside, deepest - 1);
                    continue;
                }
                PartType::Text(text) if is_said(part, "format", "flowed") => {
                    Some(flowed(text, is_said(part, "delsp", "yes"), &mut starts).into())
                }
                PartType::Text(text) if body.contains(&id) => Some(text.as_ref().into()),
                PartType::Html(html) => Some(html::text(html).into()),
                PartType::Text(text) => attached(part, text.as_bytes()),
                PartType::Binary(bytes) | PartType::InlineBinary(bytes) => attached(part, bytes),
                PartType::Message(_) => None,
            };
            match text {
                Some(text) => {
                    if !body.contains(&id) {
                        let named = format!("Attachment: {}", name(part));
                        self.keep(at, &named, Vec::new());
                    }
                    self.keep(at, &text, starts);
                }
                None => self.leave(name(part)),
            }
        }
    }

    /// `starts`: where its lines begin, if that is known.
    fn keep(&mut self, part: u64, text: &str, starts: Vec<u64>) {
        let starts = starts.into_iter().map(Some).chain(repeat(None));
        let lines = text.lines().zip(starts).map(|(line, start)| Line {
            part,
            start,
            text: line.to_owned(),
        });
        self.lines.extend(lines);
    }

    fn leave(&mut self, name: String) {
        self.left += 1;
        if self.names.len() < NAMES {
            self.names.push(name);
        }
    }
}

impl Origin<'_> {
    fn at(&self, part: &MessagePart<'_>) -> u64 {
        match self.packed {
            true => self.start,
            false => self.start + u64::from(part.raw_body_offset()),
        }
    }

    /// Where the lines of a part's text begin, if they are lines of the file.
    fn starts(&self, part: &MessagePart<'_>) -> Vec<u64> {
        let text = match &part.body {
            PartType::Text(text) => text.as_bytes(),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
            _ => return Vec::new(),
        };
        let (start, end) = (part.raw_body_offset(), part.raw_end_offset());
        let raw = self.mail.get(start as usize..end as usize);
        let raw = raw.filter(|_| !self.packed).unwrap_or_default();
        let mut starts = starts(raw, self.at(part), part.encoding);
        let ends = text.iter().filter(|byte| **byte == b'\n');
        if starts.len() != ends.count() + 1 {
            starts.clear();
        }
        starts
    }
}

/// Where the lines begin on which the lines of the unpacked text begin.
fn starts(raw: &[u8], at: u64, encoding: Encoding) -> Vec<u64> {
    let mut starts = Vec::new();
    if encoding == Encoding::Base64 {
        return starts;
    }
    let is_quoted = encoding == Encoding::QuotedPrintable;
    starts.push(at);
    let (mut line, mut next) = (at, at);
    let mut last = [0; 3];
    for byte in raw {
        next += 1;
        if *byte == b'\n' {
            line = next;
            // Behind a sign at its end a line goes on in the next one.
            if !is_quoted || last[2] != b'=' {
                starts.push(line);
            }
            last = [0; 3];
        } else if !byte.is_ascii_whitespace() {
            last = [last[1], last[2], byte.to_ascii_uppercase()];
            if is_quoted && last == *b"=0A" {
                starts.push(line);
            }
        }
    }
    starts
}

/// What a part says of its text.
fn is_said(part: &MessagePart<'_>, attribute: &str, value: &str) -> bool {
    let said = part
        .content_type()
        .and_then(|kind| kind.attribute(attribute));
    said.is_some_and(|said| said.eq_ignore_ascii_case(value))
}

/// RFC 3676: a line that ends with a blank goes on in the next one that is quoted as often; that blank is the text's
/// own, or the mailer's (`delsp`). A blank at a line's beginning may be the mailer's. Of the `starts` of its lines, if
/// they are known, those of the lines that were put together stay.
fn flowed(text: &str, delsp: bool, starts: &mut Vec<u64>) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut first = Vec::new();
    let mut goes_on = None;
    for (at, line) in text.lines().enumerate() {
        let inner = line.trim_start_matches('>');
        let (quotes, _) = line.split_at(line.len() - inner.len());
        let inner = inner.strip_prefix(' ').unwrap_or(inner);
        let is_signature = inner == "-- ";
        if goes_on != Some(quotes) || is_signature {
            first.extend(starts.get(at));
            whole.push('\n');
            whole.push_str(quotes);
        }
        whole.push_str(inner);
        let flows = inner.ends_with(' ') && !is_signature;
        if flows && delsp {
            whole.pop();
        }
        goes_on = flows.then_some(quotes);
    }
    *starts = first;
    whole.strip_prefix('\n').unwrap_or(&whole).to_owned()
}

fn has_many_parts(mail: &[u8]) -> bool {
    let heads = mail.to_ascii_lowercase();
    let mut heads = memmem::find_iter(&heads, b"content-type");
    heads.nth(PARTS).is_some()
}

/// An attached file's text, in whatever encoding; nothing where the file must be saved to be read, since it is
/// packed, is no text, or is read in one piece.
fn attached<'a>(part: &MessagePart<'_>, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    let encoding = encoding::sniff(bytes, bytes);
    let is_text = encoding.unit() != Unit::Byte || look::controls(bytes) * 100 <= bytes.len();
    if !is_text
        || look::named(bytes).is_some()
        || Packing::of(bytes).is_some()
        || wtmp::is_wtmp(&name(part), bytes)
        || journal::is_export(bytes)
    {
        return None;
    }
    let mut scratch = String::new();
    let (text, _) = encoding.line(bytes, &mut scratch);
    Some(String::from_utf8_lossy(text).into_owned().into())
}

/// As the sender named it, or what it is.
fn name(part: &MessagePart<'_>) -> String {
    let kind = part.content_type().map(|kind| match kind.subtype() {
        Some(subtype) => format!("{}/{subtype}", kind.ctype()),
        None => kind.ctype().to_owned(),
    });
    let name = part.attachment_name().map(str::to_owned).or(kind);
    let name = name.unwrap_or_else(|| "?".to_owned());
    let on_a_line = name.chars().map(|c| if c.is_control() { ' ' } else { c });
    on_a_line.take(NAME).collect()
}

/// What a reader of the mail sees above its text.
fn head(message: &Message<'_>, start: u64, found: &mut Vec<Line>) {
    let sender = message.from().and_then(|from| from.first());
    let sender = sender.and_then(|from| from.address());
    let date = message.date().map(|date| date.to_rfc822());
    let fields = [
        ("From", sender.map(str::to_owned)),
        ("Date", date),
        ("Subject", message.subject().map(str::to_owned)),
    ];
    let mut put = |text| {
        found.push(Line {
            part: start,
            start: None,
            text,
        });
    };
    for (name, value) in fields {
        if let Some(value) = value {
            put(format!("{name}: {value}"));
        }
    }
    put(String::new());
}

/// Where each mail of a mailbox begins, and the mail without mbox's `From ` line.
fn mails(raw: &[u8]) -> Vec<(usize, &[u8])> {
    let blank_above = |at: &usize| {
        let above = raw.get(..*at).unwrap_or_default();
        above.ends_with(b"\n\n") || above.ends_with(b"\n\r\n")
    };
    let mut starts: Vec<usize> = memmem::find_iter(raw, b"\nFrom ")
        .map(|at| at + 1)
        .filter(blank_above)
        .filter(|at| raw.get(*at..).is_some_and(parts_mails))
        .collect();
    starts.insert(0, 0);
    let ends = starts.iter().skip(1).copied().chain([raw.len()]);
    let pairs: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    pairs
        .into_iter()
        .filter_map(|(start, end)| {
            let mail = raw.get(start..end)?;
            let skipped = match mail.starts_with(b"From ") {
                true => memchr::memchr(b'\n', mail)? + 1,
                false => 0,
            };
            Some((start + skipped, mail.get(skipped..)?))
        })
        .collect()
}

/// Whether a text begins with mbox's line: `From root@host Tue Jan 20 04:02:11 2026`.
fn parts_mails(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut words = line
        .trim_ascii_end()
        .split(|byte| *byte == b' ')
        .rev()
        .filter(|word| !word.is_empty());
    let year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words.next().is_some_and(year)
        && words.any(|word| word.len() >= 5 && word.get(2) == Some(&b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mail: &str, expect: &[&str]) {
        assert!(is_packed(mail.as_bytes()), "{mail}");
        let found = Mails::of(mail.as_bytes()).lines;
        let found: Vec<&str> = found.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(found, expect, "{mail}");
    }

    #[test]
    fn parts_are_unpacked() {
        check(
            "From: root@example.com\nSubject: =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n203.0.113.9: 2 Time=\n(s)\nuser=3Droot\n",
            &[
                "From: root@example.com",
                "Subject: 日本",
                "",
                "203.0.113.9: 2 Time(s)",
                "user=root",
            ],
        );
        check(
            "Subject: x\nContent-Type: text/plain; charset=EUC-JP\nContent-Transfer-Encoding: base64\n\nxvzL3AphCg==\n",
            &["Subject: x", "", "日本", "a"],
        );
    }

    #[test]
    fn flowed_lines_are_put_together() {
        let check = |text: &str, delsp, expect: &str| {
            assert_eq!(flowed(text, delsp, &mut Vec::new()), expect, "{text:?}");
        };
        check("a b \nc\n\nd\n", false, "a b c\n\nd");
        check("a \nb \nc", false, "a b c");
        check("\u{65e5} \n\u{672c}\n", true, "\u{65e5}\u{672c}");
        check("> a \n> b\n>> c \n> d\n", false, ">a b\n>>c \n>d");
        check(
            " stuffed\n  two\n >no quote\n",
            false,
            "stuffed\n two\n>no quote",
        );
        check("a \n-- \nname\n", false, "a \n-- \nname");
        check("\na\n", false, "\na");
        check("", false, "");
    }

    #[test]
    fn rows_of_logwatch_in_html() {
        check(
            "Subject: Logwatch\nContent-Type: text/html; charset=UTF-8\n\n<div class=service>\n<table border=1>\n<tr><th>\n<h2><a name=\"1\">SSHD</a></h2>\n</tr></th>\n  <tr>\n    <th align=left>Illegal users from:</th>\n  </tr>\n  <tr>\n    <td bgcolor=#dddddd> &nbsp; &nbsp;203.0.113.9: 2 Times</td>\n  </tr>\n  </table></div>\n",
            &[
                "Subject: Logwatch",
                "",
                " --- SSHD Begin ---",
                " Illegal users from:",
                "     203.0.113.9: 2 Times",
                " ### Logwatch End ###",
            ],
        );
    }

    #[test]
    fn a_mailbox_holds_several() {
        let mail = "From root Thu Jan  1 04:02:11 2026\nSubject: a\nContent-Transfer-Encoding: quoted-printable\n\nx=3D1\n\nFrom here on\n\nFrom root Fri Jan  2 04:02:11 2026\nSubject: b\nContent-Transfer-Encoding: quoted-printable\n\ny=3D2\n";
        let found = Mails::of(mail.as_bytes()).lines;
        let found: Vec<&str> = found.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            found,
            [
                "Subject: a",
                "",
                "x=1",
                "",
                "From here on",
                "",
                "Subject: b",
                "",
                "y=2"
            ]
        );
    }
}
