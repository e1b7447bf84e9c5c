//! `journalctl -o export`: a field a line, a blank line behind each entry; a field that is no plain text has its
//! length in eight bytes. Entries come in pieces of any size and leave as lines, one each.

use super::{Entry, Text};
use crate::cutter::{LONGEST, RawLine};
use crate::stamp::iso;
use chrono::{DateTime, NaiveDate};
use memchr::{memchr, memmem};

const TIME: &[u8] = b"__REALTIME_TIMESTAMP";
const CURSOR: &[u8] = b"__CURSOR";
const CURSOR_LINE: &[u8] = b"__CURSOR=";

/// Lines that may stand above the first entry: a prompt, a blank line, what journalctl told besides.
const ABOVE: usize = 3;

/// Whether an export begins here: journalctl writes the cursor first.
pub fn is_export(head: &[u8]) -> bool {
    let lines = without_mark(head).split(|byte| *byte == b'\n');
    lines
        .take(ABOVE + 1)
        .any(|line| line.starts_with(CURSOR_LINE))
        && memmem::find(head, b"\n__REALTIME_TIMESTAMP=").is_some()
}

fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

/// The latest day that is named in a piece of an export.
pub fn last_date(piece: &[u8]) -> Option<NaiveDate> {
    let times = memmem::find_iter(piece, b"\n__REALTIME_TIMESTAMP=").filter_map(|at| {
        let digits = piece.get(at + TIME.len() + 2..)?;
        number::<i64>(digits.get(..memchr(b'\n', digits)?)?.trim_ascii_end())
    });
    let time = DateTime::from_timestamp(times.max()? / 1_000_000, 0)?;
    Some(time.date_naive())
}

