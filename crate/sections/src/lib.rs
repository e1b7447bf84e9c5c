//! The section pages, compiled to `&'static` tables by the build script.
//!
//! A page (`pages/sshd.md`) is rules, samples, expected rows and explanations in one place;
//! `logyomi_rulec` reads it, this crate only holds what came out. See CONTRIBUTING.md for the form.

mod table;

pub use table::*;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The section of this id.
pub fn section(id: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.id == id)
}

/// The field of this name.
pub fn field(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name)
}

impl Section {
    /// The event of this id.
    pub fn event(&self, id: &str) -> Option<&'static Event> {
        self.events.iter().find(|event| event.id == id)
    }
}
