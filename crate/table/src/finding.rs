//! What only the whole input shows: the headings of the pages of findings.

use crate::{Condition, FieldId, Words};
use serde::{Deserialize, Serialize};

/// A heading of the pages of findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Finding<'a> {
    pub id: &'a str,
    #[serde(borrow)]
    pub title: Words<'a>,
    pub note: Words<'a>,
    /// What the customer is asked for.
    pub ask: Words<'a>,
    pub gravity: Gravity,
    pub rule: Rule,
    /// The hits that it is about; of a chain also those that come later, of a gap those that explain it.
    pub watches: Vec<Watch<'a>>,
    /// Least number of what the rule counts: hits, attempts, addresses, seconds or days.
    pub at_least: u32,
    /// Least number of different login names.
    pub names: u32,
    /// Most attempts that an address may have made.
    pub at_most: u32,
    /// Services whose attempts are not counted.
    pub except: Vec<&'a str>,
    /// Gravity where the reader has answered a question about the server so.
    pub facts: Vec<(Fact, bool, Gravity)>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Gravity {
    Information,
    Warning,
    Critical,
}

impl Gravity {
    pub const ALL: [Gravity; 3] = [Gravity::Critical, Gravity::Warning, Gravity::Information];

    pub fn name(self) -> &'static str {
        match self {
            Gravity::Information => "information",
            Gravity::Warning => "warning",
            Gravity::Critical => "critical",
        }
    }
}

/// What a finding follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// Hits of its events.
    Hits,
    /// Hits of its events from an address that had made attempts before.
    After,
    /// Hits of the first watch, and later of the second, with the same value.
    Chain,
    /// Attempts of one address.
    Attempts,
    /// Hits of its events from so many countries, with the same value.
    Countries,
    /// One login name that many addresses tried.
    Spraying,
    /// Many addresses that made few attempts each at one service.
    Distributed,
    /// Nothing was written for so many seconds, and then syslogd began anew.
    Gap,
    /// The clock on the lines went back by so many seconds.
    Backwards,
    /// So many days between the first and the last have no line.
    Days,
}

impl Rule {
    pub const ALL: [Rule; 10] = [
        Rule::Hits,
        Rule::After,
        Rule::Chain,
        Rule::Attempts,
        Rule::Countries,
        Rule::Spraying,
        Rule::Distributed,
        Rule::Gap,
        Rule::Backwards,
        Rule::Days,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Rule::Hits => "hits",
            Rule::After => "after",
            Rule::Chain => "chain",
            Rule::Attempts => "attempts",
            Rule::Countries => "countries",
            Rule::Spraying => "spraying",
            Rule::Distributed => "distributed",
            Rule::Gap => "gap",
            Rule::Backwards => "backwards",
            Rule::Days => "days",
        }
    }
}

/// Which hits are kept for a finding, and by what they are put together.
#[derive(Debug, Serialize, Deserialize)]
pub struct Watch<'a> {
    /// Index of the section, index of its event.
    pub events: Vec<(u16, u16)>,
    #[serde(borrow)]
    pub when: Vec<Condition<'a>>,
    pub per: Per,
    /// Fields whose values are told of each subject.
    pub shows: Vec<FieldId>,
}

/// Whom or what a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Per {
    /// The address it came from.
    Address,
    Field(FieldId),
    /// The whole input.
    Whole,
}

/// A question about the server that the log cannot answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Logins by SSH with keys only.
    SshKeysOnly,
    /// Mail is relayed for known users only.
    RelayClosed,
    /// Linux or a BSD, not Windows.
    Unix,
    /// Pages of administration are open to the world.
    AdminOpen,
}

impl Fact {
    pub const ALL: [Fact; 4] = [
        Fact::SshKeysOnly,
        Fact::RelayClosed,
        Fact::Unix,
        Fact::AdminOpen,
    ];

    /// As `--fact` and the pages write it.
    pub fn name(self) -> &'static str {
        match self {
            Fact::SshKeysOnly => "ssh-keys-only",
            Fact::RelayClosed => "relay-closed",
            Fact::Unix => "unix",
            Fact::AdminOpen => "admin-open",
        }
    }

    pub fn of(name: &str) -> Option<Fact> {
        Fact::ALL.into_iter().find(|fact| fact.name() == name)
    }
}
