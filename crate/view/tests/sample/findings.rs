//! One finding of each level: by address, by name, of the log itself.

use logyomi_core::report::{Counted, Detail, Finding, Sample, Subject};

pub fn findings() -> Vec<Finding> {
    vec![after_failures(), spraying(), backwards()]
}

fn after_failures() -> Finding {
    Finding {
        id: "login-after-failures".into(),
        level: "critical".into(),
        rule: "after".into(),
        at_least: 5,
        count: 2,
        first: Some("2017-02-07T04:32:51".into()),
        last: Some("2017-02-08T00:00:00".into()),
        subjects: vec![Subject {
            field: "addr".into(),
            value: "203.0.113.9".into(),
            ip: Some("203.0.113.9".into()),
            count: 2,
            attempts: Some(1_234),
            details: vec![
                detail("event", &["x-sshd/x-accepted"], 0),
                detail("user", &["<b>hanako</b>", ""], 3),
            ],
            first: Some("2017-02-07T04:32:51".into()),
            last: Some("2017-02-08T00:00:00".into()),
            samples: vec![line(
                512,
                "Feb  7 04:32:51 mail sshd[11]: Accepted password for <b>hanako</b> from 203.0.113.9 port 4242 ssh2",
            )],
        }],
        ..Finding::default()
    }
}

fn spraying() -> Finding {
    Finding {
        id: "spraying".into(),
        level: "warning".into(),
        because: vec!["ssh-keys-only=no".into()],
        rule: "spraying".into(),
        at_least: 5,
        count: 6,
        subjects: vec![
            named("user", "root", 17, Some(40)),
            named("user", "\u{202e}toor", 6, Some(6)),
        ],
        subjects_left_out: 4,
        ..Finding::default()
    }
}

fn backwards() -> Finding {
    Finding {
        id: "log-backwards".into(),
        level: "information".into(),
        rule: "backwards".into(),
        at_least: 3_600,
        count: 90_061,
        subjects: vec![named("file", "customer/var/log/auth.log", 90_061, None)],
        ..Finding::default()
    }
}

fn named(field: &str, value: &str, count: u64, attempts: Option<u64>) -> Subject {
    Subject {
        field: field.into(),
        value: value.into(),
        count,
        attempts,
        samples: vec![line(512, "the same line as above")],
        ..Subject::default()
    }
}

fn detail(field: &str, values: &[&str], left_out: u64) -> Detail {
    let counted = |value: &&str| Counted {
        value: (*value).to_owned(),
        count: 1,
    };
    Detail {
        field: field.into(),
        values: values.iter().map(counted).collect(),
        left_out,
    }
}

fn line(offset: u64, text: &str) -> Sample {
    Sample {
        offset,
        length: text.len() as u32,
        line: Some(offset / 80 + 1),
        text: text.into(),
        ..Sample::default()
    }
}
