//! `cargo xtask logwatch [SERVICE] FILE…`: our report beside LogWatch's of the same file, figure by figure.
//!
//! What LogWatch prints is taken as an outline of headings and rows ([`outline`]).
//! The table of the service (`tests/logwatch/SERVICE.toml`, [`table`]) says where our JSON has each figure.
//! A figure that differs without a reason, or has no entry in the table, makes the command fail.

mod compare;
mod ours;
mod outline;
mod pattern;
pub mod real;
mod show;
mod table;
mod wording;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use compare::Compared;
use ours::Ours;
use table::Service;

#[derive(Args)]
pub struct Options {
    /// A service of LogWatch that has a table (default: all of them), then log files
    #[arg(required = true, value_name = "[SERVICE] FILE")]
    arguments: Vec<String>,
    /// Only the figures that are not equal
    #[arg(long)]
    differences: bool,
    /// A summary in Markdown, as in docs/logwatch.md
    #[arg(long, conflicts_with = "differences")]
    markdown: bool,
}

/// What was compared of one file for one service.
pub struct Comparison {
    pub service: String,
    pub file: PathBuf,
    pub figures: Vec<Compared>,
}

pub fn logwatch(options: &Options) -> Result<()> {
    let (services, files) = asked(&options.arguments)?;
    let logwatch = real::LogWatch::installed()?;
    let mut comparisons = Vec::new();
    for file in &files {
        let ours = Ours::read(file)?;
        for service in &services {
            let text = logwatch.report(&service.name, file)?;
            comparisons.push(Comparison {
                service: service.name.clone(),
                file: file.clone(),
                figures: compare::compare(
                    service,
                    &outline::outline(&text, service.counts_first),
                    &ours,
                ),
            });
        }
    }
    if options.markdown {
        print!("{}", show::markdown(&comparisons));
    } else {
        print!("{}", show::text(&comparisons, options.differences));
    }
    verdict(&comparisons)
}

/// The first argument is a service if it has a table; `all` stands for all of them.
fn asked(arguments: &[String]) -> Result<(Vec<Service>, Vec<PathBuf>)> {
    let mut services = table::all()?;
    let mut files = arguments;
    if let Some((first, rest)) = arguments.split_first()
        && (first == "all" || services.iter().any(|service| service.name == *first))
    {
        services.retain(|service| first == "all" || service.name == *first);
        files = rest;
    }
    if files.is_empty() {
        bail!("no log file is named: cargo xtask logwatch [SERVICE] FILE…");
    }
    let absolute = |file: &String| {
        Path::new(file).canonicalize().with_context(|| {
            format!(
                "{file} is no file, and no service that has a table in {}",
                table::FOLDER
            )
        })
    };
    Ok((services, files.iter().map(absolute).collect::<Result<_>>()?))
}

fn verdict(comparisons: &[Comparison]) -> Result<()> {
    let open = comparisons
        .iter()
        .flat_map(|comparison| &comparison.figures)
        .filter(|compared| !compared.is_explained())
        .count();
    match open {
        0 => Ok(()),
        count => bail!("{count} figures of LogWatch differ from ours and no table says why"),
    }
}
