//! What each file is, decided once, from its beginning, its end and its name, before it is cut.

use crate::cutter::Unit;
use crate::dispatch::Dispatch;
use crate::document::{self, mail, wtmp};
use crate::encoding::{self, TextEncoding};
use crate::record::{self, Form, Record};
use crate::report::FileProblem;
use crate::stamp::Clock;
use crate::unpack;
use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much of a file's beginning and end [`plan`] wants to see.
pub const PROBE: usize = 64 * 1024;

/// A file as it was given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub path: String,
    pub bytes: u64,
    /// The file's own date, where the system knows one.
    pub modified: Option<NaiveDate>,
    /// The first [`PROBE`] bytes.
    pub head: Vec<u8>,
    /// The last [`PROBE`] bytes.
    pub tail: Vec<u8>,
}

/// What the caller knows and core may not look up.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The date near which the logs were written, where the user gave one.
    pub anchor: Option<NaiveDate>,
    pub today: NaiveDate,
}

/// How one file is to be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilePlan {
    /// Place in the canonical order: the file's number in all results.
    pub file: u32,
    /// Place in what was given.
    pub given: u32,
    pub path: String,
    pub bytes: u64,
    pub gzip: bool,
    pub format: String,
    pub access_first: bool,
    pub encoding: TextEncoding,
    pub layout: Layout,
    pub anchor: NaiveDate,
    pub anchor_from: AnchorFrom,
    /// Whether ranges of it can be read apart.
    pub cuttable: bool,
    /// Whether its lines are read at all.
    pub readable: bool,
    pub problems: Vec<FileProblem>,
}

/// How a file's lines are come by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// One by one, in any ranges.
    Lines,
    /// Command outputs, mails or a transcript may stand in it: it is read whole.
    Transcript {
        /// The kind of document that the file's name tells of.
        kind: Option<String>,
    },
    /// Binary login records: it is read whole.
    Records,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorFrom {
    User,
    Content,
    FileName,
    GzipHeader,
    FileDate,
    Today,
}

impl AnchorFrom {
    pub fn name(self) -> &'static str {
        match self {
            AnchorFrom::User => "user",
            AnchorFrom::Content => "content",
            AnchorFrom::FileName => "file-name",
            AnchorFrom::GzipHeader => "gzip-header",
            AnchorFrom::FileDate => "file-date",
            AnchorFrom::Today => "today",
        }
    }
}

/// Plans for all files, in canonical order: by path, then length, then content.
pub fn plan(given: &[Given], settings: &Settings) -> Vec<FilePlan> {
    let mut order: Vec<usize> = (0..given.len()).collect();
    order.sort_by_key(|index| {
        given
            .get(*index)
            .map(|file| (&file.path, file.bytes, &file.head, &file.tail))
    });
    let mut dispatch = Dispatch::new();
    let looks: Vec<Look> = given
        .iter()
        .map(|file| Look::at(file, &mut dispatch))
        .collect();
    let in_content = looks.iter().filter_map(|look| look.last_full_date).max();
    let mut plans: Vec<FilePlan> = Vec::new();
    for index in order {
        let (Some(file), Some(look)) = (given.get(index), looks.get(index)) else {
            continue;
        };
        let twin = plans
            .iter()
            .find(|other| {
                file.bytes > 0
                    && given
                        .get(other.given as usize)
                        .is_some_and(|other| same(other, file))
            })
            .map(|other| other.path.clone());
        let number = u32::try_from(plans.len()).unwrap_or(u32::MAX);
        plans.push(one(number, index, file, look, in_content, settings, twin));
    }
    plans
}

/// Whether two files hold the same, as far as it is certain: beginning and end must be the whole.
/// Two long logs that differ only in the middle are two logs.
fn same(a: &Given, b: &Given) -> bool {
    a.bytes <= 2 * PROBE as u64 && a.bytes == b.bytes && a.head == b.head && a.tail == b.tail
}

