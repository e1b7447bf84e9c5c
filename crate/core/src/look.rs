//! What a file looks like, by its beginning and its end: encoding, form of the lines, documents or not.

use crate::archive::pick::{is_named_log, is_shaped};
use crate::archive::{Place, Why, zip};
use crate::cutter::Unit;
use crate::digest::{Digest, Print};
use crate::dispatch::Dispatch;
use crate::document::wrapped::{self, Pages};
use crate::document::{self, mail, wtmp};
use crate::encoding::{self, TextEncoding};
use crate::journal;
use crate::plan::{Layout, PROBE};
use crate::record::{self, Form, Habit, Record};
use crate::report::{Archive, FileProblem};
use crate::stamp::Clock;
use crate::unpack::Packing;
use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file as it was found, with its two ends.
#[derive(Default)]
pub(crate) struct Sight {
    pub path: String,
    pub place: Place,
    /// As it was given, or as it lies in its archive.
    pub bytes: u64,
    /// The file's own date, where the system or the archive knows one.
    pub modified: Option<NaiveDate>,
    /// When it was packed.
    pub packed: Option<NaiveDate>,
    pub packing: Option<Packing>,
    pub head: Vec<u8>,
    pub tail: Vec<u8>,
    /// Unpacked, where it is known.
    pub length: Option<u64>,
    /// Unpacked, about, where it is packed and large.
    pub likely: Option<u64>,
    /// Of all of it, where it is known.
    pub digest: Option<Print>,
}

/// What is known of a file before it is planned.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Look {
    pub path: String,
    pub place: Place,
    pub bytes: u64,
    pub(crate) modified: Option<NaiveDate>,
    pub(crate) packed: Option<NaiveDate>,
    pub(crate) container: Option<String>,
    pub(crate) format: String,
    pub(crate) habit: Habit,
    pub(crate) encoding: TextEncoding,
    pub(crate) layout: Layout,
    pub(crate) last_full_date: Option<NaiveDate>,
    /// Of its two ends: the same in every run.
    pub(crate) ends: [Print; 2],
    pub(crate) length: Option<u64>,
    pub(crate) likely: Option<u64>,
    pub(crate) digest: Option<Print>,
    /// With any of these, it is not read.
    pub(crate) problems: Vec<FileProblem>,
    pub(crate) archive: Option<Archive>,
}

enum Kind {
    Text,
    Binary(Option<&'static str>),
}

impl Look {
    pub(crate) fn of(file: Sight, dispatch: &mut Dispatch) -> Look {
        let journal = journal::is_export(&file.head);
        let encoding = match encoding::sniff(&file.head, &file.tail) {
            // Zeros in a value are none of the text.
            encoding if journal && encoding.unit() != Unit::Byte => TextEncoding::Utf8,
            encoding => encoding,
        };
        let ends = [decoded(encoding, &file.head), decoded(encoding, &file.tail)];
        let census = Census::of(&ends, dispatch);
        // An image of a disk begins with zeros, as records of no login do.
        let records = named(&file.head).is_none() && wtmp::is_wtmp(&file.path, &file.head);
        let kind = match records || journal {
            true => Kind::Text,
            false => kind(&file, encoding, &census),
        };
        let format = match kind {
            _ if file.bytes == 0 => "empty".to_owned(),
            _ if records => wtmp::KIND.to_owned(),
            _ if journal => Form::Journal.name().to_owned(),
            Kind::Binary(_) => "binary".to_owned(),
            Kind::Text => census.format(),
        };
        let problem = match kind {
            _ if file.bytes == 0 => Some(FileProblem::Empty),
            Kind::Binary(kind) => Some(FileProblem::Binary {
                kind: kind.map(str::to_owned),
            }),
            Kind::Text => None,
        };
        Look {
            layout: match records {
                true => Layout::Records,
                false if journal => Layout::Journal,
                false => layout(&file, &census, dispatch),
            },
            container: file.packing.map(|packing| packing.name().to_owned()),
            ends: [&file.head, &file.tail].map(|end| Digest::of(0, end)),
            habit: census.habit(),
            last_full_date: match journal {
                true => journal::last_date(&file.tail).or(journal::last_date(&file.head)),
                false => census.last_full_date,
            },
            path: file.path,
            place: file.place,
            bytes: file.bytes,
            modified: file.modified,
            packed: file.packed,
            length: file.length,
            likely: file.likely,
            digest: file.digest,
            archive: None,
            problems: problem.into_iter().collect(),
            format,
            encoding,
        }
    }

