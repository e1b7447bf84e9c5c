//! Pages judged and typed: what the tables are made of.

use crate::atoms::{self, Atom, Kind};
use crate::expand;
use crate::fields::Fields;
use crate::judge::Judge;
use crate::lower::{self, Plan};
use crate::markdown::{Heading, Page};
use crate::problem::{Problem, Wrong};
use crate::samples::{Sample, samples};
use crate::spec::{AttemptSpec, EventSpec, SectionSpec};
use crate::{Source, markdown, notes, pattern, said};

/// All pages, ready to be checked and written out.
#[derive(Debug)]
pub struct Book {
    pub fields: Fields,
    pub sections: Vec<Section>,
    /// Named attempt groups; the place is the number.
    pub groups: Vec<String>,
}

#[derive(Debug)]
pub struct Section {
    pub path: String,
    pub id: String,
    pub line: usize,
    pub spec: SectionSpec,
    pub en: String,
    pub ja: String,
    pub events: Vec<Event>,
    /// By rank: most letters first, equals in page order.
    pub forms: Vec<Form>,
}

#[derive(Debug)]
pub struct Event {
    pub id: String,
    pub line: usize,
    pub spec: EventSpec,
    pub en: String,
    pub ja: String,
    pub samples: Vec<Sample>,
    /// Line of the report block's first line, and its text.
    pub report: Option<(usize, String)>,
}

/// One line form of one pattern.
#[derive(Debug)]
pub struct Form {
    /// Index of the event that owns the pattern.
    pub owner: usize,
    /// Number of the pattern on its page.
    pub pattern: usize,
    pub line: usize,
    pub source: String,
    pub atoms: Vec<Atom>,
    pub plan: Plan,
    pub letters: usize,
    /// Fields whose value is a word of the form itself, and the word.
    pub said: Vec<(u8, String)>,
    /// Of an event that is asked last.
    pub fallback: bool,
    pub regex: String,
}

/// Compiles pages; everything that is wrong with them is in the error.
pub fn compile(fields: Fields, sources: &[Source]) -> Result<Book, Vec<Problem>> {
    let mut book = Book {
        fields,
        sections: Vec::new(),
        groups: Vec::new(),
    };
    let mut problems = Vec::new();
    for source in sources {
        match markdown::parse(source) {
            Ok(page) => section(page, &mut book, &mut problems),
            Err(found) => problems.extend(found),
        }
    }
    likes(&book, &mut problems);
    totals(&book, &mut problems);
    for (index, one) in book.sections.iter().enumerate() {
        if let Some(other) = book.sections[..index]
            .iter()
            .find(|other| other.id == one.id)
        {
            problems.push(Problem::new(
                &one.path,
                one.line,
                format!("a second section `{}`: the first is {}", one.id, other.path),
                "give each page an id of its own",
            ));
        }
    }
    if problems.is_empty() {
        Ok(book)
    } else {
        Err(problems)
    }
}

fn section(page: Page, book: &mut Book, problems: &mut Vec<Problem>) {
    let path = page.path.clone();
    let mut headings = page.headings.into_iter();
    let Some(head) = headings.next() else { return };
    let Some(spec) = toml_of::<SectionSpec>(&path, &head, problems) else {
        return;
    };
    both_languages(&path, &head, problems);
    notes::judge(&path, &head, false, problems);
    Judge {
        path: &path,
        heading: &head,
        fields: &book.fields,
        problems,
    }
    .section(&spec);
    if let Some(block) = head.log.as_ref().or(head.report.as_ref()) {
        problems.push(Problem::new(
            &path,
            block.line - 1,
            "samples under the section's heading",
            "move them under the heading of their event",
        ));
    }
    let mut section = Section {
        path,
        id: head.id,
        line: head.line,
        spec,
        en: head.en.text,
        ja: head.ja.text,
        events: Vec::new(),
        forms: Vec::new(),
    };
    let mut patterns = 0;
    for heading in headings {
        event(heading, &mut section, &mut patterns, book, problems);
    }
    claims(&section, problems);
    section
        .forms
        .sort_by_key(|form| (form.fallback, std::cmp::Reverse(form.letters), form.pattern));
    book.sections.push(section);
}

pub fn toml_of<T: serde::de::DeserializeOwned>(
    path: &str,
    heading: &Heading,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let Some(block) = &heading.toml else {
        problems.push(Problem::new(
            path,
            heading.line,
            format!("`{}` has no toml block", heading.id),
            "see CONTRIBUTING.md for its keys",
        ));
        return None;
    };
    match toml::from_str(&block.text) {
        Ok(spec) => Some(spec),
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            let line = heading.line_at(start);
            problems.push(Problem::new(
                path,
                line,
                key_for_field(error.message()),
                "see the tables in CONTRIBUTING.md",
            ));
            None
        }
    }
}

