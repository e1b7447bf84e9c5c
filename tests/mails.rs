//! Mails as mail programs save them, read the whole way: packed bodies, either line end, many in a mailbox.

use crate::support::{assert_conserved, report};
use logyomi_core::report::{FileProblem, Report};
use logyomi_view::{Lang, words};

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

/// A mail of these parts, each with its own head.
fn parts(parts: &[(&str, &str)]) -> String {
    let parts: String = parts
        .iter()
        .map(|(head, body)| format!("--xx\n{head}\n\n{body}\n"))
        .collect();
    format!(
        "Subject: log\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"xx\"\n\n{parts}--xx--\n"
    )
}

const WORDS: (&str, &str) = ("Content-Type: text/plain", "see below");

fn attached(kind: &str, name: &str) -> String {
    format!(
        "Content-Type: {kind}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"{name}\""
    )
}

#[test]
fn attached_logs_and_mails_sent_on_are_read() {
    let packed = base64(LOG.as_bytes());
    for (kind, name) in [
        ("text/plain", "secure.log"),
        ("text/x-log; charset=US-ASCII", "secure"),
        ("application/octet-stream", "secure.1"),
        ("application/x-unknown", "log.dat"),
    ] {
        check(&parts(&[WORDS, (&attached(kind, name), &packed)]), 3);
    }
    let head = "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.log";
    check(&parts(&[WORDS, (head, LOG), (head, LOG)]), 6);
    let inner = mail("base64", &packed);
    check(
        &parts(&[WORDS, ("Content-Type: message/rfc822", &inner)]),
        3,
    );
    let inner = parts(&[WORDS, (&attached("text/plain", "secure"), &packed)]);
    let inner = inner.replace("xx", "yy");
    check(
        &parts(&[WORDS, ("Content-Type: message/rfc822", &inner)]),
        3,
    );
}

/// What repeats the last line of the body is no line of the file that is attached to it.
#[test]
fn an_attached_log_begins_by_itself() {
    let repeat = "Nov 22 10:00:04 www last message repeated 5 times\n";
    let log = mail("base64", &base64(format!("{LOG}{repeat}").as_bytes()));
    assert_eq!(read(&log).files[0].problems, []);
    let apart = parts(&[
        ("Content-Type: text/plain", LOG.trim_end()),
        (
            &attached("text/plain", "messages"),
            &base64(repeat.as_bytes()),
        ),
    ]);
    let file = &read(&apart).files[0];
    assert_eq!(file.problems, [FileProblem::RepeatWithoutLine { count: 1 }]);
}

/// A terminal program or a container's runtime has put its own time before each line.
#[test]
fn a_second_stamp_is_taken_off_in_a_mail_too() {
    for stamp in ["[2026-11-22 10:00:05.123] ", "2026-11-22T10:00:05.123Z "] {
        let twice: String = LOG.lines().map(|line| format!("{stamp}{line}\n")).collect();
        check(&mail("base64", &base64(twice.as_bytes())), 3);
        let letter = format!("Dear support,\n\nsee the log:\n\n{twice}\nRegards,\nTaro\n");
        check(&mail("quoted-printable", &quoted(&letter)), 3);
        check(&format!("[root@www ~]# cat /var/log/secure\n{twice}"), 3);
        check(&format!("Subject: log\nFrom: a@example.com\n\n{letter}"), 3);
        let both = [
            ("Content-Type: text/plain", LOG),
            ("Content-Type: text/plain", &twice),
        ];
        check(&parts(&both), 6);
    }
    // Behind the stamp of one line of many a stranger's text may stand.
    let forged =
        "2026-11-22T10:00:05.123Z Nov 22 10:00:03 www sshd[13]: Invalid user a from 198.51.100.77";
    check(
        &mail("quoted-printable", &quoted(&format!("{LOG}{forged}\n"))),
        3,
    );
}

#[test]
fn what_cannot_be_read_in_a_mail_is_named() {
    let zeros = base64(&[0, 1, 2, 3].repeat(50));
    let gzip = base64(&[&b"\x1F\x8B\x08\0"[..], &[b'x'; 50]].concat());
    let text = parts(&[
        WORDS,
        (&attached("application/gzip", "secure.gz"), &gzip),
        (
            &attached("application/octet-stream", "wtmp\u{202e}"),
            &zeros,
        ),
        (
            "Content-Type: image/png\nContent-Transfer-Encoding: base64",
            "iVBORw0KGgo=",
        ),
        (&attached("text/plain", "secure"), &base64(LOG.as_bytes())),
    ]);
    for text in [text.replace('\n', "\r\n"), text] {
        let report = read(&text);
        let file = &report.files[0];
        assert_eq!(file.lines.matched, 3);
        let names = ["secure.gz", "wtmp\u{202e}", "image/png"].map(str::to_owned);
        let problem = FileProblem::Attached {
            count: 3,
            names: names.to_vec(),
        };
        assert_eq!(file.problems, [problem]);
        let said = words::problem(&file.problems[0], file, Lang::En);
        assert!(
            said.contains("(3 in all): secure.gz, wtmp[U+202E], image/png."),
            "{said}"
        );
    }
}

/// Mails that lie very deep in each other, or have very many parts, are not followed to their end.
#[test]
fn mails_in_each_other_have_an_end() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(200_000) + LOG;
    read(&format!("Content-Type: multipart/mixed\n{deep}"));
    let some = (0..20).fold(mail("base64", &base64(LOG.as_bytes())), |mail, _| {
        format!("Content-Type: message/rfc822\n\n{mail}")
    });
    let report = read(&format!(
        "Subject: base64\nContent-Transfer-Encoding: 7bit\n{some}"
    ));
    assert!(matches!(
        report.files[0].problems[..],
        [FileProblem::Attached { count: 1, .. }]
    ));
    check(&parts(&vec![("Content-Type: text/plain", LOG); 1000]), 3000);
}

#[test]
fn html_is_read_in_the_lines_that_its_reader_sees() {
    let html = |body: &str| {
        let head =
            "Subject: log\nContent-Type: text/html; charset=UTF-8\nContent-Transfer-Encoding: 7bit";
        format!(
            "{head}\n\n<html><head><style type=\"text/css\">div {{ }}</style></head><body>{body}</body></html>"
        )
    };
    let around = |before: &str, after: &str| -> String {
        LOG.lines()
            .map(|line| format!("{before}{line}{after}"))
            .collect()
    };
    for body in [
        format!("<p>Hello</p><pre class=\"log\">{LOG}</pre>"),
        format!("<PRE>\n{}</PRE>", LOG.replace("www", "<span>www</span>")),
        around("<div>", "</div>"),
        around("<div style=\"x\"><font face=\"y\">", "</font></div>\n"),
        around("", "<br clear=\"all\">"),
        around("<p class=\"x\">", "</p>\n"),
        around("<li>", ""),
        format!(
            "<!-- <div> --><table>{}</table>",
            around("<tr><td>", "</td></tr>")
        ),
    ] {
        check(&html(&body), 3);
    }
}
