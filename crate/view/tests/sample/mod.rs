//! A made-up report that has something of everything, for the golden files and the preview.
//! Addresses are those of RFC 5737 and RFC 3849, names are under example.*.

mod findings;

use logyomi_core::report::{
    Attacker, Counted, FileProblem, FileReport, LeftOut, Lines, Network, Report, Row, SCHEMA,
    Sample, SectionReport, Service, Span, Table, TargetName, TargetPath, Targets, Total, Tried,
    Unmatched, Whois,
};

/// A week of a small server: attacks on ssh, pop3 and the web, and one login that should not have been.
pub fn report() -> Report {
    Report {
        schema: SCHEMA,
        files: files(),
        sections: vec![access(), dovecot(), sendmail(), sshd()],
        attackers: attackers(),
        attackers_left_out: LeftOut {
            rows: Some(3),
            count: 4,
        },
        networks: vec![Network {
            prefix: "203.0.113.0/24".into(),
            addresses: 2,
            attempts: 956,
            succeeded: 1,
            first: Some("2017-02-05T11:23:13".into()),
            last: Some("2017-02-08T03:12:09".into()),
        }],
        unmatched: unmatched(),
        unmatched_left_out: LeftOut::default(),
        findings: findings::findings(),
        targets: targets(),
        ..Report::default()
    }
}

fn targets() -> Targets {
    Targets {
        names: vec![
            TargetName {
                value: "ubnt".into(),
                kind: Some("ubiquiti".into()),
                attempts: 1_234,
                addresses: 2,
            },
            TargetName {
                attempts: 1,
                addresses: 1,
                ..TargetName::default()
            },
        ],
        names_left_out: 7,
        paths: vec![TargetPath {
            value: "/.env?<b>".into(),
            event: Some("x-httpd/x-files".into()),
            requests: 12,
            addresses: 3,
        }],
        paths_left_out: 0,
    }
}

fn files() -> Vec<FileReport> {
    vec![
        FileReport {
            path: "customer/var/log/auth.log".into(),
            bytes: 1_834_211,
            format: "syslog".into(),
            encoding: "UTF-8".into(),
            anchor: "2017-02-12".into(),
            anchor_from: "file-date".into(),
            year_guessed: true,
            span: span("2017-02-05T04:02:11", "2017-02-11T23:58:40"),
            lines: Lines {
                read: 10_566,
                matched: 9_870,
                ambiguous: 2,
                ignored: 612,
                unmatched: 81,
                unreadable: 1,
                ..Lines::default()
            },
            problems: vec![
                FileProblem::RepeatWithoutLine { count: 1 },
                FileProblem::InvalidText { lines: 1 },
            ],
            ..FileReport::default()
        },
        FileReport {
            path: "customer/var/log/httpd/www.example.co.jp-ssl_access_log-20170212.gz".into(),
            bytes: 412_006,
            format: "access".into(),
            encoding: "UTF-8".into(),
            container: Some("gzip".into()),
            anchor: "2017-02-12".into(),
            anchor_from: "file-name".into(),
            span: span("2017-02-05T00:00:03", "2017-02-11T23:59:59"),
            lines: Lines {
                read: 48_211,
                matched: 48_205,
                unmatched: 6,
                ..Lines::default()
            },
            problems: vec![FileProblem::Truncated { read: 9_731_022 }],
            ..FileReport::default()
        },
        FileReport {
            path: "customer/画面.jpg".into(),
            bytes: 88_120,
            format: "binary".into(),
            encoding: "UTF-8".into(),
            problems: vec![FileProblem::Binary {
                kind: Some("JPEG".into()),
            }],
            ..FileReport::default()
        },
    ]
}

