//! Everything known so far: takes lines, merges with others of its kind, gives the report.

mod attackers;
mod build;
mod findings;
mod hosts;
mod networks;
mod targets;
mod unlisted;
mod watches;
mod whois;

use crate::address;
use crate::bytes;
use crate::chronicle::{Chronicle, Mark};
use crate::edges::Edges;
use crate::known::{self, KNOWN};
use crate::line::{Hit, Line, Sink, Status};
use crate::numbers::Counted;
use crate::place::{Excerpt, Place, Texts};
use crate::plan::FilePlan;
use crate::query::Query;
use crate::readers::Found;
use crate::record::Record;
use crate::report::{Document, FileProblem, Lines, Report, Sample};
use crate::session::{self, Attempt, Ended, Sessions, Tables};
use crate::slots::Fields;
use crate::tally::{At, Key, KeyHash, Share, Sums, Tally};
use crate::template;
use crate::timeline::Timeline;
use hosts::Hosts;
use logyomi_sections::{self as sections, FieldId, Level, SECTIONS, Service};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::LazyLock;
use watches::{Role, WATCHES};

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Caps {
    /// Rows a table is exact for.
    pub rows: usize,
    /// Rows of all tables together. Beyond, those that are not exact any more are compacted before they are full.
    pub all_rows: usize,
    /// Bytes that lines of one session may lie apart.
    pub window: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Caps {
            rows: 20_000,
            all_rows: 200_000,
            window: 4 << 20,
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Analysis {
    seed: u64,
    query: Query,
    caps: Caps,
    files: Vec<FileCount>,
    /// One an event, in the order of the pages, then those of [`Extra`], then one a watch of the findings.
    tables: Vec<Tally>,
    /// Beginnings of the lines that the tables and the chronicle show.
    texts: Texts,
    chronicle: Chronicle,
    timeline: Timeline,
    edges: Edges,
    documents: Vec<Document>,
    #[serde(skip)]
    tidying: Tidying,
    #[serde(skip)]
    sessions: Sessions,
    /// Ranges that were read one behind the other, whose last sessions may still go on.
    #[serde(skip)]
    stretch: Option<(u32, Range<u64>)>,
    #[serde(skip)]
    template: Vec<u8>,
    #[serde(skip)]
    found: Found,
}

/// Keys that a second pass counts, of each table that overflowed in the first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Candidates(Vec<Option<Vec<Vec<u8>>>>);

/// At most so many lines come before it is asked what can be forgotten.
const LINES: usize = 2_000;

/// When it is asked again what can be forgotten.
#[derive(Clone, Copy, Default)]
struct Tidying {
    /// Lines since it was asked.
    lines: usize,
    /// Rows that were left then.
    rows: usize,
}

/// What is counted for each file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct FileCount {
    lines: Lines,
    first: Option<i64>,
    last: Option<i64>,
    year_guessed: bool,
    cut: u64,
    invalid: u64,
    orphans: u64,
    problems: Vec<FileProblem>,
    hosts: Hosts,
    counted: Counted,
}

/// Tables beside those of the events.
#[derive(Clone, Copy, Debug)]
enum Extra {
    /// (address, family, reporter, service)
    Sources,
    /// (address, family, reporter, user): login names tried
    Users,
    /// (address, url)
    Paths,
    /// (name, address) that stand side by side
    Names,
    /// (address, user): logins that worked
    Logins,
    /// (program, template)
    Unmatched,
}

const EXTRAS: usize = 6;

/// Of these no line is shown.
const WITHOUT_LINES: [Extra; 3] = [Extra::Paths, Extra::Names, Extra::Logins];

/// Where each section's events begin among the tables, and where they all end.
static FIRST_TABLE: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let mut at = 0;
    let mut first: Vec<usize> = SECTIONS
        .iter()
        .map(|section| {
            let here = at;
            at += section.events.len();
            here
        })
        .collect();
    first.push(at);
    first
});

/// Ids of the fields that every section shares.
struct Shared {
    user: FieldId,
    name: FieldId,
    url: FieldId,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| Shared {
    user: known::id("user"),
    name: known::id("name"),
    url: known::id("url"),
});

impl Candidates {
    /// For the way between workers.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Candidates> {
        postcard::from_bytes(bytes).ok()
    }
}