/// serde speaks of fields; on a page these are keys, and a field is something else.
fn key_for_field(message: &str) -> String {
    message
        .replace("unknown field", "unknown key")
        .replace("missing field", "missing key")
}

pub fn both_languages(path: &str, heading: &Heading, problems: &mut Vec<Problem>) {
    for (language, note) in [("en", &heading.en), ("ja", &heading.ja)] {
        if note.text.is_empty() {
            problems.push(Problem::new(
                path,
                heading.line,
                format!("`{}` has no `{language}:` note", heading.id),
                "write it: what it means, whether to worry, what to do",
            ));
        }
    }
}

fn event(
    heading: Heading,
    section: &mut Section,
    patterns: &mut usize,
    book: &mut Book,
    problems: &mut Vec<Problem>,
) {
    let path = section.path.clone();
    if section.events.iter().any(|event| event.id == heading.id) {
        problems.push(Problem::new(
            &path,
            heading.line,
            format!("a second event `{}`", heading.id),
            "join the two, or give this one an id of its own",
        ));
    }
    both_languages(&path, &heading, problems);
    notes::judge(&path, &heading, true, problems);
    let Some(spec) = toml_of::<EventSpec>(&path, &heading, problems) else {
        return;
    };
    Judge {
        path: &path,
        heading: &heading,
        fields: &book.fields,
        problems,
    }
    .event(&spec, &section.spec);
    if let AttemptSpec::Group(name) = &spec.attempt
        && !book.groups.contains(name)
    {
        book.groups.push(name.clone());
    }
    let owner = section.events.len();
    for written in &spec.patterns {
        let line = heading.line_at(written.span().start);
        match forms(
            written.get_ref(),
            owner,
            *patterns,
            line,
            section,
            &spec,
            &book.fields,
        ) {
            Ok(found) => section.forms.extend(found),
            Err(wrong) => problems.push(Problem::new(
                &path,
                line,
                format!("{}: {}", wrong.what, written.get_ref()),
                wrong.mend,
            )),
        }
        *patterns += 1;
    }
    let samples = heading.log.as_ref().map(samples).unwrap_or_default();
    let report = heading.report.map(|block| (block.line, block.text));
    section.events.push(Event {
        id: heading.id,
        line: heading.line,
        spec,
        en: heading.en.text,
        ja: heading.ja.text,
        samples,
        report,
    });
}

impl Book {
    /// The event that a page names as `event` or `page/event`: its section's number and its own.
    pub fn event(&self, section: usize, name: &str) -> Option<(usize, usize)> {
        let (home, id) = match name.split_once('/') {
            None => (section, name),
            Some((page, id)) => (self.sections.iter().position(|one| one.id == page)?, id),
        };
        let mut events = self.sections.get(home)?.events.iter();
        Some((home, events.position(|event| event.id == id)?))
    }

    /// Where the patterns of an event stand: the number of the section, and the event that owns them.
    pub fn patterns_of<'a>(&self, section: usize, event: &'a Event) -> (usize, &'a str) {
        match event.spec.like.as_deref() {
            None => (section, &event.id),
            Some(like) => match like.split_once('/') {
                None => (section, like),
                Some((page, owner)) => {
                    let home = self.sections.iter().position(|one| one.id == page);
                    (home.unwrap_or(section), owner)
                }
            },
        }
    }

    /// The events that may take a line of this event's patterns, in the order they are asked:
    /// those of other pages, those of its own page, and the owner, which takes the rest.
    pub fn readers(&self, home: usize, owner: usize) -> Vec<(usize, usize)> {
        let Some(id) = self
            .sections
            .get(home)
            .and_then(|section| Some(&section.events.get(owner)?.id))
        else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (number, section) in self.sections.iter().enumerate() {
            for (index, event) in section.events.iter().enumerate() {
                if event.spec.like.is_some()
                    && self.patterns_of(number, event) == (home, id.as_str())
                {
                    found.push((number, index));
                }
            }
        }
        found.sort_by_key(|(number, index)| (*number == home, *number, *index));
        found.push((home, owner));
        found
    }
}

