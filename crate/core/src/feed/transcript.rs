//! The lines of a transcript: those of its documents by their pages, the others as of any log.

use super::{Reader, weight};
use crate::cutter::RawLine;
use crate::dispatch::Dispatch;
use crate::document::{Log, Part, Parts, Role, Transcript};
use crate::encoding::TextEncoding;
use crate::line::{Line, Sink, Status};
use crate::record::{self, Form, Habit, Record};

impl Reader {
    pub(super) fn transcript(&mut self, transcript: &mut Transcript, sink: &mut impl Sink) {
        // Its lines are decoded; those that come behind one that grew too long are not.
        let encoding = std::mem::replace(&mut self.encoding, TextEncoding::Utf8);
        let clock = self.clock.clone();
        transcript.mend(&mut self.dispatch, &mut clock.clone());
        let log = |dispatch: &mut Dispatch, text: &str, habit: Habit| {
            let mut scratch = Vec::new();
            let record = record::read(text.as_bytes(), habit, &mut clock.clone(), &mut scratch);
            match record.form {
                Form::Bare => Log::Bare,
                _ if dispatch.find(&record).is_some() => Log::Read,
                _ => Log::Unread,
            }
        };
        let habit = self.habit;
        let kind = transcript.kind.as_deref();
        let kind = kind.and_then(|kind| self.dispatch.kind(kind));
        let mut parts = Parts::new(self.file, kind);
        let lines: Vec<_> = transcript.lines().collect();
        let mut before = None;
        for (index, (line, text)) in lines.iter().enumerate() {
            if line.role == Role::Rest {
                sink.line(&self.unread(&line.raw(text, None)));
                continue;
            }
            self.habit = line.habit;
            let raw = line.raw(text, before.replace(text.as_bytes()));
            let below = lines.get(index + 1..).unwrap_or_default();
            if line.role == Role::Doubtful {
                self.doubtful(&raw, sink);
                continue;
            }
            let log = |dispatch: &mut Dispatch, text: &str| log(dispatch, text, line.habit);
            match parts.part(line, text, below, log, &mut self.dispatch) {
                Part::Log => self.line(raw, sink),
                Part::Prose => sink.line(&self.unread(&raw)),
                Part::Inside { kind, message } => {
                    self.inside(&raw, kind, &message, &mut parts, sink);
                }
            }
        }
        for document in parts.finish() {
            sink.document(document);
        }
        (self.encoding, self.habit) = (encoding, habit);
    }

    /// A line that is shown and not read.
    fn doubtful(&mut self, raw: &RawLine<'_>, sink: &mut impl Sink) {
        let mut line = self.unread(raw);
        let (clock, scratch) = (&mut self.clock, &mut self.message);
        line.record = Some(record::read(raw.bytes, self.habit, clock, scratch));
        line.status = Status::Unmatched;
        sink.line(&line);
    }

    pub(super) fn unread<'a>(&self, raw: &RawLine<'a>) -> Line<'a> {
        Line::new(self.file, self.range_start, raw, raw.bytes)
    }

    /// A line inside a document of a kind, which is to be read as `message`.
    fn inside(
        &mut self,
        raw: &RawLine<'_>,
        kind: &'static str,
        message: &str,
        parts: &mut Parts,
        sink: &mut impl Sink,
    ) {
        let mut line = self.unread(raw);
        let record = Record::inside(kind.as_bytes(), message.as_bytes());
        let hit = match message {
            "" => None,
            _ => self.dispatch.find(&record),
        };
        line.status = match &hit {
            Some(hit) if hit.ambiguous => Status::Ambiguous,
            None if !message.is_empty() => Status::Unmatched,
            _ => Status::Document,
        };
        line.times = hit.as_ref().map_or(1, weight);
        line.hit = hit;
        line.record = Some(record);
        sink.line(&line);
        parts.note(raw, hit.as_ref());
    }
}