fn one(
    number: u32,
    index: usize,
    file: &Given,
    look: &Look,
    in_content: Option<NaiveDate>,
    settings: &Settings,
    twin: Option<String>,
) -> FilePlan {
    let (anchor, anchor_from) = anchor(file, look, in_content, settings);
    let problem = match (&look.kind, twin) {
        _ if file.bytes == 0 => Some(FileProblem::Empty),
        (_, Some(path)) => Some(FileProblem::SameAs { path }),
        (Kind::Binary(kind), None) => Some(FileProblem::Binary {
            kind: kind.map(str::to_owned),
        }),
        (Kind::Text, None) => None,
    };
    FilePlan {
        file: number,
        given: u32::try_from(index).unwrap_or(u32::MAX),
        path: file.path.clone(),
        bytes: file.bytes,
        gzip: look.gzip,
        format: if file.bytes == 0 {
            "empty".to_owned()
        } else {
            look.format.clone()
        },
        access_first: look.access_first,
        encoding: look.encoding,
        anchor,
        anchor_from,
        layout: look.layout.clone(),
        cuttable: look.layout == Layout::Lines && !look.gzip && look.encoding.unit() == Unit::Byte,
        readable: problem.is_none(),
        problems: problem.into_iter().collect(),
    }
}

fn anchor(
    file: &Given,
    look: &Look,
    in_content: Option<NaiveDate>,
    settings: &Settings,
) -> (NaiveDate, AnchorFrom) {
    let gzip_date = || {
        look.gzip_time
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .map(|time| time.date_naive())
    };
    let sources = [
        (settings.anchor, AnchorFrom::User),
        (in_content, AnchorFrom::Content),
        (date_in_name(&file.path), AnchorFrom::FileName),
        (gzip_date(), AnchorFrom::GzipHeader),
        (file.modified, AnchorFrom::FileDate),
    ];
    sources
        .into_iter()
        .find_map(|(date, from)| Some((date?, from)))
        .unwrap_or((settings.today, AnchorFrom::Today))
}

/// `maillog-20130224.gz`, `auth.log.2013-02-24`.
fn date_in_name(path: &str) -> Option<NaiveDate> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let digits: Vec<(usize, char)> = name
        .char_indices()
        .filter(|(_, c)| c.is_ascii_digit())
        .collect();
    digits.windows(8).find_map(|window| {
        let (first, last) = (window.first()?.0, window.last()?.0);
        let between = name.get(first..=last)?;
        let shape = between.len() == 8
            || between.len() == 10
                && between.get(4..5) == between.get(7..8)
                && matches!(between.get(4..5), Some("-" | "_" | "."));
        let text: String = window.iter().map(|(_, c)| c).collect();
        shape
            .then(|| NaiveDate::parse_from_str(&text, "%Y%m%d").ok())
            .flatten()
            .filter(|date| date.format("%Y").to_string().starts_with(['1', '2']))
    })
}

/// What a file looks like.
struct Look {
    kind: Kind,
    gzip: bool,
    gzip_time: Option<i64>,
    format: String,
    access_first: bool,
    encoding: TextEncoding,
    layout: Layout,
    last_full_date: Option<NaiveDate>,
}