/// A section must say whose lines it reads, unless all its events read the patterns of other pages.
fn claims(section: &Section, problems: &mut Vec<Problem>) {
    let spec = &section.spec;
    let own = section.events.iter().any(|event| {
        event
            .spec
            .like
            .as_ref()
            .is_none_or(|like| !like.contains('/'))
    });
    let claims =
        !spec.programs.is_empty() || !spec.heads.is_empty() || spec.format.is_some() || spec.any;
    if !claims && (own || section.events.is_empty()) {
        problems.push(Problem::new(
            &section.path,
            section.line,
            "the section claims no lines",
            "name `programs`, `heads`, a `format`, or `any = true`",
        ));
    }
}

/// A total adds up events that there are and that are counted.
fn totals(book: &Book, problems: &mut Vec<Problem>) {
    for (number, section) in book.sections.iter().enumerate() {
        for (id, total) in &section.spec.totals {
            for name in &total.events {
                let found = book.event(number, name).and_then(|(home, event)| {
                    let event = book.sections.get(home)?.events.get(event)?;
                    Some((home, &event.spec.level))
                });
                let own = found.is_some_and(|(home, _)| home == number);
                let (what, mend) = match found {
                    Some((_, level)) if level == "ignored" => (
                        format!("the total `{id}` counts `{name}`, whose lines are ignored"),
                        "name events whose lines mean something by themselves",
                    ),
                    Some(_) if own != name.contains('/') => continue,
                    _ => (
                        format!("the total `{id}` counts `{name}`, and there is no such event"),
                        "name an event of this page, or `page/event`",
                    ),
                };
                problems.push(Problem::new(&section.path, section.line, what, mend));
            }
        }
    }
}

/// `like` must name an event that has patterns: one of the page, or `page/event`.
fn likes(book: &Book, problems: &mut Vec<Problem>) {
    for (number, section) in book.sections.iter().enumerate() {
        for event in &section.events {
            let Some(like) = &event.spec.like else {
                continue;
            };
            let (home, wanted) = book.patterns_of(number, event);
            let found = book.sections.get(home).is_some_and(|section| {
                section
                    .events
                    .iter()
                    .any(|other| other.id == wanted && !other.spec.patterns.is_empty())
            });
            if !found || like.contains('/') && home == number {
                problems.push(Problem::new(
                    &section.path,
                    event.line,
                    format!("`like = \"{like}\"`, and no such event has patterns"),
                    "name an event that has `match`: one of this page, or `page/event`",
                ));
            }
        }
    }
}

fn forms(
    text: &str,
    owner: usize,
    number: usize,
    line: usize,
    section: &Section,
    spec: &EventSpec,
    fields: &Fields,
) -> Result<Vec<Form>, Wrong> {
    let pieces = pattern::parse(text)?;
    let flat = expand::expand(&pieces).ok_or_else(|| {
        Wrong::new(
            format!(
                "the pattern stands for more than {} line forms",
                expand::MOST
            ),
            "write it as several patterns, each with fewer optional parts",
        )
    })?;
    let mut found: Vec<Form> = Vec::new();
    for form in flat {
        let atoms = atoms::typed(form.flat, fields, &section.spec.cannot)?;
        let said = said::judged(form.said, &atoms, fields)?;
        if let Some(other) = found.iter().find(|other| other.atoms == atoms) {
            said::same(&said, &other.said)?;
            continue;
        }
        if atoms::has_pairs(&atoms)
            && spec
                .pairs
                .as_ref()
                .unwrap_or(&section.spec.pairs)
                .is_empty()
        {
            return Err(Wrong::new(
                "`{pairs}` stands here, and `pairs` names no key",
                "write `pairs = { KEY = \"field\" }` in the event or the section",
            ));
        }
        let plan = lower::lower(&atoms, spec.readings.is_some())?;
        let letters = atoms
            .iter()
            .map(|atom| match atom {
                Atom::Literal(text) => text.len(),
                // The blanks between its words.
                Atom::Hole(hole) => match hole.kind {
                    Kind::Words(words) => usize::from(words) - 1,
                    _ => 0,
                },
            })
            .sum();
        // In a document the lines below a prompt may be anything: `history`, `uniq -c`.
        let in_document = section.spec.format.as_deref() == Some("document");
        if letters == 0 && !(in_document && spec.fallback) {
            return Err(Wrong::new(
                "a pattern without a letter reads everything",
                "write the letters that only this message has",
            ));
        }
        found.push(Form {
            owner,
            pattern: number,
            line,
            source: text.to_owned(),
            regex: crate::oracle::regex(&plan),
            atoms,
            plan,
            letters,
            said,
            fallback: spec.fallback || section.spec.fallback,
        });
    }
    Ok(found)
}
