//! Lines that are read with their neighbours, that hold more than one record, and figures over several events.

use crate::support::{lines, report};

/// What each record of the input was read as: status, event, address.
fn check(text: &str, wanted: &[(&str, &str, &str)]) {
    let found = lines(text.as_bytes());
    let found: Vec<_> = found
        .iter()
        .map(|read| {
            let addr = read.addr.as_deref().unwrap_or_default();
            (read.status.as_str(), read.event.as_str(), addr)
        })
        .collect();
    assert_eq!(found, wanted, "{text}");
}

const REVERSE: (&str, &str, &str) = ("matched", "sshd-connections/name-mismatch", "203.0.113.9");
const FAILED: (&str, &str, &str) = ("matched", "sshd-failed/failed", "203.0.113.9");

#[test]
fn two_records_on_a_line_are_both_read() {
    let text = "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9.Jan 20 13:29:04 school sshd[548]: Failed password for ROOT from 203.0.113.9 port 62531";
    check(text, &[REVERSE, FAILED]);
    let report = report(&[("glued", text.as_bytes())]);
    let lines = report.files[0].lines;
    assert_eq!((lines.read, lines.matched), (1, 1));
    let attempts: Vec<_> = report.attackers.iter().map(|one| one.attempts).collect();
    assert_eq!(attempts, [1]);
    let samples = report.sections.iter().flat_map(|section| &section.tables);
    let samples: Vec<_> = samples.flat_map(|table| &table.rows[0].samples).collect();
    assert!(samples.len() == 2 && samples.iter().all(|sample| sample.text == text));
}

#[test]
fn a_strangers_text_is_no_second_record() {
    for (text, decoy) in [
        // Read whole, with the text in a user's name.
        (
            "Jan 20 13:29:04 school sshd[548]: Invalid user x from 198.51.100.77Jan 20 13:29:04 school sshd[9]: Failed password for root from 198.51.100.77 port 22 from 203.0.113.9",
            "198.51.100.77",
        ),
        // Not read whole, but what stands before has room for text of others.
        (
            "Jan 20 13:29:04 school sshd[548]: Invalid user x from 192.0.2.1Jan 20 13:29:04 school sshd[9]: Failed password for root from 198.51.100.77 port 22 and more",
            "198.51.100.77",
        ),
        // Another host.
        (
            "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9.Jan 20 13:29:04 home sshd[9]: Failed password for root from 198.51.100.77 port 22",
            "198.51.100.77",
        ),
        // A stamp that is older, and one that is younger by more than a day.
        (
            "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9.Jan 20 13:29:03 school sshd[9]: Failed password for root from 198.51.100.77 port 22",
            "198.51.100.77",
        ),
        (
            "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9.Jan 21 13:29:05 school sshd[9]: Failed password for root from 198.51.100.77 port 22",
            "198.51.100.77",
        ),
        // The message before does not end at the stamp.
        (
            "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9 orJan 20 13:29:04 school sshd[9]: Failed password for root from 198.51.100.77 port 22",
            "198.51.100.77",
        ),
    ] {
        let found = lines(text.as_bytes());
        assert_eq!(found.len(), 1, "{text}");
        assert_ne!(found[0].addr.as_deref(), Some(decoy), "{text}");
    }
}

#[test]
fn a_line_that_names_its_host_often_is_not_looked_at_for_long() {
    let text = format!(
        "Jan 20 13:29:04 h sshd[548]: {}",
        "Jan 20 13:29:04 h sshd[1]: x ".repeat(2000)
    );
    let found = lines(text.as_bytes());
    assert_eq!(found.len(), 1);
}

#[test]
fn the_line_below_a_samba_head_has_its_time() {
    let head =
        "[2019/01/02 03:04:05.678901,  2] ../source3/auth/auth.c:334(auth_check_ntlm_password)";
    let text = "  check_ntlm_password:  Authentication for user [taro] -> [taro] FAILED with error NT_STATUS_NO_SUCH_USER";
    let both = format!("{head}\n{text}\n");
    check(
        &both,
        &[
            ("ignored", "samba-server/heads", ""),
            ("matched", "samba/auth-failed-user", ""),
        ],
    );
    let report = report(&[("log.smbd", both.as_bytes())]);
    let tables = report.sections.iter().flat_map(|section| &section.tables);
    let failed: Vec<_> = tables
        .filter(|table| table.event == "auth-failed-user")
        .map(|table| table.rows[0].first.as_deref())
        .collect();
    assert_eq!(failed, [Some("2019-01-02T03:04:05")]);
}

#[test]
fn a_total_adds_events_of_several_pages() {
    let text = "Dec 18 02:05:52 mx postfix/smtpd[16349]: NOQUEUE: reject: CONNECT from unknown[203.0.113.31]: 503 5.5.0 <unknown[203.0.113.31]>: Client host rejected: Improper use of SMTP command pipelining; proto=SMTP
Dec 18 02:05:53 mx postfix/smtpd[16350]: NOQUEUE: reject: RCPT from unknown[203.0.113.32]: 554 5.7.1 <a@example.net>: Relay access denied; from=<b@example.net> to=<a@example.net> proto=ESMTP helo=<x>
";
    let report = report(&[("maillog", text.as_bytes())]);
    let totals: Vec<_> = report
        .sections
        .iter()
        .flat_map(|section| &section.totals)
        .map(|total| (total.id.as_str(), total.count, total.lines))
        .collect();
    assert_eq!(totals, [("rejected", 2, 2)]);
}
