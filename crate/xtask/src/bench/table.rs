//! The figures as tables of Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use super::logs::{Kind, Log};
use super::peers::{self, Peer, Run};

/// What was measured: runs by program and log.
pub struct Figures<'a> {
    pub logs: &'a [Log],
    pub peers: &'a [Peer],
    pub runs: BTreeMap<(usize, usize), Vec<Run>>,
}

/// How many times as fast one must be as another, on the same log.
struct Goal {
    of: &'static str,
    beside: &'static str,
    kind: Kind,
    times: f64,
}

const fn goal(of: &'static str, beside: &'static str, kind: Kind, times: f64) -> Goal {
    Goal {
        of,
        beside,
        kind,
        times,
    }
}

/// Whoever makes a whole report of such a log, too.
const REPORTS: [Goal; 3] = [
    goal(peers::PAGE_2, peers::LOGWATCH, Kind::Sshd, 20.0),
    goal(peers::PAGE_2, peers::GOACCESS, Kind::Access, 20.0),
    goal(peers::PAGE_2, peers::PFLOGSUMM, Kind::Mail, 20.0),
];

const OTHERS: [Goal; 10] = [
    goal(peers::PAGE_2, peers::COUNTING, Kind::Sshd, 0.6),
    goal(peers::PAGE_2, peers::COUNTING, Kind::Access, 0.4),
    goal(peers::PAGE_2, peers::PIPELINE, Kind::Mail, 1.0),
    goal(peers::PAGE_1, peers::GZIP, Kind::Packed, 1.0),
    goal(peers::PAGE_1, peers::NATIVE_1, Kind::Sshd, 0.8),
    goal(peers::PAGE_1, peers::NATIVE_1, Kind::Access, 0.8),
    goal(peers::PAGE_1, peers::NATIVE_1, Kind::Mail, 0.8),
    goal(peers::NATIVE_1, peers::LNAV, Kind::Sshd, 3.0),
    goal(peers::NATIVE_1, peers::LNAV, Kind::Access, 3.0),
    goal(peers::NATIVE_1, peers::LNAV, Kind::Mail, 3.0),
];

/// Of the geometric mean over [`REPORTS`].
const MEAN: f64 = 30.0;
/// Milliseconds from the page's first script to the report of a small log.
const SMALL: f64 = 150.0;

impl Figures<'_> {
    pub fn markdown(&self, rounds: usize) -> String {
        let speeds = self.speeds();
        let goals = self.goals();
        let small = self.small();
        format!(
            "Medians of {rounds} rounds, MB/s of the unpacked log. {}\n\n{speeds}\n{goals}\n{small}",
            machine()
        )
    }

    /// Megabytes a second, by program and log.
    fn speeds(&self) -> String {
        let large = || self.logs.iter().filter(|log| log.kind.is_large());
        let mut out = "| program |".to_owned();
        for log in large() {
            let _ = write!(out, " {}, {} MB |", log.kind.name(), log.bytes / 1_000_000);
        }
        let _ = writeln!(out, "\n|---|{}", "---:|".repeat(large().count()));
        for peer in self.peers {
            let bold = if peer.is_ours() { "**" } else { "" };
            let _ = write!(out, "| {bold}{}{bold} |", peer.name);
            for log in large() {
                let _ = match self.seconds(peer.name, log.kind) {
                    Some(seconds) => write!(out, " {} |", figure(log.bytes as f64 / 1e6 / seconds)),
                    None => write!(out, " |"),
                };
            }
            out.push('\n');
        }
        out
    }

    /// How many times as fast we are as others, and should be.
    fn goals(&self) -> String {
        let mut out = "| who | beside | log | × | goal |\n|---|---|---|---:|---:|\n".to_owned();
        let mut product = 1.0;
        let mut reports = 0;
        for goal in REPORTS.iter().chain(&OTHERS) {
            let (Some(ours), Some(theirs)) = (
                self.seconds(goal.of, goal.kind),
                self.seconds(goal.beside, goal.kind),
            ) else {
                continue;
            };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {:.2} | {} |",
                goal.of,
                goal.beside,
                goal.kind.name(),
                theirs / ours,
                goal.times
            );
            if REPORTS.iter().any(|report| report.beside == goal.beside) {
                product *= theirs / ours;
                reports += 1;
            }
        }
        if reports > 0 {
            let mean = f64::powf(product, 1.0 / f64::from(reports));
            let _ = writeln!(
                out,
                "\nBeside those that make a report: × {mean:.1} in the geometric mean; the goal is {MEAN}."
            );
        }
        out
    }

    fn small(&self) -> String {
        let median = |of: &dyn Fn(&Run) -> Option<f64>| {
            Some(self.median(peers::PAGE_2, Kind::Small, of)? * 1000.0)
        };
        let (Some(report), Some(ready)) =
            (median(&|run| Some(run.seconds)), median(&|run| run.ready))
        else {
            return String::new();
        };
        format!(
            "A log of 225 KB: the page can be given it {ready:.0} ms after its first script, and shows its report \
             {report:.0} ms after it was given; the goal is {SMALL} for both together.\n"
        )
    }

    fn seconds(&self, peer: &str, kind: Kind) -> Option<f64> {
        self.median(peer, kind, &|run| Some(run.seconds))
    }

    fn median(&self, peer: &str, kind: Kind, of: &dyn Fn(&Run) -> Option<f64>) -> Option<f64> {
        let place = self.peers.iter().position(|one| one.name == peer)?;
        let at = self.logs.iter().position(|log| log.kind == kind)?;
        let runs = self.runs.get(&(place, at))?;
        let mut figures: Vec<f64> = runs.iter().filter_map(of).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied()
    }
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
