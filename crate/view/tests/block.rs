//! Block rules in every form and both languages, compared with files: `UPDATE=1` writes them anew.

mod expect;

use expect::check;
use logyomi_core::canonical;
use logyomi_core::report::{Attacker, FileReport, Lines, Report, Row, SectionReport, Span, Table};
use logyomi_view::Lang;
use logyomi_view::block::{Choice, Format, network, propose, rules};

/// Of each kind one: a range, a dynamic name, IPv6, a login, a private address, a name, too few attempts.
fn report() -> Report {
    let attacker = |address: &str, attempts| Attacker {
        address: address.into(),
        ip: canonical(address.as_bytes()).map(|ip| ip.to_string()),
        attempts,
        first: Some("2017-02-05T04:32:51".into()),
        last: Some("2017-02-11T23:01:07".into()),
        ..Attacker::default()
    };
    let named = |address, attempts, name: &str| Attacker {
        names: vec![name.into()],
        ..attacker(address, attempts)
    };
    let mut owner = attacker("198.51.100.36", 261);
    owner.succeeded = 1;
    Report {
        files: vec![file()],
        sections: vec![logins("198.51.100.7")],
        attackers: vec![
            named(
                "203.0.113.160",
                1884,
                "p654aaf.tokyo-ap.dynamic.example.ne.jp",
            ),
            owner,
            named("203.0.113.9", 72, "mail.example.com"),
            attacker("203.0.113.10", 31),
            attacker("203.0.113.11", 30),
            attacker("198.51.100.1", 24),
            attacker("198.51.100.5", 23),
            attacker("198.51.100.15", 22),
            attacker("192.168.1.20", 21),
            attacker("host.example.net", 20),
            named("2001:db8::bad:cafe", 14, "$(reboot)"),
            attacker("192.0.2.80", 12),
            attacker("192.0.2.8", 2),
        ],
        ..Report::default()
    }
}

fn file() -> FileReport {
    let lines = Lines {
        read: 9_000,
        ambiguous: 1,
        ..Lines::default()
    };
    FileReport {
        span: Some(Span {
            first: "2017-02-05T04:02:11".into(),
            last: "2017-02-11T23:58:40".into(),
        }),
        lines,
        ..FileReport::default()
    }
}

fn logins(address: &str) -> SectionReport {
    let row = Row {
        key: vec!["taro".into(), address.into()],
        ..Row::default()
    };
    let table = Table {
        event: "accepted".into(),
        level: "normal".into(),
        fields: vec!["user".into(), "addr".into()],
        rows: vec![row],
        ..Table::default()
    };
    SectionReport {
        id: "sshd".into(),
        tables: vec![table],
        ..SectionReport::default()
    }
}

fn choice() -> Choice {
    Choice {
        ranges: true,
        own: network("192.0.2.80").into_iter().collect(),
        ..Choice::default()
    }
}

#[test]
fn every_form_in_both_languages() {
    let proposal = propose(&report(), &choice());
    for format in Format::ALL {
        for lang in Lang::ALL {
            let name = format!("block/{}.{}.txt", format.name(), lang.tag());
            check(&name, &rules(&proposal, format, lang));
        }
    }
}

#[test]
fn where_there_is_nobody_there_is_no_rule() {
    for format in Format::ALL {
        for lang in Lang::ALL {
            let text = rules(&propose(&Report::default(), &choice()), format, lang);
            assert!(text.lines().all(|line| line.starts_with("# ")), "{text}");
        }
    }
}

/// A comment that ends in a backslash would take the next line with it.
#[test]
fn no_comment_goes_on_in_the_next_line() {
    let proposal = propose(&report(), &choice());
    for format in Format::ALL {
        for lang in Lang::ALL {
            assert!(!rules(&proposal, format, lang).contains('\\'));
        }
    }
}
