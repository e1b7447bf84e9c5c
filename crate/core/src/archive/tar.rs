//! A tar that comes in pieces: its heads are read, its files are looked at as they pass.
//!
//! The libraries for tar want to read by themselves, which a browser does not let them.

use super::LARGEST;
use crate::survey::{Find, Scan};
use crate::unpack::Fault;
use chrono::{DateTime, NaiveDate};

const BLOCK: usize = 512;

/// A name that a head cannot hold stands in a file of its own.
const LONGEST_NAME: u64 = 64 << 10;

/// Whether a tar begins here.
pub fn is_tar(head: &[u8]) -> bool {
    head.get(..BLOCK)
        .is_some_and(|block| is_head(block) && Head::of(block).kind != Kind::Other)
}

/// The head's own checksum: the sum of its bytes, with blanks where it stands itself.
fn is_head(block: &[u8]) -> bool {
    let sum: u64 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| {
            u64::from(if (148..156).contains(&at) {
                b' '
            } else {
                *byte
            })
        })
        .sum();
    number(block, 148, 8) == Some(sum)
}

fn is_zero(block: &[u8]) -> bool {
    block.iter().all(|byte| *byte == 0)
}

/// In octal figures, or from a byte with its highest bit set as a number of 256.
fn number(block: &[u8], at: usize, length: usize) -> Option<u64> {
    let field = block.get(at..at + length)?;
    if field.first()? & 0x80 != 0 {
        let (high, low) = field.split_at_checked(length.checked_sub(8)?)?;
        let high = high
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 0 { *byte == 0x80 } else { *byte == 0 });
        return high
            .then(|| low.try_into().map(u64::from_be_bytes).ok())
            .flatten();
    }
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}

#[derive(Debug, Default, PartialEq)]
struct Head {
    name: Vec<u8>,
    bytes: u64,
    modified: Option<NaiveDate>,
    kind: Kind,
    /// GNU's map of a file with holes goes on in the next block.
    extended: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    File,
    Folder,
    Link,
    /// Devices, pipes, the rest of a file on another volume.
    Special,
    /// A file with holes, which stands there without them.
    Sparse,
    LongName,
    Pax,
    /// Names of links, and what holds for all that follows: of no interest.
    Passing,
    #[default]
    Other,
}

impl Head {
    fn of(block: &[u8]) -> Head {
        let text = |at: usize, length: usize| {
            let field = block.get(at..at + length).unwrap_or_default();
            let end = field.iter().position(|byte| *byte == 0);
            field
                .get(..end.unwrap_or(length))
                .unwrap_or_default()
                .to_vec()
        };
        let mut name = text(0, 100);
        let prefix = text(345, 155);
        if block.get(257..263) == Some(b"ustar\0") && !prefix.is_empty() {
            name = [&prefix[..], b"/", &name].concat();
        }
        let kind = match block.get(156).copied().unwrap_or_default() {
            b'0' | 0 | b'7' => Kind::File,
            b'1' | b'2' => Kind::Link,
            b'3' | b'4' | b'6' | b'M' => Kind::Special,
            b'S' => Kind::Sparse,
            // `D`: with a list of what is in it, as backups of what has changed have it.
            b'5' | b'D' => Kind::Folder,
            b'L' => Kind::LongName,
            b'x' => Kind::Pax,
            b'A' | b'K' | b'N' | b'g' | b'V' | b'X' => Kind::Passing,
            _ => Kind::Other,
        };
        Head {
            bytes: number(block, 124, 12).unwrap_or(0).min(LARGEST),
            modified: number(block, 136, 12).and_then(day),
            extended: block.get(156) == Some(&b'S') && block.get(482) == Some(&1),
            name,
            kind,
        }
    }
}

fn day(seconds: u64) -> Option<NaiveDate> {
    let time = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
    (seconds > 0).then(|| time.date_naive())
}

/// The way through a tar.
pub struct Walk {
    /// Where the next byte stands in the tar.
    at: u64,
    block: Vec<u8>,
    state: State,
    /// What the next head does not say itself.
    name: Option<Vec<u8>>,
    bytes: Option<u64>,
    sparse: bool,
    /// The last block was zeros: the tar may end here, or another one may be put behind it.
    ended: bool,
    /// The walk is over before the bytes are.
    pub over: Option<Over>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Over {
    /// No head stands where one should be.
    Damaged,
    /// It has more files than are looked at.
    Full,
}

enum State {
    Head,
    /// More of a map of holes; then the file's own head.
    Extended(Head),
    Text {
        kind: Kind,
        left: u64,
        text: Vec<u8>,
    },
    File {
        left: u64,
        scan: Option<Box<Scan>>,
    },
    Padding(u64),
    /// Bytes behind its end that are no other tar's.
    Behind(u64),
}

impl Walk {
    pub fn new() -> Walk {
        Walk {
            at: 0,
            block: Vec::new(),
            state: State::Head,
            name: None,
            bytes: None,
            sparse: false,
            ended: false,
            over: None,
        }
    }

