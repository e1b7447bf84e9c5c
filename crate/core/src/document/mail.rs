//! Mails as they were sent: quoted-printable, base64, HTML, in whatever charset; one (`.eml`) or many (`.mbox`).

use mail_parser::decoders::html::html_to_text;
use mail_parser::{Message, MessageParser, PartType};
use memchr::memmem;

/// Whether a text's first line is one of a mail's head.
pub fn is_head(line: &[u8]) -> bool {
    const FIELDS: [&str; 14] = [
        "return-path:",
        "received:",
        "delivered-to:",
        "from:",
        "to:",
        "date:",
        "subject:",
        "message-id:",
        "mime-version:",
        "content-type:",
        "x-original-to:",
        "envelope-to:",
        "reply-to:",
        "content-transfer-encoding:",
    ];
    let line = line.get(..40).unwrap_or(line).to_ascii_lowercase();
    line.starts_with(b"from ")
        || FIELDS
            .iter()
            .any(|field| line.starts_with(field.as_bytes()))
}

/// Whether a mail's parts must be unpacked before they can be read; a plain mail is read as it stands.
pub fn is_packed(raw: &[u8]) -> bool {
    if !is_head(raw) {
        return false;
    }
    let head = raw.get(..64 << 10).unwrap_or(raw).to_ascii_lowercase();
    let has = |word: &str| memmem::find(&head, word.as_bytes()).is_some();
    let headed = has("content-transfer-encoding:") || has("text/html");
    headed && (has("quoted-printable") || has("base64") || has("content-type: text/html"))
}

/// The lines of all mails, with the place of the part that each stands in.
pub fn lines(raw: &[u8]) -> Vec<(u64, String)> {
    let mut found = Vec::new();
    for (start, mail) in mails(raw) {
        let Some(message) = MessageParser::default().parse(mail) else {
            continue;
        };
        head(&message, start, &mut found);
        for id in &message.text_body {
            let Some(part) = message.parts.get(*id as usize) else {
                continue;
            };
            let offset = (start + part.raw_body_offset() as usize) as u64;
            let text = match &part.body {
                PartType::Text(text) => text.clone().into_owned(),
                PartType::Html(html) => plain(html),
                _ => continue,
            };
            found.extend(text.lines().map(|line| (offset, line.to_owned())));
        }
    }
    found
}

/// What a reader of the mail sees above its text.
fn head(message: &Message<'_>, start: usize, found: &mut Vec<(u64, String)>) {
    let sender = message.from().and_then(|from| from.first());
    let sender = sender.and_then(|from| from.address());
    let date = message.date().map(|date| date.to_rfc822());
    let fields = [
        ("From", sender.map(str::to_owned)),
        ("Date", date),
        ("Subject", message.subject().map(str::to_owned)),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            found.push((start as u64, format!("{name}: {value}")));
        }
    }
    found.push((start as u64, String::new()));
}

/// Where each mail of a mailbox begins, and the mail without mbox's `From ` line.
fn mails(raw: &[u8]) -> Vec<(usize, &[u8])> {
    let blank_above = |at: &usize| {
        let above = raw.get(..*at).unwrap_or_default();
        above.ends_with(b"\n\n") || above.ends_with(b"\n\r\n")
    };
    let mut starts: Vec<usize> = memmem::find_iter(raw, b"\nFrom ")
        .map(|at| at + 1)
        .filter(blank_above)
        .filter(|at| raw.get(*at..).is_some_and(parts_mails))
        .collect();
    starts.insert(0, 0);
    let ends = starts.iter().skip(1).copied().chain([raw.len()]);
    let pairs: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    pairs
        .into_iter()
        .filter_map(|(start, end)| {
            let mail = raw.get(start..end)?;
            let skipped = match mail.starts_with(b"From ") {
                true => memchr::memchr(b'\n', mail)? + 1,
                false => 0,
            };
            Some((start + skipped, mail.get(skipped..)?))
        })
        .collect()
}

