//! Attribution: what nine daemons write about hostile clients, read back.
//!
//! The forms are the daemons' own format strings. Every field that a stranger fills holds pieces of what the
//! same daemon would write about a decoy. Whatever is read, the decoy must not be named.
//!
//! `LOGYOMI_ROUND_TRIPS=1000000` makes the long run, `LOGYOMI_SEED` another one.

mod dovecot;
mod draw;
mod httpd;
mod nginx;
mod pam;
mod postfix;
mod proftpd;
mod sendmail;
mod sshd;
mod vsftpd;

use crate::support::{feed, plans, setting};
use draw::{Daemon, Draw, Written};
use logyomi_core::{Line, Sink, Status, canonical};
use std::collections::BTreeMap;

/// Lines that are read as one file.
const FILE: usize = 500;

#[derive(Default)]
struct Score {
    lines: usize,
    /// The peer is named.
    right: usize,
    /// Read, and nobody is named.
    nobody: usize,
    ambiguous: BTreeMap<&'static str, usize>,
    /// No page reads the line.
    unread: BTreeMap<&'static str, usize>,
    wrong: BTreeMap<&'static str, Vec<String>>,
}

/// What was read of one line: how, and whom it names.
#[derive(Default)]
struct Found {
    statuses: Vec<Status>,
    named: Vec<Vec<u8>>,
    /// By which events.
    events: Vec<String>,
}

/// Puts what was read beside the line that it was read from.
struct Judge {
    starts: Vec<u64>,
    found: Vec<Found>,
    addr: u8,
}

impl Sink for Judge {
    fn line(&mut self, line: &Line<'_>) {
        let at = self.starts.partition_point(|start| *start <= line.offset) - 1;
        let found = &mut self.found[at];
        found.statuses.push(line.status);
        found.events.extend(
            line.hit
                .as_ref()
                .map(|hit| format!("{}/{}", hit.section.id, hit.event.id)),
        );
        let hit = line.hit.as_ref().filter(|hit| !hit.ambiguous);
        if let Some(addr) = hit.and_then(|hit| hit.fields.get(self.addr)) {
            found.named.push(addr.to_owned());
        }
    }
}

fn field(name: &str) -> u8 {
    let id = logyomi_sections::FIELDS
        .iter()
        .position(|field| field.name == name)
        .unwrap();
    u8::try_from(id).unwrap()
}

/// Whether these are one host.
fn same(one: &[u8], other: &str) -> bool {
    match canonical(one) {
        Some(address) => canonical(other.as_bytes()) == Some(address),
        None => one.eq_ignore_ascii_case(other.as_bytes()),
    }
}

impl Score {
    fn complain(&mut self, written: &Written, found: &Found, problem: &str) {
        let lines = self.wrong.entry(written.form.id).or_default();
        lines.push(match lines.len() < SHOWN {
            true => format!("{problem}, by {:?}\n    {}", found.events, written.line),
            false => String::new(),
        });
    }

    fn count(&mut self, written: &Written, found: &Found) {
        self.lines += 1;
        let is = |status| found.statuses.contains(&status);
        let stranger = found
            .named
            .iter()
            .find(|name| !name.is_empty() && !written.peers.iter().any(|peer| same(name, peer)));
        if let Some(stranger) = stranger {
            let stranger = String::from_utf8_lossy(stranger);
            let problem = format!("{stranger} is named, {:?} was there", written.peers);
            self.complain(written, found, &problem);
        } else if is(Status::Ambiguous) {
            *self.ambiguous.entry(written.form.id).or_default() += 1;
            if !written.form.doubtful && !written.cut {
                self.complain(
                    written,
                    found,
                    "ambiguous, though only one reading is possible",
                );
            }
        } else if found.named.iter().any(|name| !name.is_empty()) {
            self.right += 1;
        } else if is(Status::Matched) || is(Status::Ignored) {
            self.nobody += 1;
        } else {
            *self.unread.entry(written.form.id).or_default() += 1;
            if std::env::var_os("LOGYOMI_SHOW").is_some() && self.unread[written.form.id] < SHOWN {
                println!("unread: {}: {}", written.form.id, written.line);
            }
        }
    }
}

/// Lines of a form that are shown where it fails.
const SHOWN: usize = 4;

fn read(lines: &[Written]) -> Vec<Found> {
    let mut text = Vec::new();
    let mut starts = Vec::new();
    for written in lines {
        starts.push(text.len() as u64);
        text.extend_from_slice(written.line.as_bytes());
        text.push(b'\n');
    }
    let mut judge = Judge {
        starts,
        found: lines.iter().map(|_| Found::default()).collect(),
        addr: field("addr"),
    };
    let files = [("log", &text[..])];
    feed(&files, &plans(&files), &mut judge);
    judge.found
}

fn round_trip(daemon: &'static Daemon) {
    let seed = setting("LOGYOMI_SEED", 1);
    let mut draw = Draw::new(daemon, seed);
    let mut score = Score::default();
    let wanted = usize::try_from(setting("LOGYOMI_ROUND_TRIPS", 20_000)).unwrap();
    while score.lines < wanted {
        let lines: Vec<Written> = (0..FILE).map(|_| draw.line()).collect();
        assert!(lines.iter().all(|one| !one.line.contains('\n')));
        for (written, found) in lines.iter().zip(read(&lines)) {
            score.count(written, &found);
        }
    }
    let sum = |of: &BTreeMap<&str, usize>| of.values().sum::<usize>();
    let wrong: usize = score.wrong.values().map(Vec::len).sum();
    println!(
        "{}: {} lines, seed {seed}: peer {}, nobody {}, ambiguous {} {:?}, unread {} {:?}, wrong {}",
        daemon.id,
        score.lines,
        score.right,
        score.nobody,
        sum(&score.ambiguous),
        score.ambiguous,
        sum(&score.unread),
        score.unread,
        wrong
    );
    let failures: Vec<String> = score
        .wrong
        .iter()
        .map(|(form, lines)| {
            let shown = &lines[..lines.len().min(SHOWN)];
            format!("{} lines of {form}:\n  {}", lines.len(), shown.join("\n  "))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn openssh() {
    round_trip(&sshd::SSHD);
}

#[test]
fn dovecot_logins() {
    round_trip(&dovecot::DOVECOT);
}

#[test]
fn postfix_mail() {
    round_trip(&postfix::POSTFIX);
}

#[test]
fn sendmail_mail() {
    round_trip(&sendmail::SENDMAIL);
}

#[test]
fn pam_unix() {
    round_trip(&pam::PAM);
}

#[test]
fn httpd_access() {
    round_trip(&httpd::ACCESS);
}

#[test]
fn httpd_error() {
    round_trip(&httpd::ERROR);
}

#[test]
fn nginx_access() {
    round_trip(&nginx::ACCESS);
}

#[test]
fn nginx_error() {
    round_trip(&nginx::ERROR);
}

#[test]
fn vsftpd_log() {
    round_trip(&vsftpd::VSFTPD);
}

#[test]
fn proftpd_log() {
    round_trip(&proftpd::PROFTPD);
}
