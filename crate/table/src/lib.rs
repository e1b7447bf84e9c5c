//! What the pages compile to: plain data that `logyomi_rulec` writes and `logyomi_sections` holds.
//!
//! The tables travel as bytes ([`Book::to_bytes`], [`Book::read`]): texts are borrowed from them, so
//! that a program opens its pages without copying them.

mod columns;
mod finding;
pub mod plain;

pub use columns::Columns;
pub use finding::{Fact, Finding, Gravity, Per, Rule, Watch};

use serde::{Deserialize, Serialize};

/// All pages.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Book<'a> {
    #[serde(borrow)]
    pub fields: Vec<Field<'a>>,
    #[serde(borrow)]
    pub sections: Vec<Section<'a>>,
    /// Every different hole of all patterns.
    #[serde(borrow)]
    pub holes: Vec<Hole<'a>>,
    /// What tried login names mean.
    pub kinds: Vec<NameKind<'a>>,
    /// Each known login name and its place in `kinds`; in lower case, sorted by their bytes.
    pub names: Vec<(&'a str, u16)>,
    /// What only the whole shows, by page.
    pub findings: Vec<Finding<'a>>,
}

impl<'a> Book<'a> {
    /// The tables as bytes, with the patterns of each section; empty where they cannot be written, which
    /// [`Book::read`] refuses.
    pub fn to_bytes(&self, patterns: Vec<Vec<Pattern>>) -> Vec<u8> {
        postcard::to_stdvec(&(columns::write(patterns), self)).unwrap_or_default()
    }

    /// The tables that these bytes hold, and where the patterns are read when they are asked for: all of them take
    /// most of the time and of the memory, and a log needs those of a few sections.
    pub fn read(bytes: &'a [u8]) -> Option<(Book<'a>, Columns<'a>)> {
        let (patterns, book): (&[u8], Book) = postcard::from_bytes(bytes).ok()?;
        let columns = Columns::open(patterns)?;
        (columns.sections() == book.sections.len()).then_some((book, columns))
    }
}

/// A heading of the pages of login names: a product, a device or a habit that brings these names along.
#[derive(Debug, Serialize, Deserialize)]
pub struct NameKind<'a> {
    pub id: &'a str,
    #[serde(borrow)]
    pub title: Words<'a>,
    pub note: Words<'a>,
    /// Digits may follow the names: `test01` is `test`.
    pub numbered: bool,
}

/// Words in the report's two languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words<'a> {
    pub en: &'a str,
    pub ja: &'a str,
}

/// One page: the messages of a daemon, and what they mean.
#[derive(Debug, Serialize, Deserialize)]
pub struct Section<'a> {
    pub id: &'a str,
    #[serde(borrow)]
    pub title: Words<'a>,
    /// LogWatch's heading for the same messages.
    pub logwatch: &'a str,
    pub note: Words<'a>,
    pub programs: Vec<&'a str>,
    pub heads: Vec<&'a [u8]>,
    pub any: bool,
    pub format: Format,
    pub session: bool,
    /// The family of daemons that report the same attempts.
    pub reporter: &'a str,
    pub trim_start: Vec<&'a [u8]>,
    pub trim_end: Vec<&'a [u8]>,
    /// The writer cuts its messages: in one of so many bytes (or more) the last reading may be missing, so
    /// that a pattern of which all readings count names nobody. 0: it does not cut.
    pub longest: u32,
    pub events: Vec<Event<'a>>,
    /// Figures over several events.
    pub totals: Vec<Total<'a>>,
    /// Its place on the checklist after a suspected break-in.
    pub check: Option<Check<'a>>,
    pub pairs: Vec<Pairs<'a>>,
}

/// A command that is asked for after a suspected break-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check<'a> {
    /// The place on the list.
    pub order: u16,
    /// As it is typed.
    pub command: &'a str,
    /// What it shows is gone once the cable is pulled.
    pub volatile: bool,
}

/// How many fields an event may sum.
pub const SUMS: usize = 3;

/// How many fields a row may have.
pub const ROWS: usize = 8;

/// How many fields a watch may show.
pub const SHOWS: usize = 4;

/// One figure over several events: `Total rejected`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Total<'a> {
    pub id: &'a str,
    #[serde(borrow)]
    pub title: Words<'a>,
    /// Index of the section, index of its event.
    pub events: Vec<(u16, u16)>,
}

/// Which lines a section reads besides messages of its programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// None.
    Syslog,
    /// Lines of web servers' access logs, as a whole.
    Access,
    /// Lines that begin with a stamp, and what stands behind it.
    Stamped,
    /// Outputs of the commands that `programs` names, and files of these names.
    Document,
}

/// One event heading of a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct Event<'a> {
    pub id: &'a str,
    #[serde(borrow)]
    pub title: Words<'a>,
    pub note: Words<'a>,
    pub level: Level,
    pub category: &'a str,
    pub outcome: &'a str,
    pub rows: Vec<FieldId>,
    pub count: Option<FieldId>,
    /// Fields whose numbers are summed in each row; at most [`SUMS`].
    pub sums: Vec<FieldId>,
    pub top: Option<u32>,
    pub min: Option<u32>,
    pub total: bool,
    pub by_count: bool,
    /// A line of the event begins a document, also where no prompt says so.
    pub opens: bool,
    /// A line of the event tells more of the row above, and is no row of its own.
    pub joins: bool,
    pub service: Service<'a>,
    pub attempt: Attempt,
    pub when: Vec<Condition<'a>>,
}

