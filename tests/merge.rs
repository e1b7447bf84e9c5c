//! Invariant 1: any cut into ranges, over any number of workers, merged in any order, gives the same bytes.

use crate::support::{gz, plans, setting};
use logyomi_core::{Analysis, Candidates, Caps, Feed, FilePlan, Layout, Part, Query};
use logyomi_view::json::json;
use proptest::prelude::*;
use proptest::test_runner::TestRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt, SeedableRng};
use std::ops::Range;

/// Reads files in one piece, or cut; gives the report's JSON.
pub fn run(
    files: &[(&str, &[u8])],
    plans: &[FilePlan],
    caps: Caps,
    cuts: &[Vec<u64>],
    workers: usize,
    rng: &mut impl Rng,
) -> String {
    let mut candidates: Option<Candidates> = None;
    loop {
        let new = || match &candidates {
            None => Analysis::with_caps(plans, &Query::default(), 7, caps),
            Some(known) => {
                let known = Candidates::from_bytes(&known.to_bytes()).unwrap();
                Analysis::second(plans, &Query::default(), 7, caps, &known)
            }
        };
        let mut parts: Vec<Part> = (0..workers).map(|_| Part::new(new())).collect();
        let mut jobs: Vec<(&FilePlan, Range<u64>)> = plans
            .iter()
            .zip(cuts)
            .flat_map(|(plan, cuts)| cuts.windows(2).map(move |pair| (plan, pair[0]..pair[1])))
            .collect();
        jobs.shuffle(rng);
        for (plan, range) in jobs {
            let part = &mut parts[rng.random_range(0..workers)];
            let bytes = files[plan.place.given as usize].1;
            let mut feed = Feed::new(plan, range);
            let from = usize::try_from(feed.start()).unwrap();
            for piece in bytes[from..].chunks(rng.random_range(1000..20_000)) {
                if !feed.push(piece, part) {
                    break;
                }
            }
            feed.finish(part);
        }
        parts.shuffle(rng);
        let mut last = parts.pop().unwrap();
        let mut problems = last.problems;
        let mut whole = Analysis::from_bytes(&last.analysis.to_bytes()).unwrap();
        for part in parts {
            whole.merge(part.analysis);
            problems.extend(part.problems);
        }
        match whole.second_pass() {
            Some(known) if candidates.is_none() => candidates = Some(known),
            _ => {
                problems.sort_by_key(|(file, _)| *file);
                for (file, problem) in problems {
                    whole.problem(file, problem);
                }
                return json(&whole.report(plans));
            }
        }
    }
}

const MESSAGES: [&str; 14] = [
    "sshd[PID]: Invalid user USER from ADDR",
    "sshd[PID]: Failed password for invalid user USER from ADDR port 4000 ssh2",
    "sshd[PID]: Failed password for USER from ADDR port 4000 ssh2",
    "sshd[PID]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=ADDR  user=USER",
    "sshd[PID]: message repeated 2 times: [ Failed password for USER from ADDR port 4000 ssh2]",
    "last message repeated 3 times",
    "sshd[PID]: Received disconnect from ADDR: 11: Bye Bye [preauth]",
    "sshd[PID]: Accepted password for USER from ADDR port 4000 ssh2",
    "sshd[PID]: refused connect from host-USER.example.net (ADDR)",
    "dovecot: pop3-login: Disconnected (auth failed, 2 attempts): user=<USER>, method=PLAIN, rip=ADDR, lip=192.0.2.1",
    "dovecot: auth: passwd-file(USER,ADDR): unknown user",
    "strange[PID]: nobody knows message 17 of USER",
    "sshd[PID]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser=x rhost=ADDR rhost=198.51.100.7 ",
    "su: not a line that anybody reads PID",
];

