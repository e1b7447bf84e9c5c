//! What is said of explained lines, in HTML and in text alike.

use std::ops::Range;

use logyomi_core::{Explained, Found, Reading, Status};
use logyomi_sections::{Level, Words};

use crate::words::explain as say;

/// So many of the pasted lines are explained.
const LINES: usize = 20;

/// The lines that are explained, and how many are not.
pub fn first(lines: &[Explained]) -> (&[Explained], usize) {
    let shown = lines.get(..LINES).unwrap_or(lines);
    (shown, lines.len() - shown.len())
}

/// Why there is nothing to say of a line that no page reads.
pub fn unread(line: &Explained) -> Words {
    let is_repeat = line.text.contains("last message repeated ");
    say::unread(line.status, is_repeat)
}

/// What the status says beside the event's own note.
pub fn of_status(line: &Explained) -> Option<Words> {
    let ignored = |reading: &Reading| reading.event.level == Level::Ignored;
    let all = line.status == Status::Ignored && line.readings.iter().all(ignored);
    all.then_some(say::IGNORED)
}

/// The fields that say something; not those that only hold the others.
pub fn fields(reading: &Reading) -> impl Iterator<Item = &Found> {
    let fields = &reading.fields;
    fields.iter().filter(|field| !is_frame(field, fields))
}

/// Whether a field only holds others: the whole of `key=value` pairs, a whole request.
fn is_frame(field: &Found, fields: &[Found]) -> bool {
    let Some(own) = &field.place else {
        return false;
    };
    let inside = |place: &Range<usize>| {
        own.start <= place.start && place.end <= own.end && place.len() < own.len()
    };
    let mut others = fields.iter().filter_map(|other| other.place.as_ref());
    others.any(inside)
}