    /// Reads on; false when the walk is over.
    pub fn push(&mut self, bytes: &[u8], parent: &Parent<'_>, find: &mut Find) -> bool {
        let mut rest = bytes;
        while !rest.is_empty() && self.over.is_none() {
            let used = self.step(rest, parent, find).min(rest.len());
            self.at += used as u64;
            rest = rest.get(used..).unwrap_or_default();
            self.settle(parent, find);
        }
        self.over.is_none()
    }

    /// How many bytes need not be given: nobody looks at them.
    pub fn idle(&self) -> u64 {
        match &self.state {
            State::File { left, scan } => scan.as_ref().map_or(*left, |scan| scan.idle(*left)),
            State::Behind(_) => u64::MAX,
            _ => 0,
        }
    }

    /// Passes over bytes that are not given.
    pub fn skip(&mut self, bytes: u64, parent: &Parent<'_>, find: &mut Find) {
        match &mut self.state {
            State::File { left, scan } => {
                *left = left.saturating_sub(bytes);
                self.at += bytes;
                if let Some(scan) = scan {
                    scan.skip(bytes);
                }
            }
            State::Behind(behind) => *behind += bytes,
            _ => {}
        }
        self.settle(parent, find);
    }

    /// The tar's bytes have ended; what was wrong with them, and how many were read.
    pub fn end(&mut self, find: &mut Find) -> Option<(Fault, u64)> {
        let rest = self.block.len() as u64;
        let fault = match std::mem::replace(&mut self.state, State::Head) {
            _ if self.over == Some(Over::Damaged) => Some(Fault::Damaged),
            _ if self.over == Some(Over::Full) => None,
            State::File { left, scan } => {
                if let Some(scan) = scan {
                    scan.cut(left).end(find);
                }
                Some(Fault::Truncated)
            }
            State::Behind(bytes) => Some(Fault::Garbage(bytes)),
            State::Head if is_zero(&self.block) && (self.ended || rest == 0) => None,
            State::Head if self.ended => Some(Fault::Garbage(rest)),
            _ => Some(Fault::Truncated),
        };
        fault.map(|fault| (fault, self.at))
    }

    /// Takes some of the bytes.
    fn step(&mut self, bytes: &[u8], parent: &Parent<'_>, find: &mut Find) -> usize {
        let upto = |left: u64| usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        match &mut self.state {
            State::Head | State::Extended(_) => {
                let used = (BLOCK - self.block.len()).min(bytes.len());
                self.block
                    .extend_from_slice(bytes.get(..used).unwrap_or_default());
                if self.block.len() == BLOCK {
                    let block = std::mem::take(&mut self.block);
                    self.head(&block, used, parent, find);
                }
                used
            }
            State::Text { left, text, .. } => {
                let used = upto(*left);
                text.extend_from_slice(bytes.get(..used).unwrap_or_default());
                *left -= used as u64;
                used
            }
            State::File { left, scan } => {
                let used = upto(*left);
                if let Some(scan) = scan {
                    scan.push(bytes.get(..used).unwrap_or_default(), find);
                }
                *left -= used as u64;
                used
            }
            State::Padding(left) => {
                let used = upto(*left);
                *left -= used as u64;
                used
            }
            State::Behind(behind) => {
                *behind += bytes.len() as u64;
                bytes.len()
            }
        }
    }

    /// A state that has come to its end gives way to the next one.
    fn settle(&mut self, parent: &Parent<'_>, find: &mut Find) {
        let done = match &self.state {
            State::Text { left, .. } | State::File { left, .. } | State::Padding(left) => {
                *left == 0
            }
            State::Head | State::Extended(_) | State::Behind(_) => false,
        };
        if !done || self.over.is_some() {
            return;
        }
        let padding = (BLOCK as u64 - self.at % BLOCK as u64) % BLOCK as u64;
        let next = match self.state {
            State::Padding(_) => State::Head,
            _ if padding == 0 => State::Head,
            _ => State::Padding(padding),
        };
        match std::mem::replace(&mut self.state, next) {
            State::Text { kind, text, .. } => self.text(kind, &text),
            State::File {
                scan: Some(scan), ..
            } => scan.end(find),
            _ => {}
        }
        if find.archive.files > parent.entries {
            self.over = Some(Over::Full);
        }
    }

