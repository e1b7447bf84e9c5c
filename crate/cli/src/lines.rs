//! `logyomi lines`: what became of every line.

use crate::input::Input;
use crate::lines_of;
use clap::{Args, ValueEnum};
use logyomi_core::Evidence;
use logyomi_view::ecs::EcsLines;
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
    let only = wanted.map(|wanted| Evidence::new(wanted, 0));
    let mut out = BufWriter::new(io::stdout().lock());
    let mut broken = false;
    let give = |line: &str| broken |= writeln!(out, "{line}").is_err();
    input.feed(&mut EcsLines::new(give).only(only));
    out.flush().is_ok() && !broken && !input.failed
}
