//! Fields that the program itself knows by name.

use logyomi_sections::FieldId;
use std::sync::LazyLock;

/// Their ids.
pub(crate) struct Known {
    pub addr: FieldId,
    pub method: FieldId,
    pub url: FieldId,
    pub protocol: FieldId,
    pub program: FieldId,
    pub pairs: FieldId,
}

pub(crate) static KNOWN: LazyLock<Known> = LazyLock::new(|| Known {
    addr: id("addr"),
    method: id("method"),
    url: id("url"),
    protocol: id("protocol"),
    program: id("program"),
    pairs: id("pairs"),
});

/// The id of a field that fields.toml must have; 255 (no field) where it has not.
pub(crate) fn id(name: &str) -> FieldId {
    logyomi_sections::FIELDS
        .iter()
        .position(|field| field.name == name)
        .and_then(|index| u8::try_from(index).ok())
        .unwrap_or(u8::MAX)
}