impl Analysis {
    /// An empty analysis. `seed` keys the hash tables: random, and the same for all analyses that are merged.
    pub fn new(plans: &[FilePlan], query: &Query, seed: u64) -> Analysis {
        Analysis::with_caps(plans, query, seed, Caps::default())
    }

    pub fn with_caps(plans: &[FilePlan], query: &Query, seed: u64, caps: Caps) -> Analysis {
        let events = FIRST_TABLE.last().copied().unwrap_or(0);
        let mut tables = vec![Tally::new(caps.rows); events + EXTRAS + WATCHES.len()];
        for extra in WITHOUT_LINES {
            if let Some(table) = tables.get_mut(events + extra as usize) {
                *table = Tally::without_lines(caps.rows);
            }
        }
        Analysis {
            seed,
            query: query.clone(),
            caps,
            files: vec![FileCount::default(); plans.len()],
            tables,
            texts: Texts::default(),
            chronicle: Chronicle::default(),
            timeline: Timeline::default(),
            edges: Edges::default(),
            documents: Vec::new(),
            tidying: Tidying::default(),
            sessions: Sessions::default(),
            stretch: None,
            template: Vec::new(),
            found: Found::default(),
        }
    }

    /// The second pass after [`Analysis::second_pass`]: counts exactly what the first left over.
    pub fn second(
        plans: &[FilePlan],
        query: &Query,
        seed: u64,
        caps: Caps,
        candidates: &Candidates,
    ) -> Analysis {
        // A table that the first pass could hold is not counted a third time: this pass drops no row.
        let all_rows = usize::MAX;
        let caps = Caps { all_rows, ..caps };
        let mut analysis = Analysis::with_caps(plans, query, seed, caps);
        for (table, list) in analysis.tables.iter_mut().zip(&candidates.0) {
            if let Some(keys) = list {
                *table = std::mem::replace(table, Tally::new(0)).only(keys, seed);
            }
        }
        analysis
    }

    /// What a second pass must count, if a table overflowed; it reads all ranges again.
    pub fn second_pass(&self) -> Option<Candidates> {
        let compacted = |table: &Tally| table.compacted.then(|| table.candidates());
        let any = self.tables.iter().any(|table| table.compacted);
        any.then(|| Candidates(self.tables.iter().map(compacted).collect()))
    }

    /// Records what went wrong with a file.
    pub fn problem(&mut self, file: u32, problem: FileProblem) {
        if let Some(file) = self.files.get_mut(file as usize) {
            file.problems.push(problem);
        }
    }

    /// Adds what another analysis of the same plans, query, seed and caps knows.
    pub fn merge(&mut self, mut other: Analysis) {
        self.end_stretch();
        other.end_stretch();
        let moved = self.texts.take(&other.texts);
        for (own, other) in self.files.iter_mut().zip(&other.files) {
            own.merge(other);
        }
        for (own, other) in self.tables.iter_mut().zip(&other.tables) {
            own.merge(other, moved);
        }
        self.documents.append(&mut other.documents);
        self.chronicle.take(other.chronicle, moved);
        self.timeline.merge(&other.timeline);
        self.edges.take(other.edges);
        self.open().1.join();
        self.tidy();
    }

    /// For the way between workers. Fails where `out` does.
    pub fn write(&mut self, out: impl Write) -> io::Result<()> {
        self.end_stretch();
        let written = postcard::to_io(self, out);
        written.map(drop).map_err(io::Error::other)
    }

