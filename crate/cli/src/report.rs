//! `logyomi report`

use crate::input::{Input, moment, zone};
use crate::read;
use crate::reopen::{self, Given};
use clap::{Args, ValueEnum};
use logyomi_core::report::Report;
use logyomi_core::{Facts, Query, source_key};
use logyomi_sections::Fact;
use logyomi_view::csv::{self, Which};
use logyomi_view::{Lang, ViewState, html, json, text};
use std::io::{self, Write};
use std::num::NonZeroUsize;

#[derive(Args)]
pub struct Options {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Which table is written as CSV: `attackers`, or one of a section, as `sshd-illegal/illegal-user`
    #[arg(long, value_parser = table, default_value = "attackers", value_name = "SECTION/EVENT")]
    table: Which,
    #[arg(long, default_value = "en", value_name = "ja|en")]
    lang: Lang,
    /// Show moments that carry an offset on this zone's clock
    #[arg(long, value_parser = zone, allow_hyphen_values = true, value_name = "+09:00")]
    tz: Option<i32>,
    /// Only lines from this moment on
    #[arg(long, value_parser = moment, value_name = "MOMENT")]
    from: Option<i64>,
    /// Only lines before this moment
    #[arg(long, value_parser = moment, value_name = "MOMENT")]
    to: Option<i64>,
    /// Only hits of this address or name; may be given several times
    #[arg(long = "address", value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// Only hits of this service (ssh, ftp, pop3 …); may be given several times
    #[arg(long = "service", value_name = "SERVICE")]
    services: Vec<String>,
    /// Only hits of this level and above
    #[arg(long, value_parser = ["attack", "warning", "notice", "normal"])]
    level: Option<String>,
    /// What you know of the server, which changes how grave a finding is
    #[arg(long = "fact", value_parser = fact, value_name = "NAME=yes|no, own=NETWORK")]
    facts: Vec<String>,
    /// How many threads read; as many as there are processors, where it is not said
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    input: Input,
}

/// Only what the findings ask for.
fn fact(text: &str) -> Result<String, String> {
    let names: Vec<&str> = Fact::ALL.into_iter().map(Fact::name).collect();
    match Facts::default().read(text) {
        Some(()) => Ok(text.to_owned()),
        None => Err(format!(
            "write own=192.0.2.0/24, or NAME=yes, NAME=no, NAME=unknown; the names are {}",
            names.join(", ")
        )),
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Html,
    Csv,
}

/// Prints the report; false where a file could not be read, or there is nothing to be shown.
pub fn run(options: &Options) -> bool {
    let shown = report(options).and_then(|(report, complete)| {
        let shown = shown(&report, options)?;
        Ok((shown, complete))
    });
    match shown {
        Ok((shown, complete)) => {
            let printed = io::stdout().lock().write_all(shown.as_bytes());
            printed.is_ok() && complete
        }
        Err(why) => {
            eprintln!("logyomi: {why}");
            false
        }
    }
}

/// Of the logs, or the one that was saved; and whether every file could be read.
fn report(options: &Options) -> Result<(Report, bool), String> {
    let query = Query {
        from: options.from,
        to: options.to,
        addresses: options
            .addresses
            .iter()
            .map(|one| source_key(one))
            .collect(),
        services: options.services.clone(),
        level: options.level.clone(),
        zone_minutes: options.tz,
    };
    let mut facts = Facts::default();
    for fact in &options.facts {
        facts.read(fact);
    }
    match reopen::look(&options.input, options.lang) {
        Given::Refused(why) => Err(why),
        Given::Saved(_) if query.asked().is_some() => Err(
            "a saved report cannot be filtered, nor moved to another zone: leave --from, --to and --tz out, or name the logs themselves".to_owned(),
        ),
        Given::Saved(mut report) => {
            // What was answered when it was saved stays, unless it is answered anew.
            if !options.facts.is_empty() {
                facts.apply(&mut report);
            }
            Ok((*report, true))
        }
        Given::Logs => {
            let threads = options
                .threads
                .map_or_else(read::all_processors, NonZeroUsize::get);
            let (mut report, complete) = read::report(&options.input, &query, threads);
            facts.apply(&mut report);
            Ok((report, complete))
        }
    }
}

fn shown(report: &Report, options: &Options) -> Result<String, String> {
    Ok(match options.format {
        Format::Text => text::text(report, options.lang),
        Format::Json => json::json(report) + "\n",
        Format::Html => html::document(
            report,
            &ViewState {
                lang: options.lang,
                ..ViewState::default()
            },
            include_str!("../../../web/style.css"),
        ),
        Format::Csv => csv::csv(report, &options.table, options.lang).ok_or_else(|| {
            let names = csv::names(report).join(", ");
            format!("the report has no such table; it has {names}")
        })?,
    })
}

fn table(name: &str) -> Result<Which, &'static str> {
    Which::of(name).ok_or("write `attackers`, or SECTION/EVENT")
}
