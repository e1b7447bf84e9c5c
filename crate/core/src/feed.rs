//! The way through: bytes of one range in, lines with their hits out.

mod transcript;

use crate::cutter::{self, Cutter, RawLine};
use crate::dispatch::Dispatch;
use crate::document::Transcript;
use crate::encoding::TextEncoding;
use crate::glued;
use crate::heads;
use crate::journal::{Export, Piece};
use crate::line::{Hit, Line, Sink, Status};
use crate::pasted;
use crate::plan::{FilePlan, Layout};
use crate::record::{self, Form, Habit, Record};
use crate::report::FileProblem;
use crate::stamp::Clock;
use crate::unpack::Fault;
use crate::way::{Taker, Way};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use logyomi_sections::{Format, Level};
use memchr::memmem;
use std::ops::Range;

/// Reads one range of one file, or all files that lie in one stretch of an archive.
pub struct Feed {
    way: Option<Way<FileFeed>>,
}

/// The lines of one file.
struct FileFeed {
    plan: FilePlan,
    /// Made with the first bytes: of the thousand files of an archive one is read at a time.
    unpacked: Option<Box<Unpacked>>,
    wanted: Range<u64>,
    /// Of bytes that come from the file's beginning on, so many more are passed over.
    passed: u64,
    /// Told to the sink at the end; its end is `u64::MAX` at the file's end.
    range: Range<u64>,
}

impl Feed {
    /// A reader of the lines that start in `range`: one of the [`ranges`], or all of it, `0..u64::MAX`.
    pub fn new(plan: &FilePlan, range: Range<u64>) -> Feed {
        Feed::of_group([plan], range)
    }

    /// A reader of several files at once: one of the [`groups`]. Where there are several, they are read whole.
    pub fn of_group<'a>(plans: impl IntoIterator<Item = &'a FilePlan>, range: Range<u64>) -> Feed {
        let files = plans.into_iter().map(|plan| {
            let feed = FileFeed::new(plan, range.clone());
            (plan.place.steps.as_slice(), feed)
        });
        Feed {
            way: Way::to(files.collect()),
        }
    }

    /// The offset in the file's stretch from which bytes must be pushed; it may lie before the range.
    pub fn start(&self) -> u64 {
        let plain = self.way.as_ref().and_then(Way::here);
        plain.map_or(0, |feed| cutter::start(feed.wanted.start))
    }

    /// Reads on; false when the range is complete and nothing more is wanted.
    pub fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) -> bool {
        self.way.as_mut().is_some_and(|way| way.push(bytes, sink))
    }

    /// The end of the range: its last line, and what was wrong with the packing.
    pub fn finish(self, sink: &mut impl Sink) {
        if let Some(way) = self.way {
            way.finish(None, sink);
        }
    }

    /// The reading is broken off here: what was read stays read. A line of which only the beginning is known
    /// is none, for its end may name another host.
    pub fn stop(self, sink: &mut impl Sink) {
        if let Some(file) = self.way.and_then(Way::current) {
            file.stop(sink);
        }
    }
}

/// Which files are read together, because each of them can only be come to through all that stands before it.
/// In the order of their first files.
pub fn groups(plans: &[FilePlan]) -> Vec<Vec<u32>> {
    let mut known: HashMap<(u32, u64, u64), usize, FixedState> = HashMap::default();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for plan in plans.iter().filter(|plan| plan.readable) {
        let place = &plan.place;
        let key = (place.given, place.start, place.end);
        match known.get(&key).and_then(|at| groups.get_mut(*at)) {
            Some(group) if place.is_shared() => group.push(plan.file),
            _ => {
                if place.is_shared() {
                    known.insert(key, groups.len());
                }
                groups.push(vec![plan.file]);
            }
        }
    }
    groups
}

