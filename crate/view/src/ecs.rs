//! One log line as a line of NDJSON in the Elastic Common Schema:
//! what Elasticsearch and OpenSearch take in when one machine is not enough.
//!
//! The keys are flat and dotted, as both accept them. What is not known is left out, never empty.

use std::borrow::Cow;

use logyomi_core::{Evidence, Line, Sink, Status, canonical, iso};
use logyomi_sections::FIELDS;
use serde::Serialize;

/// A line of the log and what it was read as.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EcsLine<'a> {
    /// Number of the line in its file, from 1.
    #[serde(rename = "line", skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Where the line went: `matched`, `ambiguous`, `ignored`, `unmatched` …
    #[serde(rename = "logyomi.status", skip_serializing_if = "Option::is_none")]
    pub status: Option<Cow<'a, str>>,
    #[serde(rename = "logyomi.level", skip_serializing_if = "Option::is_none")]
    pub level: Option<Cow<'a, str>>,
    /// How often the line says that it happened.
    #[serde(rename = "logyomi.times", skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Id of the section.
    #[serde(rename = "event.module", skip_serializing_if = "Option::is_none")]
    pub module: Option<Cow<'a, str>>,
    /// Id of the event.
    #[serde(rename = "event.action", skip_serializing_if = "Option::is_none")]
    pub action: Option<Cow<'a, str>>,
    #[serde(rename = "event.category", skip_serializing_if = "Option::is_none")]
    pub category: Option<Cow<'a, str>>,
    #[serde(rename = "event.outcome", skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Cow<'a, str>>,
    /// As the log wrote it: an IP address or a name.
    #[serde(rename = "source.address", skip_serializing_if = "Option::is_none")]
    pub source_address: Option<Cow<'a, str>>,
    /// Canonical, where the address is one.
    #[serde(rename = "source.ip", skip_serializing_if = "Option::is_none")]
    pub source_ip: Option<Cow<'a, str>>,
    #[serde(rename = "source.port", skip_serializing_if = "Option::is_none")]
    pub source_port: Option<u64>,
    #[serde(rename = "user.name", skip_serializing_if = "Option::is_none")]
    pub user: Option<Cow<'a, str>>,
    #[serde(rename = "process.name", skip_serializing_if = "Option::is_none")]
    pub process: Option<Cow<'a, str>>,
    #[serde(rename = "process.pid", skip_serializing_if = "Option::is_none")]
    pub pid: Option<u64>,
    #[serde(rename = "host.hostname", skip_serializing_if = "Option::is_none")]
    pub host: Option<Cow<'a, str>>,
    #[serde(rename = "url.original", skip_serializing_if = "Option::is_none")]
    pub url: Option<Cow<'a, str>>,
    #[serde(
        rename = "http.response.status_code",
        skip_serializing_if = "Option::is_none"
    )]
    pub http_status: Option<u64>,
    #[serde(rename = "@timestamp", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Cow<'a, str>>,
}

impl EcsLine<'_> {
    /// One line, without its line break.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Gives every line of the files that it is fed, as JSON without its line break; two where two records
/// stand on one. Each file is fed from its beginning: its lines are numbered, if they are lines of it.
pub struct EcsLines<F> {
    give: F,
    /// What is asked for; everything where nothing is.
    only: Option<Evidence>,
    count: u64,
}

impl<F: FnMut(&str)> EcsLines<F> {
    pub fn new(give: F) -> EcsLines<F> {
        EcsLines {
            give,
            only: None,
            count: 0,
        }
    }

    /// Gives what is looked for, and passes over the rest.
    pub fn only(self, only: Option<Evidence>) -> EcsLines<F> {
        EcsLines { only, ..self }
    }

    /// How many lines were read.
    pub fn count(&self) -> u64 {
        self.count
    }
}

impl<F: FnMut(&str)> Sink for EcsLines<F> {
    fn line(&mut self, line: &Line<'_>) {
        if self.only.as_mut().is_none_or(|only| only.takes(line)) {
            (self.give)(&ecs(line).to_json());
        }
        self.count += u64::from(!line.joined);
    }
}