    /// The archive itself, which is not read but stands in the list of files.
    pub(crate) fn archive(
        path: String,
        place: Place,
        bytes: u64,
        container: String,
        archive: Archive,
    ) -> Look {
        Look {
            path,
            place,
            bytes,
            modified: None,
            packed: None,
            container: Some(container),
            format: "archive".to_owned(),
            habit: Habit::default(),
            encoding: TextEncoding::Utf8,
            layout: Layout::Lines,
            last_full_date: None,
            ends: [[0; 4]; 2],
            length: None,
            likely: None,
            digest: None,
            problems: Vec::new(),
            archive: Some(archive),
        }
    }

    /// Why this file of an archive is left out; `name` is the one that it has there.
    pub(crate) fn why_not(&self, name: &str, dispatch: &Dispatch) -> Option<Why> {
        match self.problems.first() {
            Some(FileProblem::Binary { kind: Some(kind) }) if kind == JOURNAL => Some(Why::Journal),
            Some(FileProblem::Empty) => Some(Why::Empty),
            Some(_) => Some(Why::Binary),
            None if is_named_log(name) || is_shaped(&self.format, &self.layout) => None,
            None if dispatch.kind_of_file(name).is_some() => None,
            None => Some(Why::NoLog),
        }
    }

    /// What a whole reading of it has shown.
    pub fn learn(&mut self, length: u64, digest: Print) {
        (self.length, self.digest) = (Some(length), Some(digest));
    }
}

/// How these lines are written. What has no head does not count: a letter stands round what a log wrote.
pub(crate) fn habit(lines: &[&str], clock: &mut Clock) -> Habit {
    let mut census = Census::default();
    let mut scratch = Vec::new();
    for line in lines.iter().map(|line| line.as_bytes()) {
        let record = record::read(line, Habit::default(), clock, &mut scratch);
        if record.form != Form::Bare {
            census.count(&record);
            census.stamped_twice += usize::from(record::is_stamped_twice(line, clock));
        }
    }
    census.habit()
}

/// Whether a text is read whole: by its name, by what it begins with, or by a line that begins a document.
fn layout(file: &Sight, census: &Census, dispatch: &Dispatch) -> Layout {
    let logs = [Form::Syslog, Form::Access, Form::Rfc3339, Form::Rfc5424];
    let kind = dispatch
        .kind_of_file(&file.path)
        .filter(|_| census.most().is_none_or(|most| !logs.contains(&most)));
    let document = kind.is_some() || census.documents || mail::is_packed(&file.head);
    match document && file.bytes <= document::LONGEST as u64 {
        true => Layout::Transcript {
            kind: kind.map(str::to_owned),
        },
        false => Layout::Lines,
    }
}

fn decoded(encoding: TextEncoding, piece: &[u8]) -> Vec<u8> {
    if encoding.unit() == Unit::Byte {
        return piece
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(piece)
            .to_vec();
    }
    let mut scratch = String::new();
    encoding.line(piece, &mut scratch).0.to_vec()
}

/// Whether lines are broken here. The last line may be cut short.
fn is_wrapped(pieces: &[Vec<u8>], habit: Habit, dispatch: &mut Dispatch) -> bool {
    let Some(text) = pieces.first().map(|piece| String::from_utf8_lossy(piece)) else {
        return false;
    };
    let mut lines: Vec<&str> = text.lines().collect();
    if text.len() >= PROBE {
        lines.pop();
    }
    let mut pages = Pages {
        dispatch,
        clock: &mut Clock::new(NaiveDate::default()),
        habit,
    };
    wrapped::find(&lines, &mut pages).is_some()
}

/// The forms of a file's first and last lines.
#[derive(Default)]
struct Census {
    forms: BTreeMap<Form, usize>,
    /// So many have a second head behind a stamp.
    stamped_twice: usize,
    /// A line that is none of a log begins a document.
    documents: bool,
    last_full_date: Option<NaiveDate>,
}

impl Census {
    fn of(pieces: &[Vec<u8>], dispatch: &mut Dispatch) -> Census {
        let mut census = Census::default();
        // The anchor does not matter here: only dates that name their year are looked at.
        let mut clock = Clock::new(NaiveDate::default());
        let mut scratch = Vec::new();
        for (end, piece) in pieces.iter().enumerate() {
            let lines: Vec<(usize, &[u8])> = piece
                .split(|byte| *byte == b'\n')
                .enumerate()
                .filter(|(_, line)| !line.trim_ascii().is_empty())
                .collect();
            // The last line may be cut short, and of the second end the first one, too.
            let counted = lines.len().saturating_sub(1).max(1);
            for (place, (number, line)) in lines.iter().enumerate() {
                let record = record::read(line, Habit::default(), &mut clock, &mut scratch);
                if place < counted {
                    census.count(&record);
                    census.stamped_twice += usize::from(record::is_stamped_twice(line, &mut clock));
                }
                // Half a line begins nothing, and asking would make the tree of all documents' pages.
                let half = match end {
                    0 => {
                        piece.len() >= PROBE && place + 1 == lines.len() && !piece.ends_with(b"\n")
                    }
                    _ => *number == 0,
                };
                // Whoever quotes a log explains it first.
                let explained = end == 0 && census.only_bare() && document::explains(line);
                census.documents = census.documents
                    || record.form == Form::Bare
                        && !half
                        && (explained || document::begins(line, dispatch));
            }
        }
        census.documents = census.documents || is_wrapped(pieces, census.habit(), dispatch);
        census
    }