/// A log as servers write it, with clocks that step, long lines and lines of nobody.
pub fn log(rng: &mut impl Rng) -> Vec<u8> {
    let mut out = Vec::new();
    let mut clock: i64 = 1000;
    for _ in 0..rng.random_range(1..120) {
        clock = (clock
            + if rng.random_range(0..20) == 0 {
                -700
            } else {
                rng.random_range(0..300)
            })
        .max(0);
        let message = MESSAGES[rng.random_range(0..MESSAGES.len())]
            .replace("PID", &rng.random_range(100..106).to_string())
            .replace(
                "USER",
                ["root", "admin", "test", "a:b", "x y"][rng.random_range(0..5)],
            )
            .replace("ADDR", &format!("203.0.113.{}", rng.random_range(1..30)));
        let (hour, minute, second) = (clock / 3600 % 24, clock / 60 % 60, clock % 60);
        let line = match rng.random_range(0..40) {
            0 => String::new(),
            1 => "not a log line at all".to_owned(),
            2 if clock % 4 == 0 => format!(
                "Nov 22 {hour:02}:{minute:02}:{second:02} host sshd[9]: {}",
                "x".repeat(70_000)
            ),
            3 => format!(
                "203.0.113.{} - - [22/Nov/2026:{hour:02}:{minute:02}:{second:02} +0900] \"GET /phpMyAdmin/{} HTTP/1.1\" 404 12",
                rng.random_range(1..30),
                rng.random_range(0..9)
            ),
            4 => {
                let stamp = format!("Nov 22 {hour:02}:{minute:02}:{second:02} host");
                let first = "sshd[101]: Could not reverse map address 203.0.113.7.";
                format!("{stamp} {first}{stamp} {message}")
            }
            5 => format!(
                "[2026/11/22 {hour:02}:{minute:02}:{second:02}, 2] ../auth.c:3(check)\n  Couldn't find user 'taro'"
            ),
            _ => format!("Nov 22 {hour:02}:{minute:02}:{second:02} host {message}"),
        };
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(if rng.random_range(0..5) == 0 {
            b"\r\n"
        } else {
            b"\n"
        });
    }
    if rng.random_range(0..2) == 0 {
        out.pop();
    }
    out
}

fn random_cuts(length: u64, pieces: usize, rng: &mut impl Rng) -> Vec<u64> {
    let mut cuts: Vec<u64> = (1..pieces)
        .map(|_| rng.random_range(0..length + 1))
        .collect();
    cuts.extend([0, length]);
    cuts.sort_unstable();
    // The file's end is the end of one range only.
    while cuts.len() > 2 && cuts.ends_with(&[length, length]) {
        cuts.pop();
    }
    cuts
}

/// As gzip has it, of several members, in half of all cases cut off or damaged.
fn packed(text: &[u8], rng: &mut impl Rng) -> Vec<u8> {
    let mut packed = Vec::new();
    for member in text.chunks(text.len() / 2 + 1) {
        packed.extend(gz(member));
    }
    let at = rng.random_range(20..packed.len().max(21));
    match rng.random_range(0..4) {
        0 => packed.truncate(at),
        1 => packed
            .iter_mut()
            .skip(at)
            .take(1)
            .for_each(|byte| *byte ^= 8),
        _ => {}
    }
    packed
}

/// Nobody knows how much will come out of a packed file.
pub fn guess(plan: &mut FilePlan, rng: &mut impl Rng) {
    assert_eq!(plan.unpacked, None, "too short to be weighed");
    let most = [20_000, 400_000][rng.random_range(0..2)];
    let guess = rng.random_range(0..most);
    plan.unpacked = (plan.layout == Layout::Lines).then_some(guess);
}

/// Where each file is cut, if it can be.
pub fn cuts(plans: &[FilePlan], pieces: usize, rng: &mut impl Rng) -> Vec<Vec<u64>> {
    plans
        .iter()
        .map(|plan| match plan.cuttable || plan.unpacked.is_some() {
            true => random_cuts(plan.bytes, pieces, rng),
            false => vec![0, plan.bytes],
        })
        .collect()
}

