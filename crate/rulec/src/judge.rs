//! Do the words of a `toml` block stand for something? Fields exist, levels are of the list, titles are written.

use crate::condition::condition;
use crate::fields::{ClassName, Fields};
use crate::markdown::Heading;
use crate::problem::{Problem, Wrong};
use crate::spec::{Cannot, EventSpec, SectionSpec, Title, TotalSpec};
use logyomi_table::{ROWS, SUMS};
use std::collections::BTreeMap;

/// Judges the block of one heading.
pub struct Judge<'a> {
    pub path: &'a str,
    pub heading: &'a Heading,
    pub fields: &'a Fields,
    pub problems: &'a mut Vec<Problem>,
}

const LEVELS: &[&str] = &["attack", "warning", "notice", "normal", "ignored"];
const OUTCOMES: &[&str] = &["success", "failure", "unknown"];
const CATEGORIES: &[&str] = &[
    "authentication",
    "network",
    "web",
    "email",
    "process",
    "session",
    "host",
    "configuration",
    "file",
    "iam",
    "intrusion_detection",
    "package",
    "database",
];
/// The formats whose lines a section can read: `access` as a whole, `stamped` behind their stamp,
/// `document` as lines of a command's output.
const FORMATS: &[&str] = &["access", "stamped", "document"];

/// A title in both languages.
pub fn titled(path: &str, heading: &Heading, title: &Title, problems: &mut Vec<Problem>) {
    for (key, text) in [("title.en", &title.en), ("title.ja", &title.ja)] {
        written(path, heading, key, [text], problems);
    }
}

/// An empty text would show nothing, or stand in every line.
fn written<'t>(
    path: &str,
    heading: &Heading,
    key: &str,
    texts: impl IntoIterator<Item = &'t String>,
    problems: &mut Vec<Problem>,
) {
    if texts.into_iter().any(String::is_empty) {
        problems.push(Problem::new(
            path,
            heading.line_of(key),
            format!("an empty text in `{key}`"),
            "write something between the quotes, or take it out",
        ));
    }
}