fn number<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// What leaves.
pub enum Piece<'a> {
    /// An entry as a line of a log.
    Entry(RawLine<'a>),
    /// A line that is none of an entry, or was one of a damaged entry. It may be a piece of a stranger's message,
    /// so nothing in it is read.
    Passed(RawLine<'a>),
}

#[derive(Default)]
pub struct Export {
    /// Offset of the next byte.
    at: u64,
    state: State,
    entry: Known,
    /// The line that is given.
    line: Vec<u8>,
    /// Whether the first line ends with CRLF: then something on the way has changed all line ends, also those in
    /// values that have a length.
    crlf: Option<bool>,
    /// A carriage return that may belong to a line's end.
    held: bool,
    /// Which journal the last whole entry is of.
    journal: Vec<u8>,
}

/// What is known of the entry that is being read.
#[derive(Default)]
struct Known {
    start: u64,
    /// Bytes of it; none where no field was read yet.
    length: u64,
    journal: Vec<u8>,
    time: Option<i64>,
    pid: Option<u32>,
    syslog_pid: Option<u32>,
    host: Vec<u8>,
    identifier: Vec<u8>,
    command: Vec<u8>,
    message: Vec<u8>,
    has_message: bool,
    cut: bool,
}

enum State {
    /// A name, up to `=` or the line's end.
    Name(Vec<u8>),
    /// A value up to the line's end.
    Line(Field),
    /// The eight bytes of a length.
    Length { name: Vec<u8>, bytes: Vec<u8> },
    /// A value of so many bytes more, and a line's end.
    Bytes { field: Field, left: u64 },
    /// A line that is no field.
    Passing(Passing),
}

impl Default for State {
    fn default() -> Self {
        State::Name(Vec::new())
    }
}

#[derive(Default)]
struct Field {
    name: Vec<u8>,
    value: Vec<u8>,
    cut: bool,
}

#[derive(Default)]
struct Passing {
    start: u64,
    line: Vec<u8>,
    cut: bool,
    /// A length was wrong: nobody knows what stands here, up to the next entry.
    lost: bool,
}

/// A field's name is shorter; what is not is none.
const LONGEST_NAME: usize = 256;

/// The journal keeps no longer values: a greater length is damaged.
const LONGEST_VALUE: u64 = 768 << 20;

/// Whether a field may be called so.
fn is_name(name: &[u8]) -> bool {
    let of_name = |byte: &u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    !name.is_empty() && name.iter().all(of_name)
}

/// `s=…`: what the cursors of all entries of a journal share.
fn journal_of(cursor: &[u8]) -> &[u8] {
    let end = memchr(b';', cursor).unwrap_or(cursor.len());
    cursor.get(..end).unwrap_or_default()
}

/// What stands before the line's end, with what is used of the bytes, and whether the end is there.
fn line_end(bytes: &[u8]) -> (&[u8], usize, bool) {
    let end = memchr(b'\n', bytes);
    let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
    (part, part.len() + usize::from(end.is_some()), end.is_some())
}

impl Export {
    pub fn push(&mut self, bytes: &[u8], mut give: impl FnMut(Piece<'_>)) {
        let mut rest = bytes;
        if std::mem::take(&mut self.held) {
            self.carriage_return(rest, &mut give);
        }
        while self.crlf != Some(false)
            && let Some((part, behind)) =
                memchr(b'\r', rest).and_then(|at| rest.split_at_checked(at))
        {
            self.take(part, &mut give);
            rest = behind.get(1..).unwrap_or_default();
            match rest {
                [] => self.held = true,
                _ => self.carriage_return(rest, &mut give),
            }
        }
        self.take(rest, &mut give);
    }

    /// One that stands before these bytes.
    fn carriage_return(&mut self, behind: &[u8], give: &mut impl FnMut(Piece<'_>)) {
        match behind.starts_with(b"\n") && *self.crlf.get_or_insert(true) {
            true => self.at += 1,
            false => self.take(b"\r", give),
        }
    }

    fn take(&mut self, bytes: &[u8], give: &mut impl FnMut(Piece<'_>)) {
        if self.crlf.is_none() && memchr(b'\n', bytes).is_some() {
            self.crlf = Some(false);
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let used = self.step(rest, give).min(rest.len());
            self.at += used as u64;
            rest = rest.get(used..).unwrap_or_default();
        }
    }

    /// The last entry may have no blank line behind it.
    pub fn finish(mut self, mut give: impl FnMut(Piece<'_>)) {
        match std::mem::take(&mut self.state) {
            State::Line(field) | State::Bytes { field, left: 0 } => {
                self.field(field, 0, &mut give);
            }
            State::Bytes { field, .. } => self.broken(&field, &mut give),
            State::Length { name, .. } => self.broken(&Field::of(name), &mut give),
            State::Passing(passing) => passing.give(&mut give),
            State::Name(line) if self.entry.length == 0 => {
                let start = self.entry.start;
                Passing {
                    start,
                    line,
                    ..Passing::default()
                }
                .give(&mut give);
            }
            State::Name(_) => {}
        }
        self.give(&mut give);
    }

    /// Takes some of the bytes; none only where a line begins that is passed over.
    fn step(&mut self, bytes: &[u8], give: &mut impl FnMut(Piece<'_>)) -> usize {
        match std::mem::take(&mut self.state) {
            State::Name(name) => self.name(name, bytes, give),
            State::Line(mut field) => {
                let (part, used, ended) = line_end(bytes);
                field.keep(part);
                match ended {
                    true => self.field(field, used, give),
                    false => self.state = State::Line(field),
                }
                used
            }
            State::Length {
                name,
                bytes: length,
            } => self.length(name, length, bytes, give),
            State::Bytes { field, left } => self.value(field, left, bytes, give),
            State::Passing(mut passing) => {
                let (part, used, ended) = line_end(bytes);
                keep(&mut passing.line, part, &mut passing.cut);
                match ended {
                    true => self.passed(passing, used, give),
                    false => self.state = State::Passing(passing),
                }
                used
            }
        }
    }

    /// A name, or what stands in its place: an entry's end, or a line that is no field.
    fn name(&mut self, mut name: Vec<u8>, bytes: &[u8], give: &mut impl FnMut(Piece<'_>)) -> usize {
        let start = self.at - name.len() as u64;
        let end = bytes.iter().position(|byte| matches!(byte, b'=' | b'\n'));
        let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        let room = LONGEST_NAME.saturating_sub(name.len()).min(part.len());
        name.extend_from_slice(part.get(..room).unwrap_or_default());
        let used = part.len() + usize::from(end.is_some());
        let known = without_mark(&name);
        let is_name = is_name(known) && room == part.len();
        match end.and_then(|end| bytes.get(end)) {
            None if room == part.len() => self.state = State::Name(name),
            Some(b'\n') if known.is_empty() => {
                self.give(give);
                self.entry.start = self.at + used as u64;
            }
            Some(b'\n') if is_name => {
                self.state = State::Length {
                    name: known.to_vec(),
                    bytes: Vec::new(),
                };
            }
            Some(b'=') if is_name => self.state = State::Line(Field::of(known.to_vec())),
            _ => {
                self.state = State::Passing(Passing {
                    start,
                    line: name,
                    ..Passing::default()
                });
                return room;
            }
        }
        used
    }

    fn length(
        &mut self,
        name: Vec<u8>,
        mut length: Vec<u8>,
        bytes: &[u8],
        give: &mut impl FnMut(Piece<'_>),
    ) -> usize {
        let used = (8 - length.len()).min(bytes.len());
        length.extend_from_slice(bytes.get(..used).unwrap_or_default());
        let Ok(known) = <[u8; 8]>::try_from(length.as_slice()) else {
            self.state = State::Length {
                name,
                bytes: length,
            };
            return used;
        };
        let field = Field::of(name);
        match u64::from_le_bytes(known) {
            left @ ..=LONGEST_VALUE => self.state = State::Bytes { field, left },
            _ => {
                self.broken(&field, give);
                // It may be no length at all, but a line below a word.
                let line = length
                    .rsplit(|byte| *byte == b'\n')
                    .next()
                    .unwrap_or_default();
                self.state = State::Passing(Passing {
                    start: (self.at + used as u64).saturating_sub(line.len() as u64),
                    line: line.to_vec(),
                    cut: false,
                    lost: true,
                });
            }
        }
        used
    }

    /// A value that has a length, which was wrong where no line's end follows.
    fn value(
        &mut self,
        mut field: Field,
        left: u64,
        bytes: &[u8],
        give: &mut impl FnMut(Piece<'_>),
    ) -> usize {
        let used = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        field.keep(bytes.get(..used).unwrap_or_default());
        match (left - used as u64, bytes.get(used)) {
            (0, Some(b'\n')) => {
                self.field(field, used + 1, give);
                return used + 1;
            }
            (0, Some(_)) => {
                self.broken(&field, give);
                self.state = State::Passing(Passing {
                    start: self.at + used as u64,
                    lost: true,
                    ..Passing::default()
                });
            }
            (left, _) => self.state = State::Bytes { field, left },
        }
        used
    }

    /// A field has ended. A second cursor is another entry's, where the blank line above it is missing.
    fn field(&mut self, field: Field, used: usize, give: &mut impl FnMut(Piece<'_>)) {
        let end = self.at + used as u64;
        if field.name == CURSOR && !self.entry.journal.is_empty() {
            let start = self.entry.start + self.entry.length;
            self.give(give);
            self.entry.start = start;
        }
        self.entry.field(field);
        self.entry.length = end - self.entry.start;
    }

    /// A field's end is not known. Of its entry what was read is kept, if that is a line; its own bytes are lines
    /// that are passed over.
    fn broken(&mut self, field: &Field, give: &mut impl FnMut(Piece<'_>)) {
        let start = self.entry.start;
        match self.entry.time.is_some() && self.entry.has_message {
            true => self.give(give),
            false => self.entry = Known::default(),
        }
        let lines = [&field.name[..], &field.value].into_iter();
        for line in lines.flat_map(|text| text.split(|byte| *byte == b'\n')) {
            let line = line.to_vec();
            Passing {
                start,
                line,
                ..Passing::default()
            }
            .give(give);
        }
    }

    /// A line was passed over. Behind a damaged length reading goes on only with an entry of the journal that was
    /// read before: a message may hold lines that look like an entry, but no stranger knows the journal's number.
    fn passed(&mut self, passing: Passing, used: usize, give: &mut impl FnMut(Piece<'_>)) {
        let end = self.at + used as u64;
        let cursor = passing.line.strip_prefix(CURSOR_LINE);
        if let Some(cursor) = cursor.filter(|_| passing.lost)
            && (self.journal.is_empty() || journal_of(cursor) == self.journal)
        {
            self.entry = Known {
                start: passing.start,
                length: end - passing.start,
                journal: journal_of(cursor).to_vec(),
                ..Known::default()
            };
            return;
        }
        passing.give(give);
        if passing.lost {
            self.state = State::Passing(Passing {
                start: end,
                lost: true,
                ..Passing::default()
            });
        } else if self.entry.length == 0 {
            self.entry.start = end;
        }
    }

    /// The entry as a line of a log, and on to the next one.
    fn give(&mut self, give: &mut impl FnMut(Piece<'_>)) {
        let entry = std::mem::take(&mut self.entry);
        if entry.length == 0 {
            return;
        }
        entry.write(&mut self.line);
        let cut = entry.cut || self.line.len() > LONGEST;
        self.line.truncate(LONGEST);
        give(Piece::Entry(RawLine {
            offset: entry.start,
            number: None,
            length: u32::try_from(entry.length).unwrap_or(u32::MAX),
            bytes: &self.line,
            before: None,
            cut,
        }));
        self.journal = entry.journal;
    }
}

impl Passing {
    fn give(&self, give: &mut impl FnMut(Piece<'_>)) {
        if self.line.is_empty() {
            return;
        }
        give(Piece::Passed(RawLine {
            offset: self.start,
            number: None,
            length: u32::try_from(self.line.len()).unwrap_or(u32::MAX),
            bytes: &self.line,
            before: None,
            cut: self.cut,
        }));
    }
}

impl Field {
    fn of(name: Vec<u8>) -> Field {
        Field {
            name,
            ..Field::default()
        }
    }

    fn keep(&mut self, part: &[u8]) {
        keep(&mut self.value, part, &mut self.cut);
    }
}

/// Values are kept as far as a line may be long.
fn keep(value: &mut Vec<u8>, part: &[u8], cut: &mut bool) {
    let room = LONGEST.saturating_sub(value.len()).min(part.len());
    value.extend_from_slice(part.get(..room).unwrap_or_default());
    *cut |= room < part.len();
}

impl Known {
    fn field(&mut self, field: Field) {
        let Field { name, value, cut } = field;
        match name.as_slice() {
            CURSOR => self.journal = journal_of(&value).to_vec(),
            b"MESSAGE" => (self.message, self.has_message, self.cut) = (value, true, cut),
            b"_HOSTNAME" => self.host = value,
            b"SYSLOG_IDENTIFIER" => self.identifier = value,
            b"_COMM" => self.command = value,
            b"_PID" => self.pid = number(&value),
            b"SYSLOG_PID" => self.syslog_pid = number(&value),
            TIME => self.time = number(&value),
            _ => {}
        }
    }

    /// `2024-03-03T12:00:00+00:00 host sshd[17]: message`; what has no time or message is no such line.
    fn write(&self, line: &mut Vec<u8>) {
        line.clear();
        let (Some(time), true) = (self.time, self.has_message) else {
            return line.extend_from_slice(&self.message);
        };
        let text = |bytes| Text::Here(bytes);
        let entry = Entry {
            identifier: if self.identifier.is_empty() {
                Text::None
            } else {
                text(&self.identifier)
            },
            command: text(&self.command),
            ..Entry::default()
        };
        line.extend_from_slice(iso(time.div_euclid(1_000_000)).as_bytes());
        line.extend_from_slice(b"+00:00 ");
        match self.host.is_empty() {
            true => line.push(b'-'),
            false => text(&self.host).word(line),
        }
        line.push(b' ');
        entry.program().word(line);
        if let Some(pid) = self.pid.or(self.syslog_pid) {
            line.extend_from_slice(format!("[{pid}]").as_bytes());
        }
        line.extend_from_slice(b": ");
        // A line's end inside a message would be none of the log's.
        line.extend(
            self.message
                .iter()
                .map(|byte| if *byte == b'\n' { b' ' } else { *byte }),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], piece: usize) -> Vec<(u64, u32, String)> {
        let mut export = Export::default();
        let mut found = Vec::new();
        let mut give = |piece: Piece<'_>| {
            let (line, mark) = match piece {
                Piece::Entry(line) => (line, ""),
                Piece::Passed(line) => (line, "? "),
            };
            found.push((
                line.offset,
                line.length,
                format!("{mark}{}", String::from_utf8_lossy(line.bytes)),
            ));
        };
        for piece in text.chunks(piece) {
            export.push(piece, &mut give);
        }
        export.finish(&mut give);
        found
    }

    #[test]
    fn entries_are_lines_however_they_come() {
        let mut text = b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1361647383000000\nMESSAGE=Invalid user x from 192.0.2.1\n_PID=17\n_HOSTNAME=web1\nSYSLOG_IDENTIFIER=sshd\n\n".to_vec();
        let second = text.len() as u64;
        text.extend(
            b"__CURSOR=s=2\n__REALTIME_TIMESTAMP=1361647384000000\n_COMM=my prog: x\nMESSAGE\n",
        );
        text.extend(9_u64.to_le_bytes());
        text.extend(b"two\nlines\n");
        assert!(is_export(&text));
        assert_eq!(
            last_date(&text).map(|date| date.to_string()).as_deref(),
            Some("2013-02-23")
        );
        let wanted = vec![
            (
                0,
                u32::try_from(second).unwrap() - 1,
                "2013-02-23T19:23:03+00:00 web1 sshd[17]: Invalid user x from 192.0.2.1".to_owned(),
            ),
            (
                second,
                u32::try_from(text.len() as u64 - second).unwrap(),
                "2013-02-23T19:23:04+00:00 - my_prog__x: two lines".to_owned(),
            ),
        ];
        for piece in [1, 3, 10, 1000] {
            assert_eq!(lines(&text, piece), wanted, "{piece}");
        }
    }

    fn entry(number: u64, more: &[u8]) -> Vec<u8> {
        let head = format!(
            "__CURSOR=s=a1;i={number}\n__REALTIME_TIMESTAMP=13616473830000{number:02}\n_HOSTNAME=www\n_COMM=x\n"
        );
        [
            head.as_bytes(),
            more,
            format!("MESSAGE={number}\n\n").as_bytes(),
        ]
        .concat()
    }

    fn binary(length: u64, value: &[u8]) -> Vec<u8> {
        [b"FOO\n", &length.to_le_bytes()[..], value, b"\n"].concat()
    }

    /// The messages that are read, and each line that is passed over; the same in pieces of any size.
    fn check(text: &[u8], expect: &[&str]) {
        for piece in [1, 2, 3, 7, 1000] {
            let found: Vec<String> = lines(text, piece)
                .into_iter()
                .map(|(_, _, line)| line.replace("2013-02-23T19:23:03+00:00 www x: ", ""))
                .collect();
            assert_eq!(found, expect, "{piece}");
        }
    }

    #[test]
    fn what_is_damaged_is_passed_over_and_counted() {
        let (one, three) = (entry(1, b""), entry(3, b""));
        let between = |text: &[u8]| [&one[..], text, &three].concat();
        check(
            &between(b"\xff garbage = x\n"),
            &["1", "? \u{fffd} garbage = x", "3"],
        );
        check(&between(b"lower\n\n\n"), &["1", "? lower", "3"]);
        // A name alone is taken for one, and what stands below it for a length.
        check(&between(b"END\n"), &["1", "? END", "3"]);
        let damaged = |field: &[u8]| between(&entry(2, field));
        check(&damaged(&binary(3, b"a\nb")), &["1", "2", "3"]);
        check(
            &damaged(&binary(1 << 62, b"ab")),
            &["1", "? FOO", "? \0\0\0\0\0\0\0@ab", "? MESSAGE=2", "3"],
        );
        check(
            &damaged(&binary(1, b"ab")),
            &["1", "? FOO", "? a", "? b", "? MESSAGE=2", "3"],
        );
        check(
            &damaged(&binary(14, b"ab")),
            &["1", "? FOO", "? ab", "? MESSAGE=2", "3"],
        );
        // A journal that ends too early.
        let whole = damaged(&binary(9, b"ab"));
        check(&whole[..one.len()], &["1"]);
        check(
            &[&one[..], &binary(9, b"ab")].concat(),
            &["1", "? FOO", "? ab"],
        );
        // The blank line between two entries is missing.
        check(&[&one[..one.len() - 1], &three].concat(), &["1", "3"]);
    }

    /// A stranger's message may hold an entry; where lengths are damaged, it is none of this journal.
    #[test]
    fn a_message_is_no_entry() {
        let forged =
            b"x\n\n__CURSOR=s=b;i=9\n__REALTIME_TIMESTAMP=1361647383000000\nMESSAGE=forged\n\n";
        let of = |length| {
            [
                entry(1, b""),
                entry(2, &binary(length, forged)),
                entry(3, b""),
            ]
            .concat()
        };
        check(&of(forged.len() as u64), &["1", "2", "3"]);
        for length in [3, 4, 1 << 60] {
            for (_, _, line) in lines(&of(length), 5) {
                assert!(line.starts_with("? ") || !line.contains("forged"), "{line}");
            }
            let found = lines(&of(length), 5);
            let found: Vec<&str> = found.iter().map(|(_, _, line)| line.as_str()).collect();
            assert!(
                found.last().is_some_and(|line| line.ends_with(" x: 3")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn line_ends_and_lines_above_do_not_matter() {
        let text = [
            entry(1, b""),
            entry(2, &binary(4, b"a\nb\n")),
            entry(3, b""),
        ]
        .concat();
        check(&text, &["1", "2", "3"]);
        let crlf = String::from_utf8(text.clone())
            .unwrap()
            .replace('\n', "\r\n");
        assert!(is_export(crlf.as_bytes()));
        assert!(last_date(crlf.as_bytes()).is_some());
        check(crlf.as_bytes(), &["1", "2", "3"]);
        for (above, passed) in [
            ("\u{feff}", None),
            ("\n", None),
            ("$ journalctl -o export\n", Some("? $ journalctl -o export")),
        ] {
            let text = [above.as_bytes(), &text].concat();
            assert!(is_export(&text), "{above:?}");
            let wanted: Vec<&str> = passed.into_iter().chain(["1", "2", "3"]).collect();
            check(&text, &wanted);
        }
    }
}
