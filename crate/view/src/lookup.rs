//! Ids of the report to the words of the section pages.
//!
//! A saved report may name a section that this build does not have any more;
//! then the id itself is shown, which is what the page is called anyway.

use std::borrow::Cow;

use logyomi_core::Order;
use logyomi_core::report::{Document, Report, SectionReport, Table, Whois};
use logyomi_sections::{Event, Finding, Words};

use crate::words::Lang;

pub fn section_title(id: &str, lang: Lang) -> &str {
    logyomi_sections::section(id).map_or(id, |section| lang.of(section.title))
}

/// The heading under which LogWatch's mail has the section.
pub fn logwatch(id: &str) -> &str {
    match logyomi_sections::section(id) {
        Some(section) if !section.logwatch.is_empty() => section.logwatch,
        _ => id,
    }
}

pub fn section_note(id: &str, lang: Lang) -> Option<&'static str> {
    logyomi_sections::section(id).and_then(|section| written(section.note, lang))
}

pub fn event(section: &str, event: &str) -> Option<&'static Event> {
    logyomi_sections::section(section).and_then(|section| logyomi_sections::event(section, event))
}

pub fn event_title<'a>(section: &str, id: &'a str, lang: Lang) -> &'a str {
    event(section, id).map_or(id, |event| lang.of(event.title))
}

/// The field that an event's rows sum, where it is one.
pub fn sum_field(section: &str, id: &str) -> Option<&'static str> {
    let event = event(section, id)?;
    let field = event.sums.first()?;
    logyomi_sections::FIELDS
        .get(usize::from(*field))
        .map(|field| field.name)
}

/// Section and event of `page/event`.
pub fn parted(id: &str) -> (&str, &str) {
    id.split_once('/').unwrap_or(("", id))
}

/// All rows of a document, also those that are not kept.
pub fn rows(document: &Document) -> u64 {
    document
        .rows_left_out
        .saturating_add(document.rows.len() as u64)
}

/// What is known, in the order in which it is read out.
pub fn whois(whois: &Whois) -> impl Iterator<Item = &str> {
    let values = [&whois.network, &whois.range, &whois.country, &whois.abuse];
    values.into_iter().filter_map(|value| value.as_deref())
}

pub fn event_note(section: &str, id: &str, lang: Lang) -> Option<&'static str> {
    event(section, id).and_then(|event| written(event.note, lang))
}

pub fn total_title<'a>(section: &str, id: &'a str, lang: Lang) -> &'a str {
    let mut totals = logyomi_sections::section(section)
        .into_iter()
        .flat_map(|section| &section.totals);
    totals
        .find(|total| total.id == id)
        .map_or(id, |total| lang.of(total.title))
}

pub fn field_label(name: &str, lang: Lang) -> &str {
    logyomi_sections::field(name).map_or(name, |field| lang.of(field.label))
}

/// A field whose values are compared as amounts, so that their digits belong below each other.
/// Ports, numbers of processes and the like are names made of digits.
pub fn is_amount(field: &str) -> bool {
    const AMOUNTS: &[&str] = &[
        "attempts",
        "available",
        "dropped",
        "errors",
        "links",
        "mtu",
        "packets",
        "percent",
        "received",
        "recipients",
        "recvq",
        "seconds",
        "sendq",
        "sent",
        "size",
    ];
    AMOUNTS.contains(&field)
}

pub fn finding(id: &str) -> Option<&'static Finding> {
    logyomi_sections::finding(id)
}

pub fn finding_title(id: &str, lang: Lang) -> &str {
    finding(id).map_or(id, |finding| lang.of(finding.title))
}

pub fn finding_note(id: &str, lang: Lang) -> Option<&'static str> {
    finding(id).and_then(|finding| written(finding.note, lang))
}

/// What the customer is asked.
pub fn finding_ask(id: &str, lang: Lang) -> Option<&'static str> {
    finding(id).and_then(|finding| written(finding.ask, lang))
}

pub fn kind_title(id: &str, lang: Lang) -> &str {
    logyomi_sections::kind(id).map_or(id, |kind| lang.of(kind.title))
}

pub fn kind_note(id: &str, lang: Lang) -> Option<&'static str> {
    logyomi_sections::kind(id).and_then(|kind| written(kind.note, lang))
}

/// In LogWatch's order, which is by heading.
pub fn ordered(report: &Report) -> Vec<&SectionReport> {
    let mut sections: Vec<_> = report.sections.iter().collect();
    sections.order_by_key(|section| (logwatch(&section.id).to_lowercase(), section.id.clone()));
    sections
}

/// ECS category of a table's event; empty where the page is not known.
pub fn category(section: &str, table: &Table) -> &'static str {
    event(section, &table.event).map_or("", |event| event.category)
}

/// An id as a part of an element's id: a report that was read back from JSON may hold anything.
pub fn slug(id: &str) -> Cow<'_, str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match id.chars().all(fits) {
        true => Cow::Borrowed(id),
        false => Cow::Owned(id.chars().map(|c| if fits(c) { c } else { '_' }).collect()),
    }
}

fn written(words: Words, lang: Lang) -> Option<&'static str> {
    Some(lang.of(words)).filter(|text| !text.is_empty())
}
