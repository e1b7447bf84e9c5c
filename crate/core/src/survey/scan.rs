//! Bytes that come one after the other: what they are, down through all packings and archives.

use super::Find;
use crate::archive::tar::{self, Around, Over, Parent, Walk};
use crate::archive::zip::{self, Entry};
use crate::archive::{BOUNDS, Step, Why};
use crate::digest::Digest;
use crate::look::Sight;
use crate::plan::PROBE;
use crate::unpack::{self, Fault, Packing, Unpacker};
use chrono::{DateTime, NaiveDate};
use std::ops::Range;

pub(crate) struct Scan {
    around: Around,
    /// The name in its archive, if it is in one.
    name: Option<String>,
    /// As it was given, or as it lies in its archive.
    bytes: u64,
    modified: Option<NaiveDate>,
    /// When it was packed.
    packed: Option<NaiveDate>,
    packing: Option<Packing>,
    /// Bytes that it has, about, where it is packed and large.
    likely: Option<u64>,
    /// Its beginning is enough: the rest would have to be unpacked for this look alone.
    brief: bool,
    /// Bytes of it are missing, which was said of what it is in.
    broken: bool,
    content: Content,
}

enum Content {
    Head(Vec<u8>),
    Text(Box<Text>),
    Packed {
        unpacker: Box<Unpacker>,
        inner: Box<Scan>,
    },
    Tar(Box<Walk>),
    Zip(Vec<u8>),
    Over,
}

/// A file's two ends, and what it holds.
struct Text {
    head: Vec<u8>,
    /// The last bytes, and some before them.
    tail: Vec<u8>,
    length: u64,
    /// Nothing where bytes were passed over.
    digest: Option<Digest>,
}

impl Text {
    fn push(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if let Some(digest) = &mut self.digest {
            digest.push(bytes);
        }
        self.tail.extend_from_slice(
            bytes
                .get(bytes.len().saturating_sub(PROBE)..)
                .unwrap_or_default(),
        );
        if self.tail.len() > 3 * PROBE {
            self.tail.drain(..self.tail.len() - PROBE);
        }
    }
}

impl Scan {
    pub fn new(around: Around, bytes: u64, modified: Option<NaiveDate>) -> Scan {
        Scan {
            around,
            name: None,
            bytes,
            modified,
            packed: None,
            packing: None,
            likely: None,
            brief: false,
            broken: false,
            content: Content::Head(Vec::new()),
        }
    }

    /// A file of a tar, which stands in this window of the tar's bytes.
    pub fn inside(
        parent: &Around,
        name: &str,
        modified: Option<NaiveDate>,
        window: Range<u64>,
    ) -> Scan {
        let mut around = parent.clone();
        let place = &mut around.place;
        match place.steps.last_mut() {
            None => narrow(&mut place.start, &mut place.end, &window),
            Some(Step::Window { start, end }) => narrow(start, end, &window),
            Some(Step::Unpack(_)) => place.steps.push(Step::Window {
                start: window.start,
                end: window.end,
            }),
        }
        around.path = format!(
            "{}!/{}",
            parent.path,
            name.trim_start_matches("./").trim_start_matches('/')
        );
        around.nesting += 1;
        Scan {
            name: Some(name.to_owned()),
            ..Scan::new(around, window.end - window.start, modified)
        }
    }

    /// A file of a zip, whose bytes begin there.
    pub fn of_zip(parent: &Around, entry: &Entry, begins: u64) -> Scan {
        let window = begins..begins.saturating_add(entry.packed);
        let mut scan = Scan::inside(parent, &entry.name, entry.modified, window);
        scan.bytes = entry.bytes;
        if let Some(packing) = entry.packing {
            scan.unpack(packing);
        }
        scan.brief = true;
        scan
    }

    fn unpack(&mut self, packing: Packing) {
        self.around.place.steps.push(Step::Unpack(packing));
        let inner = Scan {
            around: self.around.clone(),
            name: self.name.clone(),
            packing: match packing {
                Packing::Deflate { .. } => self.packing,
                packing => Some(packing),
            },
            // A zip says itself what comes out.
            likely: matches!(packing, Packing::Deflate { .. }).then_some(self.bytes),
            brief: true,
            ..Scan::new(self.around.clone(), self.bytes, self.modified)
        };
        self.content = Content::Packed {
            unpacker: Box::new(Unpacker::new(packing)),
            inner: Box::new(inner),
        };
    }

