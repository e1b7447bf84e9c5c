//! Who reads the logs: we, and what else is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;
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
    Page(InPage),
    /// What does nothing in our page but count the lines of the file that the page was given.
    Counting(InPage),
    /// LogWatch, which reads no file that it is told.
    LogWatch(LogWatch),
    /// A shell command; `$1` is the file.
    Shell {
        of: &'static [Kind],
        line: &'static str,
    },
}

struct InPage {
    workers: usize,
    page: PathBuf,
    chrome: PathBuf,
}

/// How long it took, and the hash of our report.
pub struct Run {
    pub seconds: f64,
    pub report: Option<String>,
    /// How long the page took from its first script until it could be given a file.
    pub ready: Option<f64>,
}

impl Run {
    fn since(begun: Instant) -> Run {
        Run {
            seconds: begun.elapsed().as_secs_f64(),
            report: None,
            ready: None,
        }
    }
}

pub const NATIVE_1: &str = "Logyomi, native, 1 thread";
pub const PAGE_1: &str = "Logyomi, page, 1 worker";
pub const PAGE_2: &str = "Logyomi, page, 2 workers";
/// What the browser itself needs to give the bytes of a file.
pub const COUNTING: &str = "counting lines in the page, 2 workers";
pub const LOGWATCH: &str = "logwatch";
pub const GZIP: &str = "`gzip -dc`";
pub const PIPELINE: &str = "cat, grep, awk, sort, uniq";
pub const GOACCESS: &str = "goaccess, HTML";
pub const PFLOGSUMM: &str = "pflogsumm";
pub const LNAV: &str = "lnav, indexing";

const ALL: &[Kind] = &[Kind::Sshd, Kind::Access, Kind::Mail];

/// What the blog of a support person does to see who is at the door (seed 002): one question, one count.
const DISCONNECTED: &str = r#"cat "$1" | grep 'dovecot.*Disconnected.*auth failed' | awk -F , '{print $4}' | awk -F = '{print $2}' | sort | uniq -c | sort"#;

/// Other programs: the one that must be installed, on which logs, and how.
const OTHERS: &[(&str, &str, &[Kind], &str)] = &[
    ("`wc -l`", "wc", ALL, r#"wc -l "$1""#),
    (GZIP, "gzip", &[Kind::Packed], r#"gzip -dc "$1""#),
    (
        "`rg -c` of one word",
        "rg",
        ALL,
        r#"rg -c 'Failed|404|reject' "$1""#,
    ),
    (PIPELINE, "awk", &[Kind::Mail], DISCONNECTED),
    (
        GOACCESS,
        "goaccess",
        &[Kind::Access],
        r#"goaccess "$1" --log-format=COMBINED --no-progress -o "$1.html""#,
    ),
    (PFLOGSUMM, "pflogsumm", &[Kind::Mail], r#"pflogsumm "$1""#),
    (LNAV, "lnav", ALL, r#"lnav -n -q -c ':goto 0' "$1""#),
];

/// In the order of the table.
pub fn all(page: &Path, chrome: &Path) -> Vec<Peer> {
    let in_page = |workers| InPage {
        workers,
        page: page.to_owned(),
        chrome: chrome.to_owned(),
    };
    let own = [
        (NATIVE_1, How::Native(1)),
        ("Logyomi, native, 2 threads", How::Native(2)),
        (PAGE_1, How::Page(in_page(1))),
        (PAGE_2, How::Page(in_page(2))),
        (COUNTING, How::Counting(in_page(2))),
    ];
    let mut peers: Vec<Peer> = own
        .into_iter()
        .map(|(name, how)| Peer { name, how })
        .collect();
    match LogWatch::installed() {
        Ok(logwatch) => peers.push(Peer {
            name: LOGWATCH,
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
            How::Counting(_) => ALL.contains(&kind),
            How::Native(_) => kind.is_large(),
            How::Page(InPage { workers, .. }) => match kind {
                Kind::Small => *workers == 2,
                _ => true,
            },
        }
    }

    pub fn is_ours(&self) -> bool {
        matches!(self.how, How::Native(_) | How::Page(_))
    }

    pub fn run(&self, log: &Log) -> Result<Run> {
        match &self.how {
            How::Native(threads) => native(*threads, log),
            How::Page(place) => place.report(log),
            How::Counting(place) => place.count(log),
            How::LogWatch(logwatch) => {
                logwatch.give("sshd", &log.path)?;
                let begun = Instant::now();
                logwatch.read("sshd")?;
                Ok(Run::since(begun))
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
    let run = Run::since(begun);
    Ok(Run {
        report: Some(facts(&json)?),
        ..run
    })
}

impl InPage {
    fn report(&self, log: &Log) -> Result<Run> {
        let found = self.run("report", log)?;
        let json = found["json"].as_str().context("no report")?;
        Ok(Run {
            seconds: seconds(&found, "ms")?,
            report: Some(facts(json)?),
            ready: Some(seconds(&found, "ready")?),
        })
    }

    fn count(&self, log: &Log) -> Result<Run> {
        Ok(Run {
            seconds: seconds(&self.run("count", log)?, "ms")?,
            report: None,
            ready: None,
        })
    }

    fn run(&self, what: &str, log: &Log) -> Result<Value> {
        let script = shell::root().join("tests/browser/bench-page.mjs");
        let mut node = shell::command("node");
        node.arg(script)
            .args([what, &self.workers.to_string()])
            .arg(&log.path)
            .env("LOGYOMI_PAGE", &self.page)
            .env("CHROME", &self.chrome);
        serde_json::from_str(&shell::output(&mut node)?).context("bench-page.mjs")
    }
}

fn seconds(found: &Value, name: &str) -> Result<f64> {
    let milliseconds = found[name].as_f64();
    Ok(milliseconds.with_context(|| format!("no {name}"))? / 1000.0)
}

/// What a report says of the lines. The path, the file's date and its name by hash are told by one caller only.
fn facts(json: &str) -> Result<String> {
    let mut report: Value = serde_json::from_str(json)?;
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
    Ok(Run::since(begun))
}
