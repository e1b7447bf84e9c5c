//! The figures as a table of Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use super::logs::Log;
use super::peers::Peer;

type Times = BTreeMap<(usize, usize), Vec<f64>>;

/// Megabytes a second, by program and log; and how many times as fast as who makes a report of such a log.
pub fn table(logs: &[Log], peers: &[Peer], times: &Times, rounds: usize) -> String {
    let mut out = format!(
        "Medians of {rounds} rounds, MB/s. {}\n\n| program |",
        machine()
    );
    for log in logs {
        let _ = write!(out, " {}, {} MB |", log.kind.name(), log.bytes / 1_000_000);
    }
    let _ = write!(out, "\n|---|{}", "---:|".repeat(logs.len()));
    for (place, peer) in peers.iter().enumerate() {
        let bold = if peer.is_ours() { "**" } else { "" };
        let _ = write!(out, "\n| {bold}{}{bold} |", peer.name);
        for (at, log) in logs.iter().enumerate() {
            let _ = match median(times, place, at) {
                Some(seconds) => write!(out, " {} |", figure(log.bytes as f64 / 1e6 / seconds)),
                None => write!(out, " |"),
            };
        }
    }
    out.push_str("\n\n");
    out.push_str(&headline(logs, peers, times));
    out
}

/// How many times as fast a fresh page with two workers is.
fn headline(logs: &[Log], peers: &[Peer], times: &Times) -> String {
    let mut said = Vec::new();
    let mut product = 1.0;
    for (at, log) in logs.iter().enumerate() {
        let of = |wanted: &dyn Fn(&Peer) -> bool| {
            let place = peers.iter().position(wanted)?;
            Some((peers.get(place)?.name, median(times, place, at)?))
        };
        let measure = of(&|peer: &Peer| peer.is_measure(log.kind));
        if let (Some((_, ours)), Some((name, theirs))) = (of(&Peer::is_headline), measure) {
            said.push(format!("{name} × {:.1}", theirs / ours));
            product *= theirs / ours;
        }
    }
    if said.is_empty() {
        return "None of logwatch, goaccess and pflogsumm is installed.\n".to_owned();
    }
    let mean = f64::powf(product, 1.0 / said.len() as f64);
    format!(
        "The page with two workers: {}; geometric mean × {mean:.1}.\n",
        said.join(", ")
    )
}

fn median(times: &Times, place: usize, at: usize) -> Option<f64> {
    let mut times = times.get(&(place, at))?.clone();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

fn figure(number: f64) -> String {
    match number {
        ..10.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}

/// Processors and load: figures of a busy machine are low.
fn machine() -> String {
    let file = |path| fs::read_to_string(path).unwrap_or_default();
    let info = file("/proc/cpuinfo");
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let load = file("/proc/loadavg");
    format!(
        "{} × {}; load {} at the end.",
        info.lines()
            .filter(|line| line.starts_with("processor"))
            .count(),
        model.map_or("an unknown processor", |(_, model)| model),
        load.split(' ').next().unwrap_or("?"),
    )
}
