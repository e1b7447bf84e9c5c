//! Attempts, counted a second time by an awk script that knows the definition and nothing of our code.

use crate::support::{report, root};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What sshd, PAM and klogind write of somebody who is not let in.
const MESSAGES: [&str; 12] = [
    "sshd[PID]: Invalid user USER from ADDR",
    "sshd[PID]: Failed password for invalid user USER from ADDR port 4000 ssh2",
    "sshd[PID]: Failed password for USER from ADDR port 4000 ssh2",
    "sshd[PID]: Received disconnect from ADDR: 11: Bye Bye [preauth]",
    "sshd[PID]: Connection closed by ADDR [preauth]",
    "sshd[PID]: Connection closed by invalid user USER ADDR port 4000 [preauth]",
    "sshd[PID]: Did not receive identification string from ADDR",
    "sshd[PID]: Accepted password for USER from ADDR port 4000 ssh2",
    "sshd[PID]: input_userauth_request: invalid user USER [preauth]",
    "sshd(pam_unix)[PID]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=ADDR  user=USER",
    "klogind[PID]: Authentication failed from ADDR (ADDR): Permission denied in replay cache code",
    "CRON[PID]: pam_unix(cron:session): session opened for user root by (uid=0)",
];

const USERS: [&str; 4] = ["root", "admin", "from 198.51.100.77", "rhost=198.51.100.77"];

/// A day's log: message, login name, pid, address, minutes since the line before.
fn log(lines: &[(usize, usize, u16, u8, u8)]) -> String {
    let (mut out, mut minutes) = (String::new(), 0_u32);
    for (message, user, pid, addr, later) in lines {
        minutes += u32::from(*later);
        // PAM gives a name no frame of its own: what stands in it is another test's subject.
        let user = if MESSAGES[*message].contains("rhost=") {
            0
        } else {
            *user
        };
        let text = MESSAGES[*message]
            .replace("USER", USERS[user])
            .replace("PID", &pid.to_string())
            .replace("ADDR", &format!("203.0.113.{addr}"));
        let (day, hour) = (minutes / 1440 + 1, minutes / 60 % 24);
        writeln!(
            out,
            "Mar {day:>2} {hour:02}:{:02}:00 host {text}",
            minutes % 60
        )
        .unwrap();
    }
    out
}

fn by_awk(log: &str) -> BTreeMap<String, u64> {
    let mut awk = Command::new("awk")
        .arg("-f")
        .arg(root().join("tests/attempts.awk"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("awk counts");
    awk.stdin.take().unwrap().write_all(log.as_bytes()).unwrap();
    let out = awk.wait_with_output().unwrap();
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines()
        .map(|line| {
            let (count, address) = line.split_once(' ').unwrap();
            (address.to_owned(), count.parse().unwrap())
        })
        .collect()
}

fn by_us(log: &str) -> BTreeMap<String, u64> {
    let report = report(&[("auth.log", log.as_bytes())]);
    let tried = report.attackers.into_iter().filter(|one| one.attempts > 0);
    tried.map(|one| (one.address, one.attempts)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn an_independent_count_of_attempts_agrees(
        lines in prop::collection::vec((0..MESSAGES.len(), 0..USERS.len(), 100_u16..104, 1_u8..4, 0_u8..15), 1..120)
    ) {
        let log = log(&lines);
        prop_assert_eq!(by_us(&log), by_awk(&log), "{}", log);
    }
}

/// Whether the one attacker of a log may only have mistyped a password.
#[track_caller]
fn check_mistyped(log: &[&str], wanted: bool) {
    let log = format!("{}\n", log.join("\n"));
    let report = report(&[("auth.log", log.as_bytes())]);
    let [attacker] = &report.attackers[..] else {
        panic!("{} attackers", report.attackers.len());
    };
    assert_eq!(attacker.mistyped, wanted, "{attacker:?}");
    assert!(attacker.attempts > 0, "it stays counted");
}

#[test]
fn a_mistyped_password_is_marked_and_nothing_more_than_that() {
    let failed = |second: u8, user: &str| {
        format!(
            "Mar  1 09:00:{second:02} host sshd[1{second}]: Failed password for {user} from 192.0.2.20 port 4000 ssh2"
        )
    };
    let accepted = |second: u8, user: &str| {
        format!(
            "Mar  1 09:00:{second:02} host sshd[1{second}]: Accepted password for {user} from 192.0.2.20 port 4000 ssh2"
        )
    };
    let (one, two, three) = (failed(1, "alice"), failed(2, "alice"), failed(3, "alice"));
    let (bob, then) = (failed(2, "bob"), accepted(9, "alice"));
    check_mistyped(&[&one, &then], true);
    check_mistyped(&[&one, &two, &then], true);
    check_mistyped(&[&one, &two, &three, &then], false);
    // Another name, before or as the one that is let in.
    check_mistyped(&[&one, &bob, &then], false);
    check_mistyped(&[&one, &accepted(9, "bob")], false);
    // The password was right before, not after.
    check_mistyped(&[&accepted(0, "alice"), &one], false);
    check_mistyped(&[&one], false);
    // A request that is an attack is no password.
    let request = r#"192.0.2.20 - - [01/Mar/2026:08:00:00 +0000] "GET /phpMyAdmin/scripts/setup.php HTTP/1.1" 404 210 "-" "-""#;
    check_mistyped(&[request, &one, &then], false);
}
