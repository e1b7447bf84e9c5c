//! `logyomi lines`: what became of every line.

use crate::input::Input;
use crate::lines_of;
use clap::{Args, ValueEnum};
use logyomi_core::{Evidence, Line, Sink, Status, canonical, iso};
use logyomi_sections::FIELDS;
use logyomi_view::ecs::EcsLine;
use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufWriter, Write};

#[derive(Args)]
pub struct Options {
    /// `ecs`: Elastic Common Schema, as NDJSON. `text` (with `--of`): the lines themselves, with file and number
    #[arg(long, value_enum, default_value_t = Format::Ecs)]
    format: Format,
    /// Only the lines of this address: those that came from it, and those that name it and no other one
    #[arg(long, value_name = "ADDRESS", required_if_eq("format", "text"))]
    of: Option<String>,
    #[command(flatten)]
    input: Input,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Ecs,
    Text,
}

/// Prints one object a line (two where two records stand on it); false where a file could not be read.
pub fn run(options: &Options) -> bool {
    let seed = RandomState::new().hash_one(0);
    let mut input = options.input.open(seed);
    let wanted = options
        .of
        .as_deref()
        .map(|of| lines_of::wanted(&mut input, of));
    if let (Format::Text, Some(wanted)) = (options.format, &wanted) {
        return lines_of::print(&mut input, wanted.clone());
    }
    let mut writer = Writer {
        only: wanted.map(|wanted| Evidence::new(wanted, 0)),
        out: BufWriter::new(io::stdout().lock()),
        file: u32::MAX,
        line: 0,
        broken: false,
    };
    input.feed(&mut writer);
    writer.out.flush().is_ok() && !writer.broken && !input.failed
}

struct Writer<W: Write> {
    /// What is asked for; everything where nothing is.
    only: Option<Evidence>,
    out: W,
    file: u32,
    line: u64,
    broken: bool,
}

impl<W: Write> Sink for Writer<W> {
    fn line(&mut self, line: &Line<'_>) {
        if self.file != line.file {
            (self.file, self.line) = (line.file, 0);
        }
        let number = self.line + 1;
        let is_wanted = self.only.as_mut().is_none_or(|only| only.takes(line));
        if is_wanted {
            self.broken |= writeln!(self.out, "{}", ecs(number, line).to_json()).is_err();
        }
        self.line += u64::from(!line.joined);
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

fn ecs<'a>(number_of_line: u64, line: &Line<'a>) -> EcsLine<'a> {
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
        line: Some(number_of_line),
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
