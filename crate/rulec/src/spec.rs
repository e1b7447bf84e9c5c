//! The `toml` blocks, as they are written.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSpec {
    pub title: Title,
    pub logwatch: String,
    #[serde(default)]
    pub programs: Vec<String>,
    #[serde(default)]
    pub heads: Vec<String>,
    #[serde(default)]
    pub any: bool,
    pub format: Option<String>,
    #[serde(default)]
    pub trim_start: Vec<String>,
    #[serde(default)]
    pub trim_end: Vec<String>,
    pub service: Option<String>,
    #[serde(default)]
    pub session: bool,
    pub reporter: Option<String>,
    /// The writer cuts its messages: one of so many bytes may have lost its end.
    pub longest: Option<u32>,
    /// Asked only where no other page reads the line.
    #[serde(default)]
    pub fallback: bool,
    #[serde(default)]
    pub cannot: BTreeMap<String, Cannot>,
    #[serde(default)]
    pub pairs: BTreeMap<String, String>,
    pub pairs_by: Option<String>,
    #[serde(default)]
    pub pairs_last: Vec<String>,
    #[serde(default)]
    pub totals: BTreeMap<String, TotalSpec>,
    /// Its place on the checklist after a suspected break-in.
    pub check: Option<CheckSpec>,
}

/// What is asked for on the checklist.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckSpec {
    pub order: u16,
    /// As it is typed.
    pub command: String,
    /// What it shows is gone once the cable is pulled.
    #[serde(default)]
    pub volatile: bool,
}

/// One figure over several events.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalSpec {
    pub title: Title,
    /// Events of the page, or `page/event`.
    pub events: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventSpec {
    pub title: Title,
    pub level: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub outcome: String,
    #[serde(default, rename = "match")]
    pub patterns: Vec<toml::Spanned<String>>,
    pub like: Option<String>,
    #[serde(default)]
    pub when: Conditions,
    #[serde(default)]
    pub rows: Vec<String>,
    #[serde(default)]
    pub attempt: AttemptSpec,
    pub count: Option<String>,
    pub sum: Option<String>,
    #[serde(default)]
    pub sums: Vec<String>,
    pub top: Option<u32>,
    pub min: Option<u32>,
    #[serde(default)]
    pub total: bool,
    pub order: Option<String>,
    /// A line of the event begins a document, also where no prompt says so.
    #[serde(default)]
    pub opens: bool,
    /// A line of the event tells more of the row above.
    #[serde(default)]
    pub joins: bool,
    pub service: Option<String>,
    pub readings: Option<String>,
    /// Asked only where no other pattern reads the line.
    #[serde(default)]
    pub fallback: bool,
    pub pairs: Option<BTreeMap<String, String>>,
    pub pairs_by: Option<String>,
    pub pairs_last: Option<Vec<String>>,
}

/// The block of a heading on a page of login names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamesSpec {
    pub title: Title,
    pub names: Vec<toml::Spanned<String>>,
    #[serde(default)]
    pub numbered: bool,
}

/// The block of a heading on a page of findings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingSpec {
    pub title: Title,
    /// What the customer is asked for.
    pub ask: Title,
    pub level: String,
    pub rule: String,
    /// The hits that it is about.
    pub hits: Option<WatchSpec>,
    /// Those that come later.
    pub then: Option<WatchSpec>,
    /// Those that explain it, right before.
    pub unless: Option<WatchSpec>,
    pub at_least: Option<u32>,
    #[serde(default)]
    pub names: u32,
    pub at_most: Option<u32>,
    /// Services whose attempts are something else.
    #[serde(default)]
    pub except: Vec<String>,
    #[serde(default)]
    pub facts: BTreeMap<String, FactSpec>,
}

/// Which events, and whom they are about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchSpec {
    /// `page/event`; a star is any text.
    #[serde(default)]
    pub events: Vec<String>,
    /// Those of them that another finding tells of.
    #[serde(default)]
    pub except: Vec<String>,
    /// Of these, those of one of these levels, of this category, of this outcome.
    #[serde(default)]
    pub levels: Vec<String>,
    pub category: Option<String>,
    pub outcome: Option<String>,
    #[serde(default)]
    pub when: Conditions,
    /// A field; default: the address. Nothing: the whole input.
    pub per: Option<String>,
    #[serde(default)]
    pub shows: Vec<String>,
}

/// How grave a finding is where the answer to a question is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactSpec {
    pub yes: Option<String>,
    pub no: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    pub en: String,
    pub ja: String,
}

/// What a writer cannot put into a field: a set of characters, or texts.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "`cannot` takes characters (`\":\"`) or texts (`[\", rip=\"]`)"
)]
pub enum Cannot {
    Characters(String),
    Texts(Vec<String>),
}

/// One condition, or several that must all hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(
    untagged,
    expecting = "`when` takes a condition (`\"status >= 400\"`) or a list of them"
)]
pub enum Conditions {
    #[default]
    None,
    One(String),
    All(Vec<String>),
}

impl Conditions {
    pub fn list(&self) -> &[String] {
        match self {
            Conditions::None => &[],
            Conditions::One(one) => std::slice::from_ref(one),
            Conditions::All(all) => all,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "`attempt` takes `true`, or the name of a group of attempts"
)]
pub enum AttemptSpec {
    Flag(bool),
    Group(String),
}

impl Default for AttemptSpec {
    fn default() -> Self {
        AttemptSpec::Flag(false)
    }
}
