//! What each file is and how it is to be read, decided once, before anything is cut.

use crate::archive::{Place, Step};
use crate::cutter::Unit;
use crate::digest::Print;
use crate::dispatch::Dispatch;
use crate::document::prompt::base;
use crate::encoding::TextEncoding;
use crate::look::{Look, Sight};
use crate::order::Order;
use crate::record::Habit;
use crate::report::{Archive, FileProblem};
use crate::rotation;
use chrono::{Datelike, NaiveDate};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use std::ops::Range;

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
#[derive(Clone, Copy, Debug, Default, PartialEq)]
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
    pub path: String,
    /// As it was given, or as it lies in its archive.
    pub bytes: u64,
    pub place: Place,
    /// How it is packed itself: `gzip`; of an archive what it is: `tar.gz`.
    pub container: Option<String>,
    /// What is in it, where it is an archive.
    pub archive: Option<Archive>,
    pub format: String,
    pub habit: Habit,
    pub encoding: TextEncoding,
    pub layout: Layout,
    pub anchor: NaiveDate,
    pub anchor_from: AnchorFrom,
    /// Where the writer's clock stood, in minutes east of UTC, if the reader says it: for times without an offset.
    pub zone: Option<i16>,
    /// Whether ranges of it can be read apart.
    pub cuttable: bool,
    /// About how many bytes come out of a packed file whose lines can be read in ranges, too; nothing where it is read
    /// whole.
    pub unpacked: Option<u64>,
    /// Whether its lines are read at all.
    pub readable: bool,
    pub problems: Vec<FileProblem>,
}

impl FilePlan {
    /// A file as it was given, not one in an archive.
    pub fn is_given(&self) -> bool {
        self.place.start == 0 && !self.place.is_shared()
    }

    /// The bytes of it that are read for this range of its packed ones: as large a part. Up to the end, where the range
    /// goes there: how many bytes come out is not known before.
    pub(crate) fn unpacked_range(&self, range: Range<u64>) -> Range<u64> {
        let packed = self.place.end - self.place.start;
        let Some(unpacked) = self.unpacked.filter(|_| packed > 0) else {
            return 0..u64::MAX;
        };
        let at = |place: u64| match place < packed {
            true => (u128::from(place) * u128::from(unpacked) / u128::from(packed)) as u64,
            false => u64::MAX,
        };
        at(range.start)..at(range.end)
    }
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
    /// The journal as `journalctl -o export` prints it: entries are lines, one after the other.
    Journal,
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

/// Plans for files of which only the ends are known: what is packed inside is not looked at.
pub fn plan(given: &[Given], settings: &Settings) -> Vec<FilePlan> {
    let mut dispatch = Dispatch::new();
    let looks: Vec<Look> = given
        .iter()
        .zip(0..)
        .map(|(file, number)| file.look(number, &mut dispatch))
        .collect();
    arrange(&looks, settings)
}

impl Given {
    /// A file whose bytes are all here.
    pub fn whole(path: &str, bytes: &[u8]) -> Given {
        let tail = bytes.len().saturating_sub(PROBE);
        Given {
            path: path.to_owned(),
            bytes: bytes.len() as u64,
            modified: None,
            head: bytes.get(..PROBE).unwrap_or(bytes).to_vec(),
            tail: bytes.get(tail..).unwrap_or_default().to_vec(),
        }
    }

