//! What a given file is and what is in it: asked of its bytes, in as few pieces as it takes.
//!
//! The caller reads and core looks: [`Survey::wish`] says which bytes are wanted next, [`Survey::push`] takes
//! them until it has enough, [`Survey::fulfilled`] says that no more of the wish will come. A plain file is asked
//! for its two ends, a packed one for its beginning, a zip for its list and the beginning of each file, a
//! tar for its heads and both ends of each file, and a packed tar for all of it.

mod scan;

use crate::archive::tar::{self, Around, Parent, Walk};
use crate::archive::zip::{self, Directory, Entry};
use crate::archive::{BOUNDS, Place, Why};
use crate::digest::Digest;
use crate::dispatch::Dispatch;
use crate::look::{Look, Sight};
use crate::order::Order;
use crate::plan::PROBE;
use crate::report::{Archive, FileProblem};
use crate::unpack::{Fault, Packing};
use chrono::NaiveDate;
pub(crate) use scan::Scan;
use std::collections::VecDeque;
use std::mem::discriminant;
use std::ops::Range;

/// Passing over less than this costs more than reading it.
const WORTH_SKIPPING: u64 = 256 << 10;

/// A look at one given file.
pub struct Survey {
    whole: Around,
    bytes: u64,
    modified: Option<NaiveDate>,
    find: Find,
    state: State,
}

enum State {
    Head(Vec<u8>),
    Tail {
        head: Vec<u8>,
        tail: Vec<u8>,
    },
    /// One byte after the other, up to the end.
    Stream {
        scan: Box<Scan>,
        at: u64,
    },
    Tar {
        walk: Box<Walk>,
        at: u64,
    },
    ZipEnd(Vec<u8>),
    ZipList {
        directory: Directory,
        list: Vec<u8>,
    },
    Zip {
        entries: VecDeque<Entry>,
        current: Current,
    },
    Over,
}

/// The file of a zip that is looked at.
#[derive(Default)]
struct Current {
    /// What stands before its bytes.
    head: Vec<u8>,
    scan: Option<Box<Scan>>,
    left: u64,
}

/// What was found so far.
pub(crate) struct Find {
    looks: Vec<Look>,
    pub archive: Archive,
    /// What the outermost archive is, if it is one.
    kind: Option<&'static str>,
    packing: Option<Packing>,
    problems: Vec<FileProblem>,
    dispatch: Dispatch,
    pub seed: u64,
}

impl Survey {
    /// `given` is the file's number among those that were given; `seed` the same for all of them.
    pub fn new(
        given: u32,
        path: &str,
        bytes: u64,
        modified: Option<NaiveDate>,
        seed: u64,
    ) -> Survey {
        let place = Place {
            given,
            start: 0,
            end: bytes,
            steps: Vec::new(),
        };
        Survey {
            whole: Around {
                path: path.to_owned(),
                place,
                nesting: 0,
            },
            bytes,
            modified,
            find: Find {
                looks: Vec::new(),
                archive: Archive::default(),
                kind: None,
                packing: None,
                problems: Vec::new(),
                dispatch: Dispatch::new(),
                seed,
            },
            state: State::Head(Vec::new()),
        }
    }

    /// The bytes that are wanted next, in this order; nothing when all is known.
    pub fn wish(&self) -> Option<Range<u64>> {
        let upto = |start: u64| Some(start..self.bytes).filter(|range| !range.is_empty());
        match &self.state {
            State::Head(_) => {
                Some(0..self.bytes.min(PROBE as u64)).filter(|range| !range.is_empty())
            }
            State::Tail { .. } => upto(self.bytes.saturating_sub(PROBE as u64)),
            State::Stream { at, .. } | State::Tar { at, .. } => upto(*at),
            State::ZipEnd(_) => upto(self.bytes.saturating_sub(zip::END_WITHIN)),
            State::ZipList { directory, .. } => Some(directory.place.clone()),
            State::Zip { entries, .. } => {
                let entry = entries.front()?;
                let most = entry.packed.saturating_add(zip::LONGEST_HEAD);
                let at = entry.at.min(self.bytes);
                Some(at..at.saturating_add(most).min(self.bytes))
            }
            State::Over => None,
        }
    }

