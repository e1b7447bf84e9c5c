//! Login records as the system keeps them: `wtmp`, `btmp`, `utmp` (384 bytes a record) and `lastlog` (292 bytes
//! for each uid), in glibc's layout on little-endian machines.
//!
//! Each record becomes a line that the pages of the kind `wtmp` read. What a stranger may choose (a login
//! name that failed) stands last; blanks and signs in the other texts are replaced.

use crate::bytes;
use crate::document::prompt::base;
use chrono::DateTime;
use std::net::{Ipv4Addr, Ipv6Addr};

const RECORD: usize = 384;
const LASTLOG: usize = 292;

/// Seconds up to the first year that a record is believed to be of.
const YEAR_1990: u64 = 631_152_000;

/// The kind of document that these are.
pub const KIND: &str = "wtmp";

/// What a file of login records holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Logins,
    Failed,
    Last,
}

impl Layout {
    /// As the file's name says; nothing where it says nothing.
    fn of(path: &str) -> Option<Layout> {
        let name = base(path).to_ascii_lowercase();
        let named = |words: &[&str]| words.iter().any(|word| name.contains(word));
        match () {
            () if named(&["lastlog"]) => Some(Layout::Last),
            () if named(&["btmp"]) => Some(Layout::Failed),
            () if named(&["wtmp", "utmp", "utx."]) => Some(Layout::Logins),
            () => None,
        }
    }
}

/// Whether a file's name and beginning are those of login records.
pub fn is_wtmp(path: &str, head: &[u8]) -> bool {
    let layout = Layout::of(path);
    if layout == Some(Layout::Last) {
        return head.contains(&0) && head.len() >= LASTLOG;
    }
    let known = |record: &[u8]| {
        number(record, 0, 2) <= 9
            && (layout.is_some()
                || [(8, 32), (44, 32), (76, 256)].iter().all(|(at, length)| {
                    let mut text = field(record, *at, *length).iter();
                    text.all(|byte| (0x20..0x7f).contains(byte))
                }))
    };
    // A log that a crash, or a rotation under its writer, has left zeros in may begin with any number of them.
    let is_of_a_moment =
        |record: &[u8]| number(record, 0, 2) != 0 && number(record, 340, 4) >= YEAR_1990;
    let records = || head.chunks_exact(RECORD).take(8);
    let proof = |record: &[u8]| layout.is_some() || is_of_a_moment(record);
    head.contains(&0) && records().all(known) && records().any(proof)
}

/// The records as lines, with the place of each.
pub fn lines(path: &str, bytes: &[u8]) -> Vec<(u64, String)> {
    let layout = Layout::of(path).unwrap_or(Layout::Logins);
    let size = match layout {
        Layout::Last => LASTLOG,
        Layout::Logins | Layout::Failed => RECORD,
    };
    let records = bytes.chunks_exact(size).enumerate();
    records
        .filter_map(|(index, record)| {
            let text = match layout {
                Layout::Last => last(index, record)?,
                _ => login(layout, record)?,
            };
            Some(((index * size) as u64, text))
        })
        .collect()
}

fn login(layout: Layout, record: &[u8]) -> Option<String> {
    let kind = number(record, 0, 2);
    let user = text(record, 44, 32);
    let word = match (layout, kind) {
        (_, 0) => return None,
        (Layout::Failed, _) => "failed",
        (_, 1) if user == "shutdown" => "shutdown",
        (_, 1) => "runlevel",
        (_, 2) => "boot",
        (_, 3 | 4) => "clock",
        (_, 7) => "login",
        (_, 8) => "logout",
        _ => "process",
    };
    let seconds = number(record, 340, 4);
    Some(format!(
        "{word} {} {} {} UTC pid {} user {}",
        plain(&text(record, 8, 32)),
        host(record),
        moment(seconds)?,
        number(record, 4, 4),
        if user.is_empty() { "-" } else { &user }
    ))
}

fn last(uid: usize, record: &[u8]) -> Option<String> {
    let seconds = number(record, 0, 4);
    let host = plain(&text(record, 36, 256));
    (seconds != 0).then_some(())?;
    Some(format!(
        "lastlog {} {host} {} UTC uid {uid}",
        plain(&text(record, 4, 32)),
        moment(seconds)?
    ))
}

