//! The section pages, as tables.
//!
//! A page (`pages/sshd.md`) is rules, samples, expected rows and explanations in one place;
//! `logyomi_rulec` compiles it at build time, this crate only holds what came out.
//! The pages of login names (`names/products.md`) say what it means that a name was tried, those of findings
//! (`findings/logins.md`) what only the whole input shows.
//! See CONTRIBUTING.md for the forms.

use std::sync::{LazyLock, OnceLock};

pub use logyomi_table::plain;
pub use logyomi_table::{
    Attempt, Class, Fact, Fence, FieldId, Format, Gravity, HoleId, Level, Per, ROWS, Rule, SHOWS,
    SUMS, Search, Step,
};

type Book = logyomi_table::Book<'static>;
type Columns = logyomi_table::Columns<'static>;
pub type Check = logyomi_table::Check<'static>;
pub type Condition = logyomi_table::Condition<'static>;
pub type Event = logyomi_table::Event<'static>;
pub type Field = logyomi_table::Field<'static>;
pub type Finding = logyomi_table::Finding<'static>;
pub type Hole = logyomi_table::Hole<'static>;
pub type NameKind = logyomi_table::NameKind<'static>;
pub type Key = logyomi_table::Key<'static>;
pub type Pairs = logyomi_table::Pairs<'static>;
pub type Pattern = logyomi_table::Pattern<'static>;
pub type Section = logyomi_table::Section<'static>;
pub type Segment = logyomi_table::Segment<'static>;
pub type Service = logyomi_table::Service<'static>;
pub type Test = logyomi_table::Test<'static>;
pub type Total = logyomi_table::Total<'static>;
pub type Watch = logyomi_table::Watch<'static>;
pub type Words = logyomi_table::Words<'static>;

/// What the build script made of `pages/`, `names/`, `findings/` and `fields.toml`.
static BUILT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pages.bin"));

/// Opened at first use. The build script has read the same bytes, so they are right.
static OPENED: LazyLock<(Book, Columns)> = LazyLock::new(|| Book::read(BUILT).unwrap_or_default());
static BOOK: LazyLock<&'static Book> = LazyLock::new(|| &OPENED.0);

/// By the section's number.
static PATTERNS: LazyLock<Vec<OnceLock<Vec<Pattern>>>> =
    LazyLock::new(|| SECTIONS.iter().map(|_| OnceLock::new()).collect());

/// The patterns of the section with this number, by rank: where two read a line, the first wins. Made when they are
/// first asked for.
pub fn patterns(section: usize) -> &'static [Pattern] {
    let read = || OPENED.1.patterns(section, &HOLES).unwrap_or_default();
    let made = PATTERNS.get(section);
    made.map_or(&[], |made| made.get_or_init(read))
}

pub static SECTIONS: LazyLock<&'static [Section]> = LazyLock::new(|| &BOOK.sections);
pub static FIELDS: LazyLock<&'static [Field]> = LazyLock::new(|| &BOOK.fields);
pub static HOLES: LazyLock<&'static [Hole]> = LazyLock::new(|| &BOOK.holes);

/// The section of this id.
pub fn section(id: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.id == id)
}

/// The event of this id in the section of that.
pub fn event(section: &'static Section, id: &str) -> Option<&'static Event> {
    section.events.iter().find(|event| event.id == id)
}

/// The field of this name.
pub fn field(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name)
}

/// What login names can mean, by page.
pub static NAME_KINDS: LazyLock<&'static [NameKind]> = LazyLock::new(|| &BOOK.kinds);

/// The kind of this id.
pub fn kind(id: &str) -> Option<&'static NameKind> {
    NAME_KINDS.iter().find(|kind| kind.id == id)
}

/// What the login name means: an exact name before one with digits behind it, letter case ignored.
pub fn name_kind(name: &str) -> Option<&'static NameKind> {
    listed(name).or_else(|| {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        listed(stem).filter(|kind| kind.numbered)
    })
}

fn listed(name: &str) -> Option<&'static NameKind> {
    let lower = || name.bytes().map(|byte| byte.to_ascii_lowercase());
    let order = |known: &str| known.bytes().cmp(lower());
    let place = BOOK
        .names
        .binary_search_by(|(known, _)| order(known))
        .ok()?;
    let (_, kind) = BOOK.names.get(place)?;
    BOOK.kinds.get(usize::from(*kind))
}

/// What only the whole input shows, by page.
pub static FINDINGS: LazyLock<&'static [Finding]> = LazyLock::new(|| &BOOK.findings);

/// The finding of this id.
pub fn finding(id: &str) -> Option<&'static Finding> {
    FINDINGS.iter().find(|finding| finding.id == id)
}
