//! Which page's lines take long: the samples of each page over and over, natively with one thread.
//!
//! Rows are few and always the same then: what is measured is finding the event, not the tables.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};
use logyomi_rulec::{Source, parse, read_folder, samples};

use super::{Options, program};
use crate::shell;

/// Of each page's log.
const BYTES: usize = 4_000_000;

/// So many times the median page is slow.
const SLOW: f64 = 3.0;

/// A page's log, and how long it took.
struct Page {
    id: String,
    lines: usize,
    bytes: usize,
    seconds: f64,
}

impl Page {
    fn microseconds(&self) -> f64 {
        self.seconds * 1e6 / self.lines as f64
    }
}

/// All pages of log lines, the slowest first.
pub fn sections(options: &Options) -> Result<String> {
    let program = program(options)?;
    let folder = shell::target().join("bench/by-section");
    fs::create_dir_all(&folder)?;
    let alone = fastest(&program, &write(&folder, "none", "")?, options.rounds)?;
    let mut pages = Vec::new();
    for source in read_folder(&shell::root().join("crate/sections/pages"))? {
        if let Some((id, text)) = log(&source)? {
            let path = write(&folder, &id, &text)?;
            let seconds = fastest(&program, &path, options.rounds)? - alone;
            pages.push(Page {
                id,
                lines: text.lines().count(),
                bytes: text.len(),
                seconds: seconds.max(0.0),
            });
        }
    }
    pages.sort_by(|one, other| other.microseconds().total_cmp(&one.microseconds()));
    Ok(table(&pages))
}

/// The samples of a page, again and again; nothing where it is none of log lines.
fn log(source: &Source) -> Result<Option<(String, String)>> {
    let Ok(page) = parse(source) else {
        bail!("{} is no page: `cargo build` says why", source.path);
    };
    let Some((head, events)) = page.headings.split_first() else {
        return Ok(None);
    };
    let settings = head.toml.as_ref().map_or("", |block| &block.text);
    let settings: toml::Table = settings.parse()?;
    let mut once = String::new();
    for sample in events.iter().flat_map(|event| &event.log).flat_map(samples) {
        once.push_str(&sample.text);
        once.push('\n');
    }
    let is_of_lines = settings.get("format").and_then(|format| format.as_str()) != Some("document");
    Ok((is_of_lines && !once.is_empty())
        .then(|| (head.id.clone(), once.repeat(BYTES.div_ceil(once.len())))))
}

fn write(folder: &Path, id: &str, text: &str) -> Result<PathBuf> {
    let path = folder.join(format!("{id}.log"));
    fs::write(&path, text)?;
    Ok(path)
}

/// Seconds of the fastest of so many rounds: whatever else the machine does only adds to it.
fn fastest(program: &Path, log: &Path, rounds: usize) -> Result<f64> {
    let mut least = f64::INFINITY;
    for _ in 0..rounds {
        let mut command = shell::command(program);
        command.args(["report", "--format", "json", "--threads", "1"]);
        let begun = Instant::now();
        shell::output(command.arg(log))?;
        least = least.min(begun.elapsed().as_secs_f64());
    }
    Ok(least)
}

fn table(pages: &[Page]) -> String {
    let median = pages.get(pages.len() / 2).map_or(0.0, Page::microseconds);
    let mut out = format!(
        "{} pages; the median page takes {median:.2} µs a line.\n\n| page | µs a line | × median | MB/s |\n|---|---:|---:|---:|\n",
        pages.len()
    );
    for page in pages {
        let times = page.microseconds() / median;
        let bold = if times > SLOW { "**" } else { "" };
        let _ = writeln!(
            out,
            "| {bold}{}{bold} | {:.2} | {times:.1} | {:.0} |",
            page.id,
            page.microseconds(),
            page.bytes as f64 / 1e6 / page.seconds
        );
    }
    out
}
