//! The way through: bytes of one range in, lines with their hits out.

use crate::cutter::{Cutter, RawLine};
use crate::dispatch::Dispatch;
use crate::document::{Part, Parts, Stored, Transcript};
use crate::encoding::TextEncoding;
use crate::glued;
use crate::heads;
use crate::line::{Faults, Hit, Line, Sink, Status};
use crate::plan::FilePlan;
use crate::record::{self, Form, Record};
use crate::report::FileProblem;
use crate::stamp::Clock;
use crate::unpack::{Fault, Unpacker};
use logyomi_sections::{Format, Level};
use memchr::memmem;
use std::ops::Range;

/// Reads one range of one file.
pub struct Feed {
    unpacker: Option<Unpacker>,
    cutter: Cutter,
    reader: Reader,
    /// The lines so far of a file that is read whole.
    transcript: Option<Transcript>,
    /// The bytes so far of a file of binary records, and its path.
    records: Option<(String, Vec<u8>)>,
    /// Told to the sink at the end; its end is `u64::MAX` at the file's end.
    range: Range<u64>,
}

impl Feed {
    /// A reader of the lines that start in `range`. Packed files and UTF-16 are read whole: `0..u64::MAX`.
    pub fn new(plan: &FilePlan, range: Range<u64>) -> Feed {
        let range = if plan.readable { range } else { 0..0 };
        let range_start = range.start;
        let whole = plan.gzip || range.end >= plan.bytes;
        let told = range.start..if whole { u64::MAX } else { range.end };
        Feed {
            range: told,
            unpacker: plan.gzip.then(Unpacker::new),
            cutter: Cutter::new(range, plan.encoding.unit()),
            reader: Reader::new(plan, range_start),
            records: plan.binary.then(|| (plan.path.clone(), Vec::new())),
            transcript: plan.document.then(Transcript::default),
        }
    }

    /// The offset in the file from which bytes must be pushed; it may lie before the range.
    pub fn start(&self) -> u64 {
        self.cutter.start()
    }

    /// Reads on; false when the range is complete and nothing more is wanted.
    pub fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) -> bool {
        let Feed {
            unpacker,
            cutter,
            reader,
            transcript,
            records,
            ..
        } = self;
        if let Some((_, known)) = records {
            let mut more = |bytes: &[u8]| {
                known.extend_from_slice(bytes);
                true
            };
            return match unpacker {
                Some(unpacker) => unpacker.push(bytes, more),
                None => more(bytes),
            };
        }
        let mut read =
            |bytes: &[u8]| cutter.push(bytes, |line| take(line, transcript, reader, sink));
        match unpacker {
            Some(unpacker) => unpacker.push(bytes, read),
            None => read(bytes),
        }
    }

    /// The end of the range: its last line, and what was wrong with the packing.
    pub fn finish(mut self, sink: &mut impl Sink) {
        let file = self.reader.file;
        if let Some(unpacker) = &mut self.unpacker {
            let (cutter, reader) = (&mut self.cutter, &mut self.reader);
            let transcript = &mut self.transcript;
            unpacker.finish(|rest| cutter.push(rest, |line| take(line, transcript, reader, sink)));
            match unpacker.fault {
                Some(Fault::Truncated) => sink.problem(
                    file,
                    FileProblem::Truncated {
                        read: unpacker.read,
                    },
                ),
                Some(Fault::Damaged) => sink.problem(
                    file,
                    FileProblem::Damaged {
                        read: unpacker.read,
                    },
                ),
                None => {}
            }
        }
        if let Some((path, bytes)) = &self.records {
            self.transcript = Some(Transcript::of_records(path, bytes));
        }
        let (reader, transcript) = (&mut self.reader, &mut self.transcript);
        self.cutter
            .finish(|line| take(line, transcript, reader, sink));
        if let Some(mut transcript) = transcript.take() {
            transcript.unpack();
            reader.transcript(&transcript, sink);
        }
        sink.range(file, self.range);
    }
}

/// Keeps a line of a transcript, or reads it at once. A transcript that grows too long is read as far as
/// it is known, and the rest of the file as lines.
fn take(
    line: RawLine<'_>,
    transcript: &mut Option<Transcript>,
    reader: &mut Reader,
    sink: &mut impl Sink,
) {
    match transcript {
        Some(known) if known.is_full() => {
            reader.transcript(known, sink);
            *transcript = None;
            reader.line(line, sink);
        }
        Some(known) => {
            let (text, _) = reader.encoding.line(line.bytes, &mut reader.text);
            known.push(line.bytes, text, line.offset, line.length, line.cut);
        }
        None => reader.line(line, sink),
    }
}

/// Reads lines: decode, head, section, event.
struct Reader {
    file: u32,
    range_start: u64,
    encoding: TextEncoding,
    /// The kind of document that the file's name tells of.
    kind: Option<String>,
    /// What is no line of a log is text, where documents stand among it.
    in_document: bool,
    access_first: bool,
    clock: Clock,
    dispatch: Dispatch,
    text: String,
    before: String,
    message: Vec<u8>,
    message_before: Vec<u8>,
    /// The message of the second record of a line.
    rest: Vec<u8>,
}

