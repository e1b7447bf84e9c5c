//! Transcripts, mails and configuration files as customers send them: `documents/NAME`, and what is found in
//! each, `documents/NAME.table`: one line a document, one a row. `UPDATE=1` writes the tables.

use crate::support::{assert_conserved, plans, report, root, update};
use logyomi_core::Layout;
use logyomi_core::report::Report;
use proptest::prelude::*;
use std::fmt::Write;
use std::path::PathBuf;

fn inputs() -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("tests/documents"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_none_or(|extension| extension != "table")
        })
        .collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    paths
        .iter()
        .map(|path| (name(path), std::fs::read(path).unwrap()))
        .collect()
}

fn read(name: &str, bytes: &[u8]) -> Report {
    let report = report(&[(name, bytes)]);
    assert_conserved(&report);
    report
}

/// The documents, and how the lines of the file were read.
fn table(report: &Report) -> String {
    let mut out = String::new();
    for document in &report.documents {
        let command = match document.command.as_str() {
            "" => String::new(),
            command => format!(" `{command}`"),
        };
        writeln!(
            out,
            "{}{command}: {} rows, {} unread",
            document.kind,
            document.rows.len(),
            document.unread
        )
        .unwrap();
        for row in &document.rows {
            let fields = row.fields.iter();
            let fields: Vec<String> = fields
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            writeln!(out, "   {}: {}", row.event, fields.join(" ")).unwrap();
        }
        for judged in &document.judgements {
            writeln!(out, "   {}! {} × {}", judged.level, judged.id, judged.lines).unwrap();
        }
    }
    for file in &report.files {
        let lines = file.lines;
        writeln!(
            out,
            "lines: {} read = {} matched + {} ignored + {} unmatched + {} document + {} prose + {} others",
            lines.read,
            lines.matched,
            lines.ignored,
            lines.unmatched,
            lines.document,
            lines.prose,
            lines.ambiguous + lines.unreadable + lines.filtered
        )
        .unwrap();
    }
    for unmatched in &report.unmatched {
        writeln!(
            out,
            "unmatched: {} {}",
            unmatched.program, unmatched.template
        )
        .unwrap();
    }
    out
}

#[test]
fn every_document_is_found_and_read() {
    let mut wrong = Vec::new();
    let inputs = inputs();
    assert!(inputs.len() >= 5, "only {} files", inputs.len());
    for (name, bytes) in inputs {
        let found = table(&read(&name, &bytes));
        let path = root().join("tests/documents").join(format!("{name}.table"));
        if update() {
            std::fs::write(&path, &found).unwrap();
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push(name);
        }
    }
    assert!(
        wrong.is_empty(),
        "these are read otherwise; UPDATE=1 writes them, read the diff: {wrong:?}"
    );
}

/// A mail of LogWatch and the log it was made from tell of the same requests: they do not add up.
#[test]
fn a_mail_and_its_log_are_counted_once() {
    let mail = b" --------------------- httpd Begin ------------------------ \n\n Attempts to use known hacks by 1 hosts were logged 3 time(s) from:\n    203.0.113.9: 3 Time(s)\n\n A total of 1 sites probed the server \n    203.0.113.9\n\n ---------------------- httpd End ------------------------- \n";
    let line = "203.0.113.9 - - [20/Nov/2026:06:00:00 +0900] \"GET /cgi-bin/../../../../etc/passwd HTTP/1.1\" 404 196 \"-\" \"-\"\n";
    let log = line.repeat(4);
    let attempts = |files: &[(&str, &[u8])]| {
        let report = report(files);
        let known = report.attackers.iter();
        known
            .map(|attacker| (attacker.address.clone(), attacker.attempts))
            .collect::<Vec<_>>()
    };
    let mail: (&str, &[u8]) = ("mail.txt", mail);
    let log: (&str, &[u8]) = ("access_log", log.as_bytes());
    let of = |count| vec![("203.0.113.9".to_owned(), count)];
    assert_eq!(attempts(&[mail]), of(3));
    assert_eq!(attempts(&[log]), of(4));
    assert_eq!(attempts(&[mail, log]), of(4));
}

/// What a mailer does on its way must not change what is found.
#[test]
fn encodings_do_not_matter() {
    for (name, bytes) in inputs() {
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let text: String = text
            .chars()
            .filter(|c| c.is_ascii() || ('ぁ'..='龥').contains(c))
            .collect();
        let plain = kinds(&read(&name, text.as_bytes()));
        for encoding in [
            encoding_rs::SHIFT_JIS,
            encoding_rs::EUC_JP,
            encoding_rs::ISO_2022_JP,
        ] {
            let (bytes, _, lost) = encoding.encode(&text);
            if !lost {
                assert_eq!(
                    kinds(&read(&name, &bytes)),
                    plain,
                    "{name} in {}",
                    encoding.name()
                );
            }
        }
        let quoted: String = text
            .bytes()
            .map(|byte| match byte {
                b'\n' => "\n".to_owned(),
                b' ' | b'!'..=b'<' | b'>'..=b'~' => char::from(byte).to_string(),
                byte => format!("={byte:02X}"),
            })
            .collect();
        let mail = format!(
            "Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n{quoted}"
        );
        assert_eq!(
            kinds(&read("mail.eml", mail.as_bytes())),
            plain,
            "{name} as a mail"
        );
    }
}

/// Kind, command and number of rows of each document.
fn kinds(report: &Report) -> Vec<(String, String, usize)> {
    let documents = report.documents.iter();
    documents
        .map(|document| {
            (
                document.kind.clone(),
                document.command.clone(),
                document.rows.len(),
            )
        })
        .collect()
}

/// A document is read whole, by one reader: it is never cut into ranges.
#[test]
fn a_transcript_is_not_cut() {
    for (name, bytes) in inputs() {
        assert!(!bytes.is_empty(), "{name}");
        for plan in plans(&[(&name, &bytes)]) {
            assert!(plan.layout != Layout::Lines && !plan.cuttable, "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Truncated anywhere, lines shuffled, bytes changed: it never fails, and no line vanishes.
    #[test]
    fn damaged_documents_never_fail(
        which in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        shuffle in any::<u64>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
    ) {
        let inputs = inputs();
        let (name, bytes) = which.get(&inputs);
        let mut bytes = bytes.clone();
        bytes.truncate(cut.index(bytes.len() + 1));
        if shuffle % 2 == 0 {
            let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            let key = |line: &&[u8]| line.iter().fold(shuffle, |sum, byte| sum.wrapping_mul(31) + u64::from(*byte));
            lines.sort_by_key(key);
            bytes = lines.join(&b'\n');
        }
        for (at, byte) in flips {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        read(name, &bytes);
    }
}
