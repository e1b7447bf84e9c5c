//! Which addresses are proposed, and why the others are not.

use super::guard::Guard;
use super::known::Known;
use super::proposal::{Because, Candidate, Left, Proposal, Why};
use super::ranges::{self, Ground};
use super::{Choice, Evidence};
use chrono::{Duration, NaiveDateTime};
use ipnet::IpNet;
use logyomi_core::report::{Attacker, FileProblem, FileReport, Report};
use logyomi_core::{Order, canonical};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// The addresses to block by this choice.
pub fn propose(report: &Report, choice: &Choice) -> Proposal {
    let known = Known::of(report);
    let own = known.own.iter().copied().map(IpNet::from);
    let guard = Guard::new(choice.own.iter().copied().chain(own));
    let (first, last) = span(report);
    let mut gathered = Gathered::of(report, &known);
    let judge = Judge {
        choice,
        known: &known,
        guard: &guard,
        refused: &gathered.refused,
        since: since(last, choice.days),
        narrowed: report.is_narrowed(),
    };
    let mut take = Vec::new();
    for candidate in gathered.candidates.into_values() {
        match judge.why_not(&candidate) {
            None => take.push(candidate),
            Some(why) => gathered.left.push(Left {
                address: candidate.ip.to_string(),
                why,
            }),
        }
    }
    // Stable: equals stay in the order of their addresses.
    take.order_by_key(|one| std::cmp::Reverse(one.attempts));
    let mut proposal = Proposal {
        take,
        ranges: Vec::new(),
        left: gathered.left,
        first,
        last,
    };
    // A login that the report does not show may be anywhere.
    if choice.ranges && !known.logins_hidden {
        let ground = Ground::new(&known, &guard, &gathered.refused, &proposal.take);
        ranges::add(&mut proposal, &ground, choice.together);
    }
    proposal
}

/// The report's attackers by address: two spellings of one are one.
#[derive(Default)]
struct Gathered {
    candidates: BTreeMap<IpAddr, Candidate>,
    left: Vec<Left>,
    refused: Refused,
}

/// Addresses that the attackers' own rows speak for or leave in doubt.
#[derive(Default)]
pub(super) struct Refused {
    pub logged_in: BTreeSet<IpAddr>,
    pub doubtful: BTreeSet<IpAddr>,
    pub damaged: BTreeSet<IpAddr>,
}

impl Gathered {
    fn of(report: &Report, known: &Known) -> Gathered {
        let mut gathered = Gathered::default();
        let damaged = damaged(report);
        for attacker in &report.attackers {
            gathered.attacker(attacker, known, &damaged);
        }
        if report.files.iter().any(|file| file.lines.ambiguous > 0) {
            gathered.leave("?", Why::Ambiguous);
        }
        gathered
    }

    fn attacker(&mut self, attacker: &Attacker, known: &Known, damaged: &BTreeSet<u32>) {
        let shown = canonical(attacker.address.as_bytes());
        let kept = attacker.ip.as_deref().map(str::as_bytes);
        let ip = match (shown, kept.map(canonical)) {
            (Some(shown), Some(Some(kept))) if shown == kept => shown,
            (None, None) => return self.leave(&attacker.address, Why::NameOnly),
            (shown, kept) => {
                self.refused.doubtful.extend(shown);
                self.refused.doubtful.extend(kept.flatten());
                return self.leave(&attacker.address, Why::Ambiguous);
            }
        };
        if attacker.succeeded > 0 {
            self.refused.logged_in.insert(ip);
        }
        let lines = &attacker.samples;
        if !lines.is_empty() && lines.iter().all(|line| damaged.contains(&line.file)) {
            self.refused.damaged.insert(ip);
        }
        let first = attacker.first.as_deref().and_then(moment);
        let last = attacker.last.as_deref().and_then(moment);
        let one = self.candidates.entry(ip).or_insert_with(|| Candidate {
            ip,
            attempts: 0,
            first,
            last,
            names: Vec::new(),
            because: known
                .against
                .get(&ip)
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
        });
        one.attempts = one.attempts.saturating_add(attacker.attempts);
        one.first = [one.first, first].into_iter().flatten().min();
        one.last = one.last.max(last);
        one.names.extend(attacker.names.iter().cloned());
    }

    fn leave(&mut self, address: &str, why: Why) {
        self.left.push(Left {
            address: address.to_owned(),
            why,
        });
    }
}