/// What is read of a file at once, so many bytes each time. Packed files (but for [`crate::Shares`]), UTF-16 and documents
/// are read whole; an empty file, too, is read.
pub fn ranges(plan: &FilePlan, length: u64) -> impl Iterator<Item = Range<u64>> + use<> {
    let bytes = plan.place.end - plan.place.start;
    let length = if plan.cuttable { length } else { bytes.max(1) };
    let count = bytes.div_ceil(length).max(1);
    (0..count).map(move |at| at * length..bytes.min((at + 1) * length))
}

impl FileFeed {
    fn new(plan: &FilePlan, range: Range<u64>) -> FileFeed {
        let wanted = match plan.place.is_plain() {
            _ if !plan.readable => 0..0,
            // At the file's end there is no next range that a last line could belong to.
            true if range.end >= plan.bytes => range.start..u64::MAX,
            true => range,
            false => plan.unpacked_range(range),
        };
        let plain = plan.place.is_plain();
        let whole = plain && wanted.end >= plan.bytes;
        FileFeed {
            plan: plan.clone(),
            unpacked: None,
            range: wanted.start..if whole { u64::MAX } else { wanted.end },
            passed: if plain {
                0
            } else {
                cutter::start(wanted.start)
            },
            wanted,
        }
    }

    fn unpacked(&mut self) -> &mut Unpacked {
        let (plan, wanted) = (&self.plan, &self.wanted);
        let unpacked = &mut self.unpacked;
        unpacked.get_or_insert_with(|| Box::new(Unpacked::new(plan, wanted.clone())))
    }

    fn stop(self, sink: &mut impl Sink) {
        let Some(unpacked) = self.unpacked else {
            return;
        };
        let Range { start, end } = self.range;
        let read = match unpacked.whole {
            // A document that is not whole was not read.
            Some(_) => start..end,
            None => start..unpacked.cutter.place().clamp(start, end),
        };
        sink.range(self.plan.file, read, Some(unpacked.cutter.lines()));
    }
}

impl<S: Sink> Taker<S> for FileFeed {
    fn take(&mut self, bytes: &[u8], sink: &mut S) -> bool {
        let passed = self.passed.min(bytes.len() as u64);
        self.passed -= passed;
        match usize::try_from(passed).ok().and_then(|at| bytes.get(at..)) {
            Some(rest) if passed == 0 || !rest.is_empty() => self.unpacked().push(rest, sink),
            _ => true,
        }
    }

    fn end(self, fault: Option<(Fault, u64)>, sink: &mut S) {
        let file = self.plan.file;
        // Whoever reads the beginning alone does not come to the end of the packing.
        let to_the_end = self.range.end == u64::MAX;
        if let Some((fault, read)) = fault.filter(|_| to_the_end) {
            sink.problem(file, FileProblem::of_packing(fault, read));
        }
        let is_whole = matches!(fault, None | Some((Fault::Garbage(_), _)));
        let lines = match self.unpacked {
            Some(unpacked) => unpacked.finish(is_whole, sink),
            // Only who has unpacked it from its beginning knows that nothing was in it.
            None if fault.is_none() && !self.plan.place.is_plain() && self.range.start == 0 => {
                sink.problem(file, FileProblem::Empty);
                None
            }
            None => None,
        };
        sink.range(file, self.range, lines);
    }
}

/// Unpacked bytes on their way to lines.
struct Unpacked {
    cutter: Cutter,
    reader: Reader,
    whole: Option<Whole>,
}

/// What is known so far of a file that is read whole.
enum Whole {
    Transcript(Transcript),
    Journal(Box<Export>),
    Records { path: String, bytes: Vec<u8> },
}

