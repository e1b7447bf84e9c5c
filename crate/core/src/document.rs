//! Command outputs, transcripts and mails: texts that are read whole, because a line of them means
//! something only below its prompt or its heading.
//!
//! A [`Transcript`] collects the lines of a file and cuts them at the prompts; the command, or the shape of
//! the first line, says which pages read what follows. What a log wrote goes the way of all lines.

mod html;
mod logwatch;
pub mod mail;
pub mod prompt;
pub mod wrapped;
pub mod wtmp;

use crate::cutter::RawLine;
use crate::dispatch::Dispatch;
use crate::line::Hit;
use crate::look;
use crate::record::Habit;
use crate::report::{Document, DocumentRow, FileProblem, Judgement};
use crate::stamp::Clock;
use logwatch::{Banner, Block};
use logyomi_sections::{FIELDS, Level, plain};
use std::collections::BTreeMap;
use std::ops::Range;
use wrapped::{Pages, Whole};

/// A file of more bytes is read as lines only.
pub const LONGEST: usize = 8 << 20;

/// Rows of one document that are kept; the others are counted.
const ROWS: usize = 5_000;

/// Whether a document begins with this line, which is none of a log.
pub fn begins(line: &[u8], dispatch: &mut Dispatch) -> bool {
    let text = String::from_utf8_lossy(line);
    let prompted = prompt::prompt(&text).is_some_and(|prompt| {
        !prompt.bare || dispatch.kind(prompt::subject(prompt.command)).is_some()
    });
    prompted
        || logwatch::banner(&text, false).is_some_and(|banner| banner != Banner::Mail)
        || dispatch.opened(plain::line(&text).as_bytes()).is_some()
}

/// Whether somebody explains here in Japanese, before or behind what a log wrote.
pub fn explains(line: &[u8]) -> bool {
    is_japanese(&String::from_utf8_lossy(line))
}

/// Lines of a file, in UTF-8, until it is known to its end.
#[derive(Debug, Default)]
pub struct Transcript {
    /// The kind of document that the file's name tells of.
    pub kind: Option<String>,
    /// The bytes as they came, where a mail's parts may be packed.
    raw: Option<Vec<u8>>,
    /// Its lines are a mail's, whose parts are texts of their own; those of a part have its place.
    has_parts: bool,
    text: String,
    lines: Vec<Stored>,
}

#[derive(Clone, Copy, Debug)]
pub struct Stored {
    offset: u64,
    length: u32,
    number: Option<u64>,
    cut: bool,
    start: usize,
    end: usize,
    /// Of the text that it stands in.
    pub habit: Habit,
    pub role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A line by itself, also one that was put together again.
    Whole,
    /// It was read with the line above, from which a mail program has broken it.
    Rest,
    /// Nobody knows where it begins or ends.
    Doubtful,
}

impl Stored {
    /// The line as a range's reader is given it.
    pub fn raw<'a>(&self, text: &'a str, before: Option<&'a [u8]>) -> RawLine<'a> {
        RawLine {
            offset: self.offset,
            length: self.length,
            number: self.number,
            bytes: text.as_bytes(),
            before,
            cut: self.cut,
        }
    }
}

impl Transcript {
    pub fn new(kind: Option<String>) -> Transcript {
        Transcript {
            kind,
            ..Transcript::default()
        }
    }

    /// Keeps a line with the quotes and dashes that were typed; `text` is the line decoded.
    pub fn push(&mut self, raw: &RawLine<'_>, text: &[u8]) {
        if self.lines.is_empty() && mail::is_head(raw.bytes) {
            self.raw = Some(Vec::new());
        }
        if let Some(kept) = &mut self.raw {
            put(kept, raw);
        }
        self.keep(text, raw.offset, raw.length, raw.number, raw.cut);
    }

    /// The records of a binary file as lines.
    pub fn of_records(path: &str, bytes: &[u8]) -> Transcript {
        let mut transcript = Transcript::new(Some(wtmp::KIND.to_owned()));
        for (offset, text) in wtmp::lines(path, bytes) {
            transcript.keep_whole(offset, None, &text);
        }
        transcript
    }