    pub fn to_bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.texts.len() * 2);
        match self.write(&mut bytes) {
            Ok(()) => bytes,
            Err(_) => Vec::new(),
        }
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Analysis> {
        let mut analysis: Analysis = postcard::from_bytes(bytes).ok()?;
        analysis.tables.iter_mut().for_each(Tally::reindex);
        Some(analysis)
    }

    /// The report of all that was fed and merged so far.
    pub fn report(&self, plans: &[FilePlan]) -> Report {
        if self.edges.is_empty() && self.stretch.is_none() {
            return build::report(self, plans);
        }
        let mut whole = self.clone();
        whole.end_stretch();
        let (_, mut ended) = whole.open();
        ended.edges.close(&mut ended.tables);
        build::report(&whole, plans)
    }

    /// A line as it is shown.
    fn sample(&self, place: &Place) -> Sample {
        let file = self.files.get(place.file as usize);
        let number = self.texts.number(place);
        Sample {
            file: place.file,
            offset: place.offset,
            length: place.length,
            line: file.and_then(|file| file.counted.number(place.offset, number)),
            text: bytes::text(self.texts.of(place)),
        }
    }

    fn sources(&self) -> usize {
        self.extra(Extra::Sources)
    }

    fn extra(&self, extra: Extra) -> usize {
        FIRST_TABLE.last().copied().unwrap_or(0) + extra as usize
    }

    fn table(&self, extra: Extra) -> Option<&Tally> {
        self.tables.get(self.extra(extra))
    }

    /// Adds a line to the row of a key.
    fn add(&mut self, table: usize, key: &Key<'_>, share: &Share<'_>) -> Option<At> {
        self.add_sought(table, key, self.seek(table, key), share)
    }

    fn add_sought(
        &mut self,
        table: usize,
        key: &Key<'_>,
        sought: u32,
        share: &Share<'_>,
    ) -> Option<At> {
        let tally = self.tables.get_mut(table)?;
        Some(tally.add(key, sought, share, &mut self.texts))
    }

    #[inline]
    fn seek(&self, table: usize, key: &Key<'_>) -> u32 {
        let tally = self.tables.get(table);
        tally.map_or(0, |tally| tally.seek(key))
    }

    /// Before a hundredth of what is allowed has come; in a second pass, where all rows are, as often as in a first.
    #[inline]
    fn tidy_now_and_then(&mut self) {
        self.tidying.lines += 1;
        if self.tidying.lines > (self.caps.all_rows / 100).min(LINES) {
            self.tidy();
        }
    }

    /// What is beyond the caps is dropped, and what no table shows any more is forgotten.
    #[cold]
    fn tidy(&mut self) {
        self.tidying.lines = 0;
        let rows = |tables: &[Tally]| tables.iter().map(Tally::len).sum::<usize>();
        let most = self.tidying.rows.saturating_add(self.tidying.rows / 4);
        if rows(&self.tables) > most.max(self.caps.all_rows) {
            self.tables.iter_mut().for_each(Tally::compact);
            self.tidying.rows = rows(&self.tables);
        }
        let lost = self.tables.iter_mut().map(Tally::take_lost);
        self.texts.lose(lost.sum());
        if !self.texts.is_due() {
            return;
        }
        let Analysis {
            texts,
            tables,
            chronicle,
            ..
        } = self;
        texts.shorten(|each| {
            let places = tables.iter_mut().flat_map(Tally::places);
            places.for_each(&mut *each);
            chronicle.places(each);
        });
    }

    /// The open sessions, and where they go.
    fn open(&mut self) -> (&mut Sessions, Ended<'_>) {
        let sources = self.sources();
        let ended = Ended {
            edges: &mut self.edges,
            tables: Tables {
                all: &mut self.tables,
                sources,
            },
            window: self.caps.window,
        };
        (&mut self.sessions, ended)
    }

    /// The sessions of the ranges that were read one behind the other end here, or are kept for their neighbours.
    fn end_stretch(&mut self) {
        let Some((file, range)) = self.stretch.take() else {
            return;
        };
        let (sessions, mut ended) = self.open();
        sessions.end(&range, &mut ended);
        ended.edges.add_range(file, range);
        ended.join();
    }

    /// Where the stretch begins that a range goes on with, which begins here; itself, where there is none.
    fn stretch_start(&mut self, file: u32, start: u64) -> u64 {
        match &self.stretch {
            Some((known, range)) if *known == file && range.end == start => range.start,
            Some(_) => {
                self.end_stretch();
                start
            }
            None => start,
        }
    }

    /// What may be shown of a line.
    #[inline]
    fn excerpt<'a>(&self, line: &Line<'a>) -> Excerpt<'a> {
        let file = self.files.get(line.file as usize);
        let known = file.and_then(|file| file.counted.known(line.range_start));
        Excerpt {
            file: line.file,
            offset: line.offset,
            length: line.length,
            number: known.zip(line.number).map(|(known, own)| known + own),
            text: line.text,
        }
    }

    /// The table of a watch of the findings.
    fn watch(&self, number: usize) -> usize {
        FIRST_TABLE.last().copied().unwrap_or(0) + EXTRAS + number
    }

    /// A line with a hit: into its event's table, into those of its address, and into those of findings.
    fn hit(
        &mut self,
        line: &Line<'_>,
        shown: &Excerpt<'_>,
        hit: &Hit<'_>,
        moment: Option<i64>,
    ) -> Mark {
        let addr = if hit.ambiguous {
            None
        } else {
            source(&hit.fields)
        };
        let addr = addr.as_deref();
        let empty = KeyHash::new(self.seed);
        let of_address = empty.with(addr.unwrap_or_default());
        let session = line.record.filter(|record| {
            is_attempt(hit) && hit.section.session && !hit.ambiguous && record.pid.is_some()
        });
        let share = Share {
            weight: line.times,
            count: if session.is_some() { 0 } else { line.times },
            sums: sums(hit),
            moment,
            line: *shown,
        };
        let rows = self.rows(hit, addr, &of_address, &share);
        if let Some(record) = session {
            let attempt = Attempt {
                key: session_key(line.file, &record, &of_address),
                range_start: self.stretch_start(line.file, line.range_start),
                offset: line.offset,
                moment,
                group: match hit.event.attempt {
                    sections::Attempt::Group(group) => group,
                    _ => hit.pattern.group,
                },
                weight: line.times,
            };
            self.count_in_session(&attempt, &rows);
        }
        let share = Share {
            count: line.times,
            ..share
        };
        self.watched(hit, addr, &rows, &share)
    }

    /// Counts a line in its event's table and in those of its address.
    fn rows(
        &mut self,
        hit: &Hit<'_>,
        addr: Option<&[u8]>,
        of_address: &KeyHash,
        share: &Share<'_>,
    ) -> Rows {
        let table = table_of(hit);
        let event = self.event_key(hit, addr, of_address);
        let attempt = is_attempt(hit) || hit.event.level == Level::Attack;
        let tried = addr
            .filter(|_| attempt)
            .map(|addr| Tried::of(hit, addr, service(hit), of_address));
        let source = tried.as_ref().map(|tried| &tried.source);
        let user = tried.as_ref().and_then(|tried| tried.user.as_ref());
        // All rows are sought before one is changed: what is far away in memory comes at the same time.
        let (sources, users) = (self.sources(), self.extra(Extra::Users));
        let source = source.map(|key| (key, self.seek(sources, key)));
        let user = user.map(|key| (key, self.seek(users, key)));
        let sought = self.seek(table, &event);
        let mut add = |table, key, sought| self.add_sought(table, key, sought, share);
        let rows = Rows {
            table,
            row: add(table, &event, sought),
            users: user.and_then(|(key, sought)| add(users, key, sought)),
            source: source.and_then(|(key, sought)| add(sources, key, sought)),
            own: tried.as_ref().is_some_and(|tried| tried.own),
        };
        if let Some(addr) = addr {
            self.address_rows(hit, addr, of_address, tried.is_some(), share);
        }
        rows
    }

    /// A hit that findings wait for; gives what it says of the log itself.
    fn watched(
        &mut self,
        hit: &Hit<'_>,
        addr: Option<&[u8]>,
        rows: &Rows,
        share: &Share<'_>,
    ) -> Mark {
        let mut said = Mark::None;
        for number in watches::of_event(rows.table) {
            let number = usize::from(*number);
            let Some(kept) = WATCHES.get(number) else {
                continue;
            };
            if !kept.takes(hit, &mut self.found) {
                continue;
            }
            if let Role::Mark(mark) = kept.role {
                said = mark;
                continue;
            }
            let event = watches::event_id(hit);
            if let Some((parts, known)) = kept.key(hit, addr, &event) {
                let parts = parts.get(..known).unwrap_or_default();
                let key = Key::seeded(self.seed, parts);
                self.add(self.watch(number), &key, share);
            }
        }
        said
    }

    /// The row of the event's own table.
    fn event_key<'a>(
        &self,
        hit: &Hit<'a>,
        addr: Option<&'a [u8]>,
        of_address: &KeyHash,
    ) -> Key<'a> {
        let mut parts: [&[u8]; Key::PARTS] = [b""; Key::PARTS];
        let rows = &hit.event.rows;
        for (part, field) in parts.iter_mut().zip(rows) {
            *part = match hit.get(*field) {
                // Nobody is named where two readings are possible.
                Some(_) if *field == KNOWN.addr && hit.ambiguous => b"?",
                Some(_) if *field == KNOWN.addr => addr.unwrap_or_default(),
                Some(value) => value,
                None => b"",
            };
        }
        let parts = parts.get(..rows.len()).unwrap_or_default();
        match (parts.split_first(), addr) {
            (Some((first, rest)), Some(addr)) if std::ptr::eq(*first, addr) => {
                Key::of(of_address.of(rest), parts)
            }
            _ => Key::seeded(self.seed, parts),
        }
    }

    /// What else is kept of an address: what it asked for, what it was let in as, and its name.
    fn address_rows(
        &mut self,
        hit: &Hit<'_>,
        addr: &[u8],
        of_address: &KeyHash,
        tried: bool,
        share: &Share<'_>,
    ) {
        if tried {
            if let Some(url) = hit.fields.get(SHARED.url) {
                let key = Key::of(of_address.of(&[url]), &[addr, url]);
                self.add(self.extra(Extra::Paths), &key, share);
            }
        } else if hit.event.outcome == "success" && hit.event.category == "authentication" {
            let user = user(hit).unwrap_or_default();
            let key = Key::of(of_address.of(&[user]), &[addr, user]);
            self.add(self.extra(Extra::Logins), &key, share);
        }
        if let (Some(name), Some(raw)) = (hit.fields.get(SHARED.name), hit.fields.get(KNOWN.addr))
            // Postfix's word where the address has no name.
            && name != b"unknown"
        {
            let name = address::key(name);
            let parts = [&name[..], addr];
            let key = Key::seeded(self.seed, &parts);
            let known = self
                .table(Extra::Names)
                .is_some_and(|names| names.has(&key));
            let is_pair =
                || address::canonical(raw).is_some() && address::canonical(&name).is_none();
            if known || is_pair() {
                self.add(self.extra(Extra::Names), &key, share);
            }
        }
    }

    fn count_in_session(&mut self, attempt: &Attempt, rows: &Rows) {
        let users = self.extra(Extra::Users);
        let (sessions, mut ended) = self.open();
        let Some(session) = sessions.of(attempt, &mut ended) else {
            return;
        };
        let tables = &mut ended.tables;
        if let Some(row) = rows.row {
            session.row(attempt, rows.table, row, tables);
        }
        if let Some(row) = rows.users {
            session.row(attempt, users, row, tables);
        }
        if let Some(source) = rows.source {
            session.source(attempt, (source, rows.own), tables);
        }
    }

    fn unmatched(&mut self, line: &Line<'_>, shown: &Excerpt<'_>, moment: Option<i64>) {
        let Some(record) = &line.record else { return };
        let mut template = std::mem::take(&mut self.template);
        template::fold(record.message, &mut template);
        let share = Share {
            weight: line.times,
            count: line.times,
            sums: Sums::default(),
            moment,
            line: *shown,
        };
        let parts = [record.program, &template];
        let key = Key::seeded(self.seed, &parts);
        self.add(self.extra(Extra::Unmatched), &key, &share);
        self.template = template;
    }

    /// Whether the query asks for this line.
    fn asked_for(&self, line: &Line<'_>, moment: Option<i64>) -> bool {
        if !self.query.takes_time(moment) {
            return false;
        }
        if !self.query.is_about_hits() {
            return true;
        }
        line.hit.as_ref().is_some_and(|hit| {
            let addr = source(&hit.fields).unwrap_or_default();
            self.query.takes_level(hit.event.level)
                && self.query.takes_address(&addr)
                && self.query.takes_service(service(hit))
        })
    }
}