impl Unpacked {
    fn new(plan: &FilePlan, range: Range<u64>) -> Unpacked {
        let whole = match &plan.layout {
            Layout::Lines => None,
            Layout::Journal => Some(Whole::Journal(Box::default())),
            Layout::Transcript { kind } => Some(Whole::Transcript(Transcript::new(kind.clone()))),
            Layout::Records => Some(Whole::Records {
                path: plan.path.clone(),
                bytes: Vec::new(),
            }),
        };
        Unpacked {
            reader: Reader::new(plan, range.start),
            cutter: Cutter::new(range, plan.encoding.unit()),
            whole: whole.filter(|_| plan.readable),
        }
    }

    fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) -> bool {
        let Unpacked {
            cutter,
            reader,
            whole,
        } = self;
        match whole {
            Some(Whole::Records { bytes: known, .. }) => {
                known.extend_from_slice(bytes);
                true
            }
            Some(Whole::Journal(export)) => {
                export.push(bytes, |piece| reader.piece(piece, sink));
                true
            }
            _ => cutter.push(bytes, |line| take(line, whole, reader, sink)),
        }
    }

    /// `is_whole`: nothing is missing behind the last byte. Gives how many lines start in the range, if it is known.
    fn finish(self, is_whole: bool, sink: &mut impl Sink) -> Option<u64> {
        let (mut reader, mut whole) = (self.reader, self.whole);
        let lines = self.cutter.finish(|line| match whole {
            None if !is_whole => reader.half(&line, sink),
            _ => take(line, &mut whole, &mut reader, sink),
        });
        match whole {
            None => {}
            Some(Whole::Journal(export)) => export.finish(|piece| reader.piece(piece, sink)),
            Some(Whole::Transcript(mut transcript)) => {
                if let Some(problem) = transcript.unpack() {
                    sink.problem(reader.file, problem);
                }
                reader.transcript(&mut transcript, sink);
            }
            Some(Whole::Records { path, bytes }) => {
                reader.transcript(&mut Transcript::of_records(&path, &bytes), sink);
            }
        }
        lines
    }
}

/// Keeps a line of a transcript, or reads it at once. A transcript that grows too long is read as far as
/// it is known, and the rest of the file as lines.
fn take(line: RawLine<'_>, whole: &mut Option<Whole>, reader: &mut Reader, sink: &mut impl Sink) {
    match whole {
        Some(Whole::Transcript(known)) if known.is_full() => {
            reader.transcript(known, sink);
            *whole = None;
            reader.line(line, sink);
        }
        Some(Whole::Transcript(known)) => {
            let (text, _) = reader.encoding.line(line.bytes, &mut reader.text);
            known.push(&line, text);
        }
        _ => reader.line(line, sink),
    }
}

/// Fewer fixed letters are an ordinary sentence's as well: `Please `.
const FEW_LETTERS: u16 = 6;

/// Reads lines: decode, head, section, event.
struct Reader {
    file: u32,
    range_start: u64,
    encoding: TextEncoding,
    /// What is no line of a log is text, where documents stand among it.
    in_document: bool,
    habit: Habit,
    clock: Clock,
    dispatch: Dispatch,
    text: String,
    before: String,
    message: Vec<u8>,
    message_before: Vec<u8>,
    /// The message of the second record of a line.
    rest: Vec<u8>,
    /// A message whose blanks were made unbreakable.
    plain: Vec<u8>,
}

impl Reader {
    fn new(plan: &FilePlan, range_start: u64) -> Reader {
        Reader {
            file: plan.file,
            range_start,
            encoding: plan.encoding,
            in_document: !matches!(plan.layout, Layout::Lines | Layout::Journal),
            habit: plan.habit,
            clock: Clock::new(plan.anchor).of_zone(plan.zone),
            dispatch: Dispatch::new(),
            text: String::new(),
            before: String::new(),
            message: Vec::new(),
            message_before: Vec::new(),
            rest: Vec::new(),
            plain: Vec::new(),
        }
    }

    fn piece(&mut self, piece: Piece<'_>, sink: &mut impl Sink) {
        match piece {
            Piece::Entry(line) => self.line(line, sink),
            Piece::Passed(line) => sink.line(&Line {
                status: Status::Unreadable,
                ..self.unread(&line)
            }),
        }
    }

