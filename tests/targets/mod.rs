//! A target is a function that takes any bytes and must neither panic nor hang; most hold the result
//! against another way to the same result.

mod patterns;

use crate::support::{assert_conserved, plans, report};
use flate2::Compression;
use flate2::write::GzEncoder;
use logyomi_core::report::Report;
use logyomi_core::{Analysis, Caps, Feed, Query};
use logyomi_view::words::Lang;
use logyomi_view::{html, json, state::ViewState, text};
use std::io::Write;

pub use patterns::matcher;

pub type Target = fn(&[u8]);

/// All targets by name: `fuzz/fuzz_targets/NAME.rs` calls it, `fuzz/corpus/NAME` is kept for it.
pub const TARGETS: [(&str, Target); 8] = [
    ("lines", lines),
    ("formats", formats),
    ("matcher", matcher),
    ("documents", documents),
    ("encodings", encodings),
    ("unpacking", unpacking),
    ("merging", merging),
    ("reports", reports),
];

/// Any bytes under a name that says nothing.
pub fn lines(bytes: &[u8]) {
    read("any", bytes);
}

/// Reads, and shows what was read.
fn read(name: &str, bytes: &[u8]) -> Report {
    let report = report(&[(name, bytes)]);
    assert_conserved(&report);
    show(&report);
    report
}

fn show(report: &Report) {
    for lang in Lang::ALL {
        let state = ViewState {
            lang,
            ..ViewState::default()
        };
        for shown in [html::report(report, &state), text::text(report, lang)] {
            for hidden in ['\u{1b}', '\u{202e}', '\0'] {
                let before = shown.split_once(hidden).map(|(before, _)| before);
                assert_eq!(before.map(last_letters), None, "{hidden:?} is shown");
            }
        }
    }
}

fn last_letters(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters[letters.len().saturating_sub(200)..]
        .iter()
        .collect()
}

/// The heads of lines, as the forms of `core::record` and the programs with heads of their own write them.
const HEADS: [&str; 16] = [
    "Nov 22 11:00:01 host sshd[100]: ",
    "2014-02-07T04:41:05+09:00 host sshd[1]: ",
    "<38>1 2014-02-07T04:41:05+09:00 host sshd 1 - - ",
    "2020-08-23 00:50:09 host sshd[1]: ",
    "[Sun Nov 22 11:00:01 2026] [error] ",
    "2026/11/22 11:00:01 [error] 100#100: *1 ",
    "203.0.113.5 - - [22/Nov/2026:11:00:00 +0900] \"",
    "[2026/11/22 11:00:01, 2] ../auth.c:3(check)\n  ",
    "Sun Nov 22 11:00:01 2026 [pid 100] ",
    "@400000004c91b044077a9e94 ",
    "1326512123.123 ",
    "130322 11:26:54 ",
    "Nov 22 11:00:01 host last message repeated ",
    "Nov 22 11:00:01 host postfix/smtpd[1]: ",
    "Nov 22 11:00:01 host kernel: ",
    "Nov 22 11:00:01 host dovecot: ",
];

/// A head of each form, and any bytes behind it. The first byte chooses the head of each line.
pub fn formats(bytes: &[u8]) {
    let mut text = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let (first, rest) = line.split_first().unwrap_or((&0, &[]));
        text.extend_from_slice(HEADS[usize::from(*first) % HEADS.len()].as_bytes());
        text.extend_from_slice(rest);
        text.push(b'\n');
    }
    read("formats", &text);
}

/// A command of each kind, and any bytes below it; or a file of a name that is read as a document.
pub fn documents(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let kinds = kinds();
    match *first {
        255 => drop(read("wtmp", rest)),
        254 => drop(read("mail.eml", rest)),
        number => {
            let kind = &kinds[usize::from(number) % kinds.len()];
            let mut text = format!("[root@host ~]# {kind}\n").into_bytes();
            text.extend_from_slice(rest);
            read("transcript.txt", &text);
        }
    }
}