fn agree(rng: &mut impl Rng) {
    let mut texts = [log(rng), log(rng)];
    let is_packed = rng.random_range(0..3) == 0;
    if is_packed {
        texts = texts.map(|text| packed(&text, rng));
    }
    let files: Vec<(&str, &[u8])> = vec![("secure", &texts[0]), ("messages", &texts[1])];
    let mut plans = plans(&files);
    for plan in plans.iter_mut().filter(|_| is_packed) {
        guess(plan, rng);
    }
    let caps = Caps {
        rows: [8, 8, 1000][rng.random_range(0..3)],
        all_rows: [20, 100, 1000][rng.random_range(0..3)],
        window: [0, 200, 3000, 1 << 20][rng.random_range(0..4)],
    };
    let whole: Vec<Vec<u64>> = plans.iter().map(|plan| vec![0, plan.bytes]).collect();
    let wanted = run(&files, &plans, caps, &whole, 1, rng);
    let pieces = [1, 2, 3, 8][rng.random_range(0..4)];
    let cuts = cuts(&plans, pieces, rng);
    let found = run(
        &files,
        &plans,
        caps,
        &cuts,
        [1, 2, 3, 8][rng.random_range(0..4)],
        rng,
    );
    assert!(
        found == wanted,
        "cuts {cuts:?}, {caps:?}\n{wanted}\n{found}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cut_and_any_order_give_the_same_report(seed: [u8; 32]) {
        agree(&mut TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &seed));
    }
}

/// Days are counted by their hours, which a cut may part.
#[test]
fn a_cut_in_the_middle_of_a_day_leaves_its_hours_together() {
    let line = |day, minute: u32| {
        let (hour, minute) = (minute / 60, minute % 60);
        format!(
            "Nov  {day} {hour:02}:{minute:02}:00 host sshd[7]: Invalid user a from 203.0.113.9\n"
        )
    };
    let lines = [1, 4]
        .into_iter()
        .flat_map(|day| (0..60).map(move |n| line(day, n * 4)));
    let text: String = lines.collect();
    let files = [("secure", text.as_bytes())];
    let plans = plans(&files);
    let mut rng = StdRng::seed_from_u64(1);
    let bytes = plans[0].bytes;
    let wanted = run(
        &files,
        &plans,
        Caps::default(),
        &[vec![0, bytes]],
        1,
        &mut rng,
    );
    assert!(wanted.contains("days-missing"));
    for part in [4, 2] {
        let cuts = [vec![0, bytes / part, bytes - bytes / part, bytes]];
        let found = run(&files, &plans, Caps::default(), &cuts, 3, &mut rng);
        assert_eq!(found, wanted);
    }
}

/// Orders in which three files may be given.
const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
];

/// Every number of workers, in every order of the files, for each of many splits of one input.
/// `LOGYOMI_SPLITS=200` makes the long run.
#[test]
fn splits_workers_and_orders_give_the_same_report() {
    let seed = setting("LOGYOMI_SEED", 1);
    let mut rng = StdRng::seed_from_u64(seed);
    let texts = [log(&mut rng), log(&mut rng), log(&mut rng)];
    let names = ["secure", "messages", "maillog"];
    let files = |order: [usize; 3]| order.map(|at| (names[at], &texts[at][..]));
    let caps = Caps {
        rows: 8,
        all_rows: 60,
        window: 3000,
    };
    let first = files(ORDERS[0]);
    let planned = plans(&first);
    let whole: Vec<Vec<u64>> = planned.iter().map(|plan| vec![0, plan.bytes]).collect();
    let wanted = run(&first, &planned, caps, &whole, 1, &mut rng);
    let splits = setting("LOGYOMI_SPLITS", 20);
    let mut runs = 0;
    for split in 0..splits {
        let pieces = rng.random_range(1..60);
        for order in ORDERS {
            let files = files(order);
            let plans = plans(&files);
            let cuts: Vec<Vec<u64>> = plans
                .iter()
                .map(|plan| random_cuts(plan.bytes, pieces, &mut rng))
                .collect();
            for workers in [1, 2, 3, 8] {
                let found = run(&files, &plans, caps, &cuts, workers, &mut rng);
                assert!(
                    found == wanted,
                    "seed {seed}, split {split}, order {order:?}, {workers} workers, cuts {cuts:?}"
                );
                runs += 1;
            }
        }
    }
    println!("{runs} runs of {splits} splits, seed {seed}: all the same to the byte");
}
