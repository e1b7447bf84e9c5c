//! `logyomi lines`: what became of every line.

use crate::input::Input;
use clap::{Args, ValueEnum};
use logyomi_view::ecs::EcsLines;
use std::io::{self, BufWriter, Write};

#[derive(Args)]
pub struct Options {
    /// Elastic Common Schema, as NDJSON
    #[arg(long, value_enum, default_value_t = Format::Ecs)]
    format: Format,
    #[command(flatten)]
    input: Input,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Ecs,
}

/// Prints one object a line (two where two records stand on it); false where a file could not be read.
pub fn run(options: &Options) -> bool {
    let Format::Ecs = options.format;
    let mut input = options.input.open();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut broken = false;
    input.feed(&mut EcsLines::new(|line: &str| {
        broken |= writeln!(out, "{line}").is_err();
    }));
    out.flush().is_ok() && !broken && !input.failed
}