/// What an attempt is counted under, besides its event.
struct Tried<'a> {
    source: Key<'a>,
    user: Option<Key<'a>>,
    /// Whether the daemon itself tells of it.
    own: bool,
}

impl<'a> Tried<'a> {
    fn of(hit: &Hit<'a>, addr: &'a [u8], service: &'a [u8], of_address: &KeyHash) -> Tried<'a> {
        let (family, reporter, own) = reporter(hit, service);
        let of_reporter = of_address.with(family).with(reporter);
        let key = |last: &'a [u8]| {
            let parts = [addr, family, reporter, last];
            Key::of(of_reporter.of(&[last]), &parts)
        };
        Tried {
            source: key(service),
            user: user(hit).map(key),
            own,
        }
    }
}

fn is_attempt(hit: &Hit<'_>) -> bool {
    hit.event.attempt != sections::Attempt::No
}

/// The login name; `-` is how web servers write that there was none.
fn user<'a>(hit: &Hit<'a>) -> Option<&'a [u8]> {
    let user = hit.fields.get(SHARED.user);
    user.filter(|user| !user.is_empty() && *user != b"-")
}

/// Rows that a line was counted in, for its session.
struct Rows {
    table: usize,
    row: Option<At>,
    users: Option<At>,
    source: Option<At>,
    /// Whether the daemon itself tells of the source.
    own: bool,
}