fn sshd() -> SectionReport {
    let tried = [
        ("2001:db8::bad:cafe", "oracle", 14, 28),
        ("203.0.113.9", "admin", 212, 424),
        ("203.0.113.9", "cisco", 12, 24),
        ("203.0.113.9", "n3ssus", 1, 2),
        ("203.0.113.9", "root from 192.0.2.1 port 22", 1, 1),
        ("203.0.113.9", "web\u{202e}retsam\u{1b}[2J", 1, 1),
        (
            "p654aaf.tokyo-ap.dynamic.long-provider-name.example.ne.jp",
            "emailswitch",
            1,
            1,
        ),
    ];
    let rows = tried.map(|(address, user, count, lines)| Row {
        lines,
        samples: vec![sample(
            0,
            81_234,
            &format!("Feb  7 04:32:55 server sshd[29362]: Invalid user {user} from {address}"),
        ), sample(
            0,
            81_402,
            &format!("Feb  7 04:32:57 server sshd[29362]: Failed password for invalid user {user} from {address} port 38926 ssh2"),
        )],
        ..row(&[address, user], count)
    });
    SectionReport {
        id: "sshd".into(),
        tables: vec![
            Table {
                count: 242,
                lines: 481,
                rows: rows.to_vec(),
                ..table("illegal-user", "attack", &["addr", "user"])
            },
            Table {
                count: 3,
                lines: 3,
                rows: vec![
                    Row {
                        samples: vec![sample(
                            0,
                            99_812,
                            "Feb  8 03:12:09 server sshd[8812]: Accepted password for mizuno from 203.0.113.9 port 40022 ssh2",
                        )],
                        ..row(&["mizuno", "203.0.113.9"], 1)
                    },
                    row(&["operator", "192.0.2.40"], 2),
                ],
                ..table("accepted", "notice", &["user", "addr"])
            },
            Table {
                count: 612,
                lines: 612,
                rows: vec![row(&[], 612)],
                ..table("disconnected", "ignored", &[])
            },
        ],
        totals: Vec::new(),
    }
}

fn dovecot() -> SectionReport {
    let rows = vec![
        Row {
            lines: 72,
            ..row(&["203.0.113.160", ""], 72)
        },
        Row {
            lines: 87,
            ..row(&["198.51.100.36", "info@example.co.jp"], 261)
        },
    ];
    SectionReport {
        id: "dovecot".into(),
        tables: vec![Table {
            count: 333,
            lines: 159,
            rows,
            ..table("auth-failed", "attack", &["addr", "user"])
        }],
        totals: Vec::new(),
    }
}

/// Sums, a cap, and no moments.
fn sendmail() -> SectionReport {
    let relay = |key: &str, sums: [u64; 2], count| Row {
        sum: Some(sums[0]),
        sums: sums.to_vec(),
        first: None,
        last: None,
        ..row(&[key], count)
    };
    let rows = vec![
        relay("mail.example.com [192.0.2.70]", [35, 81_402], 35),
        relay("www.example.ne.jp [192.0.2.5]", [34, 9_120], 25),
    ];
    SectionReport {
        id: "sendmail".into(),
        tables: vec![Table {
            count: 187,
            lines: 187,
            sum: Some(208),
            sum_fields: vec!["recipients".into(), "size".into()],
            sums: vec![208, 1_204_881],
            rows,
            left_out: LeftOut {
                rows: Some(61),
                count: 127,
            },
            ..table("relays", "normal", &["relay"])
        }],
        totals: vec![Total {
            id: "rejected".into(),
            count: 1212,
            lines: 1200,
        }],
    }
}

fn access() -> SectionReport {
    let paths = [
        "/phpmyadmin/scripts/setup.php",
        "/.env",
        "/cgi-bin/upload/upload-submit.do",
        "/admin/define.inc.php?match=http://192.0.2.99/a/very/long/address/that/does/not/end/for/quite/some/time.txt",
    ];
    let rows = paths.map(|path| Row {
        samples: vec![sample(1, 4_402_118, &format!("203.0.113.9 - - [07/Feb/2017:02:32:54 +0900] \"GET {path} HTTP/1.1\" 404 346 \"-\" \"Mozilla/4.0 (compatible; MSIE 8.0)\""))],
        ..row(&[path, "404"], 9)
    });
    // More rows than a table shows at first.
    let many = (0..230)
        .map(|number| row(&[&format!("/old/{number}.html")], 1))
        .collect();
    SectionReport {
        id: "access".into(),
        tables: vec![
            Table {
                count: 36,
                lines: 36,
                rows: rows.to_vec(),
                ..table("scan", "attack", &["url", "status"])
            },
            Table {
                count: 4,
                lines: 4,
                rows: vec![row(&["/", "500"], 4)],
                ..table("server-error", "warning", &["url", "status"])
            },
            Table {
                count: 230,
                lines: 230,
                rows: many,
                ..table("not-found", "normal", &["url"])
            },
        ],
        totals: Vec::new(),
    }
}