struct Judge<'a> {
    choice: &'a Choice,
    known: &'a Known,
    guard: &'a Guard,
    refused: &'a Refused,
    since: Option<NaiveDateTime>,
    narrowed: bool,
}

impl Judge<'_> {
    /// The gravest reason against a rule: what must never be blocked before what need not be.
    fn why_not(&self, candidate: &Candidate) -> Option<Why> {
        let ip = &candidate.ip;
        let never = self.guard.why(*ip);
        never
            .or_else(|| self.doubt(ip))
            .or_else(|| self.too_little(candidate))
    }

    fn doubt(&self, ip: &IpAddr) -> Option<Why> {
        if self.refused.logged_in.contains(ip) || self.known.logged_in.contains(ip) {
            return Some(Why::LoggedIn);
        }
        if self.narrowed {
            return Some(Why::Narrowed);
        }
        if self.refused.doubtful.contains(ip) {
            return Some(Why::Ambiguous);
        }
        let damaged = self.refused.damaged.contains(ip);
        damaged.then_some(Why::Damaged)
    }

    fn too_little(&self, candidate: &Candidate) -> Option<Why> {
        if candidate.attempts < self.choice.least {
            return Some(Why::TooFew);
        }
        if evidence(&candidate.because) < self.choice.evidence {
            return Some(Why::WeakEvidence);
        }
        let recent = |since| candidate.last.is_some_and(|last| last >= since);
        let old = self.since.is_some_and(|since| !recent(since));
        old.then_some(Why::TooOld)
    }
}

/// The files whose bytes may have changed, with those of a damaged archive.
fn damaged(report: &Report) -> BTreeSet<u32> {
    let is_damaged = |file: &FileReport| {
        let mut problems = file.problems.iter();
        problems.any(|problem| matches!(problem, FileProblem::Damaged { .. }))
    };
    let damaged: Vec<&str> = report
        .files
        .iter()
        .filter(|file| is_damaged(file))
        .map(|file| file.path.as_str())
        .collect();
    let holds = |outer: &str, path: &str| {
        path.strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("!/"))
    };
    let files = report.files.iter().zip(0..);
    files
        .filter(|(file, _)| damaged.iter().any(|outer| holds(outer, &file.path)))
        .map(|(_, at)| at)
        .collect()
}

fn evidence(because: &[Because]) -> Evidence {
    let level = |one: &Because| match one {
        Because::Attack(_) => Evidence::Attack,
        Because::Finding(_) => Evidence::Finding,
    };
    because.iter().map(level).max().unwrap_or_default()
}

/// First and last moment of all files; of the attackers, where no file tells.
fn span(report: &Report) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
    let spans = report.files.iter().filter_map(|file| file.span.as_ref());
    let files = spans.flat_map(|span| [moment(&span.first), moment(&span.last)]);
    let rows = report.attackers.iter();
    let rows = rows.flat_map(|one| [&one.first, &one.last]);
    let rows = rows.map(|at| at.as_deref().and_then(moment));
    let all: Vec<NaiveDateTime> = files.chain(rows).flatten().collect();
    (all.iter().min().copied(), all.iter().max().copied())
}

fn since(last: Option<NaiveDateTime>, days: Option<u32>) -> Option<NaiveDateTime> {
    let days = Duration::try_days(days?.into())?;
    last?.checked_sub_signed(days)
}

fn moment(iso: &str) -> Option<NaiveDateTime> {
    iso.parse().ok()
}

#[cfg(test)]
mod tests {
    use logyomi_core::report::{Asked, Sample};

    use super::*;
    use crate::block::network;

    fn attacker(address: &str, attempts: u64) -> Attacker {
        Attacker {
            address: address.into(),
            ip: canonical(address.as_bytes()).map(|ip| ip.to_string()),
            attempts,
            first: Some("2017-02-05T00:00:00".into()),
            last: Some("2017-02-07T00:00:00".into()),
            ..Attacker::default()
        }
    }

    fn run(attackers: Vec<Attacker>, choice: &Choice) -> Proposal {
        let report = Report {
            attackers,
            ..Report::default()
        };
        propose(&report, choice)
    }

    fn taken(proposal: &Proposal) -> Vec<String> {
        proposal.take.iter().map(|one| one.ip.to_string()).collect()
    }

    #[track_caller]
    fn left(attacker: Attacker, choice: &Choice, why: Why) {
        let proposal = run(vec![attacker], choice);
        assert_eq!(taken(&proposal), [""; 0]);
        assert_eq!(
            proposal.left.iter().map(|one| one.why).collect::<Vec<_>>(),
            [why]
        );
    }

