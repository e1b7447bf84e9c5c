//! Logs whose lines a mail program broke at its width: in a mail, and in a text that was copied out of one.

use crate::support::{Read, assert_conserved, lines_of, report};

const LOG: [&str; 6] = [
    "Nov 22 10:00:01 www sshd[11]: Invalid user admin from 203.0.113.9",
    "Nov 22 10:00:02 www sshd[11]: Failed password for invalid user admin from 203.0.113.9 port 38926 ssh2",
    "Nov 22 10:00:03 www sshd[12]: Failed password for root from 198.51.100.7 port 50022 ssh2",
    "Nov 22 10:00:04 www sshd[13]: Accepted password for alice from 192.0.2.7 port 3022 ssh2",
    "Nov 22 10:00:05 www sshd[14]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root",
    "Nov 22 10:00:06 www sshd[15]: Failed password for backup from 203.0.113.9 port 41000 ssh2",
];

/// A line as a mail program breaks it; `end` stands where it was broken.
fn broken(line: &str, width: usize, end: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in line.split(' ') {
        if column > 0 && column + 1 + word.len() > width {
            out.push_str(end);
            column = 0;
        } else if !out.is_empty() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out + "\n"
}

fn all(lines: &[&str], width: usize, end: &str) -> String {
    lines.iter().map(|line| broken(line, width, end)).collect()
}

/// What pages read, as they read the log that nobody has broken.
fn read(path: &str, text: &str) -> Vec<Read> {
    let report = report(&[(path, text.as_bytes())]);
    assert_conserved(&report);
    let physical = text.lines().count() as u64;
    if path.ends_with(".txt") {
        assert_eq!(report.files[0].lines.read, physical, "{text}");
    }
    let mut lines = lines_of(path, text.as_bytes());
    lines.retain(|line| !matches!(line.status.as_str(), "prose" | "document"));
    lines
}

fn check(path: &str, text: &str, expect: &[&str]) {
    assert_eq!(
        read(path, text),
        read("secure", &all(expect, 1000, "")),
        "{text}"
    );
}

#[test]
fn what_a_mail_program_broke_is_read_as_it_was() {
    for width in [70, 72, 74, 76, 78] {
        let text = all(&LOG, width, "\n");
        check("pasted.txt", &text, &LOG);
        check("pasted.txt", &text.replace('\n', "\r\n"), &LOG);
        check(
            "mail.txt",
            &format!("Dear support,\n\nsee below:\n\n{text}\n-- \nTaro\n"),
            &LOG,
        );
        let quoted: String = text.lines().map(|line| format!("> {line}\n")).collect();
        check(
            "mail.txt",
            &format!("Taro wrote:\n{quoted}\nThis looks bad.\n"),
            &LOG,
        );
        let head = "From: a@example.com\nSubject: log\nContent-Type: text/plain";
        check("mail.eml", &format!("{head}\n\n{text}"), &LOG);
        let packed = format!(
            "{head}\nContent-Transfer-Encoding: quoted-printable\n\n{}",
            text.replace('=', "=3D")
        );
        check("mail.eml", &packed, &LOG);
        let flowed = format!("{head}; format=flowed\n\n{}", all(&LOG, width, " \n"));
        check("mail.eml", &flowed, &LOG);
    }
}

/// The first half alone is read as a line that names nobody.
#[test]
fn a_line_that_is_read_without_its_address_is_read_whole() {
    check("a.txt", &all(&LOG[1..2], 72, "\n"), &LOG[1..2]);
}

/// What stands behind a break may look like a line of its own.
#[test]
fn a_strangers_text_is_no_line_where_it_was_broken() {
    const DECOY: &str = "198.51.100.77";
    let short = format!("Nov 22 10:00:09 www sshd[9]: Invalid user y from {DECOY}");
    // Whatever stands behind it belongs to the command.
    let open = format!(
        "Nov 22 10:00:09 www postfix/smtpd[9]: warning: non-SMTP command from unknown[{DECOY}]: GET /"
    );
    let texts = [
        short.clone(),
        open.clone(),
        format!("{open} {}", (open.clone() + " ").repeat(9)),
        format!("> {open}"),
        format!("> x {open}"),
        format!("{short} {open}"),
    ];
    let (mut named, mut whole) = (0, 0);
    for (text, pad) in texts
        .iter()
        .flat_map(|text| (0..76).map(move |pad| (text, pad)))
    {
        let pad = "x ".repeat(pad / 2) + &"y".repeat(pad % 2);
        for line in [
            format!(
                "Nov 22 10:00:08 www postfix/smtpd[8]: warning: non-SMTP command from unknown[203.0.113.9]: {pad} {text} z"
            ),
            format!(
                "Nov 22 10:00:08 www mysqld[8]: [Warning] Aborted connection 12 to db: 'shop' user: '{pad} {text}' host: '203.0.113.9' (Got an error reading communication packets)"
            ),
            format!(
                "Nov 22 10:00:08 www rpc.yppasswdd[8]: update {pad} {text} (from host 203.0.113.9) successful."
            ),
            format!("Nov 22 10:00:08 www unheard[8]: {pad} {text} 4711"),
        ] {
            let mut log = LOG.to_vec();
            log.insert(3, &line);
            let head = "From: a@example.com\nContent-Type: text/plain; format=flowed";
            for (path, text) in [
                ("a.txt", all(&log, 72, "\n")),
                ("a.eml", format!("{head}\n\n{}", all(&log, 72, " \n"))),
            ] {
                let found = lines_of(path, text.as_bytes());
                let blames = |read: &Read| read.addr.as_deref() == Some(DECOY);
                assert!(!found.iter().any(blames), "{text}\n{found:#?}");
                named += found.iter().filter(|read| read.addr.is_some()).count();
                whole += LOG.len();
            }
        }
    }
    // What is in doubt beside the stranger's line is shown and not read: that is seldom.
    assert!(named * 20 > whole * 19, "{named} of {whole}");
}

#[test]
fn what_nobody_has_broken_is_read_line_by_line() {
    let check = |text: &str, expect: u64| {
        let report = report(&[("a.txt", text.as_bytes())]);
        assert_conserved(&report);
        assert_eq!(report.files[0].lines.matched, expect, "{text}");
    };
    let line = |second| {
        format!(
            "Nov 22 10:00:0{second} www sshd[1{second}]: Invalid user admin from 203.0.113.9 port 3333\n"
        )
    };
    let two = line(1) + &line(2);
    check(&two, 2);
    check(
        &format!(
            "{}Somebody tries names here\n{}and here\n",
            line(1),
            line(2)
        ),
        2,
    );
    check(&format!("{two}What is this?\nThank you.\n"), 2);
    check(
        &format!(
            "{}\tat a.b.C(D.java:1)\n\tat a.b.C(D.java:2)\n{}",
            line(1),
            line(2)
        ),
        2,
    );
    let long = LOG.join("\n");
    check(&format!("{long}\nfrom 203.0.113.9\n"), 6);
    // A part of a mail is a text of its own.
    let head = "Content-Type: text/plain";
    let parts = format!(
        "Subject: log\nContent-Type: multipart/mixed; boundary=\"xx\"\n\n--xx\n{head}\n\n{}\n--xx\n{head}\n\n{two}What is this?\n--xx--\n",
        all(&LOG, 72, "\n")
    );
    check(&parts, 8);
}

/// Whoever opens a row sees all of the line, and where it begins.
#[test]
fn a_broken_line_has_its_place() {
    let text = format!("See below:\n\n{}", all(&LOG[2..4], 72, "\n"));
    let report = report(&[("a.txt", text.as_bytes())]);
    let tables = report.sections.iter().flat_map(|section| &section.tables);
    let samples = tables.flat_map(|table| table.rows.iter().flat_map(|row| &row.samples));
    let mut places: Vec<_> = samples
        .map(|sample| {
            let start = usize::try_from(sample.offset).unwrap();
            let end = start + usize::try_from(sample.length).unwrap();
            (text[start..end].replace('\n', " "), sample.text.clone())
        })
        .collect();
    places.sort();
    assert_eq!(
        places,
        [LOG[2], LOG[3]].map(|line| (line.to_owned(), line.to_owned()))
    );
}