/// Everything that pages of documents claim.
fn kinds() -> Vec<&'static str> {
    let pages = logyomi_sections::SECTIONS
        .iter()
        .filter(|page| page.format == logyomi_sections::Format::Document);
    let mut kinds: Vec<&str> = pages
        .flat_map(|page| page.programs.iter().copied())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The same text in UTF-8 and in UTF-16 is the same log.
pub fn encodings(bytes: &[u8]) {
    for name in ["any", "any.csv"] {
        read(name, bytes);
    }
    let text: String = String::from_utf8_lossy(bytes)
        .chars()
        .filter(|letter| !matches!(letter, '\0' | '\u{feff}' | '\u{fffe}'))
        .collect();
    let utf8 = format!("\u{feff}{text}");
    let utf16: Vec<u8> = utf8.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (one, other) = (read("any", utf8.as_bytes()), read("any", &utf16));
    // How many controls make a file no text is asked of bytes: UTF-16 has more of them to a letter.
    let read_as_text = |report: &Report| {
        let file = &report.files[0];
        file.encoding.starts_with("UTF-") && file.format != "binary"
    };
    if read_as_text(&one) && read_as_text(&other) && text.len() < 60_000 {
        assert_eq!(one.files[0].lines, other.files[0].lines, "{text:?}");
    }
}

/// Bytes as they are under the name of a packed file, and packed.
pub fn unpacking(bytes: &[u8]) {
    for name in [
        "any.gz", "any.log", "any.zip", "any.tar", "any.bz2", "any.xz", "any.zst",
    ] {
        read(name, bytes);
    }
    let damaged = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], bytes].concat();
    read("any.gz", &damaged);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    let packed = packed.finish().unwrap();
    let (one, other) = (read("any", bytes), read("any", &packed));
    // What is packed once is read as it is; a packed file in a packed file is not opened a second time.
    if one.files[0].container.is_none() && one.files[0].problems.is_empty() {
        assert_eq!(one.files[0].lines, other.files[0].lines);
    }
}

/// Cut anywhere, read by several, merged in another order: the same to the byte.
pub fn merging(bytes: &[u8]) {
    let (cuts, text) = bytes.split_at(bytes.len().min(4));
    let files = [("any", text)];
    let plans = plans(&files);
    let plan = &plans[0];
    let caps = Caps {
        rows: 1000,
        all_rows: usize::MAX,
        window: 200,
    };
    let new = || Analysis::with_caps(&plans, &Query::default(), 7, caps);
    let mut whole = new();
    feed(plan, text, 0..plan.bytes, &mut whole);
    if !plan.cuttable {
        return;
    }
    let mut places: Vec<u64> = cuts
        .iter()
        .map(|cut| plan.bytes * u64::from(*cut) / 255)
        .chain([0, plan.bytes])
        .collect();
    places.sort_unstable();
    let parts: Vec<Analysis> = places
        .windows(2)
        .rev()
        .map(|pair| {
            let mut part = new();
            feed(plan, text, pair[0]..pair[1], &mut part);
            Analysis::from_bytes(&part.to_bytes()).unwrap()
        })
        .collect();
    let mut merged = new();
    parts.into_iter().for_each(|part| merged.merge(part));
    let (one, other) = (whole.report(&plans), merged.report(&plans));
    assert_eq!(json::json(&one), json::json(&other));
}

fn feed(
    plan: &logyomi_core::FilePlan,
    text: &[u8],
    range: std::ops::Range<u64>,
    to: &mut Analysis,
) {
    let mut feed = Feed::new(plan, range);
    let from = usize::try_from(feed.start()).unwrap();
    feed.push(&text[from..], to);
    feed.finish(to);
}

/// What is read back: a saved report, and what a worker hands over.
pub fn reports(bytes: &[u8]) {
    if let Ok(report) = serde_json::from_slice::<Report>(bytes) {
        show(&report);
        let again: Report = serde_json::from_str(&json::json(&report)).unwrap();
        assert_eq!(json::json(&again), json::json(&report));
    }
    if let Some(mut analysis) = Analysis::from_bytes(bytes) {
        let plans = plans(&[("any", b"")]);
        analysis.merge(Analysis::with_caps(
            &plans,
            &Query::default(),
            7,
            Caps::default(),
        ));
        show(&analysis.report(&plans));
    }
}