impl Judge<'_> {
    pub fn section(&mut self, spec: &SectionSpec) {
        self.title(&spec.title);
        self.written("logwatch", [&spec.logwatch]);
        self.one_of("format", FORMATS, spec.format.as_deref());
        self.written("check", spec.check.as_ref().map(|check| &check.command));
        for (key, texts) in [
            ("programs", &spec.programs),
            ("heads", &spec.heads),
            ("trim_start", &spec.trim_start),
            ("trim_end", &spec.trim_end),
        ] {
            self.written(key, texts);
        }
        self.heads(&spec.heads);
        self.braced("service", spec.service.as_deref());
        self.braced("reporter", spec.reporter.as_deref());
        for (name, cannot) in &spec.cannot {
            self.cannot(name, cannot);
        }
        self.pairs(Some(&spec.pairs), spec.pairs_by.as_ref());
        self.pairs_last(&spec.pairs_last, &spec.pairs);
        for (id, total) in &spec.totals {
            self.total(id, total);
        }
    }

    /// That its events exist is asked when all pages are known.
    fn total(&mut self, id: &str, total: &TotalSpec) {
        let line = self.heading.line_of(&format!("totals.{id}"));
        if total.title.en.is_empty() || total.title.ja.is_empty() {
            self.complain(
                line,
                format!("an empty title of the total `{id}`"),
                "write something between the quotes, or take it out",
            );
        }
        let twice = doubled(&total.events);
        if let Some(event) = twice {
            self.complain(
                line,
                format!("the total `{id}` counts `{event}` twice"),
                "name each event once",
            );
        }
        if total.events.len() < 2 {
            self.complain(
                line,
                format!("the total `{id}` adds up fewer than two events"),
                "name the events it adds up; one event has `total = true`",
            );
        }
    }

    fn sums(&mut self, spec: &EventSpec) {
        let line = self.heading.line_of("sums");
        spec.sums
            .iter()
            .for_each(|name| self.number("sums", Some(name)));
        if spec.sum.is_some() && !spec.sums.is_empty() {
            self.complain(
                line,
                "an event has either `sum` or `sums`",
                "write all the fields in `sums`",
            );
        }
        if let Some(name) = doubled(&spec.sums) {
            self.complain(
                line,
                format!("`sums` names `{name}` twice"),
                "name each field once",
            );
        }
        if spec.sums.len() == 1 || spec.sums.len() > SUMS {
            self.complain(
                line,
                format!("`sums` takes two to {SUMS} fields, not {}", spec.sums.len()),
                "a single one is `sum = \"…\"`; of more, choose",
            );
        }
    }

    pub fn event(&mut self, spec: &EventSpec, section: &SectionSpec) {
        self.title(&spec.title);
        self.one_of("level", LEVELS, Some(&spec.level));
        self.one_of(
            "category",
            CATEGORIES,
            Some(spec.category.as_str()).filter(|word| !word.is_empty()),
        );
        self.one_of(
            "outcome",
            OUTCOMES,
            Some(spec.outcome.as_str()).filter(|word| !word.is_empty()),
        );
        self.one_of("order", &["key", "count"], spec.order.as_deref());
        self.one_of("readings", &["all"], spec.readings.as_deref());
        spec.rows.iter().for_each(|name| self.field("rows", name));
        if spec.rows.len() > ROWS {
            let wrong = Wrong::new(
                format!(
                    "`rows` takes at most {ROWS} fields, not {}",
                    spec.rows.len()
                ),
                "keep those that tell one row from another",
            );
            self.wrong("rows", wrong);
        }
        self.number("count", spec.count.as_deref());
        self.number("sum", spec.sum.as_deref());
        self.sums(spec);
        self.braced("service", spec.service.as_deref());
        self.pairs(spec.pairs.as_ref(), spec.pairs_by.as_ref());
        self.pairs_last(
            spec.pairs_last.as_deref().unwrap_or_default(),
            spec.pairs.as_ref().unwrap_or(&section.pairs),
        );
        if spec.patterns.is_empty() == spec.like.is_none() {
            self.complain(
                self.heading.line,
                "an event has either `match` or `like`",
                "give it patterns of its own, or name the event whose patterns it reads",
            );
        }
        if spec.like.is_some() && spec.when.list().is_empty() {
            self.complain(
                self.heading.line_of("like"),
                "an event `like` another without `when` takes all its lines",
                "say which lines it takes: `when = \"status >= 400\"`",
            );
        }
        for text in spec.when.list() {
            if let Err(wrong) = condition(text, self.fields) {
                self.wrong("when", wrong);
            }
        }
    }

    fn complain(&mut self, line: usize, what: impl Into<String>, mend: impl Into<String>) {
        self.problems
            .push(Problem::new(self.path, line, what, mend));
    }

    fn wrong(&mut self, key: &str, wrong: Wrong) {
        self.complain(self.heading.line_of(key), wrong.what, wrong.mend);
    }

    fn title(&mut self, title: &Title) {
        titled(self.path, self.heading, title, self.problems);
    }

    fn written<'t>(&mut self, key: &str, texts: impl IntoIterator<Item = &'t String>) {
        written(self.path, self.heading, key, texts, self.problems);
    }

    /// The reader looks a head up by its first four letters.
    fn heads(&mut self, heads: &[String]) {
        if let Some(head) = heads.iter().find(|head| (1..4).contains(&head.len())) {
            self.complain(
                self.heading.line_of("heads"),
                format!("the head `{head}` is shorter than four letters"),
                "write more of what the messages begin with",
            );
        }
    }

    fn one_of(&mut self, key: &str, list: &[&str], word: Option<&str>) {
        if let Some(word) = word.filter(|word| !list.contains(word)) {
            self.complain(
                self.heading.line_of(key),
                format!("`{key} = \"{word}\"`"),
                format!("use one of: {}", list.join(", ")),
            );
        }
    }

    fn field(&mut self, key: &str, name: &str) {
        if self.fields.id(name).is_none() {
            self.wrong(key, Wrong::field(name));
        }
    }

    fn number(&mut self, key: &str, name: Option<&str>) {
        let Some(name) = name else { return };
        self.field(key, name);
        if self
            .fields
            .class(name)
            .is_some_and(|class| class != ClassName::Number)
        {
            self.complain(
                self.heading.line_of(key),
                format!("`{key}` names `{name}`, which is no number"),
                "name a field of class `number`",
            );
        }
    }

    /// `"{service}"` stands for the field's value.
    fn braced(&mut self, key: &str, text: Option<&str>) {
        if let Some(name) = text
            .and_then(|text| text.strip_prefix('{'))
            .and_then(|text| text.strip_suffix('}'))
        {
            self.field(key, name);
        }
    }

    fn cannot(&mut self, name: &str, cannot: &Cannot) {
        let key = format!("cannot.{name}");
        if name != "_" {
            self.field(&key, name);
        }
        match cannot {
            Cannot::Characters(set) => self.written(&key, [set]),
            Cannot::Texts(texts) => self.written(&key, texts),
        }
    }

    fn pairs(&mut self, pairs: Option<&BTreeMap<String, String>>, by: Option<&String>) {
        pairs
            .into_iter()
            .flat_map(BTreeMap::values)
            .for_each(|name| self.field("pairs", name));
        self.written("pairs_by", by);
    }

    fn pairs_last(&mut self, last: &[String], pairs: &BTreeMap<String, String>) {
        for name in last
            .iter()
            .filter(|name| !pairs.values().any(|field| field == *name))
        {
            self.complain(
                self.heading.line_of("pairs_last"),
                format!("`pairs_last` names `{name}`, and no key of `pairs` gives that field"),
                "name fields, as `pairs` has them behind its `=`",
            );
        }
    }
}

/// A name that stands in the list before.
fn doubled(names: &[String]) -> Option<&String> {
    let mut before = names.iter().enumerate();
    before.find_map(|(at, name)| names.get(..at)?.contains(name).then_some(name))
}