impl Sink for Analysis {
    fn line(&mut self, line: &Line<'_>) {
        let moment = line
            .record
            .and_then(|record| record.stamp)
            .map(|stamp| stamp.in_zone(self.query.zone_minutes));
        let asked_for = self.asked_for(line, moment);
        let Some(file) = self.files.get_mut(line.file as usize) else {
            return;
        };
        if !line.joined {
            file.count(line, moment, asked_for);
        }
        if !asked_for {
            return;
        }
        let shown = self.excerpt(line);
        let mark = match (line.status, &line.hit) {
            (
                Status::Matched | Status::Ambiguous | Status::Ignored | Status::Document,
                Some(hit),
            ) => self.hit(line, &shown, hit, moment),
            (Status::Unmatched, _) => {
                self.unmatched(line, &shown, moment);
                Mark::None
            }
            _ => Mark::None,
        };
        if let (Status::Matched | Status::Ambiguous, Some(hit), Some(moment)) =
            (line.status, &line.hit, moment)
        {
            self.timeline.count(moment, hit.event.level, line.times);
        }
        // Between the lines that a filter leaves, any gap is the filter's.
        if let Some(moment) = moment.filter(|_| !self.query.is_about_hits()) {
            self.chronicle
                .line(&shown, line.times, moment, mark, &mut self.texts);
        }
        self.tidy_now_and_then();
    }