    /// Unpacks the parts of mails, where they are packed; what is attached and cannot be read is a problem.
    pub fn unpack(&mut self) -> Option<FileProblem> {
        let raw = self.raw.take().filter(|raw| mail::is_packed(raw))?;
        let mail::Mails { lines, left, names } = mail::Mails::of(&raw);
        self.text.clear();
        let stored = std::mem::take(&mut self.lines);
        self.has_parts = true;
        for line in lines {
            let begins = |start| stored.binary_search_by_key(&start, |one: &Stored| one.offset);
            let start = line.start.and_then(|start| begins(start).ok());
            let number = start.and_then(|at| stored.get(at)?.number);
            self.keep_whole(line.part, number, &line.text);
        }
        (left > 0).then_some(FileProblem::Attached { count: left, names })
    }

    fn keep_whole(&mut self, offset: u64, number: Option<u64>, text: &str) {
        let length = u32::try_from(text.len()).unwrap_or(0);
        self.keep(text.as_bytes(), offset, length, number, false);
    }

    fn keep(&mut self, text: &[u8], offset: u64, length: u32, number: Option<u64>, cut: bool) {
        let start = self.text.len();
        self.text
            .push_str(&plain::quotes(&String::from_utf8_lossy(text)));
        let end = self.text.len();
        self.lines.push(Stored {
            offset,
            length,
            number,
            cut,
            start,
            end,
            habit: Habit::default(),
            role: Role::Whole,
        });
    }

    /// Learns how the lines of each part are written, and puts those together again that a mail program has broken.
    pub fn mend(&mut self, dispatch: &mut Dispatch, clock: &mut Clock) {
        for part in self.parts() {
            let stored = self.lines.get(part.clone()).unwrap_or_default().iter();
            let lines: Vec<&str> = stored.map(|line| self.text_of(line)).collect();
            let habit = look::habit(&lines, clock);
            let mut pages = Pages {
                dispatch: &mut *dispatch,
                clock: &mut *clock,
                habit,
            };
            let wholes = wrapped::find(&lines, &mut pages).unwrap_or_default();
            let lines = self.lines.get_mut(part).unwrap_or_default();
            for line in &mut *lines {
                line.habit = habit;
            }
            for whole in wholes {
                join(lines.get_mut(whole.lines.clone()), whole, &mut self.text);
            }
        }
    }

    /// The texts that this one is made of.
    fn parts(&self) -> Vec<Range<usize>> {
        let same = |one: &Stored, next: &Stored| !self.has_parts || one.offset == next.offset;
        let mut end = 0;
        let parts = self.lines.chunk_by(same).map(|part| {
            end += part.len();
            end - part.len()..end
        });
        parts.collect()
    }

    pub fn is_full(&self) -> bool {
        self.text.len() > LONGEST
    }

    pub fn lines(&self) -> impl Iterator<Item = (&Stored, &str)> {
        self.lines.iter().map(|line| (line, self.text_of(line)))
    }

    fn text_of(&self, line: &Stored) -> &str {
        self.text.get(line.start..line.end).unwrap_or_default()
    }
}

/// The first line stands for all that it was broken into.
fn join(lines: Option<&mut [Stored]>, whole: Whole, text: &mut String) {
    let Some([first, rest @ ..]) = lines else {
        return;
    };
    if whole.doubtful {
        first.role = Role::Doubtful;
    }
    let Some(last) = rest.last() else { return };
    let length = (last.offset + u64::from(last.length)).saturating_sub(first.offset);
    // In a packed mail all of them have the place of their part.
    let length = length.max(whole.text.len() as u64);
    first.length = u32::try_from(length).unwrap_or(first.length);
    first.start = text.len();
    text.push_str(&whole.text);
    first.end = text.len();
    for line in rest {
        line.role = Role::Rest;
    }
}