    /// A line whose end is missing is counted and not read: half an address is another host's.
    fn half(&mut self, raw: &RawLine<'_>, sink: &mut impl Sink) {
        let (text, invalid) = self.encoding.line(raw.bytes, &mut self.text);
        let mut line = Line::new(self.file, self.range_start, raw, text);
        line.faults.invalid = invalid;
        line.status = Status::Unreadable;
        sink.line(&line);
    }

    fn line(&mut self, raw: RawLine<'_>, sink: &mut impl Sink) {
        let (text, invalid) = self.encoding.line(raw.bytes, &mut self.text);
        let text = without_hole(text);
        let mut base = Line::new(self.file, self.range_start, &raw, text);
        base.faults.invalid = invalid;
        if text.trim_ascii().is_empty() {
            return sink.line(&base);
        }
        let mut record = record::read(text, self.habit, &mut self.clock, &mut self.message);
        let repeat = repeat(record.message);
        let of_before = matches!(repeat, Some((_, None)));
        let indented = record.form == Form::Bare && text.starts_with(b" ");
        let before = raw.before.filter(|_| of_before || indented).map(|bytes| {
            let (text, _) = self.encoding.line(bytes, &mut self.before);
            let (clock, scratch) = (&mut self.clock, &mut self.message_before);
            record::read(text, self.habit, clock, scratch)
        });
        if let Some((times, inside)) = repeat {
            base.times = times;
            match (inside, before.filter(|before| fits(before, &record))) {
                (Some(inside), _) => record.message = inside,
                (None, Some(before)) => {
                    record = Record {
                        form: before.form,
                        program: before.program,
                        pid: before.pid,
                        message: before.message,
                        ..record
                    }
                }
                (None, None) => base.faults.orphan = true,
            }
        } else if let Some(below) = before.and_then(|head| heads::below(text, &head)) {
            record = below;
        }
        let hit = match base.faults.orphan {
            true => None,
            false => self.dispatch.find(&record),
        };
        let hit = hit.filter(|hit| !is_mere_text(&record, hit));
        let unread = hit.is_none_or(|hit| hit.pattern.fallback);
        let hit = if unread && repeat.is_none() && glued::may_be(&record) {
            let (dispatch, clock) = (&mut self.dispatch, &mut self.clock);
            if let Some(at) = glued::second(text, &record, dispatch, clock)
                && let Some((first, rest)) = text.split_at_checked(at)
            {
                joined(&base, first, dispatch, clock, sink);
                record = record::read(rest, Habit::default(), clock, &mut self.rest);
            }
            dispatch.find(&record)
        } else {
            hit
        };
        let unread = hit.is_none_or(|hit| hit.pattern.fallback);
        let plain = unread.then(|| pasted::plain_blanks(record.message, &mut self.plain));
        let hit = match plain.flatten() {
            Some(message) => find_plain(&mut self.dispatch, &mut record, message)
                .filter(|hit| !is_mere_text(&record, hit)),
            None => hit,
        };
        let mut line = Line { hit, ..base };
        if line
            .hit
            .is_some_and(|hit| record.program.is_empty() && hit.section.format == Format::Stamped)
        {
            // What looked like a host's name is the message's first word.
            record.host = b"";
        }
        line.status = status(&line, &record, of_before);
        if self.in_document && line.status == Status::Unreadable {
            line.status = Status::Prose;
        }
        if let Some(hit) = &line.hit {
            line.times = line.times.saturating_mul(weight(hit));
        }
        line.record = Some(record);
        sink.line(&line);
    }
}