    fn range(&mut self, file: u32, range: Range<u64>, lines: Option<u64>) {
        // No line begins in it, and where its neighbours are joined already, it would stand between them and the next.
        if range.is_empty() {
            return;
        }
        if let Some(file) = self.files.get_mut(file as usize) {
            file.counted.add(range.clone(), lines);
        }
        self.chronicle.range(file, range.clone());
        self.timeline.close();
        let start = self.stretch_start(file, range.start);
        let whole = range.end == u64::MAX;
        self.stretch = Some((file, start..range.end));
        // Behind the end of a file nothing goes on.
        if whole {
            self.end_stretch();
        }
    }

    fn document(&mut self, document: Document) {
        self.documents.push(document);
    }

    fn problem(&mut self, file: u32, problem: FileProblem) {
        Analysis::problem(self, file, problem);
    }
}

impl FileCount {
    fn count(&mut self, line: &Line<'_>, moment: Option<i64>, asked_for: bool) {
        self.lines.read += 1;
        let place = match line.status {
            _ if !asked_for => &mut self.lines.filtered,
            Status::Matched => &mut self.lines.matched,
            Status::Ambiguous => &mut self.lines.ambiguous,
            Status::Ignored => &mut self.lines.ignored,
            Status::Unmatched => &mut self.lines.unmatched,
            Status::Unreadable => &mut self.lines.unreadable,
            Status::Document => &mut self.lines.document,
            Status::Prose => &mut self.lines.prose,
        };
        *place += 1;
        if moment.is_some() {
            self.first = [self.first, moment].into_iter().flatten().min();
            self.last = self.last.max(moment);
        }
        self.year_guessed |= line
            .record
            .and_then(|record| record.stamp)
            .is_some_and(|stamp| stamp.year_guessed);
        self.hosts
            .see(line.record.map_or(b"", |record| record.host));
        self.cut += u64::from(line.faults.cut);
        self.invalid += u64::from(line.faults.invalid);
        self.orphans += u64::from(line.faults.orphan);
    }

