//! An auth log of sshd.

use super::random::{Random, address, log, stamp, user};
use std::fmt::Write;

/// At least `bytes` of a server that is guessed at and used.
pub fn sshd(bytes: usize) -> Vec<u8> {
    log(bytes, 0x9E37_79B9_7F4A_7C15, 2, |out, random, second| {
        let pid = 1000 + random.below(60_000);
        for message in connection(random) {
            // Written to a string: it cannot fail.
            let _ = writeln!(out, "{} web1 sshd[{pid}]: {message}", stamp(second));
        }
    })
}

/// What is written of one connection.
fn connection(random: &mut Random) -> Vec<String> {
    let number = random.seldom(12);
    let (from, port) = (address(1, number), random.port());
    match random.below(20) {
        0 | 1 => worked(random),
        2 => vec![format!("Connection closed by {from} port {port} [preauth]")],
        3 => vec![format!(
            "Unable to negotiate with {from} port {port}: no matching key exchange method found. Their offer: diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1 [preauth]"
        )],
        4 => vec![
            format!("error: kex_exchange_identification: Connection closed by remote host"),
            format!("Connection closed by {from} port {port}"),
        ],
        5..11 => vec![
            format!(
                "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={from}  user=root"
            ),
            format!("Failed password for root from {from} port {port} ssh2"),
            format!("Received disconnect from {from} port {port}:11: Bye Bye [preauth]"),
            format!("Disconnected from authenticating user root {from} port {port} [preauth]"),
        ],
        // Each address has a list of its own, most of them a short one.
        _ => unknown(&user(1 + random.seldom(1 + number % 7)), &from, port),
    }
}

fn unknown(user: &str, from: &str, port: u64) -> Vec<String> {
    vec![
        format!("Invalid user {user} from {from} port {port}"),
        "pam_unix(sshd:auth): check pass; user unknown".to_owned(),
        format!(
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={from}"
        ),
        format!("Failed password for invalid user {user} from {from} port {port} ssh2"),
        format!("Connection closed by invalid user {user} {from} port {port} [preauth]"),
    ]
}

/// A login with a key, and its end.
fn worked(random: &mut Random) -> Vec<String> {
    let number = random.below(30);
    let (from, port) = (address(2, number), random.port());
    let name = ["deploy", "tanaka", "suzuki", "backup"];
    let name = name.get(number as usize % 4).copied().unwrap_or_default();
    vec![
        format!(
            "Accepted publickey for {name} from {from} port {port} ssh2: ED25519 SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
        ),
        format!("pam_unix(sshd:session): session opened for user {name}(uid=1000) by (uid=0)"),
        format!("Received disconnect from {from} port {port}:11: disconnected by user"),
        format!("Disconnected from user {name} {from} port {port}"),
        format!("pam_unix(sshd:session): session closed for user {name}"),
    ]
}
