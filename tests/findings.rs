//! The pages of findings are their own tests: the sample log of a heading gives the finding, and what else
//! its `report` block says. `UPDATE=1` writes the blocks anew.

use crate::support::{report, root, update};
use logyomi_core::Facts;
use logyomi_core::report::{Report, Subject};
use logyomi_rulec::{Heading, Source, parse, read_folder};
use logyomi_sections::FINDINGS;
use logyomi_view::state::ViewState;
use logyomi_view::{Lang, html};
use std::fmt::Write;

fn pages() -> Vec<Source> {
    read_folder(&root().join("crate/sections/findings")).unwrap()
}

fn found(heading: &Heading) -> Report {
    let log = heading.log.as_ref().unwrap();
    report(&[("samples", log.text.as_bytes())])
}

/// One line a finding, one a subject.
fn block(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        writeln!(out, "{} {}", finding.level, finding.id).unwrap();
        for subject in &finding.subjects {
            writeln!(out, "   {}", told(subject)).unwrap();
        }
    }
    out
}

fn told(subject: &Subject) -> String {
    let mut out = match subject.field.as_str() {
        "" => format!("{}", subject.count),
        field => format!("{field} {}: {}", subject.value, subject.count),
    };
    if let Some(attempts) = subject
        .attempts
        .filter(|attempts| *attempts != subject.count)
    {
        write!(out, ", {attempts} attempts").unwrap();
    }
    for detail in subject.details.iter().filter(|one| one.field != "event") {
        let values: Vec<&str> = detail.values.iter().map(|one| &*one.value).collect();
        write!(out, "; {} {}", detail.field, values.join(", ")).unwrap();
        if detail.left_out > 0 {
            write!(out, " … ({})", detail.left_out).unwrap();
        }
    }
    out
}

#[test]
fn every_sample_gives_its_finding() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for source in pages() {
        for heading in &parse(&source).unwrap().headings[1..] {
            count += 1;
            let report = found(heading);
            match report.findings.iter().find(|found| found.id == heading.id) {
                None => wrong.push(format!("{}: {}", source.path, heading.id)),
                Some(found) => {
                    let first = &found.subjects[0];
                    assert!(!first.samples.is_empty(), "{} has no evidence", heading.id);
                }
            }
        }
    }
    assert_eq!(count, FINDINGS.len());
    assert!(wrong.is_empty(), "not found:\n{}", wrong.join("\n"));
}

#[test]
fn report_blocks_of_findings_are_what_the_samples_give() {
    let mut wrong = Vec::new();
    for source in pages() {
        let mut text = source.text.clone();
        for heading in parse(&source).unwrap().headings[1..].iter().rev() {
            let wanted = block(&found(heading));
            let written = heading.report.as_ref().map(|block| block.text.as_str());
            if written != Some(wanted.as_str()) {
                text = crate::pages::replaced(&text, heading, &wanted);
                wrong.push(format!("{}: {}\n{wanted}", source.path, heading.id));
            }
        }
        if update() && text != source.text {
            std::fs::write(&source.path, text).unwrap();
        }
    }
    assert!(
        wrong.is_empty() || update(),
        "these blocks are wrong; UPDATE=1 writes them:\n{}",
        wrong.join("\n")
    );
}

/// What a server is known for changes the level, and the finding says so.
#[test]
fn answers_about_the_server_change_the_level() {
    let log = "203.0.113.9 - - [04/Jan/2020:08:41:43 +0900] \"GET /default.ida?NNNNNNNNNNNNNNNNNNNNNNNN%u9090%u6858 HTTP/1.0\" 404 210\n";
    let mut report = report(&[("access_log", log.as_bytes())]);
    let level = |report: &Report| {
        let worm = report.findings.iter().find(|found| found.id == "worm");
        worm.map(|worm| (worm.level.clone(), worm.because.clone()))
    };
    assert_eq!(level(&report), Some(("warning".into(), Vec::new())));
    let mut facts = Facts::default();
    facts.read("unix=yes").unwrap();
    facts.apply(&mut report);
    let because = vec!["unix=yes".to_owned()];
    assert_eq!(level(&report), Some(("information".into(), because)));
    facts.read("unix=unknown").unwrap();
    facts.apply(&mut report);
    assert_eq!(level(&report), Some(("warning".into(), Vec::new())));
    assert_eq!(facts.read("unix=perhaps"), None);
    assert_eq!(facts.read("windows=yes"), None);
}