    fn look(&self, number: u32, dispatch: &mut Dispatch) -> Look {
        let place = Place {
            given: number,
            start: 0,
            end: self.bytes,
            steps: Vec::new(),
        };
        let sight = Sight {
            path: self.path.clone(),
            place,
            bytes: self.bytes,
            modified: self.modified,
            head: self.head.clone(),
            tail: self.tail.clone(),
            length: Some(self.bytes),
            ..Sight::default()
        };
        Look::of(sight, dispatch)
    }
}

/// Plans for all files that were looked at, in canonical order: by path (rotated ones by time), then length, then content.
pub fn arrange(looks: &[Look], settings: &Settings) -> Vec<FilePlan> {
    let mut order: Vec<&Look> = looks.iter().collect();
    order.order_by_key(|look| {
        (
            rotation::key(&look.path),
            look.path.clone(),
            look.bytes,
            look.ends,
        )
    });
    let in_content = looks.iter().filter_map(|look| look.last_full_date).max();
    let mut known: HashMap<(u64, Print), &str, FixedState> = HashMap::default();
    let mut plans = Vec::with_capacity(order.len());
    for (look, number) in order.into_iter().zip(0..) {
        let content = look
            .length
            .zip(look.digest)
            .filter(|(length, _)| *length > 0);
        let twin = content
            .filter(|_| look.problems.is_empty())
            .and_then(|content| {
                let first = known.entry(content).or_insert(&look.path);
                (!std::ptr::eq(*first, look.path.as_str())).then(|| (*first).to_owned())
            });
        plans.push(one(number, look, in_content, settings, twin));
    }
    plans
}

/// Files that may hold the same as another one; who reads them whole will know ([`Look::learn`]).
pub fn suspects(looks: &[Look]) -> Vec<usize> {
    let mut alike: HashMap<Print, Vec<usize>, FixedState> = HashMap::default();
    for (at, look) in looks.iter().enumerate() {
        if look.problems.is_empty() && look.archive.is_none() {
            alike.entry(look.ends[0]).or_default().push(at);
        }
    }
    let length = |at: &usize| looks.get(*at).and_then(|look| look.length);
    let mut found: Vec<usize> = alike
        .values()
        .flat_map(|group| {
            group.iter().filter(|at| {
                let own = length(at);
                let others = group.iter().filter(|other| other != at);
                let same = |other: &usize| own.zip(length(other)).is_none_or(|(a, b)| a == b);
                others.into_iter().any(same)
            })
        })
        .copied()
        .filter(|at| looks.get(*at).is_some_and(|look| look.digest.is_none()))
        .collect();
    found.order_by(Ord::cmp);
    found
}

fn one(
    number: u32,
    look: &Look,
    in_content: Option<NaiveDate>,
    settings: &Settings,
    twin: Option<String>,
) -> FilePlan {
    let (anchor, anchor_from) = anchor(look, in_content, settings);
    let twin = twin.map(|path| FileProblem::SameAs { path });
    let problems: Vec<FileProblem> = look.problems.iter().cloned().chain(twin).collect();
    let lines = look.layout == Layout::Lines && look.encoding.unit() == Unit::Byte;
    let packed = matches!(look.place.steps[..], [Step::Unpack(_)]);
    FilePlan {
        file: number,
        path: look.path.clone(),
        bytes: look.bytes,
        place: look.place.clone(),
        container: look.container.clone(),
        archive: look.archive.clone(),
        format: look.format.clone(),
        habit: look.habit,
        encoding: look.encoding,
        anchor,
        anchor_from,
        zone: None,
        layout: look.layout.clone(),
        cuttable: lines && look.place.is_plain(),
        unpacked: look.likely.filter(|_| lines && packed),
        readable: problems.is_empty() && look.archive.is_none(),
        problems,
    }
}

fn anchor(
    look: &Look,
    in_content: Option<NaiveDate>,
    settings: &Settings,
) -> (NaiveDate, AnchorFrom) {
    let possible = |date: Option<NaiveDate>| date.filter(|date| is_a_logs(*date, settings.today));
    let sources = [
        (settings.anchor, AnchorFrom::User),
        // What the file says itself counts before what others of the input say.
        (look.last_full_date.or(in_content), AnchorFrom::Content),
        (possible(date_in_name(&look.path)), AnchorFrom::FileName),
        (possible(look.packed), AnchorFrom::GzipHeader),
        (possible(look.modified), AnchorFrom::FileDate),
    ];
    sources
        .into_iter()
        .find_map(|(date, from)| Some((date?, from)))
        .unwrap_or((settings.today, AnchorFrom::Today))
}

/// Whether a log can have been written then: a packer without a clock says 1970, a broken head any year.
fn is_a_logs(date: NaiveDate, today: NaiveDate) -> bool {
    let tomorrow = today.succ_opt().unwrap_or(today);
    date.year() >= EARLIEST_YEAR && (today.year() < EARLIEST_YEAR || date <= tomorrow)
}

/// Before it nobody wrote such logs; nor is it today, where a caller knows no date.
const EARLIEST_YEAR: i32 = 1990;

fn date_in_name(path: &str) -> Option<NaiveDate> {
    rotation::date(base(path)).map(|(date, _)| date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Survey;
    use crate::whole::Whole;

    fn given(path: &str, text: &str) -> Given {
        Given::whole(path, text.as_bytes())
    }

    fn settings() -> Settings {
        Settings {
            anchor: None,
            today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default(),
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
    fn a_date_that_can_be_no_logs_is_no_anchor() {
        let check = |date: (i32, u32, u32), expect: (&str, &str)| {
            let modified = NaiveDate::from_ymd_opt(date.0, date.1, date.2);
            let file = Given {
                modified,
                ..given("a", "Feb 22 11:23:13 server sshd[1]: x\n")
            };
            let plan = plan(&[file], &settings()).remove(0);
            assert_eq!(
                (plan.anchor.to_string().as_str(), plan.anchor_from.name()),
                expect
            );
        };
        check((1970, 1, 1), ("2026-11-23", "today"));
        check((1990, 1, 1), ("1990-01-01", "file-date"));
        check((2026, 11, 24), ("2026-11-24", "file-date"));
        check((2026, 11, 25), ("2026-11-23", "today"));
        check((3000, 1, 1), ("2026-11-23", "today"));
    }

    #[test]
    fn a_files_own_full_dates_count_before_those_of_another() {
        let files = [
            given(
                "a",
                "2012-12-10T07:00:00+09:00 host sshd[1]: x\nDec 10 07:01:00 host sshd[1]: x\n",
            ),
            given("b", "2026-11-20T07:00:00+09:00 host sshd[1]: x\n"),
        ];
        let anchors = plan(&files, &settings()).into_iter();
        assert_eq!(
            anchors
                .map(|plan| plan.anchor.to_string())
                .collect::<Vec<_>>(),
            ["2012-12-10", "2026-11-20"]
        );
    }

    fn looks(files: &[(&str, &[u8])]) -> Vec<Look> {
        let surveys = files.iter().zip(0..).flat_map(|((path, bytes), number)| {
            Survey::new(number, path, bytes.len() as u64, None, 7).of_bytes(bytes)
        });
        surveys.collect()
    }

    #[test]
    fn what_holds_the_same_is_read_once_and_named() {
        let line = b"Nov 22 10:00:01 host sshd[1]: x\n";
        let mut one = line.repeat(9000);
        let small = line.repeat(3);
        let mut other = one.clone();
        other[140_000] = b'y';
        let files: [(&str, &[u8]); 5] = [
            ("a", &one),
            ("b", &one),
            ("c", &other),
            ("d", &small),
            ("e", &small),
        ];
        let mut looks = looks(&files);
        assert_eq!(suspects(&looks), [0, 1, 2]);
        for at in suspects(&looks) {
            let mut whole = Whole::new(&looks[at], 7);
            whole.push(files[at].1);
            let (length, digest) = whole.finish().unwrap();
            looks[at].learn(length, digest);
        }
        let same = |path: &str| {
            vec![FileProblem::SameAs {
                path: path.to_owned(),
            }]
        };
        let problems: Vec<_> = arrange(&looks, &settings())
            .into_iter()
            .map(|plan| plan.problems)
            .collect();
        assert_eq!(problems, [vec![], same("a"), vec![], vec![], same("d")]);
        one.truncate(140_000);
        // Of other lengths, they need not be read.
        let shorter = super::tests::looks(&[("a", &one), ("c", &other)]);
        assert!(suspects(&shorter).is_empty());
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
