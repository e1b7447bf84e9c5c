//! What a line means, for a terminal.

use logyomi_core::{Explained, Found, Reading};

use super::Text;
use crate::visible::visible;
use crate::words::{self, Lang, explain as say};
use crate::{explain, lookup, number};

/// Each line, and below it what it was found to be.
pub fn explanation(lines: &[Explained], lang: Lang) -> String {
    let mut text = Text {
        out: String::new(),
        lang,
    };
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            text.out.push('\n');
        }
        text.explained(line);
    }
    if lines.is_empty() {
        text.line(lang.of(say::NOTHING_PASTED));
    }
    text.out
}

impl Text {
    fn explained(&mut self, line: &Explained) {
        self.line(&visible(&line.text));
        for reading in &line.readings {
            self.reading(line, reading);
        }
        if line.readings.is_empty() {
            self.indented(1, self.lang.of(explain::unread(line)));
        }
    }

    fn reading(&mut self, line: &Explained, reading: &Reading) {
        let (icon, level) = words::level(reading.event.level.name(), self.lang);
        let (section, event) = (reading.section, reading.event);
        let titles = format!(
            "{} › {}",
            self.lang.of(section.title),
            self.lang.of(event.title)
        );
        self.indented(
            1,
            &format!("{icon} {level}: {titles} ({}/{})", section.id, event.id),
        );
        let time = reading.time.as_deref().map(number::moment);
        let heads = [
            (say::TIME, time.as_deref().unwrap_or_default()),
            (say::HOST, &reading.host),
            (say::PROGRAM_OF, &reading.program),
        ];
        for (name, value) in heads.into_iter().filter(|(_, value)| !value.is_empty()) {
            let name = self.lang.of(name);
            self.indented(2, &format!("{name}: {}", visible(value)));
        }
        for field in explain::fields(reading) {
            self.field(field);
        }
        self.indented(2, &say::weight(reading.attempts, self.lang));
        if reading.ambiguous {
            self.indented(1, self.lang.of(say::AMBIGUOUS));
        }
        if let Some(doubt) = explain::of_status(line) {
            self.indented(1, self.lang.of(doubt));
        }
        let note = lookup::event_note(section.id, event.id, self.lang);
        self.indented(1, note.unwrap_or(self.lang.of(say::NO_NOTE)));
    }

    fn field(&mut self, field: &Found) {
        let label = lookup::field_label(field.name, self.lang);
        let place = match &field.place {
            Some(place) => say::bytes_of(place.start, place.end, self.lang),
            None => self.lang.of(say::ELSEWHERE).to_owned(),
        };
        let value = visible(&field.value);
        self.indented(2, &format!("{label}: {value}  [{place}]"));
    }
}
