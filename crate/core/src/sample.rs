//! Logs made for measuring: realistic addresses, users and messages, the same at every run.

use crate::dispatch::Dispatch;
use crate::record::{Form, Record};

/// An auth log of sshd, at least `bytes` long.
pub fn sshd(bytes: usize) -> Vec<u8> {
    const USERS: [&str; 12] = [
        "root",
        "admin",
        "test",
        "oracle",
        "postgres",
        "ubuntu",
        "git",
        "www-data",
        "nagios",
        "webmaster",
        "deploy",
        "guest",
    ];
    let mut out = Vec::with_capacity(bytes + 512);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut second = 0_u64;
    while out.len() < bytes {
        second += random.below(3);
        let (pid, port) = (1000 + random.below(60_000), 1024 + random.below(60_000));
        let user = USERS
            .get(usize::try_from(random.below(12)).unwrap_or(0))
            .copied()
            .unwrap_or("root");
        let address = format!(
            "{}.{}.{}.{}",
            11 + random.below(200),
            random.below(40),
            random.below(256),
            1 + random.below(254)
        );
        let head = format!(
            "Nov {:2} {:02}:{:02}:{:02} web1 sshd[{pid}]: ",
            1 + second / 86_400 % 28,
            second / 3600 % 24,
            second / 60 % 60,
            second % 60
        );
        let messages = match random.below(8) {
            0 => [
                format!(
                    "Accepted publickey for deploy from {address} port {port} ssh2: ED25519 SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
                ),
                "pam_unix(sshd:session): session opened for user deploy(uid=1000) by (uid=0)"
                    .to_owned(),
            ],
            1 | 2 => [
                format!("Failed password for root from {address} port {port} ssh2"),
                format!(
                    "Connection closed by authenticating user root {address} port {port} [preauth]"
                ),
            ],
            3 => [
                format!("Received disconnect from {address} port {port}:11: Bye Bye [preauth]"),
                format!("Disconnected from {address} port {port} [preauth]"),
            ],
            _ => [
                format!("Invalid user {user} from {address} port {port}"),
                format!("Failed password for invalid user {user} from {address} port {port} ssh2"),
            ],
        };
        for message in messages {
            out.extend_from_slice(head.as_bytes());
            out.extend_from_slice(message.as_bytes());
            out.push(b'\n');
        }
    }
    out
}

/// The least that any reader of logs must do.
pub fn line_ends(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', text).count()
}

/// The matcher without all that stands before and behind it: from a message to its event and fields.
pub struct Matcher {
    dispatch: Dispatch,
    messages: Vec<Vec<u8>>,
}

impl Matcher {
    /// Takes the messages out of syslog lines, once.
    pub fn new(text: &[u8]) -> Matcher {
        let message = |line: &[u8]| {
            memchr::memmem::find(line, b"]: ")
                .and_then(|at| line.get(at + 3..))
                .map(<[u8]>::to_vec)
        };
        Matcher {
            dispatch: Dispatch::new(),
            messages: text
                .split(|byte| *byte == b'\n')
                .filter_map(message)
                .collect(),
        }
    }

    /// Matches every message; gives how many were read.
    pub fn run(&mut self) -> usize {
        let record = |message| Record {
            form: Form::Syslog,
            stamp: None,
            host: b"web1",
            program: b"sshd",
            pid: Some(1),
            message,
            rest: message,
        };
        let dispatch = &mut self.dispatch;
        self.messages
            .iter()
            .filter(|message| dispatch.find(&record(message.as_slice())).is_some())
            .count()
    }
}

/// xorshift: the same log at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
