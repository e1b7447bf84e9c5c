//! `cargo xtask fuzz`: libFuzzer on each target of `fuzz/`, a while each.
//!
//! The layout is cargo-fuzz's, and `cargo fuzz run lines` works as well. It is not needed: the instrumentation
//! is asked of the stable compiler, without a sanitizer, since there is no unsafe code to watch.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::shell;

/// What libFuzzer needs to know of the code: its edges, counted, and what is compared.
const INSTRUMENTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";

#[derive(Args)]
pub struct Options {
    /// Only these targets (default: all)
    targets: Vec<String>,
    /// How long each of them runs
    #[arg(long, default_value_t = 600)]
    seconds: u32,
}

pub fn fuzz(options: &Options) -> Result<()> {
    let all = targets()?;
    if let Some(unknown) = options.targets.iter().find(|one| !all.contains(one)) {
        bail!("there is no target {unknown}: there are {}", all.join(", "));
    }
    build()?;
    let wanted = all
        .iter()
        .filter(|one| options.targets.is_empty() || options.targets.contains(one));
    let mut failed = Vec::new();
    for target in wanted {
        if run(target, options.seconds).is_err() {
            failed.push(target.as_str());
        }
    }
    if !failed.is_empty() {
        bail!(
            "{} broke: the bytes are in fuzz/artifacts. Mend the cause, and keep them in fuzz/corpus",
            failed.join(", ")
        );
    }
    Ok(())
}

fn targets() -> Result<Vec<String>> {
    let folder = shell::root().join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        names.extend(
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned()),
        );
    }
    names.sort();
    Ok(names)
}

/// The targets are a workspace of their own, which nothing else builds: its lock file falls behind unseen.
pub fn is_locked() -> Result<()> {
    let words = ["metadata", "--locked", "--format-version", "1"];
    let mut cargo = shell::cargo();
    shell::output(
        cargo
            .args(words)
            .args(["--manifest-path", "fuzz/Cargo.toml"]),
    )
    .map(|_| ())
    .context("fuzz/Cargo.lock: `cargo update --workspace --manifest-path fuzz/Cargo.toml`")
}

/// Only what is built for a named target is instrumented: build scripts run on their own.
fn build() -> Result<()> {
    let host = host()?;
    shell::run(
        shell::cargo()
            .args(["build", "--release", "--locked", "--bins"])
            .args(["--manifest-path", "fuzz/Cargo.toml", "--target", &host])
            .env("CARGO_TARGET_DIR", folder())
            .env("RUSTFLAGS", INSTRUMENTED),
    )
    .context("the targets do not build (libFuzzer itself is C++, and needs a C++ compiler)")
}

fn folder() -> PathBuf {
    shell::target().join("fuzz")
}

fn host() -> Result<String> {
    let version = shell::output(shell::command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc names no host")?.to_owned())
}

/// What is new is put into `target/fuzz/corpus`; `--merge` by hand brings the few that matter into the kept one.
fn run(target: &str, seconds: u32) -> Result<()> {
    let program = folder().join(host()?).join("release").join(target);
    let kept = shell::root().join("fuzz/corpus").join(target);
    let new = folder().join("corpus").join(target);
    let artifacts = shell::root().join("fuzz/artifacts").join(target);
    for folder in [&kept, &new, &artifacts] {
        fs::create_dir_all(folder)?;
    }
    eprintln!("{target}: {seconds} seconds");
    shell::run(
        shell::command(&program)
            .arg(format!("-max_total_time={seconds}"))
            .args([
                "-max_len=8192",
                "-timeout=10",
                "-rss_limit_mb=4096",
                "-print_final_stats=1",
            ])
            .arg(format!("-artifact_prefix={}", slashed(&artifacts)))
            .args([&new, &kept]),
    )
}

/// libFuzzer puts the prefix before the file's name as it is.
fn slashed(folder: &Path) -> String {
    format!("{}/", folder.display())
}