    fn merge(&mut self, other: &FileCount) {
        let (own, more) = (&mut self.lines, &other.lines);
        own.read += more.read;
        own.matched += more.matched;
        own.ambiguous += more.ambiguous;
        own.ignored += more.ignored;
        own.unmatched += more.unmatched;
        own.unreadable += more.unreadable;
        own.document += more.document;
        own.prose += more.prose;
        own.filtered += more.filtered;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
        self.year_guessed |= other.year_guessed;
        self.hosts.take(&other.hosts);
        self.cut += other.cut;
        self.invalid += other.invalid;
        self.orphans += other.orphans;
        self.problems.extend(other.problems.iter().cloned());
        self.counted.take(&other.counted);
    }
}

/// Who did it: the address, or the name where the log gives no address.
pub(crate) fn source<'a>(fields: &Fields<'a>) -> Option<Cow<'a, [u8]>> {
    let raw = fields
        .get(KNOWN.addr)
        .filter(|addr| !addr.is_empty())
        .or_else(|| fields.get(SHARED.name))?;
    (!raw.is_empty()).then(|| address::key(raw))
}

/// What was tried, by the name people know: `in.ftpd` is ftp, `sshd` is ssh.
pub(crate) fn service<'a>(hit: &Hit<'a>) -> &'a [u8] {
    /// Of events that name it themselves, by table.
    static NAMED: LazyLock<Vec<Option<&'static [u8]>>> = LazyLock::new(|| {
        let events = SECTIONS.iter().flat_map(|section| &section.events);
        let named = events.map(|event| match event.service {
            Service::Named(name) => Some(known_service(name.as_bytes())),
            Service::Field(_) => None,
        });
        named.collect()
    });
    match (NAMED.get(table_of(hit)), hit.event.service) {
        (Some(Some(name)), _) => name,
        (_, Service::Named(name)) => known_service(name.as_bytes()),
        // PAM's shorter lines name no service; whoever wrote them is the one it worked for.
        (_, Service::Field(field)) => known_service(
            hit.get(field)
                .filter(|service| !service.is_empty())
                .or_else(|| hit.get(KNOWN.program))
                .unwrap_or_default(),
        ),
    }
}

fn known_service(named: &[u8]) -> &[u8] {
    let plain = named.strip_prefix(b"in.").unwrap_or(named);
    if matches!(plain, b"vsftpd" | b"proftpd" | b"pure-ftpd" | b"wu-ftpd") {
        return b"ftp";
    }
    // A jail of fail2ban.
    if plain == b"postfix-sasl" {
        return b"postfix";
    }
    const DAEMONS: [&[u8]; 16] = [
        b"sshd", b"ftpd", b"telnetd", b"httpd", b"fingerd", b"rshd", b"rlogind", b"rexecd",
        b"tftpd", b"talkd", b"pop3d", b"imapd", b"smtpd", b"smbd", b"identd", b"lpd",
    ];
    if DAEMONS.contains(&plain) {
        plain.strip_suffix(b"d").unwrap_or(plain)
    } else {
        plain
    }
}

/// Who reports: the family of daemons that tell of the same attempts, the one among them, and
/// whether it is the daemon itself.
///
/// PAM names the daemon it worked for, and so joins that daemon's family. Pages of a daemon with a
/// process per connection are one reporter: their lines meet in sessions.
fn reporter<'a>(hit: &Hit<'a>, service: &'a [u8]) -> (&'a [u8], &'a [u8], bool) {
    let (id, family) = (hit.section.id.as_bytes(), hit.section.reporter.as_bytes());
    match hit.section.reporter {
        "{service}" => (service, id, false),
        _ if hit.section.session => (family, family, true),
        _ => (family, id, true),
    }
}

fn sums(hit: &Hit<'_>) -> Sums {
    let mut sums = Sums::default();
    for (sum, field) in sums.iter_mut().zip(&hit.event.sums) {
        let number = hit.fields.get(*field).and_then(|text| {
            let text = std::str::from_utf8(text).ok()?;
            text.parse().ok()
        });
        *sum = number.unwrap_or(0);
    }
    sums
}

fn session_key(file: u32, record: &Record<'_>, of_address: &KeyHash) -> session::Key {
    session::Key {
        file,
        pid: record.pid.unwrap_or(0),
        hash: of_address.of(&[
            record.host,
            record.program,
            &record.pid.unwrap_or(0).to_le_bytes(),
        ]),
    }
}

/// The table of a hit's event.
fn table_of(hit: &Hit<'_>) -> usize {
    let first = FIRST_TABLE.get(usize::from(hit.section_index));
    first.copied().unwrap_or(0) + usize::from(hit.event_index)
}