/// Whether a text begins with mbox's line: `From root@host Tue Jan 20 04:02:11 2026`.
fn parts_mails(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut words = line
        .trim_ascii_end()
        .split(|byte| *byte == b' ')
        .rev()
        .filter(|word| !word.is_empty());
    let year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words.next().is_some_and(year)
        && words.any(|word| word.len() >= 5 && word.get(2) == Some(&b':'))
}

/// The text of an HTML mail. LogWatch's has a row of a table for each line, a heading for each block, and
/// its indentation as blanks that do not break.
fn plain(html: &str) -> String {
    if !html.contains("class=service") {
        return html_to_text(html);
    }
    let mut out = String::new();
    for service in html.split("class=service").skip(1) {
        let (name, rest) = service.split_once("</h2>").unwrap_or(("", service));
        let name = name.rsplit("<h2>").next().unwrap_or_default();
        out += &format!(" --- {} Begin ---\n", html_to_text(name).trim());
        for row in rest.split("<tr>").skip(1) {
            let mut cell = row
                .split(['\n', '>'])
                .skip_while(|piece| !piece.contains("<t"));
            let cell = cell.nth(1).unwrap_or_default();
            let cell = cell.split("</t").next().unwrap_or_default();
            let cell = cell.replace("&nbsp;", " ");
            let text = cell.trim_start();
            let depth = cell.len() - text.len() + 1;
            out += &format!("{:depth$}{}\n", "", html_to_text(text).trim_end());
        }
    }
    out + " ### Logwatch End ###\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mail: &str, expect: &[&str]) {
        assert!(is_packed(mail.as_bytes()), "{mail}");
        let found = lines(mail.as_bytes());
        let found: Vec<&str> = found.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(found, expect, "{mail}");
    }

    #[test]
    fn parts_are_unpacked() {
        check(
            "From: root@example.com\nSubject: =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n203.0.113.9: 2 Time=\n(s)\nuser=3Droot\n",
            &[
                "From: root@example.com",
                "Subject: 日本",
                "",
                "203.0.113.9: 2 Time(s)",
                "user=root",
            ],
        );
        check(
            "Subject: x\nContent-Type: text/plain; charset=EUC-JP\nContent-Transfer-Encoding: base64\n\nxvzL3AphCg==\n",
            &["Subject: x", "", "日本", "a"],
        );
    }

    #[test]
    fn rows_of_logwatch_in_html() {
        check(
            "Subject: Logwatch\nContent-Type: text/html; charset=UTF-8\n\n<div class=service>\n<table border=1>\n<tr><th>\n<h2><a name=\"1\">SSHD</a></h2>\n</tr></th>\n  <tr>\n    <th align=left>Illegal users from:</th>\n  </tr>\n  <tr>\n    <td bgcolor=#dddddd> &nbsp; &nbsp;203.0.113.9: 2 Times</td>\n  </tr>\n  </table></div>\n",
            &[
                "Subject: Logwatch",
                "",
                " --- SSHD Begin ---",
                " Illegal users from:",
                "     203.0.113.9: 2 Times",
                " ### Logwatch End ###",
            ],
        );
    }

    #[test]
    fn a_mailbox_holds_several() {
        let mail = "From root Thu Jan  1 04:02:11 2026\nSubject: a\nContent-Transfer-Encoding: quoted-printable\n\nx=3D1\n\nFrom here on\n\nFrom root Fri Jan  2 04:02:11 2026\nSubject: b\nContent-Transfer-Encoding: quoted-printable\n\ny=3D2\n";
        let found = lines(mail.as_bytes());
        let found: Vec<&str> = found.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(
            found,
            [
                "Subject: a",
                "",
                "x=1",
                "",
                "From here on",
                "",
                "Subject: b",
                "",
                "y=2"
            ]
        );
    }
}