    /// Takes bytes of the wish; false where no more of it is needed.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        match &mut self.state {
            State::Head(known)
            | State::Tail { tail: known, .. }
            | State::ZipEnd(known)
            | State::ZipList { list: known, .. } => {
                known.extend_from_slice(bytes);
                true
            }
            State::Stream { scan, at } => {
                *at += bytes.len() as u64;
                scan.push(bytes, &mut self.find);
                scan.wants_more()
            }
            State::Tar { walk, at } => {
                *at += bytes.len() as u64;
                let parent = Parent {
                    scan: &self.whole,
                    entries: BOUNDS.entries,
                };
                walk.push(bytes, &parent, &mut self.find) && walk.idle() < WORTH_SKIPPING
            }
            State::Zip { entries, current } => match entries.front() {
                Some(entry) => current.push(bytes, entry, &self.whole, &mut self.find),
                None => false,
            },
            State::Over => false,
        }
    }

    /// No more of the wish will come.
    pub fn fulfilled(&mut self) {
        let state = std::mem::replace(&mut self.state, State::Over);
        self.state = match state {
            State::Head(head) => self.begin(head),
            State::Tail { head, tail } => self.plain(head, tail),
            State::Stream { scan, .. } => {
                scan.end(&mut self.find);
                State::Over
            }
            State::Tar { walk, at } => self.pass_over(walk, at),
            State::ZipEnd(tail) => self.list(&tail),
            State::ZipList { directory, list } => self.files_of_list(&directory, &list),
            State::Zip {
                mut entries,
                current,
            } => {
                if let Some(entry) = entries.pop_front() {
                    current.end(&entry, &mut self.find);
                }
                State::Zip {
                    entries,
                    current: Current::default(),
                }
            }
            State::Over => State::Over,
        };
    }

    /// What was found. An archive stands before its files.
    pub fn finish(mut self) -> Vec<Look> {
        if self.find.kind.is_none() && self.find.looks.is_empty() {
            self.plain(Vec::new(), Vec::new());
        }
        let mut looks = self.find.looks;
        if let Some(kind) = self.find.kind {
            if let Some(bound) = over(&self.find.archive) {
                self.find.problems.push(bound);
            }
            let container = match self.find.packing {
                Some(packing) => format!("{kind}.{}", packing.ending()),
                None => kind.to_owned(),
            };
            let Around { path, place, .. } = self.whole;
            let mut archive = Look::archive(path, place, self.bytes, container, self.find.archive);
            archive.problems = self.find.problems;
            looks.insert(0, archive);
        }
        looks
    }

    /// All of it at once, where the file is in memory.
    pub fn of_bytes(mut self, bytes: &[u8]) -> Vec<Look> {
        while let Some(range) = self.wish() {
            let piece = usize::try_from(range.start)
                .ok()
                .zip(usize::try_from(range.end).ok())
                .and_then(|(start, end)| bytes.get(start..end));
            self.push(piece.unwrap_or_default());
            self.fulfilled();
        }
        self.finish()
    }

    /// The file could not be read (on).
    pub fn fail(mut self, reason: String) -> Vec<Look> {
        let problem = FileProblem::Unreadable { reason };
        match self.find.kind {
            Some(_) => self.find.problems.push(problem),
            None => {
                self.find.looks.clear();
                self.plain(Vec::new(), Vec::new());
                for look in &mut self.find.looks {
                    look.problems = vec![problem.clone()];
                }
            }
        }
        self.finish()
    }

    /// By the first bytes.
    fn begin(&mut self, head: Vec<u8>) -> State {
        if zip::is_zip(&head) && !zip::is_part(&self.whole.path) {
            self.find.opens("zip", None);
            return State::ZipEnd(Vec::new());
        }
        if tar::is_tar(&head) {
            self.find.opens("tar", None);
            return State::Tar {
                walk: Box::new(Walk::new()),
                at: 0,
            };
        }
        if Packing::of(&head).is_some() {
            let mut scan = Box::new(Scan::new(self.whole.clone(), self.bytes, self.modified));
            let at = head.len() as u64;
            scan.push(&head, &mut self.find);
            return match scan.wants_more() && at < self.bytes {
                true => State::Stream { scan, at },
                false => {
                    scan.end(&mut self.find);
                    State::Over
                }
            };
        }
        match head.len() as u64 == self.bytes {
            true => {
                let tail = head.clone();
                self.plain(head, tail)
            }
            false => State::Tail {
                head,
                tail: Vec::new(),
            },
        }
    }

    fn plain(&mut self, head: Vec<u8>, tail: Vec<u8>) -> State {
        let ends = (head.len() + tail.len()) as u64;
        let digest = ends.checked_sub(self.bytes).map(|both| {
            let mut digest = Digest::of_beginning(self.find.seed, &head);
            let both = usize::try_from(both).unwrap_or(usize::MAX);
            digest.push(tail.get(both..).unwrap_or_default());
            digest.finish()
        });
        self.find.file(
            Sight {
                path: self.whole.path.clone(),
                place: self.whole.place.clone(),
                bytes: self.bytes,
                modified: self.modified,
                length: Some(self.bytes),
                digest,
                head,
                tail,
                ..Sight::default()
            },
            None,
        );
        State::Over
    }

    /// Leaves out what nobody looks at, or ends.
    fn pass_over(&mut self, mut walk: Box<Walk>, at: u64) -> State {
        let idle = walk.idle();
        if walk.over.is_none() && idle > 0 && at < self.bytes {
            let parent = Parent {
                scan: &self.whole,
                entries: BOUNDS.entries,
            };
            let idle = idle.min(self.bytes - at);
            walk.skip(idle, &parent, &mut self.find);
            if at + idle < self.bytes {
                return State::Tar {
                    walk,
                    at: at + idle,
                };
            }
        }
        if let Some((fault, read)) = walk.end(&mut self.find) {
            self.find.fault(fault, read);
        }
        State::Over
    }

    fn list(&mut self, tail: &[u8]) -> State {
        let start = self.bytes - tail.len() as u64;
        match zip::directory(tail, start) {
            Some(directory) if directory.is_too_long() => {
                self.find.problems.push(FileProblem::TooManyFiles {
                    most: BOUNDS.entries,
                });
                State::Over
            }
            Some(directory) => {
                self.find.behind(&directory);
                State::ZipList {
                    directory,
                    list: Vec::new(),
                }
            }
            None => {
                self.find.fault(Fault::Truncated, 0);
                State::Over
            }
        }
    }

    fn files_of_list(&mut self, directory: &Directory, list: &[u8]) -> State {
        let entries = self.find.wanted(list, directory.shift);
        State::Zip {
            entries: entries.into(),
            current: Current::default(),
        }
    }
}