/// The event of a message with blanks in place of those that were made unbreakable on its way (PAM writes two before a
/// user's name), if one reads it.
fn find_plain<'a>(
    dispatch: &'a mut Dispatch,
    record: &mut Record<'a>,
    message: &'a [u8],
) -> Option<Hit<'a>> {
    let plain = Record { message, ..*record };
    let hit = dispatch.find(&plain);
    if hit.is_some_and(|hit| !hit.pattern.fallback) {
        *record = plain;
    }
    dispatch.find(record)
}

/// A message without any head may be a sentence of a letter: who is not known to have written it is not believed to have
/// written what general words alone make out. Documents are text anyway.
fn is_mere_text(record: &Record<'_>, hit: &Hit<'_>) -> bool {
    record.form == Form::Bare
        && record.program.is_empty()
        && (hit.pattern.fallback || hit.pattern.letters < FEW_LETTERS)
}

/// A crash leaves zeros in a log, and the next line begins behind them.
fn without_hole(text: &[u8]) -> &[u8] {
    let zeros = text.iter().take_while(|byte| **byte == 0).count();
    text.get(zeros..).unwrap_or_default()
}

/// Gives the first of two records on a line.
fn joined(
    base: &Line<'_>,
    text: &[u8],
    dispatch: &mut Dispatch,
    clock: &mut Clock,
    sink: &mut impl Sink,
) {
    let mut scratch = Vec::new();
    let record = record::read(text, Habit::default(), clock, &mut scratch);
    let mut line = Line {
        joined: true,
        hit: dispatch.find(&record),
        record: Some(record),
        ..*base
    };
    line.status = status(&line, &record, false);
    line.times = line.hit.as_ref().map_or(1, weight);
    sink.line(&line);
}

/// A repeat counts for the line before it only where that line is of the same host and no repeat itself.
fn fits(before: &Record<'_>, repeat: &Record<'_>) -> bool {
    before.form != Form::Bare
        && before.host == repeat.host
        && crate::feed::repeat(before.message).is_none()
}

/// `last message repeated 3 times` → (3, nothing); `message repeated 3 times: [ inside]` → (3, inside).
fn repeat(message: &[u8]) -> Option<(u64, Option<&[u8]>)> {
    let number = |text: &[u8]| std::str::from_utf8(text).ok()?.parse::<u64>().ok();
    if let Some(rest) = message.strip_prefix(b"last message repeated ") {
        let end = memmem::find(rest, b" time")?;
        return Some((number(rest.get(..end)?)?, None));
    }
    let rest = message.strip_prefix(b"message repeated ")?;
    let end = memmem::find(rest, b" times: [")?;
    let inside = rest.get(end + b" times: [".len()..)?;
    let inside = inside.strip_prefix(b" ").unwrap_or(inside);
    Some((
        number(rest.get(..end)?)?,
        Some(inside.strip_suffix(b"]").unwrap_or(inside)),
    ))
}

fn status(line: &Line<'_>, record: &Record<'_>, of_before: bool) -> Status {
    match &line.hit {
        Some(hit) if hit.ambiguous => Status::Ambiguous,
        Some(hit) if hit.event.level == Level::Ignored => Status::Ignored,
        Some(_) => Status::Matched,
        // A repeat whose line is missing says nothing by itself; the file's problems count it.
        None if line.faults.orphan => Status::Ignored,
        None if record.form == Form::Bare && record.program.is_empty() && !of_before => {
            Status::Unreadable
        }
        None => Status::Unmatched,
    }
}

