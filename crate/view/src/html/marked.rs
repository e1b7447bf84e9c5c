//! Log lines with the fields marked that a page found in them.

use std::ops::Range;

use logyomi_core::report::{Attacker, Finding, Sample, Subject};
use logyomi_core::{Found, Order, Reading, explain_lines};
use logyomi_sections::{Format, SECTIONS, Section};
use maud::{Markup, html};

use super::piece;
use crate::lookup;
use crate::words::Lang;

/// Why a line is shown: only a reading that tells of the same thing is marked in it.
#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    /// A row of this event.
    Event {
        section: &'a str,
        event: &'a str,
    },
    Attacker(&'a Attacker),
    Finding(&'a Finding, &'a Subject),
    /// No page reads it.
    Nothing,
}

impl Of<'_> {
    /// Whose lines they are, where they are lines of a document: those are read by the document's pages.
    fn section(&self) -> Option<&'static Section> {
        let id = match self {
            Of::Event { section, .. } => section,
            Of::Finding(_, subject) => {
                let events = subject.details.iter().find(|one| one.field == "event");
                let first = events.and_then(|events| events.values.first())?;
                lookup::parted(&first.value).0
            }
            Of::Attacker(_) | Of::Nothing => return None,
        };
        logyomi_sections::section(id).filter(|section| section.format == Format::Document)
    }

    fn takes(&self, reading: &Reading) -> bool {
        match self {
            Of::Event { section, event } => {
                reading.section.id == *section && reading.event.id == *event
            }
            Of::Attacker(attacker) => {
                let mut names = attacker.names.iter().chain([&attacker.address]);
                let source = reading.address.as_ref();
                source.is_some_and(|source| names.any(|name| name == source))
            }
            Of::Finding(finding, subject) => {
                let source = reading.address.as_deref();
                let named = [Some(subject.value.as_str()), subject.ip.as_deref()];
                source.is_some() && named.contains(&source) || is_watched(&finding.id, reading)
            }
            Of::Nothing => false,
        }
    }
}

fn is_watched(finding: &str, reading: &Reading) -> bool {
    let watches = lookup::finding(finding).map(|page| &page.watches[..]);
    let mut events = watches
        .unwrap_or_default()
        .iter()
        .flat_map(|watch| &watch.events);
    events.any(|(section, event)| {
        let section = SECTIONS.get(usize::from(*section));
        let event = section.and_then(|section| section.events.get(usize::from(*event)));
        event.is_some_and(|event| std::ptr::eq(event, reading.event))
    })
}

/// For each of the lines, the reading that it is shown for.
pub(super) fn readings(samples: &[Sample], of: &Of) -> Vec<Option<Reading>> {
    if matches!(of, Of::Nothing) {
        return samples.iter().map(|_| None).collect();
    }
    let lines = samples.iter().map(|sample| &*sample.text);
    let explained = explain_lines(lines, of.section()).into_iter();
    let shown = explained.zip(samples).map(|(line, sample)| {
        // A line that was made plain before it was read is not the one that is shown.
        let line = line.filter(|line| line.text == sample.text)?;
        line.readings.into_iter().find(|reading| of.takes(reading))
    });
    shown.collect()
}

/// A line of the log with the fields of a reading marked.
pub(super) fn line(text: &str, fields: &[Found], lang: Lang) -> Markup {
    let mut at = 0;
    let mut parts = Vec::new();
    for (place, field) in innermost(fields) {
        let (Some(before), Some(value)) = (text.get(at..place.start), text.get(place.clone()))
        else {
            continue;
        };
        parts.push((before, field, value));
        at = place.end;
    }
    html! {
        @for (before, field, value) in parts { (piece::log(before)) (mark(field, value, lang)) }
        (piece::log(text.get(at..).unwrap_or_default()))
    }
}

fn mark(field: &Found, value: &str, lang: Lang) -> Markup {
    html! {
        mark class=[field.is_source.then_some("source")] title=(lookup::field_label(field.name, lang)) { (piece::log(value)) }
    }
}

/// Fields that hold no other field, in the order of the text, none over another.
fn innermost(fields: &[Found]) -> Vec<(Range<usize>, &Found)> {
    let places = fields
        .iter()
        .filter_map(|field| Some((field.place.clone()?, field)));
    // `-` stands for nothing.
    let says = |(place, field): &(Range<usize>, &Found)| !place.is_empty() && field.value != "-";
    let mut places: Vec<_> = places.filter(says).collect();
    places.order_by_key(|(place, field)| (place.len(), !field.is_source, place.start));
    let mut taken: Vec<(Range<usize>, &Found)> = Vec::new();
    for (place, field) in places {
        let free = |other: &Range<usize>| other.end <= place.start || place.end <= other.start;
        if taken.iter().all(|(other, _)| free(other)) {
            taken.push((place, field));
        }
    }
    taken.order_by_key(|(place, _)| place.start);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &'static str, text: &str, value: &str) -> Found {
        let start = text.find(value).unwrap_or_default();
        Found {
            name,
            value: value.to_owned(),
            place: Some(start..start + value.len()),
            is_source: name == "addr",
        }
    }

    #[test]
    fn fields_are_marked_and_hidden_characters_stay_signs() {
        let text = "user \u{202e}x<b> from 203.0.113.9.";
        let fields = [
            field("user", text, "\u{202e}x<b>"),
            field("addr", text, "203.0.113.9"),
        ];
        assert_eq!(
            line(text, &fields, Lang::En).into_string(),
            "user <mark title=\"user\"><span class=\"sign\" title=\"U+202E\">[U+202E]</span>x&lt;b&gt;</mark> \
             from <mark class=\"source\" title=\"address\">203.0.113.9</mark>."
        );
    }

    #[test]
    fn a_field_around_others_is_not_marked() {
        let text = "GET /a HTTP/1.0";
        let fields = [
            field("request", text, text),
            field("method", text, "GET"),
            field("url", text, "/a"),
        ];
        let marked = line(text, &fields, Lang::En).into_string();
        assert_eq!(marked.matches("<mark").count(), 2);
    }
}
