//! `journalctl -o export`: a field a line, a blank line behind each entry; a field that is no plain text has its
//! length in eight bytes. Entries come in pieces of any size and leave as lines, one each.

use super::{Entry, Text};
use crate::cutter::{LONGEST, RawLine};
use crate::stamp::iso;
use chrono::{DateTime, NaiveDate};
use memchr::{memchr, memmem};

const TIME: &[u8] = b"__REALTIME_TIMESTAMP";

/// Whether an export begins here: journalctl writes the cursor first.
pub fn is_export(head: &[u8]) -> bool {
    head.starts_with(b"__CURSOR=") && memmem::find(head, b"\n__REALTIME_TIMESTAMP=").is_some()
}

/// The latest day that is named in a piece of an export.
pub fn last_date(piece: &[u8]) -> Option<NaiveDate> {
    let times = memmem::find_iter(piece, b"\n__REALTIME_TIMESTAMP=").filter_map(|at| {
        let digits = piece.get(at + TIME.len() + 2..)?;
        number::<i64>(digits.get(..memchr(b'\n', digits)?)?)
    });
    let time = DateTime::from_timestamp(times.max()? / 1_000_000, 0)?;
    Some(time.date_naive())
}

fn number<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

#[derive(Default)]
pub struct Export {
    /// Offset of the next byte.
    at: u64,
    state: State,
    entry: Known,
    /// The line that is given.
    line: Vec<u8>,
}

/// What is known of the entry that is being read.
#[derive(Default)]
struct Known {
    start: u64,
    /// Bytes of it; none where no field was read yet.
    length: u64,
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
    Line {
        name: Vec<u8>,
        value: Vec<u8>,
        cut: bool,
    },
    /// The eight bytes of a length.
    Length { name: Vec<u8>, bytes: Vec<u8> },
    /// A value of so many bytes more, and a line's end.
    Bytes {
        name: Vec<u8>,
        value: Vec<u8>,
        left: u64,
        cut: bool,
    },
}

impl Default for State {
    fn default() -> Self {
        State::Name(Vec::new())
    }
}

/// A field's name is shorter; what is not is none.
const LONGEST_NAME: usize = 256;

impl Export {
    pub fn push(&mut self, bytes: &[u8], mut give: impl FnMut(RawLine<'_>)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let used = self.step(rest, &mut give).clamp(1, rest.len());
            self.at += used as u64;
            rest = rest.get(used..).unwrap_or_default();
        }
    }

    /// The last entry may have no blank line behind it.
    pub fn finish(mut self, mut give: impl FnMut(RawLine<'_>)) {
        if let State::Line { name, value, cut }
        | State::Bytes {
            name, value, cut, ..
        } = std::mem::take(&mut self.state)
        {
            self.entry.field(&name, value, cut);
            self.entry.length = self.at - self.entry.start;
        }
        self.give(&mut give);
    }

    /// Takes some of the bytes.
    fn step(&mut self, bytes: &[u8], give: &mut impl FnMut(RawLine<'_>)) -> usize {
        match &mut self.state {
            State::Name(name) => {
                let end = bytes.iter().position(|byte| matches!(byte, b'=' | b'\n'));
                let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
                let room = LONGEST_NAME.saturating_sub(name.len()).min(part.len());
                name.extend_from_slice(part.get(..room).unwrap_or_default());
                let name = std::mem::take(name);
                match end.and_then(|end| bytes.get(end)) {
                    None => self.state = State::Name(name),
                    Some(b'=') => {
                        self.state = State::Line {
                            name,
                            value: Vec::new(),
                            cut: false,
                        }
                    }
                    Some(_) if name.is_empty() => {
                        self.give(give);
                        self.entry.start = self.at + 1;
                    }
                    Some(_) => {
                        self.state = State::Length {
                            name,
                            bytes: Vec::new(),
                        }
                    }
                }
                part.len() + usize::from(end.is_some())
            }
            State::Line { value, cut, .. } => {
                let end = memchr(b'\n', bytes);
                let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
                keep(value, part, cut);
                let used = part.len() + usize::from(end.is_some());
                if end.is_some() {
                    self.done(used);
                }
                used
            }
            State::Length {
                name,
                bytes: length,
            } => {
                let used = (8 - length.len()).min(bytes.len());
                length.extend_from_slice(bytes.get(..used).unwrap_or_default());
                if let Ok(length) = <[u8; 8]>::try_from(length.as_slice()) {
                    self.state = State::Bytes {
                        name: std::mem::take(name),
                        value: Vec::new(),
                        left: u64::from_le_bytes(length),
                        cut: false,
                    };
                }
                used
            }
            State::Bytes {
                value, left, cut, ..
            } => {
                let used = usize::try_from(*left)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len());
                keep(value, bytes.get(..used).unwrap_or_default(), cut);
                *left -= used as u64;
                // The line's end behind the value.
                if *left == 0 && used < bytes.len() {
                    self.done(used + 1);
                    return used + 1;
                }
                used
            }
        }
    }

    /// A field has ended.
    fn done(&mut self, used: usize) {
        if let State::Line { name, value, cut }
        | State::Bytes {
            name, value, cut, ..
        } = std::mem::take(&mut self.state)
        {
            self.entry.field(&name, value, cut);
        }
        self.entry.length = self.at + used as u64 - self.entry.start;
    }

    /// The entry as a line of a log, and on to the next one.
    fn give(&mut self, give: &mut impl FnMut(RawLine<'_>)) {
        let entry = std::mem::take(&mut self.entry);
        if entry.length == 0 {
            return;
        }
        entry.write(&mut self.line);
        let cut = entry.cut || self.line.len() > LONGEST;
        self.line.truncate(LONGEST);
        give(RawLine {
            offset: entry.start,
            length: u32::try_from(entry.length).unwrap_or(u32::MAX),
            bytes: &self.line,
            before: None,
            cut,
        });
    }
}

/// Values are kept as far as a line may be long.
fn keep(value: &mut Vec<u8>, part: &[u8], cut: &mut bool) {
    let room = LONGEST.saturating_sub(value.len()).min(part.len());
    value.extend_from_slice(part.get(..room).unwrap_or_default());
    *cut |= room < part.len();
}

impl Known {
    fn field(&mut self, name: &[u8], value: Vec<u8>, cut: bool) {
        match name {
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
        let mut give = |line: RawLine<'_>| {
            found.push((
                line.offset,
                line.length,
                String::from_utf8_lossy(line.bytes).into_owned(),
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
}