    pub fn push(&mut self, bytes: &[u8], find: &mut Find) {
        match &mut self.content {
            Content::Head(head) => {
                let most = (PROBE - head.len()).min(bytes.len());
                head.extend_from_slice(bytes.get(..most).unwrap_or_default());
                if head.len() == PROBE {
                    self.decide(find);
                    self.push(bytes.get(most..).unwrap_or_default(), find);
                }
            }
            Content::Text(text) => text.push(bytes),
            Content::Packed { unpacker, inner } => {
                let weighed = self.bytes >= LARGE && inner.likely.is_none();
                unpacker.push(bytes, |bytes| {
                    let runs_on = inner.runs_on();
                    if runs_on {
                        inner.push(bytes, find);
                    }
                    runs_on && inner.runs_on() || weighed
                });
            }
            Content::Tar(walk) => {
                walk.push(
                    bytes,
                    &Parent {
                        scan: &self.around,
                        entries: BOUNDS.entries,
                    },
                    find,
                );
            }
            Content::Zip(known) if known.len() + bytes.len() <= BOUNDS.held => {
                known.extend_from_slice(bytes)
            }
            Content::Zip(_) => self.refuse(Why::TooLarge, find),
            Content::Over => {}
        }
    }

    pub fn wants_more(&self) -> bool {
        match &self.content {
            Content::Head(_) | Content::Zip(_) => true,
            Content::Text(_) => !self.brief,
            Content::Packed { unpacker, inner } => unpacker.wants_more() && inner.runs_on(),
            Content::Tar(walk) => walk.over.is_none(),
            Content::Over => false,
        }
    }

    /// Whether what it is packed in is wanted further: of an archive up to the checksum at the end.
    fn runs_on(&self) -> bool {
        match &self.content {
            Content::Tar(walk) => walk.over != Some(Over::Full),
            _ => self.wants_more(),
        }
    }

    /// Of the `left` bytes, so many need not come.
    pub fn idle(&self, left: u64) -> u64 {
        match &self.content {
            _ if !self.wants_more() => left,
            Content::Text(_) => left.saturating_sub(PROBE as u64),
            _ => 0,
        }
    }

    /// So many bytes did not come.
    pub fn skip(&mut self, bytes: u64) {
        if let Content::Text(text) = &mut self.content {
            text.length += bytes;
            text.digest = None;
            text.tail.clear();
        }
    }

    /// The last `missing` bytes will never come.
    pub fn cut(mut self, missing: u64) -> Scan {
        self.bytes = self.bytes.saturating_sub(missing);
        self.broken |= missing > 0;
        self
    }

    /// By the first bytes, or all of them; once.
    fn decide(&mut self, find: &mut Find) {
        let Content::Head(head) = &mut self.content else {
            return;
        };
        let head = std::mem::take(head);
        self.content = Content::Over;
        let is_tar = tar::is_tar(&head);
        if is_tar || zip::is_zip(&head) {
            if self.around.nesting >= BOUNDS.nesting {
                return self.refuse(Why::Nesting, find);
            }
            find.opens(if is_tar { "tar" } else { "zip" }, self.packing);
            self.content = match is_tar {
                true => Content::Tar(Box::new(Walk::new())),
                false => Content::Zip(Vec::new()),
            };
            return self.push(&head, find);
        }
        if let Some(packing) = Packing::of(&head).filter(|_| self.around.place.steps.len() < STEPS)
        {
            if packing == Packing::Gzip {
                let seconds = unpack::header_time(&head);
                let time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
                self.packed = time.map(|time| time.date_naive());
            }
            self.unpack(packing);
            if let Content::Packed { inner, .. } = &mut self.content {
                inner.packed = self.packed;
            }
            return self.push(&head, find);
        }
        self.content = Content::Text(Box::new(Text {
            tail: head.clone(),
            length: head.len() as u64,
            digest: Some(Digest::of_beginning(find.seed, &head)),
            head,
        }));
    }