/// A mail's line at its own place. What stands between two lines is their end, of one byte or of two: a blank
/// line there would end the mail's head.
fn put(kept: &mut Vec<u8>, line: &RawLine<'_>) {
    let offset = usize::try_from(line.offset).unwrap_or(usize::MAX);
    let offset = offset.min(2 * LONGEST);
    if offset > kept.len() {
        kept.resize(offset - 1, b'\r');
        kept.push(b'\n');
    }
    kept.extend_from_slice(line.bytes);
}

/// What a line of a transcript is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A line as of any log.
    Log,
    /// Text around the documents, or a command whose output no page reads.
    Prose,
    /// A line of a command's output. The message is what the pages of this kind are to read, or nothing where
    /// the line says nothing by itself (a prompt).
    Inside { kind: &'static str, message: String },
}

/// What a line is as one of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// A page reads it.
    Read,
    /// It has a log's head, and no page reads it.
    Unread,
    /// It has no head.
    Bare,
}

/// The document that is being read.
struct Open {
    kind: &'static str,
    /// No prompt told of it: it ends at the first line that is not read.
    by_shape: bool,
    /// A blank line, or one that was not read, stands above.
    doubtful: bool,
    /// A block of a LogWatch mail.
    block: Option<Block>,
    document: Document,
    /// The last row of an event that does not join another: what the lines below it tell more of.
    head: Option<usize>,
}

impl Open {
    fn new(kind: &'static str, document: Document) -> Open {
        Open {
            kind,
            by_shape: false,
            doubtful: false,
            block: None,
            head: None,
            document: Document {
                kind: kind.to_owned(),
                ..document
            },
        }
    }

    /// A line's fields: a row, or more of the one that it joins.
    fn row(&mut self, joins: bool, event: &str, offset: u64, fields: BTreeMap<String, String>) {
        let rows = &mut self.document.rows;
        let kept = rows.len() < ROWS;
        if !joins {
            self.head = kept.then_some(rows.len());
        } else if let Some(row) = self.head.and_then(|head| rows.get_mut(head))
            && row.agrees(&fields)
        {
            row.fields.extend(fields);
            return;
        }
        if kept {
            rows.push(DocumentRow {
                event: event.to_owned(),
                offset,
                fields,
            });
        } else {
            self.document.rows_left_out += 1;
        }
    }
}

/// Cuts a transcript into documents, line by line.
pub struct Parts {
    file: u32,
    open: Option<Open>,
    done: Vec<Document>,
    /// Blocks of a LogWatch mail were seen.
    in_mail: bool,
}

impl Parts {
    /// `kind` is what the file's name says that it holds.
    pub fn new(file: u32, kind: Option<&'static str>) -> Parts {
        let document = Document {
            file,
            ..Document::default()
        };
        let open = kind.map(|kind| Open::new(kind, document));
        Parts {
            file,
            open,
            done: Vec::new(),
            in_mail: false,
        }
    }

    /// What this line is; `below` are the lines under it.
    pub fn part(
        &mut self,
        line: &Stored,
        text: &str,
        below: &[(&Stored, &str)],
        log: impl Fn(&mut Dispatch, &str) -> Log,
        dispatch: &mut Dispatch,
    ) -> Part {
        let message = plain::line(text);
        if message.is_empty() {
            if let Some(open) = &mut self.open {
                open.doubtful = true;
            }
            return Part::Prose;
        }
        if let Some(part) = self.of_mail(line, text, &message, below, dispatch) {
            return part;
        }
        let read_here = self
            .open
            .as_ref()
            .is_some_and(|open| dispatch.reads(open.kind, message.as_bytes(), !is_text(&message)));
        if let Some(prompt) = prompt::prompt(text)
            && (!prompt.bare
                || (!read_here || prompt::is_plain_command(prompt.command))
                    && dispatch.kind(prompt::subject(prompt.command)).is_some())
        {
            return self.at_prompt(line, prompt.command, below, dispatch);
        }
        if read_here {
            return self.inside(message);
        }
        let log = log(dispatch, text);
        if log == Log::Read {
            if let Some(open) = &mut self.open {
                open.doubtful = true;
            }
            return Part::Log;
        }
        if let Some(kind) = dispatch.opened(message.as_bytes()) {
            self.begin(line, kind, "", true);
            return self.inside(message);
        }
        if self.open.is_none() && log == Log::Bare && is_japanese(&message) {
            return Part::Prose;
        }
        self.unread(message)
    }

