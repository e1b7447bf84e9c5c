//! The pages of login names: a `##` heading is a product, a device or a habit, with the names it brings along.

use crate::book::{both_languages, toml_of};
use crate::judge::titled;
use crate::markdown::{Heading, Page};
use crate::problem::{Problem, Wrong};
use crate::spec::NamesSpec;
use crate::{Source, markdown};

/// All pages of login names, judged.
#[derive(Debug, Default)]
pub struct Names {
    /// By page, then in page order.
    pub kinds: Vec<Kind>,
}

/// One `##` heading.
#[derive(Debug)]
pub struct Kind {
    pub path: String,
    pub line: usize,
    pub id: String,
    pub spec: NamesSpec,
    pub en: String,
    pub ja: String,
}

impl Names {
    /// Each name and the number of its kind, by name.
    pub fn places(&self) -> Vec<(&str, usize)> {
        let mut places = Vec::new();
        for (place, kind) in self.kinds.iter().enumerate() {
            places.extend(kind.names().map(|name| (name, place)));
        }
        places.sort_unstable();
        places
    }
}

impl Kind {
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.spec.names.iter().map(|name| name.get_ref().as_str())
    }
}

/// Compiles pages of login names; everything that is wrong with them is in the error.
pub fn compile_names(sources: &[Source]) -> Result<Names, Vec<Problem>> {
    let mut names = Names::default();
    let mut problems = Vec::new();
    for source in sources {
        match markdown::parse(source) {
            Ok(page) => read(page, &mut names, &mut problems),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(names)
    } else {
        Err(problems)
    }
}

fn read(page: Page, names: &mut Names, problems: &mut Vec<Problem>) {
    let mut headings = page.headings.into_iter();
    if let Some(head) = headings.next() {
        only_names_the_page(&page.path, &head, problems);
    }
    for heading in headings {
        kind(&page.path, heading, names, problems);
    }
}

/// What stood under the `#` heading would be shown nowhere.
fn only_names_the_page(path: &str, head: &Heading, problems: &mut Vec<Problem>) {
    let blocks = [&head.toml, &head.log, &head.report];
    if blocks.into_iter().any(Option::is_some)
        || !head.en.text.is_empty()
        || !head.ja.text.is_empty()
    {
        problems.push(Problem::new(
            path,
            head.line,
            format!("`# {}` has a block or a note of its own", head.id),
            "the `#` heading only names the page: move them under a `##` heading",
        ));
    }
}

fn kind(path: &str, heading: Heading, names: &mut Names, problems: &mut Vec<Problem>) {
    both_languages(path, &heading, problems);
    if let Some(block) = heading.log.as_ref().or(heading.report.as_ref()) {
        problems.push(Problem::new(
            path,
            block.line - 1,
            "samples on a page of login names",
            "log lines stand on the section pages; here is only the list of names",
        ));
    }
    let Some(spec) = toml_of::<NamesSpec>(path, &heading, problems) else {
        return;
    };
    titled(path, &heading, &spec.title, problems);
    let kind = Kind {
        path: path.to_owned(),
        line: heading.line,
        id: heading.id.clone(),
        spec,
        en: heading.en.text.clone(),
        ja: heading.ja.text.clone(),
    };
    twice(&kind, names, problems);
    list(&kind, &heading, names, problems);
    names.kinds.push(kind);
}

/// The id is what a report keeps: it must mean one thing on all pages.
fn twice(kind: &Kind, names: &Names, problems: &mut Vec<Problem>) {
    if let Some(other) = names.kinds.iter().find(|other| other.id == kind.id) {
        problems.push(Problem::new(
            &kind.path,
            kind.line,
            format!(
                "a second heading `{}`: the first is {}:{}",
                kind.id, other.path, other.line
            ),
            "join the two, or give this one an id of its own",
        ));
    }
}

fn list(kind: &Kind, heading: &Heading, names: &Names, problems: &mut Vec<Problem>) {
    if kind.spec.names.is_empty() {
        problems.push(Problem::new(
            &kind.path,
            heading.line_of("names"),
            format!("`{}` has no names", kind.id),
            "list the login names that it explains",
        ));
    }
    for (place, written) in kind.spec.names.iter().enumerate() {
        if let Some(wrong) = wrong_with(written.get_ref(), place, kind, names) {
            let line = heading.line_at(written.span().start);
            problems.push(Problem::new(&kind.path, line, wrong.what, wrong.mend));
        }
    }
}

fn wrong_with(name: &str, place: usize, kind: &Kind, names: &Names) -> Option<Wrong> {
    // Names are compared with letter case ignored, so a capital would never be found.
    if name.is_empty() || name.trim() != name || name.bytes().any(|b| b.is_ascii_uppercase()) {
        return Some(Wrong::new(
            format!("`{name}` is not how a name is listed"),
            "write it in lower case, without blanks around: letter case is ignored",
        ));
    }
    if kind.names().take(place).any(|other| other == name) {
        return Some(Wrong::new(
            format!("the name `{name}` stands here twice"),
            "leave one",
        ));
    }
    let holds = |other: &&Kind| other.names().any(|other| other == name);
    if let Some(other) = names.kinds.iter().find(holds) {
        return Some(Wrong::new(
            format!(
                "the name `{name}` is also under `{}` ({}:{})",
                other.id, other.path, other.line
            ),
            "a name has one meaning: leave it where most who see it should look",
        ));
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if kind.spec.numbered && stem != name && kind.names().any(|other| other == stem) {
        return Some(Wrong::new(
            format!("the name `{name}` is `{stem}` with a number"),
            "leave it out: `numbered = true` finds it",
        ));
    }
    None
}