enum Kind {
    Text,
    Binary(Option<&'static str>),
}

impl Look {
    fn at(file: &Given, dispatch: &mut Dispatch) -> Look {
        let gzip = unpack::is_gzip(&file.head);
        let gzip_time = gzip.then(|| unpack::header_time(&file.head)).flatten();
        let (head, tail) = if gzip {
            (unpack::peek(&file.head, PROBE), Vec::new())
        } else {
            (file.head.clone(), file.tail.clone())
        };
        let encoding = encoding::sniff(&head, &tail);
        let ends = [decoded(encoding, &head), decoded(encoding, &tail)];
        let census = Census::of(&ends, dispatch);
        let records = wtmp::is_wtmp(&file.path, &head);
        let kind = match records {
            true => Kind::Text,
            false => kind(&head, encoding, &census),
        };
        let layout = match records {
            true => Layout::Records,
            false => layout(file, &head, &census, dispatch),
        };
        let format = if records {
            wtmp::KIND.to_owned()
        } else if matches!(kind, Kind::Binary(_)) {
            "binary".to_owned()
        } else {
            census.format()
        };
        Look {
            kind,
            gzip,
            gzip_time,
            format,
            access_first: census.most() == Some(Form::Access),
            encoding,
            layout,
            last_full_date: census.last_full_date,
        }
    }
}

/// Whether a text is read whole: by its name, by what it begins with, or by a line that begins a document.
fn layout(file: &Given, head: &[u8], census: &Census, dispatch: &Dispatch) -> Layout {
    let logs = [Form::Syslog, Form::Access, Form::Rfc3339, Form::Rfc5424];
    let kind = dispatch
        .kind_of_file(&file.path)
        .filter(|_| census.most().is_none_or(|most| !logs.contains(&most)));
    let document = kind.is_some() || census.documents || mail::is_packed(head);
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

/// The forms of a file's first and last lines.
#[derive(Default)]
struct Census {
    forms: BTreeMap<Form, usize>,
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
                let record = record::read(line, false, &mut clock, &mut scratch);
                if place < counted {
                    census.count(&record);
                }
                // Half a line begins nothing, and asking would make the tree of all documents' pages.
                let half = match end {
                    0 => {
                        piece.len() >= PROBE && place + 1 == lines.len() && !piece.ends_with(b"\n")
                    }
                    _ => *number == 0,
                };
                census.documents = census.documents
                    || record.form == Form::Bare && !half && document::begins(line, dispatch);
            }
        }
        census
    }

    fn count(&mut self, record: &Record<'_>) {
        *self.forms.entry(record.form).or_default() += 1;
        if let Some(stamp) = record.stamp.filter(|stamp| !stamp.year_guessed) {
            let date = DateTime::from_timestamp(stamp.local, 0).map(|time| time.date_naive());
            self.last_full_date = self.last_full_date.max(date);
        }
    }

    fn most(&self) -> Option<Form> {
        self.forms
            .iter()
            .max_by_key(|(_, count)| **count)
            .map(|(form, _)| *form)
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

/// Beginnings of files that are no logs.
const MAGIC: [(&[u8], &str); 14] = [
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"7z\xBC\xAF", "7-Zip"),
    (b"\x7FELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"SQLite format 3", "SQLite"),
    (b"\xD0\xCF\x11\xE0", "Microsoft Office"),
    (b"RIFF", "RIFF"),
];

fn kind(head: &[u8], encoding: TextEncoding, census: &Census) -> Kind {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::Binary(Some(name));
    }
    let controls = head
        .iter()
        .filter(|byte| {
            **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x1B) || **byte == 0x7F
        })
        .count();
    // A log with a hole of zeros (a crash leaves one) still has lines with stamps.
    let has_lines = census
        .forms
        .iter()
        .any(|(form, count)| *form != Form::Bare && *count > 0);
    if encoding.unit() == Unit::Byte && controls * 10 > head.len() && !has_lines {
        Kind::Binary(None)
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(path: &str, text: &str) -> Given {
        Given {
            path: path.to_owned(),
            bytes: text.len() as u64,
            head: text.into(),
            tail: text.into(),
            modified: None,
        }
    }

    fn settings() -> Settings {
        Settings {
            anchor: None,
            today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default(),
        }
    }

    #[test]
    fn dates_in_names() {
        for (name, wanted) in [
            ("maillog-20130224.gz", Some("2013-02-24")),
            ("x/auth.log.2013-02-24", Some("2013-02-24")),
            ("access_log.1", None),
            ("20139924", None),
        ] {
            assert_eq!(
                date_in_name(name).map(|date| date.to_string()).as_deref(),
                wanted,
                "{name}"
            );
        }
    }

    #[test]
    fn the_anchor_comes_from_full_dates_of_any_file() {
        let files = [
            given("b", "Feb 22 11:23:13 server sshd[1]: x\n"),
            given(
                "a",
                "203.0.113.5 - - [07/Feb/2017:02:32:54 +0900] \"GET / HTTP/1.1\" 200 1\n",
            ),
        ];
        let plans = plan(&files, &settings());
        assert_eq!(
            plans
                .iter()
                .map(|plan| (
                    plan.path.as_str(),
                    plan.anchor.to_string(),
                    plan.anchor_from.name()
                ))
                .collect::<Vec<_>>(),
            [
                ("a", "2017-02-07".to_owned(), "content"),
                ("b", "2017-02-07".to_owned(), "content")
            ]
        );
    }

    #[test]
    fn only_what_is_wholly_known_is_called_the_same() {
        let text = "Nov 22 10:00:01 host sshd[1]: x\n";
        let twins = |bytes: u64| {
            let one = |path: &str| Given {
                bytes,
                ..given(path, text)
            };
            let plans = plan(&[one("a"), one("b")], &settings());
            plans.iter().filter(|plan| plan.readable).count()
        };
        assert_eq!(
            (twins(text.len() as u64), twins(2 * PROBE as u64 + 1)),
            (1, 2)
        );
    }

    #[test]
    fn the_order_of_giving_does_not_matter() {
        let mut files = vec![
            given("b", "1\n"),
            given("a", "22\n"),
            given("a", "1\n"),
            given("a", "2\n"),
        ];
        let order = |files: &[Given]| {
            plan(files, &settings())
                .into_iter()
                .map(|plan| (plan.path, plan.bytes, plan.problems))
                .collect::<Vec<_>>()
        };
        let first = order(&files);
        files.reverse();
        assert_eq!(order(&files), first);
    }
}