    #[test]
    fn ten_attempts_are_enough_and_nine_are_not() {
        let proposal = run(
            vec![attacker("203.0.113.9", 10), attacker("203.0.113.8", 9)],
            &Choice::default(),
        );
        assert_eq!(taken(&proposal), ["203.0.113.9"]);
        assert_eq!(proposal.left[0].why, Why::TooFew);
    }

    /// Lines that a query leaves out may be the owner's logins.
    #[test]
    fn a_narrowed_report_proposes_nobody() {
        let report = Report {
            attackers: vec![attacker("203.0.113.9", 99)],
            asked: Some(Asked {
                level: Some("attack".into()),
                ..Asked::default()
            }),
            ..Report::default()
        };
        let proposal = propose(&report, &Choice::default());
        assert!(proposal.take.is_empty());
        assert_eq!(proposal.left[0].why, Why::Narrowed);
    }

    #[test]
    fn two_spellings_are_one_address() {
        let mut one = attacker("203.0.113.9", 6);
        one.last = Some("2017-02-09T00:00:00".into());
        let proposal = run(
            vec![one, attacker("::ffff:203.0.113.9", 6)],
            &Choice::default(),
        );
        assert_eq!(taken(&proposal), ["203.0.113.9"]);
        assert_eq!(proposal.take[0].attempts, 12);
        assert_eq!(proposal.take[0].last, moment("2017-02-09T00:00:00"));
    }

    #[test]
    fn whoever_logged_in_is_left_in_whatever_they_did() {
        let mut one = attacker("203.0.113.9", 800);
        one.succeeded = 1;
        left(one, &Choice::default(), Why::LoggedIn);
    }

    #[test]
    fn what_is_not_one_address_is_left() {
        let default = Choice::default();
        left(attacker("host.example.net", 99), &default, Why::NameOnly);
        let mut two = attacker("203.0.113.9", 99);
        two.ip = Some("198.51.100.1".into());
        left(two, &default, Why::Ambiguous);
        let mut hostile = attacker("203.0.113.9", 99);
        hostile.ip = Some("203.0.113.9; reboot".into());
        left(hostile, &default, Why::Ambiguous);
    }

    #[test]
    fn a_damaged_file_alone_blocks_nobody() {
        let file = |path: &str, problems| FileReport {
            path: path.into(),
            problems,
            ..FileReport::default()
        };
        let damaged = vec![FileProblem::Damaged { read: 9 }];
        let seen = |address, files: &[u32]| Attacker {
            samples: files
                .iter()
                .map(|file| Sample {
                    file: *file,
                    ..Sample::default()
                })
                .collect(),
            ..attacker(address, 99)
        };
        let report = Report {
            files: vec![
                file("a.tar.gz", damaged),
                file("a.tar.gz!/secure", Vec::new()),
                file("a.tar.gz2", Vec::new()),
            ],
            attackers: vec![
                seen("203.0.113.1", &[0, 1]),
                seen("203.0.113.2", &[1, 2]),
                seen("203.0.113.3", &[2]),
            ],
            ..Report::default()
        };
        let proposal = propose(&report, &Choice::default());
        assert_eq!(taken(&proposal), ["203.0.113.2", "203.0.113.3"]);
        assert_eq!(proposal.left[0].address, "203.0.113.1");
        assert_eq!(proposal.left[0].why, Why::Damaged);
    }

    #[test]
    fn own_networks_are_left() {
        let own = network("203.0.113.0/24").into_iter().collect();
        let choice = Choice {
            own,
            ..Choice::default()
        };
        left(attacker("203.0.113.9", 99), &choice, Why::Own);
        left(attacker("192.168.1.9", 99), &choice, Why::Private);
    }

    #[test]
    fn days_are_counted_from_the_last_moment() {
        let mut late = attacker("203.0.113.9", 99);
        late.last = Some("2017-02-11T12:00:00".into());
        let attackers = vec![late, attacker("203.0.113.8", 99)];
        let within = |days| Choice {
            days: Some(days),
            ..Choice::default()
        };
        assert_eq!(taken(&run(attackers.clone(), &within(4))), ["203.0.113.9"]);
        assert_eq!(taken(&run(attackers, &within(5))).len(), 2);
    }

    #[test]
    fn attempts_alone_are_the_weakest_evidence() {
        let choice = Choice {
            evidence: Evidence::Attack,
            ..Choice::default()
        };
        left(attacker("203.0.113.9", 99), &choice, Why::WeakEvidence);
    }
}
