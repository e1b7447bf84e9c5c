//! The number of a line that is shown, held against a plain count of line ends.

use crate::merge::{cuts, guess, log, run};
use crate::support::{feed, gz, plans, report};
use logyomi_core::{Caps, Evidence, Wanted};
use proptest::prelude::*;
use proptest::test_runner::TestRng;
use rand::{Rng, RngExt};
use serde_json::Value;

/// Where line `number` of a text begins.
fn start(text: &[u8], number: u64) -> Option<u64> {
    let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let starts = [0].into_iter().chain(ends.map(|(at, _)| at as u64 + 1));
    starts
        .filter(|at| *at < text.len() as u64)
        .nth(number.checked_sub(1)? as usize)
}

/// All samples of a report, wherever they stand.
fn samples<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("offset") && fields.contains_key("text") => {
            found.push(value);
        }
        Value::Object(fields) => fields.values().for_each(|value| samples(value, found)),
        Value::Array(list) => list.iter().for_each(|value| samples(value, found)),
        _ => {}
    }
}

/// What a crash, an editor and other programs leave between the lines.
fn torn(text: &[u8], rng: &mut impl Rng) -> Vec<u8> {
    let mut torn = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        match rng.random_range(0..30) {
            0 => torn.extend(vec![0; rng.random_range(1..100)]),
            1 => torn.extend(b"\n".repeat(rng.random_range(1..5))),
            2 => torn.extend(b"\r\n\0\n\r\r\n"),
            3 => torn.extend(b"two\rparts\0of a line\n"),
            4 if rng.random_range(0..9) == 0 => torn.extend(vec![0; 66_000]),
            5 if rng.random_range(0..9) == 0 => torn.extend([b'y'; 65_534]),
            _ => {}
        }
        torn.extend_from_slice(line);
    }
    torn
}

fn numbers_are_true(rng: &mut impl Rng) {
    let texts = [torn(&log(rng), rng), torn(&log(rng), rng)];
    let bytes = match rng.random_range(0..3) {
        0 => texts.clone().map(|text| gz(&text)),
        _ => texts.clone(),
    };
    let files: Vec<(&str, &[u8])> = vec![("secure", &bytes[0]), ("messages", &bytes[1])];
    let mut plans = plans(&files);
    for plan in plans.iter_mut().filter(|plan| plan.container.is_some()) {
        guess(plan, rng);
    }
    let caps = Caps {
        rows: [8, 1000][rng.random_range(0..2)],
        ..Caps::default()
    };
    let cuts = cuts(&plans, rng.random_range(1..9), rng);
    let workers = rng.random_range(1..4);
    let report = run(&files, &plans, caps, &cuts, workers, rng);
    let report: Value = serde_json::from_str(&report).unwrap();
    let mut found = Vec::new();
    samples(&report, &mut found);
    for sample in found {
        let (file, offset) = (&sample["file"], sample["offset"].as_u64());
        let given = plans[file.as_u64().unwrap() as usize].place.given;
        let number = sample["line"].as_u64();
        let starts = number.and_then(|number| start(&texts[given as usize], number));
        assert!(
            number.is_some() && starts == offset,
            "{sample}, cuts {cuts:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_line_stands_where_its_number_says(seed: [u8; 32]) {
        numbers_are_true(&mut TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &seed));
    }
}

fn numbered(path: &str, text: &[u8]) -> Vec<(Option<u64>, String)> {
    let report = serde_json::to_value(report(&[(path, text)])).unwrap();
    let mut found = Vec::new();
    samples(&report["sections"], &mut found);
    let found = found.into_iter().map(|sample| {
        let text = sample["text"].as_str().unwrap_or_default();
        (sample["line"].as_u64(), text.to_owned())
    });
    let mut found: Vec<_> = found.collect();
    found.sort();
    found.dedup();
    found
}

fn line(second: u64) -> String {
    format!(
        "Dec 10 06:55:{second:02} host sshd[7]: Invalid user u{second} from 203.0.113.9 port 4022"
    )
}