    /// Behind zeros another tar may go on: `cat` puts tars together, and `tar -A` fills up with zeros.
    fn head(&mut self, block: &[u8], used: usize, parent: &Parent<'_>, find: &mut Find) {
        if let State::Extended(head) = std::mem::replace(&mut self.state, State::Head) {
            let extended = block.get(504) == Some(&1);
            return self.begin(Head { extended, ..head }, used, parent, find);
        }
        let ended = std::mem::replace(&mut self.ended, is_zero(block));
        if self.ended {
            return;
        }
        if is_head(block) {
            self.begin(Head::of(block), used, parent, find);
        } else if ended {
            self.state = State::Behind(BLOCK as u64);
        } else {
            self.over = Some(Over::Damaged);
        }
    }

    /// What stands behind a head; `used` bytes of it are in the piece that is being read.
    fn begin(&mut self, head: Head, used: usize, parent: &Parent<'_>, find: &mut Find) {
        if head.extended {
            self.state = State::Extended(head);
            return;
        }
        let left = self.bytes.unwrap_or(head.bytes);
        match head.kind {
            Kind::LongName | Kind::Pax if left <= LONGEST_NAME => {
                let text = Vec::new();
                self.state = State::Text {
                    kind: head.kind,
                    left: head.bytes,
                    text,
                };
                return;
            }
            Kind::LongName | Kind::Pax | Kind::Passing => {
                self.state = State::File {
                    left: head.bytes,
                    scan: None,
                };
                return;
            }
            _ => {}
        }
        let name = self.name.take().unwrap_or(head.name);
        // The oldest tars have no kind for folders.
        let is_folder = head.kind == Kind::Folder || name.ends_with(b"/");
        self.bytes = None;
        let sparse = std::mem::take(&mut self.sparse) || head.kind == Kind::Sparse;
        let start = self.at + used as u64;
        let scan = parent.file(
            &name,
            head.modified,
            start..start.saturating_add(left),
            find,
            match head.kind {
                _ if is_folder => return self.state = State::File { left, scan: None },
                _ if sparse => Some(super::Why::Sparse),
                Kind::File => None,
                Kind::Link => Some(super::Why::Link),
                _ => Some(super::Why::Special),
            },
        );
        self.state = State::File { left, scan };
    }

    /// A long name, or pax's list of `LENGTH KEY=VALUE\n`.
    fn text(&mut self, kind: Kind, text: &[u8]) {
        if kind == Kind::LongName {
            let end = text
                .iter()
                .position(|byte| *byte == 0)
                .unwrap_or(text.len());
            self.name = text.get(..end).map(<[u8]>::to_vec);
            return;
        }
        let mut rest = text;
        while let Some((length, value)) = pax(rest) {
            self.sparse |= value.starts_with(b"GNU.sparse.");
            if let Some(path) = value.strip_prefix(b"GNU.sparse.name=") {
                self.name = Some(path.to_vec());
            } else if let Some(path) = value.strip_prefix(b"path=").filter(|_| !self.sparse) {
                self.name = Some(path.to_vec());
            } else if let Some(size) = value.strip_prefix(b"size=") {
                self.bytes = std::str::from_utf8(size)
                    .ok()
                    .and_then(|size| size.parse::<u64>().ok())
                    .map(|size| size.min(LARGEST));
            }
            rest = rest.get(length..).unwrap_or_default();
        }
    }
}

/// One entry of pax's list, and how long it is.
fn pax(text: &[u8]) -> Option<(usize, &[u8])> {
    let blank = text.iter().take(10).position(|byte| *byte == b' ')?;
    let length: usize = std::str::from_utf8(text.get(..blank)?).ok()?.parse().ok()?;
    let value = text.get(blank + 1..length.checked_sub(1)?)?;
    Some((length, value))
}

/// The archive that a file is in, as it stands to the whole.
pub struct Parent<'a> {
    pub scan: &'a Around,
    pub entries: u64,
}

/// Where an archive is, by its path and its place.
#[derive(Clone)]
pub struct Around {
    pub path: String,
    pub place: super::Place,
    pub nesting: u32,
}

impl Parent<'_> {
    /// A file begins; nothing where nobody looks at it.
    fn file(
        &self,
        name: &[u8],
        modified: Option<NaiveDate>,
        window: std::ops::Range<u64>,
        find: &mut Find,
        why: Option<super::Why>,
    ) -> Option<Box<Scan>> {
        let name = super::zip::text(name, true);
        let bytes = window.end - window.start;
        match why {
            None if bytes == 0 => find.skip(super::Why::Empty, &name, 0),
            None => return Some(Box::new(Scan::inside(self.scan, &name, modified, window))),
            Some(why) => find.skip(why, &name, bytes),
        }
        None
    }
}
