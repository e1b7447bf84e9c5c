//! `logyomi report`

use crate::analyze::analyze;
use crate::input::{Input, moment, zone};
use clap::{Args, ValueEnum};
use logyomi_core::Query;
use logyomi_core::report::Report;
use logyomi_view::{Lang, ViewState, html, json, text};
use std::io::{self, Write};

#[derive(Args)]
pub struct Options {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
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
    #[command(flatten)]
    input: Input,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Html,
}

/// Prints the report; false where a file could not be read.
pub fn run(options: &Options) -> bool {
    let query = Query {
        from: options.from,
        to: options.to,
        zone_minutes: options.tz,
        ..Query::default()
    };
    let mut input = options.input.open();
    let report = analyze(&mut input, &query);
    let printed = io::stdout()
        .lock()
        .write_all(shown(&report, options).as_bytes());
    printed.is_ok() && !input.failed
}

fn shown(report: &Report, options: &Options) -> String {
    match options.format {
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
    }
}
