//! `cargo xtask bench`: how fast the whole way is, beside other programs on the same files in the same run.

mod logs;
mod matcher;
mod peers;
mod sections;
mod table;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::{browser, build, npm, shell};
use logs::Log;
use peers::{Peer, Run};
use table::Figures;

#[derive(Args)]
pub struct Options {
    /// Only the matcher, in one place
    place: Option<Where>,
    /// Which page's lines take long: the samples of each, read natively with one thread
    #[arg(long, conflicts_with = "place")]
    by: Option<By>,
    /// How large each made log is
    #[arg(long, default_value_t = 200)]
    megabytes: u64,
    /// How often each program runs; the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Measure what is built already, with the logs that are there
    #[arg(long)]
    built: bool,
    /// Where the table is kept, besides being printed
    #[arg(long, value_name = "FILE")]
    markdown: Option<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Where {
    Native,
    Wasm,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum By {
    Section,
}

pub fn bench(options: &Options) -> Result<()> {
    match (options.place, options.by) {
        (Some(Where::Native), _) => matcher::native(),
        (Some(Where::Wasm), _) => matcher::wasm(),
        (None, Some(By::Section)) => keep(&sections::sections(options)?, options),
        (None, None) => way(options),
    }
}

/// From a file to the report.
fn way(options: &Options) -> Result<()> {
    let page = match options.built {
        true => shell::root().join("dist/index.html"),
        false => build::build()?,
    };
    npm::install("tests/browser")?;
    let chrome = browser::chrome()?;
    program(options)?;
    let logs = logs::make(options.megabytes, options.built)?;
    let peers = peers::all(&page, &chrome);
    let mut runs: BTreeMap<(usize, usize), Vec<Run>> = BTreeMap::new();
    // Everybody in turn: a machine that is busy for a while is so for all of them.
    for round in 0..options.rounds {
        for (at, log) in logs.iter().enumerate() {
            for (place, peer) in peers
                .iter()
                .enumerate()
                .filter(|(_, peer)| peer.reads(log.kind))
            {
                eprintln!(
                    "round {}: {} reads {}",
                    round + 1,
                    peer.name,
                    log.kind.name()
                );
                let run = peer.run(log).with_context(|| peer.name.to_owned())?;
                check(log, peer, &run)?;
                runs.entry((place, at)).or_default().push(run);
            }
        }
    }
    let figures = Figures {
        logs: &logs,
        peers: &peers,
        runs,
    };
    keep(&figures.markdown(options.rounds), options)
}

fn keep(text: &str, options: &Options) -> Result<()> {
    println!("{text}");
    if let Some(file) = &options.markdown {
        std::fs::write(shell::root().join(file), text).with_context(|| file.clone())?;
    }
    Ok(())
}

/// The command, built where it is to be.
fn program(options: &Options) -> Result<PathBuf> {
    if !options.built {
        let build = ["build", "--release", "--locked", "--package", "logyomi-cli"];
        shell::run(shell::cargo().args(build))?;
    }
    Ok(shell::target().join("release/logyomi"))
}

/// The page's report must be the terminal's, to the byte.
fn check(log: &Log, peer: &Peer, run: &Run) -> Result<()> {
    let Some(hash) = &run.report else {
        return Ok(());
    };
    let known = log.report.get_or_init(|| hash.clone());
    anyhow::ensure!(
        hash == known,
        "{}: another report of {} than before",
        peer.name,
        log.path.display()
    );
    Ok(())
}