    /// A line of a LogWatch mail.
    fn of_mail(
        &mut self,
        line: &Stored,
        text: &str,
        message: &str,
        below: &[(&Stored, &str)],
        dispatch: &Dispatch,
    ) -> Option<Part> {
        if let Some(banner) = logwatch::banner(text, self.in_mail) {
            let block = match banner {
                Banner::Begin(name) => Some((name, true)),
                Banner::End(name) => Some((name, false)),
                Banner::Mail => None,
            };
            self.in_mail = true;
            return Some(self.at_banner(line, block, dispatch));
        }
        let open = self.open.as_mut()?;
        let block = open.block.as_mut()?;
        if is_text(message) {
            return Some(Part::Prose);
        }
        let kind = open.kind;
        if prompt::prompt(text).is_some_and(|prompt| !prompt.bare) {
            return None;
        }
        Some(Part::Inside {
            kind,
            message: block
                .line(text, below.first().map(|(_, next)| *next))
                .unwrap_or_default(),
        })
    }

    /// A block begins or ends; one whose beginning is missing is told of by its end.
    fn at_banner(
        &mut self,
        line: &Stored,
        block: Option<(&str, bool)>,
        dispatch: &Dispatch,
    ) -> Part {
        let Some((name, begins)) = block else {
            self.close();
            return Part::Prose;
        };
        let disk = name == logwatch::DISK;
        let Some(kind) = dispatch.kind(if disk { "df" } else { "logwatch" }) else {
            return Part::Prose;
        };
        let known = |open: &Open| open.document.command == name;
        if begins || !self.open.as_ref().is_some_and(known) {
            self.begin(line, kind, name, false);
        }
        if let Some(open) = &mut self.open {
            open.block = (begins && !disk).then(|| Block::new(name));
            open.by_shape = !begins;
        }
        Part::Inside {
            kind,
            message: String::new(),
        }
    }

    /// A command was typed. One with nothing below it printed nothing.
    fn at_prompt(
        &mut self,
        line: &Stored,
        command: &str,
        below: &[(&Stored, &str)],
        dispatch: &mut Dispatch,
    ) -> Part {
        self.close();
        let Some(kind) = dispatch.kind(prompt::subject(command)) else {
            return Part::Prose;
        };
        self.begin(line, kind, command, false);
        let below = below
            .iter()
            .map(|(_, text)| *text)
            .find(|text| !text.trim().is_empty());
        let silent = below.is_none_or(|below| {
            let read = dispatch.reads(kind, plain::line(below).as_bytes(), !is_text(below));
            !read && (prompt::prompt(below).is_some() || is_prose(below))
        });
        Part::Inside {
            kind,
            message: if silent {
                NOTHING.to_owned()
            } else {
                String::new()
            },
        }
    }

    fn inside(&mut self, message: String) -> Part {
        match &mut self.open {
            Some(open) => {
                open.doubtful = false;
                Part::Inside {
                    kind: open.kind,
                    message,
                }
            }
            None => Part::Log,
        }
    }

    /// A line that the pages of the open document do not read.
    fn unread(&mut self, message: String) -> Part {
        let Some(open) = &mut self.open else {
            return Part::Log;
        };
        if is_omission(&message) {
            return Part::Prose;
        }
        if open.by_shape || open.doubtful || is_prose(&message) {
            self.close();
            return Part::Prose;
        }
        open.document.unread += 1;
        Part::Inside {
            kind: open.kind,
            message,
        }
    }

    fn begin(&mut self, line: &Stored, kind: &'static str, command: &str, by_shape: bool) {
        self.close();
        let document = Document {
            command: command.to_owned(),
            file: self.file,
            offset: line.offset,
            ..Document::default()
        };
        self.open = Some(Open {
            by_shape,
            ..Open::new(kind, document)
        });
    }

