//! The samples on the first screen: what a report of each has to say.

use crate::support::{assert_conserved, report, root};
use logyomi_core::report::Report;
use logyomi_view::verdict::Verdict;
use std::fs;

/// A sample as the page opens it.
fn sample(name: &str) -> Report {
    let folder = root().join("crate/web/samples").join(name);
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            (format!("sample/{name}/{file}"), fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (&path[..], &text[..]))
        .collect();
    report(&files)
}

#[track_caller]
fn check(name: &str, verdict: Verdict, findings: &[&str]) {
    let report = sample(name);
    assert_conserved(&report);
    assert_eq!(Verdict::of(&report), verdict);
    let found: Vec<_> = report.findings.iter().map(|one| &one.id[..]).collect();
    for finding in findings {
        assert!(found.contains(finding), "{finding} is not among {found:?}");
    }
    // A sample shows what the program can do: every line of it is understood.
    for file in &report.files {
        let lines = file.lines;
        assert_eq!(lines.matched + lines.ignored, lines.read, "{}", file.path);
    }
}

#[test]
fn a_break_in() {
    let findings = [
        "login-after-failures",
        "log-gap",
        "exploit-answered",
        "login-then-root",
        "account-created",
    ];
    check("break-in", Verdict::BreakIn, &findings);
}

#[test]
fn an_attack_day() {
    let findings = [
        "brute-force",
        "many-names",
        "web-attack",
        "relay-refused",
        "nmap-scan",
    ];
    check("attack-day", Verdict::Act, &findings);
    let report = sample("attack-day");
    let kinds = report
        .targets
        .names
        .iter()
        .filter_map(|name| name.kind.as_deref());
    assert!(kinds.clone().count() > 5, "products are named");
}

#[test]
fn a_quiet_day() {
    check("quiet-day", Verdict::Nothing, &[]);
    assert!(sample("quiet-day").findings.is_empty());
}

/// Whoever reads the samples must not find an address there that belongs to somebody.
#[test]
fn the_addresses_are_those_of_documentation() {
    for name in ["break-in", "attack-day", "quiet-day"] {
        for attacker in sample(name).attackers {
            let known = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"];
            assert!(
                known.iter().any(|one| attacker.address.starts_with(one)),
                "{}",
                attacker.address
            );
        }
    }
}