fn attackers() -> Vec<Attacker> {
    let names = [
        "root",
        "admin",
        "test",
        "guest",
        "oracle",
        "cisco",
        "ubuntu",
        "postgres",
        "git",
        "www",
        "nagios",
        "backup",
        "n3ssus",
        "emailswitch",
        "enable",
        "x7Ku2",
    ];
    let users = names
        .iter()
        .zip((1..).map(|at| 240 / at))
        .map(|(name, count)| tried(name, count))
        .collect();
    vec![
        Attacker {
            names: vec!["p654aaf.tokyo-ap.dynamic.long-provider-name.example.ne.jp".into()],
            services: vec![service("ftp", 6), service("http", 36), service("ssh", 842)],
            users,
            paths: vec![
                counted("/.env", 9),
                counted("/phpmyadmin/scripts/setup.php", 9),
                counted("/cgi-bin/upload/upload-submit.do", 9),
            ],
            succeeded: 1,
            samples: vec![sample(
                0,
                81_234,
                "Feb  7 04:32:55 server sshd[29362]: Invalid user admin from 203.0.113.9",
            )],
            ..attacker("203.0.113.9", 884)
        },
        Attacker {
            services: vec![service("pop3", 261)],
            users: vec![tried("info@example.co.jp", 261)],
            country: Some("NL".into()),
            whois: Some(Whois {
                range: Some("198.51.100.33 - 198.51.100.62".into()),
                country: Some("NL".into()),
                network: Some("EXAMPLE-NET".into()),
                abuse: Some("abuse@example.net".into()),
            }),
            ..attacker("198.51.100.36", 261)
        },
        Attacker {
            services: vec![service("pop3", 72)],
            country: Some("TV".into()),
            users: vec![tried("", 72)],
            ..attacker("203.0.113.160", 72)
        },
        Attacker {
            services: vec![service("ssh", 14)],
            users: vec![tried("oracle", 14)],
            ..attacker("2001:db8::bad:cafe", 14)
        },
        Attacker {
            services: vec![service("ssh", 1)],
            users: vec![tried("hanako", 1)],
            succeeded: 2,
            mistyped: true,
            ..attacker("192.0.2.20", 1)
        },
    ]
}

fn unmatched() -> Vec<Unmatched> {
    vec![
        Unmatched {
            program: "dovecot-auth".into(),
            template: "pam_succeed_if: requirement \"uid < #\" not met by user \"test\"".into(),
            count: 79,
            samples: vec![sample(
                0,
                120,
                "Feb  7 04:40:01 server dovecot-auth: pam_succeed_if: requirement \"uid < 100\" not met by user \"test\"",
            )],
        },
        Unmatched {
            program: String::new(),
            template: "SEARCH /\u{90}\u{2}<script>alert(#)</script>".into(),
            count: 2,
            samples: Vec::new(),
        },
    ]
}

fn table(event: &str, level: &str, fields: &[&str]) -> Table {
    let fields = fields.iter().map(|&field| field.to_owned()).collect();
    Table {
        event: event.into(),
        level: level.into(),
        fields,
        ..Table::default()
    }
}

fn row(key: &[&str], count: u64) -> Row {
    Row {
        key: key.iter().map(|&part| part.to_owned()).collect(),
        count,
        lines: count,
        first: Some("2017-02-07T04:32:51".into()),
        last: Some("2017-02-11T22:01:09".into()),
        ..Row::default()
    }
}

fn sample(file: u32, offset: u64, text: &str) -> Sample {
    Sample {
        file,
        offset,
        length: u32::try_from(text.len()).unwrap_or(u32::MAX),
        // Of the other files nobody knows it.
        line: (file == 0).then(|| offset / 100 + 1),
        text: text.into(),
    }
}

fn attacker(address: &str, attempts: u64) -> Attacker {
    Attacker {
        address: address.into(),
        ip: Some(address.into()),
        attempts,
        first: Some("2017-02-05T11:23:13".into()),
        last: Some("2017-02-08T03:12:09".into()),
        ..Attacker::default()
    }
}

fn service(name: &str, attempts: u64) -> Service {
    Service {
        name: name.into(),
        attempts,
    }
}

fn tried(value: &str, count: u64) -> Tried {
    let kind = logyomi_sections::name_kind(value);
    Tried {
        value: value.into(),
        count,
        kind: kind.map(|kind| kind.id.into()),
    }
}

fn counted(value: &str, count: u64) -> Counted {
    Counted {
        value: value.into(),
        count,
    }
}

fn span(first: &str, last: &str) -> Option<Span> {
    Some(Span {
        first: first.into(),
        last: last.into(),
    })
}
