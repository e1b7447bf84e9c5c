//! The pages of findings: a `##` heading is something that no single line shows.

use crate::book::{Book, both_languages, toml_of};
use crate::condition::condition;
use crate::emit::{number, title, words};
use crate::judge::titled;
use crate::markdown::{Heading, Page};
use crate::problem::{Problem, Wrong};
use crate::spec::{FactSpec, FindingSpec, WatchSpec};
use crate::{Source, markdown, notes};
use logyomi_table::{Fact, Gravity, Level, Per, Rule, SHOWS, Watch};

/// All pages of findings, judged.
#[derive(Debug, Default)]
pub struct Findings {
    /// By page, then in page order.
    pub list: Vec<Finding>,
}

/// One `##` heading.
#[derive(Debug)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub id: String,
    pub spec: FindingSpec,
    pub en: String,
    pub ja: String,
}

impl Findings {
    /// In the types of the tables.
    pub fn tables<'a>(&'a self, book: &'a Book) -> Vec<logyomi_table::Finding<'a>> {
        self.list.iter().map(|one| one.table(book)).collect()
    }
}

impl Finding {
    fn table<'a>(&'a self, book: &'a Book) -> logyomi_table::Finding<'a> {
        let spec = &self.spec;
        let watches = spec.hits.iter().chain(&spec.then).chain(&spec.unless);
        logyomi_table::Finding {
            id: &self.id,
            title: title(&spec.title),
            note: words(&self.en, &self.ja),
            ask: title(&spec.ask),
            gravity: gravity(&spec.level).unwrap_or(Gravity::Information),
            rule: rule(&spec.rule).unwrap_or(Rule::Hits),
            watches: watches.map(|spec| watch(spec, book)).collect(),
            at_least: spec.at_least.unwrap_or(1),
            names: spec.names,
            at_most: spec.at_most.unwrap_or(u32::MAX),
            except: spec.except.iter().map(String::as_str).collect(),
            facts: spec
                .facts
                .iter()
                .flat_map(|(name, fact)| facts(name, fact))
                .collect(),
        }
    }
}

fn gravity(name: &str) -> Option<Gravity> {
    Gravity::ALL.into_iter().find(|one| one.name() == name)
}

fn rule(name: &str) -> Option<Rule> {
    Rule::ALL.into_iter().find(|one| one.name() == name)
}

fn facts(name: &str, fact: &FactSpec) -> Vec<(Fact, bool, Gravity)> {
    let answers = [(true, &fact.yes), (false, &fact.no)];
    let Some(fact) = Fact::of(name) else {
        return Vec::new();
    };
    answers
        .into_iter()
        .filter_map(|(answer, level)| Some((fact, answer, gravity(level.as_ref()?)?)))
        .collect()
}

fn watch<'a>(spec: &'a WatchSpec, book: &'a Book) -> Watch<'a> {
    let field = |name: &String| book.fields.id(name);
    let conditions = spec.when.list().iter();
    Watch {
        events: chosen(spec, book),
        when: conditions
            .filter_map(|text| condition(text, &book.fields).ok())
            .collect(),
        per: match spec.per.as_deref() {
            None | Some("addr") => Per::Address,
            Some("") => Per::Whole,
            Some(name) => book.fields.id(name).map_or(Per::Whole, Per::Field),
        },
        shows: spec.shows.iter().filter_map(field).collect(),
    }
}

/// The events that a watch is about.
fn chosen(spec: &WatchSpec, book: &Book) -> Vec<(u16, u16)> {
    let mut found = Vec::new();
    for (section, page) in book.sections.iter().enumerate() {
        for (event, one) in page.events.iter().enumerate() {
            let id = format!("{}/{}", page.id, one.id);
            let is_in = |names: &[String]| names.iter().any(|name| fits(name, &id));
            let named = spec.events.is_empty() || is_in(&spec.events);
            let spec_of = &one.spec;
            let is = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|w| w == is);
            if named
                && !is_in(&spec.except)
                && spec_of.level != Level::Ignored.name()
                && (spec.levels.is_empty() || spec.levels.contains(&spec_of.level))
                && is(&spec.category, &spec_of.category)
                && is(&spec.outcome, &spec_of.outcome)
            {
                found.push((number(section), number(event)));
            }
        }
    }
    found
}

/// Whether a text is what a name with stars stands for.
fn fits(name: &str, text: &str) -> bool {
    match name.split_once('*') {
        None => name == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|text| {
            let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            places
                .filter_map(|at| text.get(at..))
                .any(|text| fits(rest, text))
        }),
    }
}

