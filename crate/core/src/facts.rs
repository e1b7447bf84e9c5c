//! What the reader knows of the server and no log says; it changes how grave a finding is.

use crate::address::range::Range;
use crate::order::Order;
use crate::report::{Finding, Report};
use logyomi_sections::{FINDINGS, Fact, Gravity};
use serde::{Deserialize, Serialize};

/// Answers to the questions about the server; what is not answered changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    answers: Vec<(Fact, bool)>,
    /// The reader's own addresses and networks, as they were written.
    own: Vec<String>,
}

impl Facts {
    /// Answers a question, or takes the answer back.
    pub fn set(&mut self, fact: Fact, answer: Option<bool>) {
        self.answers.retain(|(known, _)| *known != fact);
        self.answers.extend(answer.map(|answer| (fact, answer)));
    }

    pub fn get(&self, fact: Fact) -> Option<bool> {
        let known = self.answers.iter().find(|(known, _)| *known == fact);
        known.map(|(_, answer)| *answer)
    }

    /// The reader's own addresses and networks, among words and commas; what is neither is passed over.
    pub fn set_own(&mut self, text: &str) {
        let words = text.split([' ', ',', '、', '\u{3000}']);
        let words = words.filter(|word| Range::parse(word).is_some());
        self.own = words.map(str::to_owned).collect();
    }

    /// `ssh-keys-only=yes`, `own=192.0.2.0/24,198.51.100.5`
    pub fn read(&mut self, text: &str) -> Option<()> {
        let (name, answer) = text.split_once('=')?;
        if name == "own" {
            self.set_own(answer);
            return (!self.own.is_empty()).then_some(());
        }
        let answer = match answer {
            "yes" => Some(true),
            "no" => Some(false),
            "unknown" => None,
            _ => return None,
        };
        self.set(Fact::of(name)?, answer);
        Some(())
    }

    /// Levels the findings anew by these answers, and puts the gravest first.
    pub fn apply(&self, report: &mut Report) {
        for found in &mut report.findings {
            let Some(page) = FINDINGS.iter().find(|page| page.id == found.id) else {
                continue;
            };
            let known: Vec<_> = page
                .facts
                .iter()
                .filter(|(fact, answer, _)| {
                    self.get(*fact) == Some(*answer) && concerns(*fact, found)
                })
                .collect();
            let mut gravity = page.gravity;
            found.because.clear();
            for (fact, answer, level) in known {
                gravity = *level;
                let answer = if *answer { "yes" } else { "no" };
                found.because.push(format!("{}={answer}", fact.name()));
            }
            if let Some(own) = self.all_own(found) {
                gravity = Gravity::Information;
                found.because.push(format!("own={own}"));
            }
            found.level = gravity.name().to_owned();
        }
        let place = |id: &str| FINDINGS.iter().position(|page| page.id == id);
        let grave = |name: &str| Gravity::ALL.iter().position(|level| level.name() == name);
        report
            .findings
            .order_by_key(|found| (grave(&found.level), place(&found.id)));
    }

    /// The range in which all subjects of a finding lie, where they are the reader's own.
    fn all_own(&self, found: &Finding) -> Option<&str> {
        let range = |own: &&String| {
            let range = Range::parse(own)?;
            let mut subjects = found.subjects.iter().map(|subject| {
                let ip = Range::parse(subject.ip.as_deref()?)?;
                Some(range.contains(&ip))
            });
            (!found.subjects.is_empty() && subjects.all(|is| is == Some(true))).then_some(())
        };
        self.own
            .iter()
            .find(|own| range(own).is_some())
            .map(String::as_str)
    }
}

/// Keys alone at SSH say nothing of a mailbox's password: what was tried elsewhere too is as grave as before.
fn concerns(fact: Fact, found: &Finding) -> bool {
    if fact != Fact::SshKeysOnly {
        return true;
    }
    let subjects = found.subjects.iter();
    let mut services = subjects
        .flat_map(|subject| &subject.details)
        .filter(|detail| detail.field == "service");
    let only_ssh = services.all(|detail| {
        detail.left_out == 0 && detail.values.iter().all(|value| value.value == "ssh")
    });
    only_ssh && found.subjects_left_out == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Counted, Detail, Subject};

    fn tried(services: &[&str]) -> Report {
        let value = |name: &&str| Counted {
            value: (*name).to_owned(),
            count: 60,
        };
        let detail = Detail {
            field: "service".to_owned(),
            values: services.iter().map(value).collect(),
            ..Detail::default()
        };
        let subject = Subject {
            details: vec![detail],
            ..Subject::default()
        };
        Report {
            findings: vec![Finding {
                id: "brute-force".to_owned(),
                subjects: vec![subject],
                ..Finding::default()
            }],
            ..Report::default()
        }
    }

    #[test]
    fn keys_at_ssh_soothe_nobody_whose_mailboxes_were_tried() {
        let mut facts = Facts::default();
        facts.set(Fact::SshKeysOnly, Some(true));
        for (services, level) in [(&["ssh"][..], "information"), (&["pop3", "ssh"], "warning")] {
            let mut report = tried(services);
            facts.apply(&mut report);
            assert_eq!(report.findings[0].level, level, "{services:?}");
        }
    }
}
