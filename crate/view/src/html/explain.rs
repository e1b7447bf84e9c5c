//! What one pasted line means.

use logyomi_core::{Explained, Found, Reading};
use maud::{Markup, html};

use super::page::button;
use super::{marked, piece};
use crate::number;
use crate::words::{self, Lang, explain as say};
use crate::{explain, lookup};

/// The inside of the dialog's answer.
pub fn explanation(lines: &[Explained], lang: Lang) -> String {
    let (shown, left) = explain::first(lines);
    let inside = html! {
        @if shown.is_empty() { p { (lang.of(say::NOTHING_PASTED)) } }
        @for line in shown { section .explained { (explained(line, lang)) } }
        @if left > 0 { p .hint { (say::lines_left(shown.len(), left, lang)) } }
    };
    inside.into_string()
}

fn explained(line: &Explained, lang: Lang) -> Markup {
    let fields = line
        .readings
        .iter()
        .flat_map(|reading| reading.fields.clone());
    let fields: Vec<Found> = fields.collect();
    html! {
        pre tabindex="0" { code { (marked::line(&line.text, &fields, lang)) } }
        @for reading in &line.readings { (self::reading(line, reading, lang)) }
        @if line.readings.is_empty() { p .note { (lang.of(explain::unread(line))) } }
    }
}

fn reading(line: &Explained, reading: &Reading, lang: Lang) -> Markup {
    html! {
        h3 {
            (piece::level(reading.event.level.name(), lang)) " "
            (lang.of(reading.section.title)) " › " (lang.of(reading.event.title))
        }
        @if reading.ambiguous { p .alarm { (lang.of(say::AMBIGUOUS)) } }
        @if let Some(doubt) = explain::of_status(line) { p .hint { (lang.of(doubt)) } }
        div .note {
            h4 { (lang.of(say::MEANING)) }
            p { (piece::note(lookup::event_note(reading.section.id, reading.event.id, lang).unwrap_or(lang.of(say::NO_NOTE)))) }
        }
        (table(reading, lang))
        p .hint { (say::weight(reading.attempts, lang)) }
    }
}

fn table(reading: &Reading, lang: Lang) -> Markup {
    let time = reading.time.as_deref().map(number::moment);
    let heads = [
        (say::TIME, time.as_deref().unwrap_or_default()),
        (say::HOST, &reading.host),
        (say::PROGRAM_OF, &reading.program),
    ];
    let fields = explain::fields(reading);
    html! {
        table .read {
            caption .vh { (lang.of(say::FIELDS_OF)) }
            thead { tr { th scope="col" { (lang.of(say::FIELD)) } th scope="col" { (lang.of(say::VALUE)) } } }
            tbody {
                @for (name, value) in heads.into_iter().filter(|(_, value)| !value.is_empty()) {
                    tr { th scope="row" { (lang.of(name)) } td { (piece::value(value, lang)) } }
                }
                @for field in fields {
                    tr {
                        th scope="row" { (lookup::field_label(field.name, lang)) }
                        td { (value(field, lang)) }
                    }
                }
            }
        }
        @if reading.fields.iter().any(|field| field.is_source) {
            p .hint { (lang.of(say::LEGEND_ADDRESS)) }
        }
    }
}

fn value(field: &Found, lang: Lang) -> Markup {
    html! {
        @if field.is_source { mark .source { (piece::log(&field.value)) } }
        @else { (piece::value(&field.value, lang)) }
        @if field.place.is_none() { " " span .empty { (lang.of(say::ELSEWHERE)) } }
    }
}

/// The dialog, before anything is pasted into it.
pub(super) fn dialog(lang: Lang) -> Markup {
    html! {
        dialog #explain aria-labelledby="explain-title" {
            h2 #explain-title { (lang.of(say::EXPLAIN_TITLE)) }
            label for="explain-text" { (lang.of(say::EXPLAIN_LABEL)) }
            textarea #explain-text rows="4" spellcheck="false" autocomplete="off" {}
            p .buttons {
                (button("explain-read", say::EXPLAIN_READ, lang))
                (button("explain-close", words::CLOSE, lang))
            }
            div #explain-answer role="region" aria-live="polite" aria-labelledby="explain-title" {}
        }
    }
}

/// Buttons that open what we made up ourselves, so that a reader sees what a report is like. Once it is
/// open, the text says that it is no log of theirs.
pub(super) fn samples(lang: Lang) -> Markup {
    let samples = [
        ("break-in", say::SAMPLE_BREAK_IN),
        ("attack-day", say::SAMPLE_ATTACK),
        ("quiet-day", say::SAMPLE_QUIET),
    ];
    html! {
        div .try role="group" aria-labelledby="try" {
            p #try { (lang.of(say::SAMPLES)) }
            p .opened { (lang.of(say::SAMPLE_OPENED)) }
            p .choices {
                @for (name, word) in samples {
                    button type="button" data-action="sample" data-sample=(name) { (lang.of(word)) }
                }
            }
        }
    }
}