/// Compiles pages of findings; everything that is wrong with them is in the error.
pub fn compile_findings(sources: &[Source], book: &Book) -> Result<Findings, Vec<Problem>> {
    let mut findings = Findings::default();
    let mut problems = Vec::new();
    for source in sources {
        match markdown::parse(source) {
            Ok(page) => read(page, book, &mut findings, &mut problems),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(findings)
    } else {
        Err(problems)
    }
}

fn read(page: Page, book: &Book, findings: &mut Findings, problems: &mut Vec<Problem>) {
    for heading in page.headings.into_iter().skip(1) {
        finding(&page.path, heading, book, findings, problems);
    }
}

fn finding(
    path: &str,
    heading: Heading,
    book: &Book,
    findings: &mut Findings,
    problems: &mut Vec<Problem>,
) {
    both_languages(path, &heading, problems);
    notes::judge(path, &heading, true, problems);
    if heading.log.is_none() {
        problems.push(Problem::new(
            path,
            heading.line,
            format!("`{}` has no sample", heading.id),
            "write a small log that gives the finding, with addresses for documentation",
        ));
    }
    let Some(spec) = toml_of::<FindingSpec>(path, &heading, problems) else {
        return;
    };
    titled(path, &heading, &spec.title, problems);
    for (key, wrong) in faults(&spec, book) {
        problems.push(Problem::new(
            path,
            heading.line_of(key),
            wrong.what,
            wrong.mend,
        ));
    }
    if let Some(other) = findings.list.iter().find(|other| other.id == heading.id) {
        problems.push(Problem::new(
            path,
            heading.line,
            format!(
                "a second finding `{}`: the first is {}:{}",
                heading.id, other.path, other.line
            ),
            "join the two, or give this one an id of its own",
        ));
    }
    findings.list.push(Finding {
        path: path.to_owned(),
        line: heading.line,
        id: heading.id,
        spec,
        en: heading.en.text,
        ja: heading.ja.text,
    });
}

/// What is wrong with a block, by key.
fn faults(spec: &FindingSpec, book: &Book) -> Vec<(&'static str, Wrong)> {
    let mut faults = Vec::new();
    let level = |name: &str| {
        gravity(name).is_none().then(|| {
            Wrong::new(
                format!("`{name}` is no level of a finding"),
                "write critical, warning or information",
            )
        })
    };
    faults.extend(level(&spec.level).map(|wrong| ("level", wrong)));
    for (name, fact) in &spec.facts {
        if Fact::of(name).is_none() {
            let known: Vec<&str> = Fact::ALL.into_iter().map(Fact::name).collect();
            let what = format!("`{name}` is no fact of a server: {}", known.join(", "));
            faults.push(("facts", Wrong::new(what, "write one of them")));
        }
        let levels = fact.yes.iter().chain(&fact.no);
        faults.extend(
            levels
                .filter_map(|name| level(name))
                .map(|wrong| ("facts", wrong)),
        );
    }
    let wanted = match rule(&spec.rule) {
        None => {
            let known: Vec<&str> = Rule::ALL.into_iter().map(Rule::name).collect();
            let what = format!("`{}` is no rule: {}", spec.rule, known.join(", "));
            faults.push(("rule", Wrong::new(what, "write one of them")));
            return faults;
        }
        Some(Rule::Hits | Rule::After | Rule::Countries) => (true, false, false),
        Some(Rule::Chain) => (true, true, false),
        Some(Rule::Gap) => (true, false, true),
        Some(_) => (false, false, false),
    };
    let watches = (
        spec.hits.is_some(),
        spec.then.is_some(),
        spec.unless.is_some(),
    );
    if watches != wanted {
        faults.push((
            "rule",
            Wrong::new(
                format!("the rule `{}` with other keys than its own", spec.rule),
                "hits, after and countries take `hits.…`, chain takes `hits.…` and `then.…`, gap takes `hits.…` and `unless.…`, the others none",
            ),
        ));
    }
    for (key, watch) in [
        ("hits", &spec.hits),
        ("then", &spec.then),
        ("unless", &spec.unless),
    ] {
        let wrong = watch.as_ref().map(|watch| watch_faults(watch, book));
        faults.extend(wrong.into_iter().flatten().map(|wrong| (key, wrong)));
    }
    faults
}

fn watch_faults(spec: &WatchSpec, book: &Book) -> Vec<Wrong> {
    let fields = spec.per.iter().filter(|name| !name.is_empty());
    let mut faults: Vec<Wrong> = fields
        .chain(&spec.shows)
        .filter(|name| book.fields.id(name).is_none())
        .map(|name| Wrong::field(name))
        .collect();
    if spec.shows.len() > SHOWS {
        faults.push(Wrong::new(
            format!(
                "`shows` takes at most {SHOWS} fields, not {}",
                spec.shows.len()
            ),
            "keep those that the reader needs",
        ));
    }
    let conditions = spec.when.list().iter();
    faults.extend(conditions.filter_map(|text| condition(text, &book.fields).err()));
    for name in &spec.events {
        let alone = WatchSpec {
            events: vec![name.clone()],
            ..spec.clone()
        };
        if chosen(&alone, book).is_empty() {
            faults.push(Wrong::new(
                format!("`{name}` names no event that is not ignored"),
                "write `page/event`; a star is any text",
            ));
        }
    }
    let all = WatchSpec {
        except: Vec::new(),
        ..spec.clone()
    };
    for name in &spec.except {
        let left_out = WatchSpec {
            except: vec![name.clone()],
            ..spec.clone()
        };
        if chosen(&left_out, book).len() == chosen(&all, book).len() {
            faults.push(Wrong::new(
                format!("`except` leaves `{name}` out, and the watch does not have it"),
                "name an event of the watch, or take it off the list",
            ));
        }
    }
    if spec.events.is_empty() && chosen(spec, book).is_empty() {
        faults.push(Wrong::new(
            "a watch without events",
            "name `events`, `levels`, a `category` or an `outcome`",
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (name, text, wanted) in [
            ("sshd/accepted", "sshd/accepted", true),
            ("sshd/accepted", "sshd/accepted-root", false),
            ("sshd/accepted*", "sshd/accepted-root", true),
            ("httpd*/*", "httpd-cms/drupal", true),
            ("httpd*/*", "http-error/php", false),
            ("*/login", "dovecot/login", true),
            ("*/login", "dovecot/login-other", false),
        ] {
            assert_eq!(fits(name, text), wanted, "{name} {text}");
        }
    }
}
