//! A mail log of postfix and dovecot.

use super::random::{Random, address, log, stamp, user};
use std::fmt::Write;

/// At least `bytes` of a server that takes, sends and hands out mail, and is guessed at.
pub fn mail(bytes: usize) -> Vec<u8> {
    log(bytes, 0xD1B5_4A32_D192_ED03, 3, |out, random, second| {
        for (program, message) in happening(random) {
            let pid = 1000 + random.below(30_000);
            let pid = if program == "dovecot" {
                String::new()
            } else {
                format!("[{pid}]")
            };
            // Written to a string: it cannot fail.
            let _ = writeln!(out, "{} mail1 {program}{pid}: {message}", stamp(second));
        }
    })
}

type Lines = Vec<(&'static str, String)>;

fn happening(random: &mut Random) -> Lines {
    match random.below(10) {
        0..5 => delivery(random),
        5 => refused(random),
        6 => guessed(random),
        7 => {
            let from = address(6, random.seldom(11));
            let name = user(random.seldom(6));
            vec![(
                "dovecot",
                format!(
                    "pop3-login: Disconnected (auth failed, {} attempts in 4 secs): user=<{name}>, method=PLAIN, rip={from}, lip=192.0.2.10",
                    1 + random.below(3)
                ),
            )]
        }
        _ => fetched(random),
    }
}

fn delivery(random: &mut Random) -> Lines {
    let client = random.seldom(11);
    let (from, host) = (
        address(7, client),
        format!("mx{}.example.net", client % 700),
    );
    let id = format!("{:010X}", 0x40_0000_0000 + random.below(0x3F_FFFF_FFFF));
    let sender = format!("news{}@example.net", client % 900);
    let to = format!("{}@example.jp", user(random.seldom(8)));
    let (size, count) = (900 + random.below(90_000), 1);
    vec![
        ("postfix/smtpd", format!("connect from {host}[{from}]")),
        ("postfix/smtpd", format!("{id}: client={host}[{from}]")),
        (
            "postfix/cleanup",
            format!(
                "{id}: message-id=<{}.{client}@{host}>",
                random.below(1 << 40)
            ),
        ),
        (
            "postfix/qmgr",
            format!("{id}: from=<{sender}>, size={size}, nrcpt={count} (queue active)"),
        ),
        (
            "postfix/local",
            format!(
                "{id}: to=<{to}>, relay=local, delay=0.{:02}, delays=0.05/0/0/0.02, dsn=2.0.0, status=sent (delivered to maildir)",
                random.below(90)
            ),
        ),
        ("postfix/qmgr", format!("{id}: removed")),
        (
            "postfix/smtpd",
            format!("disconnect from {host}[{from}] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"),
        ),
    ]
}

fn refused(random: &mut Random) -> Lines {
    let from = address(8, random.seldom(11));
    let to = format!("{}@example.jp", user(random.seldom(8)));
    vec![
        ("postfix/smtpd", format!("connect from unknown[{from}]")),
        (
            "postfix/smtpd",
            format!(
                "NOQUEUE: reject: RCPT from unknown[{from}]: 554 5.7.1 Service unavailable; Client host [{from}] blocked using zen.example.org; from=<spam@example.com> to=<{to}> proto=ESMTP helo=<localhost>"
            ),
        ),
        (
            "postfix/smtpd",
            format!("disconnect from unknown[{from}] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4"),
        ),
    ]
}

fn guessed(random: &mut Random) -> Lines {
    let from = address(9, random.seldom(11));
    vec![
        ("postfix/smtpd", format!("connect from unknown[{from}]")),
        (
            "postfix/smtpd",
            format!("warning: unknown[{from}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6"),
        ),
        (
            "postfix/smtpd",
            format!("disconnect from unknown[{from}] ehlo=1 auth=0/1 quit=1 commands=2/3"),
        ),
    ]
}

fn fetched(random: &mut Random) -> Lines {
    let name = format!("{}@example.jp", user(random.seldom(6)));
    let from = address(5, random.seldom(8));
    vec![
        (
            "dovecot",
            format!(
                "imap-login: Login: user=<{name}>, method=PLAIN, rip={from}, lip=192.0.2.10, mpid={}, TLS, session=<{:012x}>",
                1000 + random.below(30_000),
                random.below(1 << 47)
            ),
        ),
        (
            "dovecot",
            format!(
                "imap({name}): Logged out in={} out={}",
                random.below(9_000),
                random.below(90_000)
            ),
        ),
    ]
}
