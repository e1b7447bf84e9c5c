//! The comparison in words: for the terminal, and as the summary in docs/logwatch.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Comparison;
use super::compare::{Compared, Verdict};

/// Headings as LogWatch prints them, and a line for each figure.
pub fn text(comparisons: &[Comparison], differences: bool) -> String {
    let mut out = String::new();
    for comparison in comparisons {
        let shown: Vec<&Compared> = comparison
            .figures
            .iter()
            .filter(|compared| !differences || !is_same(&compared.verdict))
            .collect();
        if shown.is_empty() {
            continue;
        }
        let _ = writeln!(
            out,
            "== {} of {}",
            comparison.service,
            comparison.file.display()
        );
        rows(&mut out, &shown);
        let _ = writeln!(out);
    }
    out + &totals(comparisons)
}

fn rows(out: &mut String, shown: &[&Compared]) {
    let mut above: &[String] = &[];
    for compared in shown {
        let (line, headings) = compared
            .chain
            .split_last()
            .map_or(("", &[][..]), |(line, headings)| (line, headings));
        let common = headings
            .iter()
            .zip(above)
            .take_while(|(one, other)| one == other)
            .count();
        for (depth, heading) in headings.iter().enumerate().skip(common) {
            let _ = writeln!(out, "{:width$}{heading}", "", width = depth * 3);
        }
        let _ = writeln!(out, "{:width$}{line}", "", width = headings.len() * 3);
        let _ = writeln!(
            out,
            "{:width$}→ {}",
            "",
            verdict(compared),
            width = headings.len() * 3 + 3
        );
        above = &compared.chain;
    }
}

fn verdict(compared: &Compared) -> String {
    let figure = |figure: Option<u64>| figure.map_or("–".to_owned(), |figure| figure.to_string());
    let figures = format!(
        "LogWatch {}, ours {}",
        figure(compared.theirs),
        figure(compared.ours)
    );
    let words = match &compared.verdict {
        Verdict::Equal => format!("{figures}: equal"),
        Verdict::SameLines => format!("{figures}: the same lines"),
        Verdict::Reason(why) => format!("{figures}: differs ({why})"),
        Verdict::LeftOut => {
            format!("{figures}: differs (the rest is in what our table leaves out of its rows)")
        }
        Verdict::Missing(why) => format!(
            "LogWatch {}: not in our report ({why})",
            figure(compared.theirs)
        ),
        Verdict::Nothing(why) => format!("not compared ({why})"),
        Verdict::Differs => format!("{figures}: DIFFERS"),
        Verdict::NotInOurReport => format!("{figures}: NOT IN OUR REPORT"),
        Verdict::NoEntry => "NO ENTRY IN THE TABLE".to_owned(),
    };
    if compared.place.is_empty() {
        words
    } else {
        format!("{words} [{}]", compared.place)
    }
}

fn is_same(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Equal | Verdict::SameLines | Verdict::Nothing(_)
    )
}

/// What became of a service's figures.
#[derive(Default)]
struct Total {
    files: BTreeSet<String>,
    equal: u64,
    lines: u64,
    reasons: BTreeMap<String, u64>,
    left_out: u64,
    missing: BTreeMap<String, u64>,
    open: u64,
}

impl Total {
    fn figures(&self) -> u64 {
        self.equal + self.lines + self.differing() + self.not_there() + self.open
    }

    fn differing(&self) -> u64 {
        self.left_out + self.reasons.values().sum::<u64>()
    }

    fn not_there(&self) -> u64 {
        self.missing.values().sum()
    }

    fn add(&mut self, compared: &Compared) {
        match &compared.verdict {
            Verdict::Equal => self.equal += 1,
            Verdict::SameLines => self.lines += 1,
            Verdict::Reason(why) => *self.reasons.entry(why.clone()).or_default() += 1,
            Verdict::LeftOut => self.left_out += 1,
            Verdict::Missing(why) => *self.missing.entry(why.clone()).or_default() += 1,
            Verdict::Nothing(_) => {}
            Verdict::Differs | Verdict::NotInOurReport | Verdict::NoEntry => self.open += 1,
        }
    }
}

fn by_service(comparisons: &[Comparison]) -> BTreeMap<&str, Total> {
    let mut totals: BTreeMap<&str, Total> = BTreeMap::new();
    for comparison in comparisons {
        let total = totals.entry(&comparison.service).or_default();
        if !comparison.figures.is_empty() {
            total.files.insert(short(comparison));
        }
        for compared in &comparison.figures {
            total.add(compared);
        }
    }
    totals
}

/// The file and its folder.
fn short(comparison: &Comparison) -> String {
    let parts: Vec<_> = comparison
        .file
        .iter()
        .rev()
        .take(2)
        .map(|part| part.to_string_lossy())
        .collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}

fn totals(comparisons: &[Comparison]) -> String {
    let mut out = String::new();
    for (service, total) in by_service(comparisons) {
        let _ = writeln!(
            out,
            "{service}: {} figures: {} equal, {} the same lines, {} differ with a reason, {} are not in our report for a reason, {} OPEN",
            total.figures(),
            total.equal,
            total.lines,
            total.differing(),
            total.not_there(),
            total.open
        );
    }
    out
}

const HEAD: &str = "\
# Beside LogWatch

Made by `cargo xtask logwatch --markdown all FILE…` with LogWatch 7.7 at its highest level of detail; not written by hand.
Each figure that LogWatch prints is looked for in our JSON report of the same file.
`tests/logwatch/SERVICE.toml` says where it stands there, how it may differ, and why; the command holds each reason against the figures (a figure that ought to be smaller and is larger has no reason).

- *equal*: our report has the figure.
- *the same lines*: LogWatch shows the log's own words, mostly as `**Unmatched Entries**`; our report has as many lines with them, read by a page or unmatched too.
- *differ, with reason* and *not in our report, with reason*: see below the table.
- *open*: nobody has said why. The command fails.

";

/// The summary that docs/logwatch.md is.
pub fn markdown(comparisons: &[Comparison]) -> String {
    let totals = by_service(comparisons);
    let mut out = String::from(HEAD);
    out.push_str(
        "| service | figures | equal | the same lines | differ, with reason | not in our report, with reason | open |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
    );
    for (service, total) in &totals {
        let _ = writeln!(
            out,
            "| {service} | {} | {} | {} | {} | {} | {} |",
            total.figures(),
            total.equal,
            total.lines,
            total.differing(),
            total.not_there(),
            total.open
        );
    }
    for (service, total) in &totals {
        reasons(&mut out, service, total);
    }
    out
}

fn reasons(out: &mut String, service: &str, total: &Total) {
    let _ = writeln!(out, "\n## {service}\n");
    if total.files.is_empty() {
        let _ = writeln!(out, "LogWatch prints nothing of these files.");
        return;
    }
    let _ = writeln!(
        out,
        "Files: {}.",
        total.files.iter().cloned().collect::<Vec<_>>().join(", ")
    );
    if total.differing() + total.not_there() > 0 {
        let _ = writeln!(out);
    }
    for (why, count) in &total.reasons {
        let _ = writeln!(out, "- {count} differ: {why}.");
    }
    if total.left_out > 0 {
        let _ = writeln!(
            out,
            "- {} differ: the rest is in what our table leaves out of its rows, and is counted there.",
            total.left_out
        );
    }
    for (why, count) in &total.missing {
        let _ = writeln!(out, "- {count} are not in our report: {why}.");
    }
}
