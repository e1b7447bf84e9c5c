//! Lines explained by themselves: which page reads them, and where in the text each field stands.
//!
//! They go the way of all lines ([`plan`](crate::plan()), [`Feed`]); only the sink is another one.

mod places;

use crate::analysis::source;
use crate::archive::Place;
use crate::bytes;
use crate::encoding::TextEncoding;
use crate::feed::Feed;
use crate::known::KNOWN;
use crate::line::{Hit, Line, Sink, Status};
use crate::order::Order;
use crate::plan::{AnchorFrom, FilePlan, Given, Layout, Settings, plan};
use crate::record::{Habit, Record};
use crate::stamp::iso;
use chrono::NaiveDate;
use logyomi_sections::{Attempt, Event, FIELDS, FieldId, Format, Level, Section};
use places::Places;
use std::ops::Range;

/// A line, and what it was found to be.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The line as it was read: places of fields are places in it.
    pub text: String,
    pub status: Status,
    /// Where the text begins in what was given.
    pub offset: u64,
    /// One; two where two records stand on the line; none where no page reads it.
    pub readings: Vec<Reading>,
}

/// One event that a line tells of.
#[derive(Clone, Debug)]
pub struct Reading {
    pub section: &'static Section,
    pub event: &'static Event,
    /// Two readings name different addresses: `address` is empty.
    pub ambiguous: bool,
    /// As the log wrote it, with the year that was guessed where it wrote none.
    pub time: Option<String>,
    pub host: String,
    pub program: String,
    /// Attempts that the line tells of, if it is read alone; in a session several lines may be one.
    pub attempts: u64,
    /// Where it came from, as the table of attackers would call it.
    pub address: Option<String>,
    /// In the order of the text.
    pub fields: Vec<Found>,
}

/// A field of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As `fields.toml` names it.
    pub name: &'static str,
    pub value: String,
    /// Bytes of [`Explained::text`]; nothing where the value stands there in another form.
    pub place: Option<Range<usize>>,
    /// Whether this is where the reading's address stands.
    pub is_source: bool,
}

/// A text as it was pasted, line by line; blank lines are left out. A transcript's lines are read as such.
pub fn explain(text: &str, today: NaiveDate) -> Vec<Explained> {
    let given = Given::whole("", text.as_bytes());
    let settings = Settings {
        anchor: None,
        today,
    };
    let plans = plan(&[given], &settings);
    let Some(plan) = plans.into_iter().next() else {
        return Vec::new();
    };
    // What was pasted is text already, whatever its letters look like.
    let plan = FilePlan {
        encoding: TextEncoding::Utf8,
        readable: true,
        layout: match plan.layout {
            Layout::Records => Layout::Lines,
            other => other,
        },
        ..plan
    };
    read(&plan, text)
}

/// Lines that an event was counted from: those of a document are read by the document's pages.
/// One for each line that was given, in their order; nothing where it is blank.
pub fn explain_lines<'a>(
    lines: impl Iterator<Item = &'a str>,
    section: Option<&Section>,
) -> Vec<Option<Explained>> {
    let mut text = String::new();
    let mut starts = Vec::new();
    for line in lines {
        starts.push(text.len() as u64);
        // A sample is one line: what would end it early is none of it.
        text.extend(line.chars().map(|c| if c == '\n' { ' ' } else { c }));
        text.push('\n');
    }
    let kind = section
        .filter(|section| section.format == Format::Document)
        .and_then(|section| section.programs.first());
    let plan = FilePlan {
        file: 0,
        path: String::new(),
        bytes: text.len() as u64,
        place: Place::default(),
        container: None,
        archive: None,
        format: String::new(),
        habit: Habit::default(),
        encoding: TextEncoding::Utf8,
        layout: kind.map_or(Layout::Lines, |kind| Layout::Transcript {
            kind: Some((*kind).to_owned()),
        }),
        // The year of a sample is not asked for.
        anchor: NaiveDate::default(),
        anchor_from: AnchorFrom::Today,
        zone: None,
        cuttable: false,
        unpacked: None,
        readable: true,
        problems: Vec::new(),
    };
    let mut found = read(&plan, &text).into_iter().peekable();
    let at = |start| found.next_if(|line| line.offset == start);
    starts.into_iter().map(at).collect()
}

fn read(plan: &FilePlan, text: &str) -> Vec<Explained> {
    let mut lines = Lines(Vec::new());
    let mut feed = Feed::new(plan, 0..u64::MAX);
    feed.push(text.as_bytes(), &mut lines);
    feed.finish(&mut lines);
    lines.0
}

struct Lines(Vec<Explained>);

impl Sink for Lines {
    fn line(&mut self, line: &Line<'_>) {
        if line.text.trim_ascii().is_empty() {
            return;
        }
        let reading = line.hit.as_ref().map(|hit| reading(line, hit));
        match self.0.last_mut().filter(|last| last.offset == line.offset) {
            // The second record of a line.
            Some(last) => {
                last.status = line.status;
                last.readings.extend(reading);
            }
            None => self.0.push(Explained {
                text: bytes::text(line.text),
                status: line.status,
                offset: line.offset,
                readings: reading.into_iter().collect(),
            }),
        }
    }
}

fn reading(line: &Line<'_>, hit: &Hit<'_>) -> Reading {
    let record = line.record.unwrap_or_default();
    let is_attempt = hit.event.attempt != Attempt::No || hit.event.level == Level::Attack;
    let address = source(&hit.fields).filter(|_| !hit.ambiguous);
    Reading {
        section: hit.section,
        event: hit.event,
        ambiguous: hit.ambiguous,
        time: record.stamp.map(|stamp| iso(stamp.local)),
        host: bytes::text(record.host),
        program: bytes::text(hit.program),
        attempts: if is_attempt { line.times } else { 0 },
        address: address.as_deref().map(bytes::text),
        fields: fields(line.text, &record, hit),
    }
}