/// The host as it is written, or else the address that stands beside it.
fn host(record: &[u8]) -> String {
    let host = text(record, 76, 256);
    if !host.is_empty() {
        return plain(&host);
    }
    let raw: [u8; 16] = match record.get(348..364).and_then(|raw| raw.try_into().ok()) {
        Some(raw) if raw != [0; 16] => raw,
        _ => return "-".to_owned(),
    };
    match raw {
        [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] => Ipv4Addr::new(a, b, c, d).to_string(),
        raw => Ipv6Addr::from(raw).to_string(),
    }
}

fn moment(seconds: u64) -> Option<String> {
    let time = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
    Some(time.format("%Y-%m-%d %H:%M:%S").to_string())
}

fn number(record: &[u8], at: usize, length: usize) -> u64 {
    let bytes = record.get(at..at + length).unwrap_or_default();
    bytes
        .iter()
        .rev()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

fn text(record: &[u8], at: usize, length: usize) -> String {
    bytes::text(field(record, at, length))
}

/// A text of fixed length, up to its first zero.
fn field(record: &[u8], at: usize, length: usize) -> &[u8] {
    let field = record.get(at..at + length).unwrap_or_default();
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    field.get(..end).unwrap_or_default()
}

/// One word, or `-`.
fn plain(text: &str) -> String {
    let of_word = |c: char| c.is_ascii_alphanumeric() || ".:-_/%~".contains(c);
    match text.is_empty() {
        true => "-".to_owned(),
        false => text
            .chars()
            .map(|c| if of_word(c) { c } else { '?' })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, line: &str, user: &str, host: &str, address: [u8; 4]) -> Vec<u8> {
        let mut record = vec![0; RECORD];
        record[0] = kind;
        record[4] = 7;
        record[8..8 + line.len()].copy_from_slice(line.as_bytes());
        record[44..44 + user.len()].copy_from_slice(user.as_bytes());
        record[76..76 + host.len()].copy_from_slice(host.as_bytes());
        record[340..344].copy_from_slice(&1_137_721_320_u32.to_le_bytes());
        record[348..352].copy_from_slice(&address);
        record
    }

    #[test]
    fn records_are_lines() {
        for (path, bytes, wanted) in [
            (
                "wtmp",
                record(7, "pts/0", "mity", "", [192, 168, 0, 27]),
                "login pts/0 192.168.0.27 2006-01-20 01:42:00 UTC pid 7 user mity",
            ),
            (
                "wtmp.1",
                record(2, "~", "reboot", "2.2.25", [0; 4]),
                "boot ~ 2.2.25 2006-01-20 01:42:00 UTC pid 7 user reboot",
            ),
            (
                "btmp",
                record(6, "ssh:notty", "a 198.51.100.77", "203.0.113.9", [0; 4]),
                "failed ssh:notty 203.0.113.9 2006-01-20 01:42:00 UTC pid 7 user a 198.51.100.77",
            ),
            (
                "wtmp",
                record(7, "a b", "x", "203.0.113.9 198.51.100.77", [0; 4]),
                "login a?b 203.0.113.9?198.51.100.77 2006-01-20 01:42:00 UTC pid 7 user x",
            ),
        ] {
            assert!(is_wtmp(path, &bytes), "{path}");
            assert_eq!(lines(path, &bytes), [(0, wanted.to_owned())]);
        }
        assert!(!is_wtmp(
            "maillog",
            &b"Jan 20 12:57:29 school init: x\n".repeat(40)
        ));
    }

    #[test]
    fn zeros_are_no_records() {
        let mut log = vec![0; 10 * RECORD];
        log.extend(b"Jan 20 12:57:29 school init: x\n");
        assert!(!is_wtmp("messages", &log));
        assert!(!is_wtmp("disk", &[0; 10 * RECORD]));
        let mut records = vec![0; RECORD];
        records.extend(record(7, "pts/0", "mity", "", [192, 0, 2, 27]));
        assert!(is_wtmp("old", &records));
    }

    #[test]
    fn lastlog_is_by_uid() {
        let mut bytes = vec![0; 2 * LASTLOG];
        bytes[LASTLOG..LASTLOG + 4].copy_from_slice(&1_137_721_320_u32.to_le_bytes());
        bytes[LASTLOG + 4..LASTLOG + 8].copy_from_slice(b"tty1");
        assert_eq!(
            lines("lastlog", &bytes),
            [(
                292,
                "lastlog tty1 - 2006-01-20 01:42:00 UTC uid 1".to_owned()
            )]
        );
    }
}
