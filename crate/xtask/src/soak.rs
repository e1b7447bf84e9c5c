//! `cargo xtask soak`: the long forms of tests that `cargo xtask test` runs for seconds.

use std::fs;

use anyhow::{Result, bail};
use clap::Args;

use crate::{build, shell, test};

#[derive(Args)]
pub struct Options {
    /// Lines that each daemon writes and that are read back
    #[arg(long, default_value_t = 1_000_000)]
    round_trips: u64,
    /// Splits of one input, each with every number of workers and every order of its files
    #[arg(long, default_value_t = 200)]
    splits: u64,
    /// Workers that are killed while they read
    #[arg(long, default_value_t = 200)]
    kills: u64,
    /// Another run (default: what the clock says)
    #[arg(long)]
    seed: Option<u64>,
}

/// Says what it found; an error where anything failed.
pub fn soak(options: &Options) -> Result<()> {
    let seed = options.seed.unwrap_or_else(clock).to_string();
    eprintln!("seed {seed}");
    let set = [
        ("LOGYOMI_SEED", seed),
        ("LOGYOMI_ROUND_TRIPS", options.round_trips.to_string()),
        ("LOGYOMI_SPLITS", options.splits.to_string()),
        ("LOGYOMI_KILLS", options.kills.to_string()),
        ("LOGYOMI_HANG_ALL", "1".to_owned()),
        ("LOGYOMI_FILES", "10000".to_owned()),
    ];
    let native = shell::run(
        shell::cargo()
            .args(["test", "--locked", "--profile", "soak"])
            .args(["--package", "logyomi-tests", "--"])
            .args(["roundtrip", "splits_workers", "hang", "--nocapture"])
            .envs(set.clone()),
    );
    let browser = test::long(&set);
    native.and(browser).and_then(|()| twice())
}

/// The page built from nothing, in a folder of its own, is the same file.
fn twice() -> Result<()> {
    let hash = || fs::read_to_string(shell::root().join("dist/index.html.sha256"));
    build::build()?;
    let first = hash()?;
    shell::run(
        shell::cargo()
            .args(["xtask", "build"])
            .env("CARGO_TARGET_DIR", shell::target().join("again")),
    )?;
    let second = hash()?;
    if first != second {
        bail!("two builds, two pages:\n{first}{second}");
    }
    eprintln!("two builds, one page: {first}");
    Ok(())
}

fn clock() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |now| now.as_secs())
}
