//! What the pages compile to.

/// Words in the report's two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub en: &'static str,
    pub ja: &'static str,
}

/// One page: the messages of a daemon, and what they mean.
#[derive(Debug)]
pub struct Section {
    pub id: &'static str,
    pub title: Words,
    /// LogWatch's heading for the same messages.
    pub logwatch: &'static str,
    pub note: Words,
    pub programs: &'static [&'static str],
    pub heads: &'static [&'static [u8]],
    pub any: bool,
    /// The format whose lines this section reads as a whole: `access`.
    pub format: Option<&'static str>,
    pub session: bool,
    /// The family of daemons that report the same attempts.
    pub reporter: &'static str,
    pub trim_start: &'static [&'static [u8]],
    pub trim_end: &'static [&'static [u8]],
    pub events: &'static [Event],
    /// By rank: where two read a line, the first wins.
    pub patterns: &'static [Pattern],
    /// Leading literals, for finding candidates among `patterns`.
    pub trie: &'static [Node],
    /// What different patterns have in common, so that it is matched once a message:
    /// steps behind the leading literal, steps from the end, first fences.
    pub lefts: &'static [&'static [Step]],
    pub rights: &'static [&'static [Step]],
    pub fences: &'static [&'static [u8]],
}

/// One event heading of a page.
#[derive(Debug)]
pub struct Event {
    pub id: &'static str,
    pub title: Words,
    pub note: Words,
    pub level: Level,
    pub category: &'static str,
    pub outcome: &'static str,
    pub rows: &'static [FieldId],
    pub count: Option<FieldId>,
    pub sum: Option<FieldId>,
    pub top: Option<u32>,
    pub min: Option<u32>,
    pub total: bool,
    pub by_count: bool,
    pub service: Service,
    pub attempt: Attempt,
    pub when: &'static [Condition],
}

/// Whether a line of the event is an attempt to get in, and which lines tell of the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    No,
    /// Each pattern is a group of its own ([`Pattern::group`]).
    Pattern,
    /// The patterns of all events with this number are one group.
    Group(u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Clone, Copy, Debug)]
pub enum Service {
    Named(&'static str),
    Field(FieldId),
}

/// Index into [`crate::FIELDS`].
pub type FieldId = u8;

/// One row of the table of fields.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: Words,
    /// Name in ECS exports, where it has one.
    pub ecs: Option<&'static str>,
}

/// One line form, ready to be matched: segments with fences between them.
#[derive(Debug)]
pub struct Pattern {
    /// The events that read this pattern, in the order they are asked.
    pub events: &'static [u16],
    /// The pattern's own attempt group: one for all its expansions.
    pub group: u16,
    /// What the message must begin with.
    pub head: &'static [u8],
    /// Fixed letters in all: the rank.
    pub letters: u16,
    /// Indexes into [`Section::rights`] and [`Section::fences`].
    pub right: u16,
    pub fence: Option<u16>,
    /// One more segment than fences.
    pub segments: &'static [Segment],
    pub fences: &'static [Fence],
    pub pairs: Option<&'static Pairs>,
    /// All readings of all such patterns are compared: where they name different addresses, the line is ambiguous.
    pub every: bool,
    /// The page's own text of the pattern.
    pub source: &'static str,
    /// The same pattern as a regular expression: the tests' oracle.
    pub regex: &'static str,
}

/// A stretch between fences: matched from the left up to its free hole, from the right behind it.
#[derive(Debug)]
pub struct Segment {
    pub left: &'static [Step],
    pub free: Option<Hole>,
    /// In the order they are taken: the last one first.
    pub right: &'static [Step],
}

#[derive(Debug)]
pub struct Fence {
    pub literal: &'static [u8],
    pub search: Search,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// Nothing on its left can hold it.
    First,
    /// Nothing on its right can hold it.
    Last,
    /// Either side can: every place is tried.
    Every,
}

#[derive(Debug)]
pub enum Step {
    Literal(&'static [u8]),
    Hole(Hole),
}

/// A typed gap in a pattern.
#[derive(Clone, Copy, Debug)]
pub struct Hole {
    pub field: Option<FieldId>,
    pub class: Class,
    /// Bytes that the writer cannot put in.
    pub cannot: &'static [u8],
    /// Texts that the writer cannot put in.
    pub never: &'static [&'static [u8]],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Digits, at least one.
    Number,
    /// Anything but blanks and the given byte, at least one; the byte is the nearest of the literal
    /// on the side towards which the hole is matched.
    Word(Option<u8>),
    /// An IP address or a host name, at least one byte. The byte is the nearest of the literal beside it,
    /// where an address could hold it too: `from 203.0.113.5: ` ends before its last colon.
    Address(Option<u8>),
    /// Up to the first place of this literal, which the field cannot hold
    /// (matched from the right: back to the last place of it).
    Until(&'static [u8]),
    /// Up to a quote that is not escaped.
    Quoted,
    /// Quoted, and taken apart into method, url and protocol.
    Request,
    /// Free text: the rest.
    Text,
}

/// How the rest of a message is taken apart into `key=value`.
#[derive(Debug)]
pub struct Pairs {
    pub by: &'static [u8],
    /// Key, field, and whether the last of a doubled key wins.
    pub keys: &'static [(&'static [u8], FieldId, bool)],
}

/// Patterns that begin alike.
#[derive(Debug)]
pub struct Group {
    /// Index into [`Section::lefts`].
    pub left: u16,
    /// How long their leading literal is.
    pub head: u16,
    /// How many steps behind it are those of the group before.
    pub common: u16,
    /// By rank.
    pub patterns: &'static [u16],
}

/// A node of the radix tree of leading literals.
#[derive(Debug)]
pub struct Node {
    pub edge: &'static [u8],
    /// Patterns that can read a message that came this far, by what stands behind their leading literal.
    pub groups: &'static [Group],
    /// The first byte of each child's edge.
    pub firsts: &'static [u8],
    /// Nodes below, by first byte of their edge.
    pub children: &'static [u16],
}

#[derive(Debug)]
pub struct Condition {
    pub field: FieldId,
    pub test: Test,
}

#[derive(Debug)]
pub enum Test {
    Less(u64),
    AtMost(u64),
    Equal(u64),
    AtLeast(u64),
    More(u64),
    Is(&'static [&'static [u8]]),
    IsNot(&'static [&'static [u8]]),
    /// Any of these inside, letter case ignored.
    Has(&'static [&'static [u8]]),
    Regex(&'static str),
    Longer(u64),
}
