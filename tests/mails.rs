//! Mails as mail programs save them, read the whole way: packed bodies, either line end, many in a mailbox.

use crate::support::{assert_conserved, report};
use logyomi_core::report::Report;

const LOG: &str = "\
Nov 22 10:00:01 www sshd[11]: Invalid user admin from 203.0.113.9
Nov 22 10:00:02 www sshd[12]: Invalid user guest from 198.51.100.7
Nov 22 10:00:03 www sshd[13]: Accepted password for alice from 192.0.2.7 port 3022 ssh2
";

/// In lines of 76 letters, as mails have them.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |sum, at| {
            sum << 8 | u32::from(three.get(at).copied().unwrap_or(0))
        });
        for at in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * at)) as usize & 63];
            out.push(if at > three.len() {
                '='
            } else {
                char::from(letter)
            });
        }
        if out.len() % 77 == 76 {
            out.push('\n');
        }
    }
    out
}

/// Every letter that may not stand in it is written by its number.
fn quoted(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'\n' | b' '..=b'<' | b'>'..=b'~' => char::from(byte).to_string(),
            byte => format!("={byte:02X}"),
        })
        .collect()
}

fn mail(packing: &str, body: &str) -> String {
    format!(
        "Return-Path: <info@example.com>\nSubject: log\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: {packing}\n\n{body}"
    )
}

fn read(text: &str) -> Report {
    let report = report(&[("mail.eml", text.as_bytes())]);
    assert_conserved(&report);
    report
}

/// How many lines of the mail are read as the log's, the same with either line end.
fn check(mail: &str, expect: u64) {
    for text in [mail.to_owned(), mail.replace('\n', "\r\n")] {
        let lines = read(&text).files[0].lines;
        assert_eq!(lines.matched, expect, "{lines:?}\n{text:?}");
    }
}

#[test]
fn packed_bodies_are_read_with_either_line_end() {
    check(&mail("base64", &base64(LOG.as_bytes())), 3);
    check(&mail("quoted-printable", &quoted(LOG)), 3);
    check(
        &mail(
            "quoted-printable",
            &quoted(LOG).replace(" from", "=\n from"),
        ),
        3,
    );
    check(
        &mail(
            "base64",
            &base64(format!("ログをお送りします。\n\n{LOG}").as_bytes()),
        ),
        3,
    );
}

#[test]
fn a_mailbox_is_read_with_either_line_end() {
    let one = mail("base64", &base64(LOG.as_bytes()));
    let from = "From info@example.com Sun Nov 22 11:00:00 2026";
    check(&format!("{from}\n{one}\n\n{from}\n{one}\n"), 6);
}

/// A mail of LogWatch gives its block.
#[test]
fn a_packed_report_of_logwatch_is_read_with_either_line_end() {
    let text = "\n --------------------- SSHD Begin ------------------------ \n\n Illegal users from:\n    203.0.113.9: 4 times\n\n ---------------------- SSHD End ------------------------- \n";
    for packed in [
        mail("base64", &base64(text.as_bytes())),
        mail("quoted-printable", &quoted(text)),
    ] {
        let lines = |text: &str| read(text).files[0].lines;
        assert_eq!(lines(&packed).document, 4, "{packed}");
        assert_eq!(lines(&packed), lines(&packed.replace('\n', "\r\n")));
    }
}
