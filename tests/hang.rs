//! No line takes long: twice the length takes at most twice the time, and a half for the clock.

use crate::support::{feed, plans, setting};
use logyomi_core::{Analysis, Feed, Line, Query, Sink};
use logyomi_sections::{Format, SECTIONS, patterns};
use std::collections::BTreeSet;
use std::ops::Range;
use std::time::{Duration, Instant};

struct Nobody;

impl Sink for Nobody {
    fn line(&mut self, _line: &Line<'_>) {}
}

/// What makes a careless matcher go back and forth.
const UNITS: [&str; 8] = [
    " ",
    "a ",
    ": ",
    " from 203.0.113.5 port 22",
    ", rip=203.0.113.5",
    "\"\\",
    "[203.0.113.5] ",
    "Nov 22 11:00:01 host sshd[1]: ",
];

/// The shortest of several runs: whatever else the machine does only makes a run longer.
fn time(text: &[u8], runs: usize) -> Duration {
    let files = [("log", text)];
    let plans = plans(&files);
    let mut best = Duration::MAX;
    for _ in 0..runs {
        let begun = Instant::now();
        feed(&files, &plans, &mut Nobody);
        best = best.min(begun.elapsed());
    }
    best
}

/// Whether doubling takes at most 2.5 times; asked again with more runs before it is a no.
fn doubles(line: impl Fn(usize) -> Vec<u8>) -> Result<(), f64> {
    grows(|doubled, runs| time(&line(16_000 << doubled), runs))
}

/// The same of anything that takes a time, once and with its work doubled.
fn grows(time: impl Fn(u32, usize) -> Duration) -> Result<(), f64> {
    let mut ratio = f64::MAX;
    for runs in [2, 8, 30] {
        let (half, whole) = (time(0, runs), time(1, runs));
        ratio = ratio.min(whole.as_secs_f64() / half.as_secs_f64().max(1e-5));
        if ratio <= 2.5 {
            return Ok(());
        }
    }
    Err(ratio)
}

/// How a line of each page begins.
fn beginnings() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (number, page) in SECTIONS.iter().enumerate() {
        let head = match page.format {
            Format::Syslog | Format::Stamped => {
                let program = page
                    .programs
                    .first()
                    .map_or("x", |program| program.trim_end_matches('*'));
                format!("Nov 22 11:00:01 host {program}[1]: ")
            }
            Format::Access | Format::Document => continue,
        };
        let longest = patterns(number)
            .iter()
            .max_by_key(|pattern| pattern.letters);
        let first = longest.map_or(&b""[..], |pattern| pattern.head());
        all.insert(format!("{head}{}", String::from_utf8_lossy(first)));
    }
    all.insert("203.0.113.5 - - [22/Nov/2026:11:00:00 +0900] \"GET /".to_owned());
    all.insert(String::new());
    all
}

#[test]
fn twice_the_length_takes_twice_the_time() {
    let beginnings = beginnings();
    assert!(beginnings.len() > 100);
    let mut slow = Vec::new();
    for (at, beginning) in beginnings.iter().enumerate() {
        // Each unit with an eighth of the pages, all together with all of them in `cargo xtask soak`.
        for (number, unit) in UNITS.iter().enumerate() {
            if at % UNITS.len() != number && setting("LOGYOMI_HANG_ALL", 0) == 0 {
                continue;
            }
            let line = |length: usize| {
                let mut line = beginning.clone().into_bytes();
                line.extend(unit.bytes().cycle().take(length));
                line
            };
            if let Err(ratio) = doubles(line) {
                slow.push(format!("{ratio:.1} times: {beginning:?} and {unit:?}"));
            }
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// The same for many lines, and for whole documents: of a megabyte and two, since a small file is looked at
/// in fewer places.
#[test]
fn twice_the_lines_take_twice_the_time() {
    let mut slow = Vec::new();
    for (name, head, line) in [
        ("bare", "", "Invalid user x from 203.0.113.5"),
        (
            "syslog",
            "",
            "Nov 22 11:00:01 host sshd[1]: Invalid user x from 203.0.113.5",
        ),
        (
            "stamped",
            "",
            "Sun Nov 22 11:00:01 2026 [pid 1] [x] FAIL LOGIN: Client \"203.0.113.5\"",
        ),
        (
            "repeats",
            "",
            "Nov 22 11:00:01 host last message repeated 3 times",
        ),
        ("prompts", "", "[root@host ~]# netstat -an"),
        (
            "document",
            "[root@host ~]# ps aux\n",
            "root 1 0.0 0.0 1 1 ? S Nov22 0:00 init",
        ),
        (
            "mail",
            "From: a@example.com\nContent-Type: multipart/mixed; boundary=x\n\n",
            "--x\nContent-Type: text/plain\n\nx",
        ),
        (
            "deep mail",
            "From: a@example.com\n",
            "Content-Type: multipart/mixed; boundary=x\n\n--x",
        ),
    ] {
        let text = |length: usize| {
            let mut text = head.as_bytes().to_vec();
            while text.len() < length * 64 {
                text.extend_from_slice(line.as_bytes());
                text.push(b'\n');
            }
            text
        };
        if let Err(ratio) = doubles(text) {
            slow.push(format!("{ratio:.1} times: {name}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Every line is a login of its own, and any of them may go on behind the edge.
#[test]
fn twice_the_sessions_across_an_edge_take_twice_the_time() {
    let merged = |doubled: u32, runs: usize| {
        let mut text = Vec::new();
        for at in 0..20_000 << doubled {
            let pid = at % (10_000 << doubled);
            text.extend(
                format!("Nov 22 11:00:01 host sshd[{pid}]: Invalid user x from 203.0.113.5\n")
                    .bytes(),
            );
        }
        let plans = plans(&[("secure", &text)]);
        let edge = text.len() as u64 / 2;
        let part = |range: Range<u64>| {
            let mut analysis = Analysis::new(&plans, &Query::default(), 7);
            let mut feed = Feed::new(&plans[0], range);
            feed.push(
                &text[usize::try_from(feed.start()).unwrap()..],
                &mut analysis,
            );
            feed.finish(&mut analysis);
            analysis
        };
        let (left, right) = (part(0..edge), part(edge..u64::MAX));
        let timed = |_| {
            let (mut whole, right, begun) = (left.clone(), right.clone(), Instant::now());
            whole.merge(right);
            begun.elapsed()
        };
        (0..runs).map(timed).min().unwrap()
    };
    assert_eq!(grows(merged), Ok(()));
}