impl Reader {
    fn new(plan: &FilePlan, range_start: u64) -> Reader {
        Reader {
            file: plan.file,
            range_start,
            encoding: plan.encoding,
            kind: plan.kind.clone(),
            in_document: plan.document,
            access_first: plan.access_first,
            clock: Clock::new(plan.anchor),
            dispatch: Dispatch::new(),
            text: String::new(),
            before: String::new(),
            message: Vec::new(),
            message_before: Vec::new(),
            rest: Vec::new(),
        }
    }

    fn line(&mut self, raw: RawLine<'_>, sink: &mut impl Sink) {
        let (text, invalid) = self.encoding.line(raw.bytes, &mut self.text);
        let mut base = Line {
            file: self.file,
            offset: raw.offset,
            length: raw.length,
            range_start: self.range_start,
            text,
            status: Status::Prose,
            record: None,
            joined: false,
            hit: None,
            times: 1,
            faults: Faults {
                cut: raw.cut,
                invalid,
                orphan: false,
            },
        };
        if text.trim_ascii().is_empty() {
            return sink.line(&base);
        }
        let mut record = record::read(text, self.access_first, &mut self.clock, &mut self.message);
        let repeat = repeat(record.message);
        let of_before = matches!(repeat, Some((_, None)));
        let indented = record.form == Form::Bare && text.starts_with(b" ");
        let before = raw.before.filter(|_| of_before || indented).map(|bytes| {
            let (text, _) = self.encoding.line(bytes, &mut self.before);
            let (clock, scratch) = (&mut self.clock, &mut self.message_before);
            record::read(text, self.access_first, clock, scratch)
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
        let unread = hit.is_none_or(|hit| hit.pattern.fallback);
        let hit = if unread && repeat.is_none() && glued::may_be(&record) {
            let (dispatch, clock) = (&mut self.dispatch, &mut self.clock);
            if let Some(at) = glued::second(text, &record, dispatch, clock)
                && let Some((first, rest)) = text.split_at_checked(at)
            {
                joined(&base, first, dispatch, clock, sink);
                record = record::read(rest, false, clock, &mut self.rest);
            }
            dispatch.find(&record)
        } else {
            hit
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

/// The lines of a transcript: those of its documents by their pages, the others as of any log.
impl Reader {
    fn transcript(&mut self, transcript: &Transcript, sink: &mut impl Sink) {
        let mut dispatch = Dispatch::new();
        let clock = self.clock.clone();
        let kind = self.kind.take().and_then(|kind| dispatch.kind(&kind));
        let mut parts = Parts::new(self.file, kind);
        let lines: Vec<(&Stored, &str)> = transcript.lines().collect();
        self.encoding = TextEncoding::Utf8;
        for (index, (line, text)) in lines.iter().enumerate() {
            let below = lines.get(index + 1..).unwrap_or_default();
            let mut below = below.iter().map(|(_, text)| *text);
            let below = below.find(|text| !text.trim().is_empty());
            let is_log = |dispatch: &mut Dispatch, text: &str| {
                let mut scratch = Vec::new();
                let record = record::read(text.as_bytes(), false, &mut clock.clone(), &mut scratch);
                record.form != Form::Bare && dispatch.find(&record).is_some()
            };
            let next = lines.get(index + 1).map(|(_, text)| *text);
            match parts.part(line, text, next, below, is_log, &mut dispatch) {
                Part::Inside { kind, message } => {
                    let hit = self.inside(line, text, kind, &message, &mut dispatch, sink);
                    parts.note(line, hit.as_ref());
                }
                Part::Prose => {
                    let given = self.plain_line(line, text, Status::Prose);
                    sink.line(&given);
                }
                Part::Log => {
                    let before = index.checked_sub(1).and_then(|index| lines.get(index));
                    let raw = RawLine {
                        offset: line.offset,
                        length: line.length,
                        bytes: text.as_bytes(),
                        before: before.map(|(_, text)| text.as_bytes()),
                        cut: line.cut,
                    };
                    self.line(raw, sink);
                }
            }
        }
        for document in parts.finish() {
            sink.document(document);
        }
    }

    fn plain_line<'a>(&self, line: &Stored, text: &'a str, status: Status) -> Line<'a> {
        Line {
            file: self.file,
            offset: line.offset,
            length: line.length,
            range_start: self.range_start,
            text: text.as_bytes(),
            status,
            record: None,
            joined: false,
            hit: None,
            times: 1,
            faults: Faults {
                cut: line.cut,
                ..Faults::default()
            },
        }
    }

    /// A line inside a document; gives its hit.
    fn inside<'a>(
        &self,
        line: &Stored,
        text: &'a str,
        kind: &'static str,
        message: &'a str,
        dispatch: &'a mut Dispatch,
        sink: &mut impl Sink,
    ) -> Option<Hit<'a>> {
        let record = Record {
            form: Form::Document,
            program: kind.as_bytes(),
            message: message.as_bytes(),
            ..Record::default()
        };
        let hit = dispatch.find(&record);
        let mut given = self.plain_line(line, text, Status::Document);
        if hit.is_none() && !message.is_empty() {
            given.status = Status::Unmatched;
        }
        if let Some(hit) = &hit {
            given.times = weight(hit);
            if hit.ambiguous {
                given.status = Status::Ambiguous;
            }
        }
        given.hit = hit;
        given.record = Some(record);
        sink.line(&given);
        hit
    }
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
    let record = record::read(text, false, clock, &mut scratch);
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