/// An archive with more files than are looked at.
fn over(archive: &Archive) -> Option<FileProblem> {
    (archive.files > BOUNDS.entries).then_some(FileProblem::TooManyFiles {
        most: BOUNDS.entries,
    })
}

impl Current {
    fn push(&mut self, bytes: &[u8], entry: &Entry, whole: &Around, find: &mut Find) -> bool {
        if let Some(scan) = &mut self.scan {
            let most = usize::try_from(self.left)
                .unwrap_or(usize::MAX)
                .min(bytes.len());
            scan.push(bytes.get(..most).unwrap_or_default(), find);
            self.left -= most as u64;
            return self.left > 0 && scan.wants_more();
        }
        self.head.extend_from_slice(bytes);
        let Some(begins) = zip::begins(&self.head) else {
            return self.head.len() < 30;
        };
        let Some(rest) = usize::try_from(begins)
            .ok()
            .and_then(|at| self.head.get(at..))
        else {
            return true;
        };
        let rest = rest.to_vec();
        self.scan = Some(Box::new(Scan::of_zip(whole, entry, entry.at + begins)));
        self.left = entry.packed;
        self.push(&rest, entry, whole, find)
    }

    fn end(self, entry: &Entry, find: &mut Find) {
        match self.scan {
            Some(scan) => scan.end(find),
            None => find.skip(Why::Damaged, &entry.name, entry.bytes),
        }
    }
}

impl Find {
    /// An archive begins; the outermost one gives its name to the row in the report.
    pub fn opens(&mut self, kind: &'static str, packing: Option<Packing>) {
        if self.kind.is_none() {
            (self.kind, self.packing) = (Some(kind), packing);
        }
    }

    pub fn skip(&mut self, why: Why, name: &str, bytes: u64) {
        self.archive.skip(why, name, bytes);
    }

    /// Something is wrong with the archive itself, or with one inside it; each kind is said once.
    pub fn fault(&mut self, fault: Fault, read: u64) {
        let problem = FileProblem::of_packing(fault, read);
        let same = |known: &FileProblem| discriminant(known) == discriminant(&problem);
        if !self.problems.iter().any(same) {
            self.problems.push(problem);
        }
    }

    /// Something may stand behind a zip.
    fn behind(&mut self, directory: &Directory) {
        if directory.behind > 0 {
            self.fault(Fault::Garbage(directory.behind), 0);
        }
    }

    /// A file; `name` is the one it has in its archive. There, only logs are taken.
    pub fn file(&mut self, sight: Sight, name: Option<&str>) {
        let bytes = sight.bytes;
        let look = Look::of(sight, &mut self.dispatch);
        let Some(name) = name else {
            self.looks.push(look);
            return;
        };
        match look.why_not(name, &self.dispatch) {
            Some(why) => self.skip(why, name, bytes),
            None => {
                self.archive.files += 1;
                self.archive.read += 1;
                self.looks.push(look);
            }
        }
    }

    /// The files of a zip's list that can be looked at, in the order of their bytes.
    fn wanted(&mut self, list: &[u8], shift: u64) -> Vec<Entry> {
        let (mut entries, whole) = zip::entries(list, shift);
        if !whole {
            self.fault(Fault::Damaged, 0);
        }
        if entries.len() as u64 > BOUNDS.entries {
            self.problems.push(FileProblem::TooManyFiles {
                most: BOUNDS.entries,
            });
            entries.truncate(usize::try_from(BOUNDS.entries).unwrap_or(usize::MAX));
        }
        entries.order_by_key(|entry| entry.at);
        // What lies in another file's bytes would be unpacked once more for each of them: a bomb is made so.
        let mut free_from = 0;
        entries.retain(|entry| {
            let overlaps = entry.at < free_from;
            free_from = free_from.max(entry.at.saturating_add(entry.packed));
            let why = entry
                .why
                .or((entry.bytes == 0).then_some(Why::Empty))
                .or(overlaps.then_some(Why::Damaged));
            if let Some(why) = why {
                self.skip(why, &entry.name, entry.bytes);
            }
            why.is_none()
        });
        entries
    }
}