/// Who names an address as theirs is not told of an attack from it.
#[test]
fn what_comes_from_the_readers_own_network_is_information() {
    let mut log = String::new();
    for second in 0..6 {
        writeln!(log, "Mar  1 04:00:0{second} host sshd[10{second}]: Failed password for root from 192.0.2.9 port 40001 ssh2").unwrap();
    }
    log += "Mar  1 04:00:09 host sshd[109]: Accepted password for hanako from 192.0.2.9 port 40006 ssh2\n";
    let mut report = report(&[("auth.log", log.as_bytes())]);
    let level = |report: &Report| {
        let found = report
            .findings
            .iter()
            .find(|one| one.id == "login-after-failures");
        found.map(|found| (found.level.clone(), found.because.clone()))
    };
    assert_eq!(level(&report), Some(("critical".into(), Vec::new())));
    let mut facts = Facts::default();
    facts.read("own=198.51.100.0/24,192.0.2.0/24").unwrap();
    facts.apply(&mut report);
    let because = vec!["own=192.0.2.0/24".to_owned()];
    assert_eq!(level(&report), Some(("information".into(), because)));
    facts.read("own=198.51.100.0/24").unwrap();
    facts.apply(&mut report);
    assert_eq!(level(&report), Some(("critical".into(), Vec::new())));
    assert_eq!(facts.read("own=here"), None);
}

/// Packages are installed at once: a log of them is silent for days, and nobody is to ask for a missing file.
#[test]
fn a_log_that_is_written_at_once_has_no_days_missing() {
    let has_it = |minutes: u32| {
        let lines = [1, 4].iter().flat_map(|day| {
            (0..60).map(move |line| {
                let (hour, minute) = (4 + line * minutes / 60, line * minutes % 60);
                format!("2026-03-0{day} {hour:02}:{minute:02}:00 status installed perl{line}:amd64 5.36.0-7\n")
            })
        });
        let report = report(&[("dpkg.log", lines.collect::<String>().as_bytes())]);
        report.findings.iter().any(|one| one.id == "days-missing")
    };
    assert!(!has_it(0));
    assert!(!has_it(3));
    assert!(has_it(4));
}

/// A table of attackers that overflows loses nobody: how many they are is said, and what they did together is found.
#[test]
fn attackers_that_are_too_many_to_be_listed_are_counted() {
    let failed = |from: String| {
        format!(
            "Mar  1 04:00:00 host sshd[7]: Failed password for root from {from} port 4000 ssh2\n"
        )
    };
    let once = (0..21_000).map(|n| format!("2001:db8::{n:x}"));
    let often = (1..=5).flat_map(|n| (0..30).map(move |_| format!("203.0.113.{n}")));
    let su = "Mar  1 04:00:00 host su[8]: pam_unix(su:auth): authentication failure; logname=taro uid=1000 euid=0 tty=pts/0 ruser=taro rhost=  user=root\n";
    let log = |with_often: bool| {
        let mut log: String = once.clone().map(failed).collect();
        if with_often {
            log.extend(often.clone().map(failed));
        }
        log + &su.repeat(50)
    };
    let read = |log: &str| {
        let report = report(&[("auth.log", log.as_bytes())]);
        let found = report.findings.iter().find(|one| one.id == "distributed");
        let told = found.unwrap().subjects.iter().map(told).collect::<Vec<_>>();
        (report, told)
    };
    let wanted = ["service ssh: 21000"];

    let (report, told) = read(&log(false));
    assert_eq!(
        (report.attackers.len(), &told[..]),
        (0, &wanted.map(str::to_owned)[..])
    );
    assert_eq!(report.attackers_left_out.count, 21_000);
    let text = |lang| logyomi_view::text::text(&report, lang);
    assert!(text(Lang::En).contains("more addresses than can be listed (21,000 attempts in all)"));
    assert!(text(Lang::Ja).contains(
        "攻撃元のアドレスが多すぎるため、一覧にできません(試行は合わせて 21,000 回です)。"
    ));
    let page = html::report(&report, &ViewState::default());
    let denied = [
        "攻撃元と判断できるアドレスは見つかりませんでした",
        "試されたユーザー名や、攻撃で要求されたパスの記録はありません",
    ];
    assert!(denied.iter().all(|no| !page.contains(no)));
    assert_eq!(page.matches("攻撃元のアドレスが多すぎるため").count(), 3);

    let (report, told) = read(&log(true));
    assert_eq!(
        (report.attackers.len(), &told[..]),
        (5, &wanted.map(str::to_owned)[..])
    );
    let page = html::report(&report, &ViewState::default());
    assert!(page.contains("このほかに、一覧にできないほど多くのアドレスから"));
}