fn fields(text: &[u8], record: &Record<'_>, hit: &Hit<'_>) -> Vec<Found> {
    let places = Places::new(text, record.message);
    let names_address = hit
        .fields
        .get(KNOWN.addr)
        .is_some_and(|addr| !addr.is_empty());
    let is_source = |id: FieldId, name: &str| match names_address {
        true => id == KNOWN.addr,
        false => name == "name",
    };
    let found = hit.fields.iter().filter_map(|(id, value)| {
        let name = FIELDS.get(usize::from(id))?.name;
        Some(Found {
            name,
            value: bytes::text(value),
            place: places.of(value),
            is_source: !hit.ambiguous && is_source(id, name),
        })
    });
    let mut found: Vec<Found> = found.collect();
    found.order_by_key(|field| {
        let place = field.place.clone().unwrap_or(usize::MAX..usize::MAX);
        (place.start, place.end, field.name)
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Explained {
        let mut lines = explain(text, "2026-11-23".parse().unwrap());
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines.remove(0)
    }

    /// `sshd/illegal-user user=admin addr=192.0.2.7`, each field as it stands in the text.
    fn brief(line: &Explained) -> String {
        let mut out = line.status.name().to_owned();
        for reading in &line.readings {
            out += &format!(" {}/{}", reading.section.id, reading.event.id);
            for field in &reading.fields {
                let place = field.place.clone();
                let here = place.and_then(|place| line.text.get(place));
                assert!(here.is_none_or(|here| here == field.value), "{field:?}");
                out += &format!(" {}={}", field.name, here.unwrap_or("(elsewhere)"));
            }
        }
        out
    }

    #[test]
    fn fields_stand_where_they_stand_in_the_whole_line() {
        let line =
            one("Feb  7 04:41:05 web1 sshd[17]: Invalid user admin from 203.0.113.9 port 4022");
        assert_eq!(
            brief(&line),
            "matched sshd-illegal/illegal-user user=admin addr=203.0.113.9 port=4022"
        );
        let reading = line.readings.first().unwrap();
        assert_eq!(reading.address.as_deref(), Some("203.0.113.9"));
        assert_eq!((&reading.host[..], &reading.program[..]), ("web1", "sshd"));
        assert_eq!(reading.time.as_deref(), Some("2026-02-07T04:41:05"));
        let source: Vec<_> = reading.fields.iter().filter(|one| one.is_source).collect();
        assert_eq!(
            source.iter().map(|one| one.name).collect::<Vec<_>>(),
            ["addr"]
        );
    }

    #[test]
    fn a_message_alone_is_read_too() {
        let line = one("Invalid user admin from 203.0.113.9 port 4022");
        assert_eq!(
            brief(&line),
            "matched sshd-illegal/illegal-user user=admin addr=203.0.113.9 port=4022"
        );
    }

    #[test]
    fn a_message_that_was_put_together_anew_is_found_in_its_text() {
        let line = one(
            "Feb  7 04:41:05 web1 sshd(pam_unix)[17]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=203.0.113.9  user=root",
        );
        assert!(
            brief(&line).contains("addr=203.0.113.9"),
            "{}",
            brief(&line)
        );
        assert!(brief(&line).contains("user=root"), "{}", brief(&line));
    }

    #[test]
    fn a_decoy_is_not_what_is_found() {
        let line = one(
            "Feb  7 04:41:05 web1 sshd[17]: Failed password for invalid user x from 198.51.100.77 from 203.0.113.9 port 22 ssh2",
        );
        let reading = line.readings.first().unwrap();
        let decoy = line.text.find("198.51.100.77").unwrap();
        let source = reading.fields.iter().find(|field| field.is_source);
        let place = source.and_then(|field| field.place.clone());
        assert!(place.is_none_or(|place| place.start > decoy));
        assert_ne!(reading.address.as_deref(), Some("198.51.100.77"));
    }

    #[test]
    fn what_no_page_reads_says_so() {
        let line = one("Feb  7 04:41:05 web1 frobnicate[17]: the frob is out of nicks");
        assert_eq!(brief(&line), "unmatched");
        assert_eq!(brief(&one("なんのことでしょう")), "unreadable");
    }

    #[test]
    fn a_line_of_a_command_is_read_by_the_pages_of_its_document() {
        let section = logyomi_sections::section("command-netstat").unwrap();
        let text = "tcp        0      0 192.0.2.1:22      203.0.113.9:4022       ESTABLISHED";
        let lines = explain_lines([text, "", text].into_iter(), Some(section));
        let [Some(first), None, Some(second)] = &lines[..] else {
            panic!("{lines:?}");
        };
        assert_eq!(brief(first), brief(second));
        assert!(brief(first).contains("=203.0.113.9"), "{}", brief(first));
    }

    #[test]
    fn only_what_counts_as_an_attempt_has_a_weight() {
        let weight = |text: &str| one(text).readings.first().map(|reading| reading.attempts);
        let head = "Feb  7 04:41:05 web1 sshd[17]:";
        assert_eq!(
            weight(&format!(
                "{head} Failed password for root from 203.0.113.9 port 1 ssh2"
            )),
            Some(1)
        );
        assert_eq!(
            weight(&format!(
                "{head} Accepted password for root from 203.0.113.9 port 1 ssh2"
            )),
            Some(0)
        );
    }
}