/// Whether a line of the event is an attempt to get in, and which lines tell of the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attempt {
    No,
    /// Each pattern is a group of its own ([`Pattern::group`]).
    Pattern,
    /// The patterns of all events with this number are one group.
    Group(u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    Ignored,
    Normal,
    Notice,
    Warning,
    Attack,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Ignored => "ignored",
            Level::Normal => "normal",
            Level::Notice => "notice",
            Level::Warning => "warning",
            Level::Attack => "attack",
        }
    }
}

/// What the attacker was after.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Service<'a> {
    Named(&'a str),
    Field(FieldId),
}

/// Index into [`Book::fields`].
pub type FieldId = u8;

/// Index into [`Book::holes`].
pub type HoleId = u16;

/// One row of the table of fields.
#[derive(Debug, Serialize, Deserialize)]
pub struct Field<'a> {
    pub name: &'a str,
    #[serde(borrow)]
    pub label: Words<'a>,
    /// Name in ECS exports, where it has one.
    pub ecs: Option<&'a str>,
    /// Rows of documents keep its blanks as they were typed, where it ends the line.
    pub typed: bool,
}

/// One line form, ready to be matched: segments with fences between them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pattern<'a> {
    /// The events that may take a line of this form, in the order they are asked:
    /// index of the section, index of its event.
    pub events: Vec<(u16, u16)>,
    /// The pattern's own attempt group: one for all its expansions.
    pub group: u16,
    /// Fixed letters in all: the rank.
    pub letters: u16,
    /// Asked only where no other pattern reads the message.
    pub fallback: bool,
    /// One more segment than fences.
    #[serde(borrow)]
    pub segments: Vec<Segment<'a>>,
    pub fences: Vec<Fence<'a>>,
    /// Index into [`Section::pairs`].
    pub pairs: Option<u16>,
    /// All readings of all such patterns are compared: where they name different addresses, the line is ambiguous.
    pub every: bool,
    /// Fields whose value is a word of the form itself.
    pub said: Vec<(FieldId, &'a [u8])>,
}

impl<'a> Pattern<'a> {
    /// What the message must begin with.
    pub fn head(&self) -> &'a [u8] {
        match self
            .segments
            .first()
            .and_then(|segment| segment.left.first())
        {
            Some(Step::Literal(text)) => text,
            _ => b"",
        }
    }
}

/// A stretch between fences: matched from the left up to its free hole, from the right behind it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Segment<'a> {
    #[serde(borrow)]
    pub left: Vec<Step<'a>>,
    pub free: Option<HoleId>,
    /// In the order they are taken: the last one first.
    pub right: Vec<Step<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Fence<'a> {
    pub literal: &'a [u8],
    pub search: Search,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Search {
    /// Nothing on its left can hold it.
    First,
    /// Nothing on its right can hold it.
    Last,
    /// Either side can: every place is tried.
    Every,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step<'a> {
    Literal(&'a [u8]),
    Hole(HoleId),
}

/// A typed gap in a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole<'a> {
    pub field: Option<FieldId>,
    #[serde(borrow)]
    pub class: Class<'a>,
    /// Bytes that the writer cannot put in.
    pub cannot: &'a [u8],
    /// Texts that the writer cannot put in.
    pub never: Vec<&'a [u8]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Class<'a> {
    /// Digits, at least one.
    Number,
    /// Anything but blanks and the given byte, at least one; the byte is the nearest of the literal
    /// on the side towards which the hole is matched.
    Word(Option<u8>),
    /// So many words with a blank between them.
    Words(u8),
    /// An IP address or a host name, at least one byte. The byte is the nearest of the literal beside it,
    /// where an address could hold it too: `from 203.0.113.5: ` ends before its last colon.
    Address(Option<u8>),
    /// Up to the first place of this literal, which the field cannot hold
    /// (matched from the right: back to the last place of it).
    Until(&'a [u8]),
    /// Up to a quote that is not escaped.
    Quoted,
    /// Quoted, and taken apart into method, url and protocol.
    Request,
    /// Free text: the rest.
    Text,
}

/// How the rest of a message is taken apart into `key=value`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairs<'a> {
    pub by: &'a [u8],
    #[serde(borrow)]
    pub keys: Vec<Key<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key<'a> {
    pub key: &'a [u8],
    pub field: FieldId,
    /// Whether the last of a doubled key wins.
    pub last: bool,
    /// Whether only an address can be its value.
    pub address: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Condition<'a> {
    pub field: FieldId,
    #[serde(borrow)]
    pub test: Test<'a>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test<'a> {
    Less(u64),
    AtMost(u64),
    Equal(u64),
    AtLeast(u64),
    More(u64),
    #[serde(borrow)]
    Is(Vec<&'a [u8]>),
    IsNot(Vec<&'a [u8]>),
    /// Any of these inside, letter case ignored.
    Has(Vec<&'a [u8]>),
    Regex(&'a str),
    Longer(u64),
}
