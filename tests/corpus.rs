//! Files as customers send them, and the reports they must give: `corpus/NAME` and `corpus/NAME.json`.
//! The same expectations hold for the built wasm (in Node) and for the page (in Chromium).

use crate::support::{assert_conserved, report, root, update};
use logyomi_core::report::Report;
use std::path::{Path, PathBuf};

fn inputs() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("tests/corpus"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_none_or(|extension| extension != "json" && extension != "md")
    });
    paths.sort();
    paths
}

fn read(path: &Path) -> Report {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    report(&[(&name, &std::fs::read(path).unwrap())])
}

#[test]
fn every_file_gives_its_report() {
    let inputs = inputs();
    assert!(inputs.len() >= 8, "only {} files", inputs.len());
    let mut wrong = Vec::new();
    for path in inputs {
        let found = logyomi_view::json::pretty(&read(&path)) + "\n";
        let expected = path.with_file_name(format!(
            "{}.json",
            path.file_name().unwrap().to_string_lossy()
        ));
        if update() {
            std::fs::write(&expected, &found).unwrap();
        }
        if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(path.display().to_string());
        }
    }
    assert!(
        wrong.is_empty(),
        "these reports changed; UPDATE=1 writes them, read the diff: {wrong:#?}"
    );
}

#[test]
fn no_line_vanishes() {
    for path in inputs() {
        assert_conserved(&read(&path));
    }
}

/// How many lines of a corpus file hold all of these.
fn grep(name: &str, words: &[&str]) -> u64 {
    let text = std::fs::read_to_string(root().join("tests/corpus").join(name)).unwrap();
    text.lines()
        .filter(|line| words.iter().all(|word| line.contains(word)))
        .count() as u64
}

fn corpus(name: &str) -> Report {
    read(&root().join("tests/corpus").join(name))
}

#[test]
fn seed_002_is_one_attacker_at_pop3() {
    let report = corpus("seed-002.log");
    let [one] = &report.attackers[..] else {
        panic!("{:?}", report.attackers)
    };
    assert_eq!((one.address.as_str(), one.attempts), ("94.102.63.160", 10));
    assert_eq!(
        one.services
            .iter()
            .map(|service| (service.name.as_str(), service.attempts))
            .collect::<Vec<_>>(),
        [("pop3", 10)]
    );
    assert_eq!(
        (one.attempts, report.unmatched.len()),
        (grep("seed-002.log", &["auth failed"]), 0)
    );
}

#[test]
fn seed_001_is_one_attacker_under_name_and_address() {
    let report = corpus("seed-001.log");
    let [one] = &report.attackers[..] else {
        panic!("{:?}", report.attackers)
    };
    assert_eq!(
        (one.address.as_str(), &one.names[..]),
        (
            "121.101.74.175",
            &["p654aaf.okymff01.ap.so-net.ne.jp".to_owned()][..]
        )
    );
    let service = |name: &str| {
        one.services
            .iter()
            .find(|service| service.name == name)
            .map_or(0, |service| service.attempts)
    };
    let count = |words: &[&str]| grep("seed-001.log", words);
    assert_eq!(service("ftp"), count(&["service ftpd"]));
    assert_eq!(service("telnet"), count(&["service telnetd"]));
    assert_eq!(
        service("ssh"),
        count(&["sshd[", "refused connect"]) + count(&["sshd[", "PAM: authentication error"])
    );
    let mut users: Vec<&str> = one.users.iter().map(|user| user.value.as_str()).collect();
    users.sort_unstable();
    assert_eq!(
        users,
        [
            "Cisco",
            "FlaOzyY9",
            "admin",
            "anonymous",
            "cisco",
            "emailswitch",
            "guest",
            "n3ssus",
            "product",
            "root"
        ]
    );
    for path in &one.paths {
        // The front page was asked for by browsers too: only the scanner's request was an attack.
        let scanner = if path.value == "/" {
            "Fastream NETFile Server"
        } else {
            ""
        };
        assert_eq!(
            path.count,
            count(&[&format!(" {} HTTP/", path.value), scanner]),
            "{}",
            path.value
        );
    }
    for path in [
        "/scripts/upload/upload-submit.do",
        "/cgi-bin/upload/upload-submit.do",
        "/upload/upload-submit.do",
        "/admin/define.inc.php?match=http://xxxx./",
        "/axis/DirectDownload.jsp",
    ] {
        assert!(one.paths.iter().any(|known| known.value == path), "{path}");
    }
    assert_eq!(report.unmatched, []);
    assert_eq!(
        report.files[0].lines.unmatched + report.files[0].lines.unreadable,
        0
    );
}
