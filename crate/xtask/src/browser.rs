//! A Chromium for the tests: found, or installed where that is possible, or an error that says what to do.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell;

const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

pub fn chrome() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROME").map(PathBuf::from) {
        if !path.is_file() {
            bail!("CHROME names {}, which is not there", path.display());
        }
        return Ok(path);
    }
    match installed() {
        Some(path) => Ok(path),
        None => install(),
    }
}

fn installed() -> Option<PathBuf> {
    shell::which(NAMES).or_else(|| Some(PathBuf::from(MAC)).filter(|path| path.is_file()))
}

/// Debian's own, if we may.
fn install() -> Result<PathBuf> {
    let root = shell::output(shell::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root || shell::which(&["apt-get"]).is_none() {
        bail!(
            "the browser tests need Chrome or Chromium, and there is none: install one (Debian: `apt-get install chromium`), \
             or name its program in the variable CHROME"
        );
    }
    eprintln!("no Chrome or Chromium in PATH: installing Debian's chromium");
    apt(&["update", "-qq"])?;
    apt(&[
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "chromium",
    ])?;
    installed().context("apt-get installed chromium, but PATH does not have it")
}

fn apt(arguments: &[&str]) -> Result<()> {
    // Another apt may be at work on a shared machine: wait for it.
    let lock = ["-o", "DPkg::Lock::Timeout=300"];
    let mut apt = shell::command("apt-get");
    shell::run(
        apt.args(lock)
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}
