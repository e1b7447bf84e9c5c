//! The section pages, as tables.
//!
//! A page (`pages/sshd.md`) is rules, samples, expected rows and explanations in one place;
//! `logyomi_rulec` compiles it at build time, this crate only holds what came out.
//! See CONTRIBUTING.md for the form.

use std::sync::LazyLock;

pub use logyomi_table::{
    Attempt, Class, Fence, FieldId, Format, HoleId, Level, SUMS, Search, Step,
};

pub type Book = logyomi_table::Book<'static>;
pub type Condition = logyomi_table::Condition<'static>;
pub type Event = logyomi_table::Event<'static>;
pub type Field = logyomi_table::Field<'static>;
pub type Hole = logyomi_table::Hole<'static>;
pub type Pairs = logyomi_table::Pairs<'static>;
pub type Pattern = logyomi_table::Pattern<'static>;
pub type Section = logyomi_table::Section<'static>;
pub type Segment = logyomi_table::Segment<'static>;
pub type Service = logyomi_table::Service<'static>;
pub type Test = logyomi_table::Test<'static>;
pub type Total = logyomi_table::Total<'static>;
pub type Words = logyomi_table::Words<'static>;

/// What the build script made of `pages/` and `fields.toml`.
static BUILT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pages.bin"));

/// Opened at first use. The build script has read the same bytes, so they are right.
static BOOK: LazyLock<Book> = LazyLock::new(|| Book::read(BUILT).unwrap_or_default());

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