    /// Notes what a line of the open document was found to be.
    pub fn note(&mut self, line: &RawLine<'_>, hit: Option<&Hit<'_>>) {
        let Some(open) = &mut self.open else { return };
        let document = &mut open.document;
        // A mail's parts need not stand in the order in which they are read.
        document.length = (line.offset + u64::from(line.length)).saturating_sub(document.offset);
        let Some(hit) = hit.filter(|hit| hit.event.level != Level::Ignored) else {
            return;
        };
        let id = format!("{}/{}", hit.section.id, hit.event.id);
        let fields = fields(hit, &String::from_utf8_lossy(line.bytes));
        open.row(hit.event.joins, &id, line.offset, fields);
        let document = &mut open.document;
        if hit.event.level >= Level::Notice {
            match document
                .judgements
                .iter_mut()
                .find(|judged| judged.id == id)
            {
                Some(judged) => {
                    judged.lines += 1;
                    if judged.evidence.len() < EVIDENCE {
                        judged.evidence.push(line.offset);
                    }
                }
                None => document.judgements.push(Judgement {
                    id,
                    level: hit.event.level.name().to_owned(),
                    lines: 1,
                    evidence: vec![line.offset],
                }),
            }
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.done.push(open.document);
        }
    }

    /// All documents of the file.
    pub fn finish(mut self) -> Vec<Document> {
        self.close();
        self.done
            .retain(|document| document.length > 0 || !document.command.is_empty());
        self.done
    }
}

impl DocumentRow {
    /// Whether these fields contradict none of its own.
    fn agrees(&self, fields: &BTreeMap<String, String>) -> bool {
        let mut known = self.fields.iter();
        known.all(|(name, value)| fields.get(name).is_none_or(|new| new == value))
    }
}

/// What pages read where a command printed nothing.
pub const NOTHING: &str = "(no output)";

/// Offsets that one judgement names.
const EVIDENCE: usize = 20;

/// What a line tells, by name; `line` has its blanks as they were typed.
fn fields(hit: &Hit<'_>, line: &str) -> BTreeMap<String, String> {
    let names = FIELDS.iter().zip(0_u8..);
    names
        .filter_map(|(field, id)| {
            let value = String::from_utf8_lossy(hit.fields.get(id)?);
            let typed = plain::typed_end(line, &value).filter(|_| field.typed);
            let value = typed.map_or_else(|| value.to_string(), str::to_owned);
            Some((field.name.to_owned(), value))
        })
        .collect()
}

/// Whether a line is the writer's own, so that a pattern that takes anything does not take it.
fn is_text(text: &str) -> bool {
    is_prose(text) || is_omission(text)
}

/// Whether somebody explains here: sentences in Japanese, or a long line of words that ends as a sentence.
fn is_prose(text: &str) -> bool {
    is_japanese(text) || text.starts_with(['■', '●', '◆', '※']) || is_sentence(text)
}

fn is_japanese(text: &str) -> bool {
    let hiragana = text.chars().filter(|c| ('ぁ'..='ん').contains(c)).count();
    hiragana >= 4 && text.contains(['。', '、'])
}

/// Eight words and a full stop behind the last: no command line (`… | jq .`).
fn is_sentence(text: &str) -> bool {
    let Some(words) = text.strip_suffix(['.', '。']) else {
        return false;
    };
    words.ends_with(char::is_alphanumeric)
        && !words.contains(['/', '|'])
        && words.split(' ').count() > 7
}

/// `省略`, or a rule: the writer left lines out, and the output goes on below.
fn is_omission(text: &str) -> bool {
    if !text.chars().any(char::is_alphanumeric) {
        return true;
    }
    let bare = text.trim_matches(['(', ')', '(', ')', '[', ']', '-', ' ', '<', '>', '~', '〜']);
    matches!(
        bare,
        "省略" | "中略" | "略" | "以下省略" | "以下略" | "snip" | "..." | "More" | "." | ":"
    )
}
