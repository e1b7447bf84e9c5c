//! Who reads the logs: we, and what else is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::logs::{Kind, Log};
use crate::logwatch::real::LogWatch;
use crate::page::hex;
use crate::shell;

pub struct Peer {
    pub name: &'static str,
    how: How,
}

enum How {
    /// Our program, with so many threads.
    Native(usize),
    /// Our page, with so many workers.
    Page {
        workers: usize,
        page: PathBuf,
        chrome: PathBuf,
    },
    /// LogWatch, which reads no file that it is told.
    LogWatch(LogWatch),
    /// A shell command; `$1` is the file.
    Shell {
        of: &'static [Kind],
        line: &'static str,
    },
}

/// How long it took, and the hash of our report.
pub struct Run {
    pub seconds: f64,
    pub report: Option<String>,
}

const ALL: &[Kind] = &[Kind::Sshd, Kind::Access, Kind::Mail];

/// What the blog of a support person does to see who is at the door (seed 002): one question, one count.
const PIPELINE: &str = r#"cat "$1" | grep 'dovecot.*Disconnected.*auth failed' | awk -F , '{print $4}' | awk -F = '{print $2}' | sort | uniq -c | sort"#;

/// Other programs: the one that must be installed, on which logs, and how.
const OTHERS: &[(&str, &str, &[Kind], &str)] = &[
    ("`wc -l`", "wc", ALL, r#"wc -l "$1""#),
    (
        "`rg -c` of one word",
        "rg",
        ALL,
        r#"rg -c 'Failed|404|reject' "$1""#,
    ),
    (
        "`grep -c` of one word",
        "grep",
        ALL,
        r#"LC_ALL=C grep -cE 'Failed|404|reject' "$1""#,
    ),
    ("cat, grep, awk, sort, uniq", "awk", &[Kind::Mail], PIPELINE),
    (
        "goaccess, HTML",
        "goaccess",
        &[Kind::Access],
        r#"goaccess "$1" --log-format=COMBINED --no-progress -o "$1.html""#,
    ),
    ("pflogsumm", "pflogsumm", &[Kind::Mail], r#"pflogsumm "$1""#),
    (
        "lnav, indexing",
        "lnav",
        ALL,
        r#"lnav -n -q -c ':goto 0' "$1""#,
    ),
];

/// In the order of the table.
pub fn all(page: &Path, chrome: &Path) -> Vec<Peer> {
    let in_page = |workers| How::Page {
        workers,
        page: page.to_owned(),
        chrome: chrome.to_owned(),
    };
    let own = [
        ("Logyomi, native, 1 thread", How::Native(1)),
        ("Logyomi, native, 2 threads", How::Native(2)),
        ("Logyomi, page, 1 worker", in_page(1)),
        ("Logyomi, page, 2 workers", in_page(2)),
    ];
    let mut peers: Vec<Peer> = own
        .into_iter()
        .map(|(name, how)| Peer { name, how })
        .collect();
    match LogWatch::installed() {
        Ok(logwatch) => peers.push(Peer {
            name: "logwatch",
            how: How::LogWatch(logwatch),
        }),
        Err(why) => eprintln!("the table is without logwatch: {why}"),
    }
    for (name, program, of, line) in OTHERS {
        if shell::which(&[program]).is_none() {
            eprintln!("{program} is not installed: the table is without it");
            continue;
        }
        peers.push(Peer {
            name,
            how: How::Shell { of, line },
        });
    }
    peers
}

impl Peer {
    pub fn reads(&self, kind: Kind) -> bool {
        match &self.how {
            How::Shell { of, .. } => of.contains(&kind),
            How::LogWatch(_) => kind == Kind::Sshd,
            How::Native(_) | How::Page { .. } => true,
        }
    }

    pub fn is_ours(&self) -> bool {
        matches!(self.how, How::Native(_) | How::Page { .. })
    }

    /// The page with two workers: what the project promises is said of it.
    pub fn is_headline(&self) -> bool {
        matches!(self.how, How::Page { workers: 2, .. })
    }

    /// Whom the headline is measured by: it must make a whole report of such a log.
    pub fn is_measure(&self, kind: Kind) -> bool {
        matches!(
            (self.name, kind),
            ("logwatch", Kind::Sshd) | ("goaccess, HTML", Kind::Access) | ("pflogsumm", Kind::Mail)
        )
    }

    pub fn run(&self, log: &Log) -> Result<Run> {
        match &self.how {
            How::Native(threads) => native(*threads, log),
            How::Page {
                workers,
                page,
                chrome,
            } => in_page(*workers, page, chrome, log),
            How::LogWatch(logwatch) => {
                logwatch.give("sshd", &log.path)?;
                let begun = Instant::now();
                logwatch.read("sshd")?;
                Ok(Run {
                    seconds: begun.elapsed().as_secs_f64(),
                    report: None,
                })
            }
            How::Shell { line, .. } => others(line, log),
        }
    }
}

fn native(threads: usize, log: &Log) -> Result<Run> {
    let mut command = shell::command(shell::target().join("release/logyomi"));
    command
        .args([
            "report",
            "--format",
            "json",
            "--threads",
            &threads.to_string(),
        ])
        .arg(&log.path);
    let begun = Instant::now();
    let json = shell::output(&mut command)?;
    Ok(Run {
        seconds: begun.elapsed().as_secs_f64(),
        report: Some(facts(&json)?),
    })
}

fn in_page(workers: usize, page: &Path, chrome: &Path, log: &Log) -> Result<Run> {
    let mut node = shell::command("node");
    node.arg(shell::root().join("tests/browser/bench-page.mjs"))
        .arg(workers.to_string())
        .arg(&log.path);
    let line = shell::output(node.env("LOGYOMI_PAGE", page).env("CHROME", chrome))?;
    let found: serde_json::Value = serde_json::from_str(&line).context("bench-page.mjs")?;
    let milliseconds = found["ms"].as_f64().context("no time")?;
    let json = found["json"].as_str().context("no report")?;
    Ok(Run {
        seconds: milliseconds / 1000.0,
        report: Some(facts(json)?),
    })
}

/// What a report says of the lines. The path, the file's date and its name by hash are told by one caller only.
fn facts(json: &str) -> Result<String> {
    let mut report: serde_json::Value = serde_json::from_str(json)?;
    if let Some(report) = report.as_object_mut() {
        report.remove("files");
    }
    Ok(hex(&Sha256::digest(report.to_string())))
}

fn others(line: &str, log: &Log) -> Result<Run> {
    let mut command = Command::new("sh");
    command
        .args(["-c", line, "sh"])
        .arg(&log.path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begun = Instant::now();
    let status = command.status()?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(Run {
        seconds: begun.elapsed().as_secs_f64(),
        report: None,
    })
}