    fn count(&mut self, record: &Record<'_>) {
        *self.forms.entry(record.form).or_default() += 1;
        if let Some(stamp) = record.stamp.filter(|stamp| !stamp.year_guessed) {
            let date = DateTime::from_timestamp(stamp.local, 0).map(|time| time.date_naive());
            self.last_full_date = self.last_full_date.max(date);
        }
    }

    /// No line of a log has come yet.
    fn only_bare(&self) -> bool {
        self.forms.keys().all(|form| *form == Form::Bare)
    }

    fn most(&self) -> Option<Form> {
        self.forms
            .iter()
            .max_by_key(|(_, count)| **count)
            .map(|(form, _)| *form)
    }

    fn habit(&self) -> Habit {
        let letter = self.forms.get(&Form::Bare).copied().unwrap_or(0);
        let headed = self.total() - letter;
        Habit {
            access_first: self.most() == Some(Form::Access),
            // Of a stranger's texts not nearly all are a head.
            stamped_twice: self.stamped_twice * 10 >= headed * 9 && self.stamped_twice > 0,
        }
    }

    fn total(&self) -> usize {
        self.forms.values().sum()
    }

    /// One form's name; `mixed` where a second one has a tenth of the lines.
    fn format(&self) -> String {
        let Some(most) = self.most() else {
            return Form::Bare.name().to_owned();
        };
        let others = self.total() - self.forms.get(&most).copied().unwrap_or(0);
        if others * 10 >= self.total() && others > 1 {
            "mixed".to_owned()
        } else {
            most.name().to_owned()
        }
    }
}

/// The journal as systemd keeps it: only `journalctl` reads that.
const JOURNAL: &str = "systemd journal";

/// Beginnings of files that are no logs.
const MAGIC: [(&[u8], &str); 24] = [
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"LPKSHHRH", JOURNAL),
    (b"7z\xBC\xAF", "7-Zip"),
    (b"\x7FELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"SQLite format 3", "SQLite"),
    (b"\xD0\xCF\x11\xE0", "Microsoft Office"),
    (b"RIFF", "RIFF"),
    (b"Rar!\x1A\x07", "RAR"),
    (b"MSCF\0\0\0\0", "Microsoft Cabinet"),
    (b"\x04\x22\x4D\x18", "LZ4"),
    (b"LZIP\x01", "lzip"),
    (b"\xC7\x71", CPIO),
    (b"ElfFile\0", EVENTS),
    (b"\x30\0\0\0LfLe", EVENTS),
    (b"\xD4\xC3\xB2\xA1", "pcap"),
    (b"\xA1\xB2\xC3\xD4", "pcap"),
    (b"\x4D\x3C\xB2\xA1", "pcap"),
    (b"\xA1\xB2\x3C\x4D", "pcap"),
    (b"\x0A\x0D\x0D\x0A", "pcapng"),
];

/// What stands further behind the beginning.
const MAGIC_AT: [(usize, &[u8], &str); 7] = [
    (2, b"-lh", "LHA"),
    (2, b"-lz", "LHA"),
    (32_769, b"CD001", "ISO 9660"),
    // A size that is not known, which the packer writes when it reads from a pipe.
    (5, &[0xFF; 8], "LZMA"),
    // Less than 16 MiB.
    (8, &[0; 5], "LZMA"),
    (8, b"\x4D\x3C\x2B\x1A", "pcapng"),
    (8, b"\x1A\x2B\x3C\x4D", "pcapng"),
];

const CPIO: &str = "cpio";

/// Events as Windows keeps them.
const EVENTS: &str = "Windows event log";

/// A zip in several parts: only the last one has the list, and its places are in the others.
const PART: &str = "ZIP in parts";

/// What the first bytes, and some behind them, say of a file that is no log.
pub(crate) fn named(head: &[u8]) -> Option<&'static str> {
    let by_beginning = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
    let further = |kind: &str| {
        MAGIC_AT.iter().any(|(at, magic, wanted)| {
            *wanted == kind && head.get(*at..).is_some_and(|rest| rest.starts_with(magic))
        })
    };
    match by_beginning {
        Some((_, "pcapng")) => further("pcapng").then_some("pcapng"),
        Some((_, kind)) => Some(kind),
        None if is_cpio(head) => Some(CPIO),
        None if head.starts_with(b"\x5D\0\0") => further("LZMA").then_some("LZMA"),
        None if further("ISO 9660") => Some("ISO 9660"),
        None if head.get(6) == Some(&b'-') && further("LHA") => Some("LHA"),
        None => None,
    }
}

