//! Lines of the log as evidence: each with its place, its fields marked, and what it means.

use std::collections::BTreeSet;

use logyomi_core::Reading;
use logyomi_core::report::{Attacker, Report, Sample};
use maud::{Markup, html};

use super::marked::Of;
use super::{View, marked, piece};
use crate::lookup::{self, slug};
use crate::state::ViewState;
use crate::words::{self, explain as say};

/// The element that [`lines_of`] fills.
pub fn lines_of_id(address: &str) -> String {
    format!("lines-of-{}", slug(address))
}

/// The lines in an attacker's opened row; nothing where the report has no such attacker.
pub fn lines_of(report: &Report, state: &ViewState, address: &str) -> String {
    let mut attackers = report.attackers.iter();
    let found = attackers.find(|attacker| attacker.address == address);
    let view = View::page(report, state);
    found.map_or_else(String::new, |found| view.lines_of(found).into_string())
}

impl View<'_> {
    pub(super) fn lines_frame(&self, attacker: &Attacker) -> Markup {
        html! { div id=(lines_of_id(&attacker.address)) { (self.lines_of(attacker)) } }
    }

    fn lines_of(&self, attacker: &Attacker) -> Markup {
        let address = &attacker.address;
        let looked = self.state.looked.lines.get(address);
        let button = |action: &str, word| {
            html! {
                button type="button" data-action=(action) data-address=(address) { (self.lang.of(word)) }
            }
        };
        html! {
            @match looked {
                None => {
                    (self.samples(&attacker.samples, Of::Attacker(attacker)))
                    p .buttons { (button("lines-of", say::ALL_LINES)) }
                }
                Some(lines) => {
                    p role="status" {
                        @match lines.percent {
                            Some(percent) => (say::searching(percent, lines.found, self.lang)),
                            None => (say::found_lines(lines.found, lines.samples.len(), self.lang)),
                        }
                    }
                    @if lines.unread > 0 { p .alarm { (say::lines_unread(lines.unread, self.lang)) } }
                    @if lines.percent.is_none() && lines.found > 0 {
                        p .buttons { (button("save-lines", say::SAVE_LINES)) }
                    }
                    @if lines.percent.is_none() && lines.found == 0 {
                        p .hint { (self.lang.of(say::NO_LINES_OF)) }
                    }
                    p .hint { (self.lang.of(say::LINES_OF_NOTE)) }
                    div .long { (self.samples(&lines.samples, Of::Attacker(attacker))) }
                }
            }
        }
    }

    pub(super) fn samples(&self, samples: &[Sample], of: Of) -> Markup {
        self.numbered(samples, of, |_| None)
    }

    /// `number`: by which findings and letters call the line.
    pub(super) fn numbered(
        &self,
        samples: &[Sample],
        of: Of,
        number: impl Fn(&Sample) -> Option<String>,
    ) -> Markup {
        let readings = marked::readings(samples, &of);
        // Beside the lines of one event stands its note already.
        let with_event = !matches!(of, Of::Event { .. } | Of::Nothing);
        let mut noted = BTreeSet::new();
        html! {
            ul .samples {
                @for (sample, reading) in samples.iter().zip(&readings) {
                    li {
                        (self.sample(sample, number(sample), reading.as_ref()))
                        @if let Some(reading) = reading.as_ref().filter(|_| with_event) {
                            @let first = noted.insert((reading.section.id, reading.event.id));
                            (self.told(reading, first))
                        }
                    }
                }
            }
        }
    }

    fn sample(&self, sample: &Sample, number: Option<String>, reading: Option<&Reading>) -> Markup {
        let file = usize::try_from(sample.file)
            .ok()
            .and_then(|at| self.report.files.get(at));
        html! {
            span .place {
                @if let Some(number) = number { strong { (number) } " " }
                @if let Some(file) = file { (piece::value(&file.path, self.lang)) " " }
                (piece::said(&words::place(sample, self.lang)))
            }
            pre tabindex="0" {
                code {
                    @match reading {
                        Some(reading) => (marked::line(&sample.text, &reading.fields, self.lang)),
                        None => (piece::log(&sample.text)),
                    }
                }
            }
        }
    }

    /// What the line tells of; the note once for each event.
    fn told(&self, reading: &Reading, first: bool) -> Markup {
        let (section, event) = (reading.section.id, reading.event.id);
        let note = lookup::event_note(section, event, self.lang).filter(|_| first);
        html! {
            div .told {
                p {
                    (piece::level(reading.event.level.name(), self.lang)) " "
                    a href={ "#" (piece::table_anchor(section, event)) } { (self.lang.of(reading.event.title)) }
                }
                @if let Some(note) = note { aside .note { p { (piece::note(note)) } } }
            }
        }
    }
}