    /// An archive inside an archive that is not opened.
    fn refuse(&mut self, why: Why, find: &mut Find) {
        find.skip(why, self.name.as_deref().unwrap_or_default(), self.bytes);
        self.content = Content::Over;
    }

    /// No more bytes will come.
    pub fn end(mut self, find: &mut Find) {
        self.decide(find);
        match self.content {
            Content::Text(text) => {
                let whole = text.length > text.head.len() as u64 || !self.brief;
                let from = text.tail.len().saturating_sub(PROBE);
                let sight = Sight {
                    path: self.around.path,
                    place: self.around.place,
                    bytes: self.bytes,
                    modified: self.modified,
                    packed: self.packed,
                    packing: self.packing,
                    likely: self.likely,
                    length: (whole && !self.brief).then_some(text.length),
                    digest: text.digest.filter(|_| !self.brief).map(Digest::finish),
                    tail: match self.brief {
                        true => Vec::new(),
                        false => text.tail.get(from..).unwrap_or_default().to_vec(),
                    },
                    head: text.head,
                };
                find.file(sight, self.name.as_deref());
            }
            Content::Packed {
                mut unpacker,
                mut inner,
            } => {
                if inner.runs_on() {
                    unpacker.finish(|bytes| {
                        inner.push(bytes, find);
                        inner.runs_on()
                    });
                }
                inner.decide(find);
                inner.broken |= self.broken;
                if self.bytes >= LARGE && inner.likely.is_none() {
                    inner.likely = Some(unpacker.likely(self.bytes));
                }
                if let Some(fault) = unpacker.fault.filter(|_| inner.is_archive()) {
                    inner.broken |= !matches!(fault, Fault::Garbage(_));
                    if !self.broken {
                        find.fault(fault, unpacker.read);
                    }
                }
                inner.end(find);
            }
            Content::Tar(mut walk) => {
                let fault = walk.end(find);
                if let Some((fault, read)) = fault.filter(|_| !self.broken) {
                    find.fault(fault, read);
                }
            }
            Content::Zip(bytes) => nested_zip(&bytes, &self.around, find),
            Content::Head(_) | Content::Over => {}
        }
    }

    fn is_archive(&self) -> bool {
        match &self.content {
            Content::Tar(_) | Content::Zip(_) => true,
            Content::Packed { inner, .. } => inner.is_archive(),
            _ => false,
        }
    }
}

/// Of packed files from so many bytes on it is weighed how much will come out: all that was brought of them is unpacked.
const LARGE: u64 = 1 << 20;

/// A stretch inside a stretch; it does not reach beyond.
fn narrow(start: &mut u64, end: &mut u64, window: &Range<u64>) {
    let inside = |at: u64| start.saturating_add(at).min(*end);
    (*start, *end) = (inside(window.start), inside(window.end));
}

/// A file is packed twice at most, inside archives that are packed themselves.
const STEPS: usize = 8;

/// A zip inside another archive, as a whole.
fn nested_zip(bytes: &[u8], around: &Around, find: &mut Find) {
    let tail = bytes
        .len()
        .saturating_sub(usize::try_from(zip::END_WITHIN).unwrap_or(usize::MAX));
    let directory = zip::directory(bytes.get(tail..).unwrap_or_default(), tail as u64);
    let list = directory.as_ref().and_then(|directory| {
        let place = usize::try_from(directory.place.start).ok()?
            ..usize::try_from(directory.place.end).ok()?;
        bytes.get(place)
    });
    let (Some(directory), Some(list)) = (&directory, list) else {
        return find.fault(Fault::Truncated, 0);
    };
    find.behind(directory);
    for entry in find.wanted(list, directory.shift) {
        let at = usize::try_from(entry.at).unwrap_or(usize::MAX);
        let begins = bytes
            .get(at..)
            .and_then(zip::begins)
            .map(|head| entry.at + head);
        let content = begins.and_then(|begins| {
            let start = usize::try_from(begins).ok()?;
            let end = start.checked_add(usize::try_from(entry.packed).ok()?)?;
            Some((begins, bytes.get(start..end)?))
        });
        match content {
            Some((begins, content)) => {
                let mut scan = Scan::of_zip(around, &entry, begins);
                scan.push(content, find);
                scan.end(find);
            }
            None => find.skip(Why::Damaged, &entry.name, entry.bytes),
        }
    }
}
