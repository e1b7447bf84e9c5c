//! What the reader knows of the server and no log says; it changes how grave a finding is.

use crate::report::Report;
use logyomi_sections::{FINDINGS, Fact, Gravity};
use serde::{Deserialize, Serialize};

/// Answers to the questions about the server; what is not answered changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts(Vec<(Fact, bool)>);

impl Facts {
    /// Answers a question, or takes the answer back.
    pub fn set(&mut self, fact: Fact, answer: Option<bool>) {
        self.0.retain(|(known, _)| *known != fact);
        self.0.extend(answer.map(|answer| (fact, answer)));
    }

    pub fn get(&self, fact: Fact) -> Option<bool> {
        let known = self.0.iter().find(|(known, _)| *known == fact);
        known.map(|(_, answer)| *answer)
    }

    /// `ssh-keys-only=yes`
    pub fn read(&mut self, text: &str) -> Option<()> {
        let (name, answer) = text.split_once('=')?;
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
            let known = page
                .facts
                .iter()
                .filter(|(fact, answer, _)| self.get(*fact) == Some(*answer));
            let mut gravity = page.gravity;
            found.because.clear();
            for (fact, answer, level) in known {
                gravity = *level;
                let answer = if *answer { "yes" } else { "no" };
                found.because.push(format!("{}={answer}", fact.name()));
            }
            found.level = gravity.name().to_owned();
        }
        let place = |id: &str| FINDINGS.iter().position(|page| page.id == id);
        let grave = |name: &str| Gravity::ALL.iter().position(|level| level.name() == name);
        report
            .findings
            .sort_by_key(|found| (grave(&found.level), place(&found.id)));
    }
}