/// A field of the line's hit, as logged.
fn field<'a>(line: &Line<'a>, name: &str) -> Option<&'a [u8]> {
    let id = FIELDS
        .iter()
        .position(|field| field.name == name)
        .and_then(|id| u8::try_from(id).ok())?;
    line.hit.as_ref()?.fields.get(id)
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn number<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

fn ecs<'a>(line: &Line<'a>) -> EcsLine<'a> {
    let record = line.record;
    let hit = line.hit.as_ref();
    let filled = |bytes: &'a [u8]| (!bytes.is_empty()).then(|| text(bytes));
    // Where two readings are possible, nobody is named.
    let named = matches!(
        line.status,
        Status::Matched | Status::Ignored | Status::Document
    );
    let address = named
        .then(|| {
            field(line, "addr")
                .filter(|addr| !addr.is_empty())
                .or_else(|| field(line, "name"))
        })
        .flatten();
    let word = |text: &'static str| (!text.is_empty()).then_some(Cow::Borrowed(text));
    EcsLine {
        line: line.number,
        status: word(line.status.name()),
        level: hit.and_then(|hit| word(hit.event.level.name())),
        times: hit.map(|_| line.times),
        module: hit.and_then(|hit| word(hit.section.id)),
        action: hit.and_then(|hit| word(hit.event.id)),
        category: hit.and_then(|hit| word(hit.event.category)),
        outcome: hit.and_then(|hit| word(hit.event.outcome)),
        source_address: address.map(text),
        source_ip: address
            .and_then(canonical)
            .map(|ip| Cow::Owned(ip.to_string())),
        source_port: named
            .then(|| field(line, "port").and_then(number))
            .flatten(),
        user: field(line, "user").map(text),
        process: record.and_then(|record| filled(record.program)),
        pid: record.and_then(|record| record.pid).map(u64::from),
        host: record.and_then(|record| filled(record.host)),
        url: field(line, "url").map(text),
        http_status: field(line, "status").and_then(number),
        timestamp: record
            .and_then(|record| record.stamp)
            .map(|stamp| Cow::Owned(timestamp(stamp.local, stamp.offset))),
    }
}

/// As written: with the offset only where the log names one.
fn timestamp(local: i64, offset: Option<i16>) -> String {
    let offset = offset.map_or_else(String::new, |minutes| {
        format!(
            "{}{:02}:{:02}",
            if minutes < 0 { '-' } else { '+' },
            minutes.abs() / 60,
            minutes.abs() % 60
        )
    });
    format!("{}{offset}", iso(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(EcsLine::default().to_json(), "{}");
    }

    #[test]
    fn keys_are_those_of_the_schema() {
        let line = EcsLine {
            line: Some(7),
            status: Some("matched".into()),
            level: Some("attack".into()),
            times: Some(2),
            module: Some("sshd".into()),
            action: Some("illegal-user".into()),
            category: Some("authentication".into()),
            outcome: Some("failure".into()),
            source_address: Some("::ffff:203.0.113.9".into()),
            source_ip: Some("203.0.113.9".into()),
            source_port: Some(38926),
            user: Some("web\n\"master\"".into()),
            process: Some("sshd".into()),
            pid: Some(24200),
            host: Some("host".into()),
            url: Some("/.env".into()),
            http_status: Some(404),
            timestamp: Some("2023-12-10T06:55:46".into()),
        };
        let expect = concat!(
            r#"{"line":7,"logyomi.status":"matched","logyomi.level":"attack","logyomi.times":2,"#,
            r#""event.module":"sshd","event.action":"illegal-user","event.category":"authentication","#,
            r#""event.outcome":"failure","source.address":"::ffff:203.0.113.9","source.ip":"203.0.113.9","#,
            r#""source.port":38926,"user.name":"web\n\"master\"","process.name":"sshd","process.pid":24200,"#,
            r#""host.hostname":"host","url.original":"/.env","http.response.status_code":404,"#,
            r#""@timestamp":"2023-12-10T06:55:46"}"#,
        );
        assert_eq!(line.to_json(), expect);
    }
}