/// Its head is in letters, and a date of MySQL may begin like it: so all of its figures are looked at.
fn is_cpio(head: &[u8]) -> bool {
    let figures = match head.get(..6) {
        Some(b"070701" | b"070702") => head.get(6..110),
        Some(b"070707") => head.get(6..76),
        _ => None,
    };
    figures.is_some_and(|figures| figures.iter().all(u8::is_ascii_hexdigit))
}

/// How many of the bytes stand in no text.
pub(crate) fn controls(bytes: &[u8]) -> usize {
    let is_control =
        |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1B) || byte == 0x7F;
    bytes.iter().filter(|byte| is_control(**byte)).count()
}

fn kind(file: &Sight, encoding: TextEncoding, census: &Census) -> Kind {
    let head = &file.head;
    let is_part = zip::is_part(&file.path);
    if let Some(name) = named(head).filter(|_| !is_part) {
        return Kind::Binary(Some(name));
    }
    // A log with a hole of zeros (a crash leaves one) still has lines with stamps.
    let has_lines = census
        .forms
        .iter()
        .any(|(form, count)| *form != Form::Bare && *count > 0);
    if encoding.unit() == Unit::Byte && controls(head) * 10 > head.len() && !has_lines {
        Kind::Binary((is_part || zip::is_last_part(&file.tail)).then_some(PART))
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_log_is_named() {
        let check = |path: &str, head: &[u8], expect: Option<&str>| {
            let noise = (0..40_000_u32).map(|n| (n % 7) as u8);
            let head: Vec<u8> = head.iter().copied().chain(noise).collect();
            let bytes = head.len() as u64;
            let sight = Sight {
                path: path.to_owned(),
                tail: head.clone(),
                head,
                bytes,
                ..Sight::default()
            };
            let kind = expect.map(str::to_owned);
            let problems = Look::of(sight, &mut Dispatch::new()).problems;
            assert_eq!(problems, [FileProblem::Binary { kind }], "{path}");
        };
        check("a", b"\x01", None);
        check("a.rar", b"Rar!\x1A\x07\x01\0", Some("RAR"));
        check("a.cab", b"MSCF\0\0\0\0", Some("Microsoft Cabinet"));
        check("a.lzh", b"\x24\x66-lh5-", Some("LHA"));
        check("a.lz4", b"\x04\x22\x4D\x18", Some("LZ4"));
        check("a.lz", b"LZIP\x01", Some("lzip"));
        let lzma = [&b"\x5D\0\0\x80\0"[..], &[0xFF; 8]].concat();
        check("a.lzma", &lzma, Some("LZMA"));
        check(
            "a.lzma",
            b"\x5D\0\0\x80\0\x10\x01\0\0\0\0\0\0",
            Some("LZMA"),
        );
        check("a.7z", b"7z\xBC\xAF\x27\x1C", Some("7-Zip"));
        check("a.evtx", b"ElfFile\0", Some("Windows event log"));
        check("a.pcap", b"\xD4\xC3\xB2\xA1", Some("pcap"));
        check(
            "a.pcapng",
            b"\x0A\x0D\x0D\x0A\x1C\0\0\0\x4D\x3C\x2B\x1A",
            Some("pcapng"),
        );
        let cpio = [&b"070701"[..], &[b'0'; 104]].concat();
        check("a.cpio", &cpio, Some("cpio"));
        let iso = [&[0; 32_769][..], b"CD001"].concat();
        check("a.iso", &iso, Some("ISO 9660"));
        check("a.db", b"SQLite format 3\0", Some("SQLite"));
        check("a.z02", b"PK\x03\x04", Some("ZIP in parts"));
        check("a.zip.002", b"\x01", Some("ZIP in parts"));
        check("a.zip", b"\x01PK\x05\x06\x02\0\x02\0", Some("ZIP in parts"));
    }

    #[test]
    fn a_date_is_no_cpio() {
        let line = b"070701 12:00:00 [Warning] IP address could not be resolved\n";
        assert_eq!(named(&line.repeat(3)), None);
    }
}