/// How often the line itself says that it happened.
fn weight(hit: &Hit<'_>) -> u64 {
    let said = hit.event.count.and_then(|field| hit.fields.get(field));
    said.and_then(|text| std::str::from_utf8(text).ok()?.parse().ok())
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Given, Settings, plan};

    /// The lines that a broken reading gave, and the range that it says it has read.
    #[derive(Default)]
    struct Read {
        lines: Vec<String>,
        ranges: Vec<Range<u64>>,
    }

    impl Sink for Read {
        fn line(&mut self, line: &Line<'_>) {
            self.lines
                .push(String::from_utf8_lossy(line.text).into_owned());
        }

        fn range(&mut self, _: u32, range: Range<u64>, _: Option<u64>) {
            self.ranges.push(range);
        }
    }

    #[test]
    fn a_sentence_of_a_letter_is_no_event() {
        let check = |text: &str, expect: u64| {
            let plan = plan(
                &[Given::whole("letter", text.as_bytes())],
                &Settings::default(),
            );
            let mut analysis = crate::Analysis::new(&plan, &crate::Query::default(), 7);
            let mut feed = Feed::new(&plan[0], 0..u64::MAX);
            feed.push(text.as_bytes(), &mut analysis);
            feed.finish(&mut analysis);
            let matched = analysis.report(&plan).files[0].lines.matched;
            assert_eq!(matched, expect, "{text}");
        };
        check("The log is attached.\nPlease look at it.\n", 0);
        check("The log is attached.\nPlease look\u{a0}at it.\n", 0);
        check("The log says:\nInvalid user a from 203.0.113.25\n", 1);
    }

    /// Half an address is another host's.
    #[test]
    fn the_half_line_of_cut_data_names_nobody() {
        let line = "Dec 10 06:55:46 host sshd[1]: Invalid user a from 203.0.113.25";
        let (mut hits, mut unreadable) = (0, 0);
        for fault in [
            None,
            Some((Fault::Garbage(3), 9)),
            Some((Fault::Truncated, 9)),
        ] {
            let plan = plan(
                &[Given::whole("secure", line.as_bytes())],
                &Settings::default(),
            );
            let mut feed = FileFeed::new(&plan[0], 0..u64::MAX);
            let mut analysis = crate::Analysis::new(&plan, &crate::Query::default(), 7);
            feed.take(line.as_bytes(), &mut analysis);
            feed.end(fault, &mut analysis);
            let report = analysis.report(&plan);
            hits += report.attackers.len();
            unreadable += report.files[0].lines.unreadable;
        }
        assert_eq!((hits, unreadable), (2, 1));
    }

    /// The end of a line may name another host.
    #[test]
    fn a_reading_that_is_broken_off_gives_whole_lines_only() {
        let text = b"Dec 10 06:55:46 host sshd[1]: Invalid user a from 203.0.113.25
\
            Dec 10 06:55:47 host sshd[1]: Invalid user a from 203.0.113.251
";
        let plan = plan(&[Given::whole("secure", text)], &Settings::default());
        let first = text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for known in 0..text.len() {
            let (mut feed, mut read) = (Feed::new(&plan[0], 0..u64::MAX), Read::default());
            feed.push(&text[..known], &mut read);
            feed.stop(&mut read);
            let whole = usize::from(known >= first);
            assert_eq!(read.lines.len(), whole, "{known} bytes");
            assert_eq!(read.ranges.len(), 1, "{known} bytes");
            assert_eq!(read.ranges[0], 0..(whole * first) as u64, "{known} bytes");
        }
    }

    #[test]
    fn ranges_meet_and_end_with_the_file() {
        const LENGTH: u64 = 16 << 20;
        let plan = plan(&[Given::whole("log", b"x\n")], &Settings::default());
        let check = |bytes, cuttable, wanted: &[(u64, u64)]| {
            let mut plan = plan[0].clone();
            (plan.place.end, plan.cuttable) = (bytes, cuttable);
            let found = ranges(&plan, LENGTH).map(|range| (range.start, range.end));
            assert_eq!(found.collect::<Vec<_>>(), wanted);
        };
        check(0, true, &[(0, 0)]);
        check(0, false, &[(0, 0)]);
        check(LENGTH, true, &[(0, LENGTH)]);
        check(LENGTH + 1, true, &[(0, LENGTH), (LENGTH, LENGTH + 1)]);
        check(5 * LENGTH, false, &[(0, 5 * LENGTH)]);
    }
}