/// In a mail a line has the number of the line of the file on which it begins, if it stands there.
#[test]
fn lines_of_a_mail_are_those_of_its_file() {
    let check = |head: &str, body: &str, expect: &[(Option<u64>, u64)]| {
        let mail = format!("From: a@example.com\nSubject: log\n{head}\n\n{body}");
        let expect: Vec<_> = expect
            .iter()
            .map(|(number, at)| (*number, line(*at)))
            .collect();
        for mail in [mail.clone(), mail.replace('\n', "\r\n")] {
            assert_eq!(numbered("a.eml", mail.as_bytes()), expect, "{mail}");
        }
    };
    let plain = "Content-Type: text/plain; charset=UTF-8";
    check(
        plain,
        &format!("Hello,\n\n{}\n{}\n", line(1), line(2)),
        &[(Some(7), 1), (Some(8), 2)],
    );
    let (quoted, soft) = (
        line(2).replace("port", "po=\nrt"),
        line(3).replace("sshd", "ss=68d"),
    );
    check(
        &format!("{plain}\nContent-Transfer-Encoding: quoted-printable"),
        &format!("{}\n{quoted}\n=0A{soft}=0A\n{}\n", line(1), line(4)),
        &[(Some(6), 1), (Some(7), 2), (Some(9), 3), (Some(10), 4)],
    );
    check(
        &format!("{plain}; format=flowed"),
        &format!(
            "> a \n> b\n{}\n{}\n",
            line(1).replace("from ", "from \n"),
            line(2)
        ),
        &[(Some(7), 1), (Some(9), 2)],
    );
    let base64 = "RGVjIDEwIDA2OjU1OjAxIGhvc3Qgc3NoZFs3XTogSW52YWxpZCB1c2VyIHUxIGZyb20gMjAzLjAuMTEzLjkgcG9ydCA0MDIyCkRlYyAxMCAwNjo1NTowMiBob3N0IHNzaGRbN106IEludmFsaWQgdXNlciB1MiBmcm9tIDIwMy4wLjExMy45IHBvcnQgNDAyMgo=";
    check(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x",
        &format!(
            "--x\n{plain}\n\nSee below.\n{}\n--x\nContent-Type: application/octet-stream; name=secure\nContent-Transfer-Encoding: base64\n\n{base64}\n--x\nContent-Type: message/rfc822\n\nSubject: sent on\n\n{}\n--x--\n",
            line(3),
            line(4)
        ),
        &[(None, 1), (None, 2), (Some(10), 3), (Some(21), 4)],
    );
}

/// What is no line of the file has no number.
#[test]
fn entries_of_a_journal_have_none() {
    let entry = |at: u64| {
        format!(
            "__CURSOR=s=1;i={at}\n__REALTIME_TIMESTAMP=136164738300000{at}\nMESSAGE=Invalid user u{at} from 192.0.2.1\n_PID=17\n_HOSTNAME=web1\nSYSLOG_IDENTIFIER=sshd\n\n"
        )
    };
    let found = numbered("journal", (entry(1) + &entry(2)).as_bytes());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found.iter().all(|(number, _)| number.is_none()),
        "{found:?}"
    );
}

/// The second look counts as the first one.
#[test]
fn lines_that_are_found_again_have_their_numbers() {
    let text = format!("\n{}\r\n\0\0{}\n\n{}", line(1), line(2), line(3));
    let files = [("secure", text.as_bytes())];
    let names = vec!["203.0.113.9".to_owned()];
    let mut evidence = Evidence::new(Wanted::Address { names }, 100);
    feed(&files, &plans(&files), &mut evidence);
    let found = evidence.samples().iter().map(|sample| sample.line);
    assert_eq!(found.collect::<Vec<_>>(), [Some(2), Some(3), Some(5)]);
    assert_eq!(evidence.lines, 5);
}
