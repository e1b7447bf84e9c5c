//! Names, mailboxes and the server's own hosts, hidden in what leaves the desk.
//!
//! Addresses stay: they are what the letter is about. A masked name keeps its first letter, so that those
//! who know the server can still tell which one is meant.

use std::borrow::Cow;
use std::collections::BTreeSet;

use logyomi_core::report::{Report, Tried};

/// Fields whose values are names of people or accounts.
const NAMES: [&str; 2] = ["user", "ruser"];

/// What is known to be a name in this report.
#[derive(Debug, Default)]
pub struct Mask(Option<BTreeSet<String>>);

impl Mask {
    /// Hides nothing.
    pub fn none() -> Mask {
        Mask(None)
    }

    pub fn of(report: &Report) -> Mask {
        let tried = report.attackers.iter().flat_map(|attacker| &attacker.users);
        let tried = tried.map(|Tried { value, .. }| value);
        let hosts = report.files.iter().flat_map(|file| &file.hosts);
        let tables = report.sections.iter().flat_map(|section| &section.tables);
        let rows = tables.flat_map(|table| {
            let named = |at: usize| {
                table
                    .fields
                    .get(at)
                    .is_some_and(|field| NAMES.contains(&&**field))
            };
            let keys = table.rows.iter().flat_map(|row| row.key.iter().enumerate());
            keys.filter(move |(at, _)| named(*at))
                .map(|(_, value)| value)
        });
        let subjects = report.findings.iter().flat_map(|finding| &finding.subjects);
        let subjects = subjects.flat_map(|subject| {
            let own = NAMES.contains(&&*subject.field).then_some(&subject.value);
            let details = subject
                .details
                .iter()
                .filter(|detail| NAMES.contains(&&*detail.field));
            own.into_iter()
                .chain(details.flat_map(|detail| detail.values.iter().map(|one| &one.value)))
        });
        let all = tried.chain(hosts).chain(rows).chain(subjects);
        Mask(Some(all.filter(|name| is_name(name)).cloned().collect()))
    }

    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Some(names) = &self.0 else {
            return Cow::Borrowed(text);
        };
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_of_word) {
            let (before, word) = rest.split_at(start);
            let end = word.find(|c| !is_of_word(c)).unwrap_or(word.len());
            let (word, after) = word.split_at(end);
            out.push_str(before);
            out.push_str(&hidden(word, names));
            rest = after;
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@')
}

/// Words that logs are written in; somebody tries them as login names, too. `root` is nobody's secret.
const PLAIN: [&str; 14] = [
    "by", "for", "from", "host", "illegal", "invalid", "log", "none", "password", "port", "root",
    "server", "to", "user",
];

/// An address of the network or a figure is none, whoever tried it as one.
fn is_name(name: &str) -> bool {
    let is_address = name.parse::<std::net::IpAddr>().is_ok();
    !is_address && name.chars().any(char::is_alphabetic) && !PLAIN.contains(&name)
}

fn hidden<'a>(word: &'a str, names: &BTreeSet<String>) -> Cow<'a, str> {
    let plain = word.trim_end_matches(['.', '-']);
    match plain.split_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => {
            Cow::Owned(format!("{}@{domain}", starred(local)))
        }
        _ if names.contains(plain) => Cow::Owned(starred(plain)),
        _ => Cow::Borrowed(word),
    }
}

fn starred(name: &str) -> String {
    name.chars().take(1).chain("***".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use logyomi_core::report::{Attacker, FileReport};

    fn report() -> Report {
        let tried = ["hanako", "root", "192.0.2.1", "42", "from"].map(|value| Tried {
            value: value.to_owned(),
            ..Tried::default()
        });
        Report {
            files: vec![FileReport {
                hosts: vec!["mail".into()],
                ..FileReport::default()
            }],
            attackers: vec![Attacker {
                users: tried.to_vec(),
                ..Attacker::default()
            }],
            ..Report::default()
        }
    }

    #[test]
    fn names_and_mailboxes_keep_a_letter() {
        let mask = Mask::of(&report());
        for (text, wanted) in [
            (
                "Mar  1 04:00:01 mail sshd[42]: Failed password for hanako from 192.0.2.1 port 42",
                "Mar  1 04:00:01 m*** sshd[42]: Failed password for h*** from 192.0.2.1 port 42",
            ),
            ("from=<taro.y@example.com>,", "from=<t***@example.com>,"),
            ("root and hanako2 stay", "root and hanako2 stay"),
            ("花子@example.jp", "花***@example.jp"),
            ("@ alone, a@ and @b", "@ alone, a@ and @b"),
        ] {
            assert_eq!(mask.text(text), wanted);
        }
        assert_eq!(Mask::none().text("hanako"), "hanako");
    }
}
