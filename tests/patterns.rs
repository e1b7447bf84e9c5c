//! The matcher against its oracle: every pattern prints itself as a regular expression, and the
//! `regex` crate must read every sample of every page, and thousands of damaged ones, as the matcher does.

use crate::support::root;
use logyomi_core::{Outcome, Slots, best_pattern, read};
use logyomi_rulec::{Book, Fields, compile, parse, read_folder, samples};
use logyomi_sections::{Class, Format, HOLES, Pattern, SECTIONS, Section, Step, patterns};
use regex::bytes::{Regex, RegexBuilder};
use std::cell::OnceCell;

/// A form in two tongues. The pages print their forms as regular expressions, in the order of the patterns.
struct Compiled {
    section: &'static Section,
    pattern: &'static Pattern,
    text: String,
    regex: OnceCell<Regex>,
}

impl Compiled {
    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            RegexBuilder::new(&self.text)
                .unicode(false)
                .size_limit(1 << 24)
                .build()
                .unwrap()
        })
    }
}

fn book() -> Book {
    let fields = std::fs::read_to_string(root().join("crate/sections/fields.toml")).unwrap();
    let sources = read_folder(&root().join("crate/sections/pages")).unwrap();
    compile(Fields::parse("fields.toml", &fields).unwrap(), &sources).unwrap()
}

fn patterns_of(section: &Section) -> &'static [Pattern] {
    let number = SECTIONS.iter().position(|one| one.id == section.id);
    patterns(number.unwrap())
}

fn compiled(book: &Book, section: &'static Section) -> Vec<Compiled> {
    let page = book.sections.iter().find(|page| page.id == section.id);
    let forms = page.map_or(&[][..], |page| &page.forms);
    let patterns = patterns_of(section);
    assert_eq!(forms.len(), patterns.len(), "{}", section.id);
    forms
        .iter()
        .zip(patterns)
        .inspect(|(form, pattern)| assert_eq!(form.letters, usize::from(pattern.letters)))
        .map(|(form, pattern)| Compiled {
            section,
            pattern,
            text: form.regex.clone(),
            regex: OnceCell::new(),
        })
        .collect()
}

/// Holes that the regular expression cannot say exactly: texts that a field cannot hold, an address
/// beside a byte that it could hold too.
fn is_comparable(pattern: &Pattern) -> bool {
    let hole = |id: u16| &HOLES[usize::from(id)];
    let exact = |step: &Step| match step {
        Step::Literal(_) => true,
        Step::Hole(id) => {
            hole(*id).never.is_empty()
                && !matches!(hole(*id).class, Class::Until(_) | Class::Address(Some(_)))
        }
    };
    pattern.segments.iter().all(|segment| {
        segment.left.iter().all(exact)
            && segment.right.iter().all(exact)
            && segment.free.is_none_or(|free| hole(free).never.is_empty())
    })
}

#[test]
fn the_matcher_reads_what_the_regular_expressions_read() {
    let mut compared = 0;
    let book = book();
    for source in read_folder(&root().join("crate/sections/pages")).unwrap() {
        let page = parse(&source).unwrap();
        let section = logyomi_sections::section(&page.headings[0].id).unwrap();
        let forms = compiled(&book, section);
        let texts: Vec<String> = page
            .headings
            .iter()
            .flat_map(|heading| heading.log.iter().flat_map(samples))
            .map(|sample| message(section, &sample.text))
            .collect();
        for text in &texts {
            for damaged in std::iter::once(text.clone()).chain(damage(text)) {
                // What does not begin with the pattern's letters is told apart by both at once.
                let head = |one: &&Compiled| damaged.as_bytes().starts_with(one.pattern.head());
                for one in forms.iter().filter(head) {
                    compare(one, damaged.as_bytes());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100_000, "only {compared} comparisons");
}

fn compare(one: &Compiled, text: &[u8]) {
    let matcher = read(one.section, one.pattern, text, &mut Slots::default()) != Outcome::No;
    let regex = one.regex().is_match(text);
    // What only the regular expression reads is allowed where a field may not hold some text.
    // The tag of `[IPv6:2001:db8::5]` is no part of an address, which a class of letters cannot say.
    let tagged = text.windows(5).any(|window| window == b"IPv6:");
    let agrees = if is_comparable(one.pattern) && !tagged {
        matcher == regex
    } else {
        !matcher || regex
    };
    assert!(
        agrees,
        "{}: matcher {matcher}, regex {regex}\n  regex: {}\n  text: {}",
        one.section.id,
        one.text,
        String::from_utf8_lossy(text)
    );
}

fn message(section: &Section, text: &str) -> String {
    if section.format == Format::Access {
        return text.to_owned();
    }
    let message = text.split_once("]: ").or_else(|| text.split_once(": "));
    message.map_or(text, |(_, message)| message).to_owned()
}

/// Without the heads and tails that the section takes off.
fn trimmed(section: &Section, text: &str) -> String {
    let mut text = text.as_bytes();
    while let Some(rest) = section
        .trim_start
        .iter()
        .find_map(|head| text.strip_prefix(*head))
    {
        text = rest;
    }
    while let Some(rest) = section
        .trim_end
        .iter()
        .find_map(|tail| text.strip_suffix(*tail))
    {
        text = rest;
    }
    String::from_utf8_lossy(text).into_owned()
}

/// The same line, damaged: cut, doubled, with a stranger's words put in.
fn damage(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for at in boundaries.iter().step_by(7) {
        out.push(text[..*at].to_owned());
        out.push(format!(
            "{} from 198.51.100.77 port 22 {}",
            &text[..*at],
            &text[*at..]
        ));
    }
    out.push(format!("{text} {text}"));
    out.push(text.replace(' ', "  "));
    out
}

/// The tree against its oracle: of all patterns that read a message one by one, it takes the best.
#[test]
fn the_tree_takes_the_best_pattern() {
    let mut compared = 0;
    for source in read_folder(&root().join("crate/sections/pages")).unwrap() {
        let page = parse(&source).unwrap();
        let Some(section) = SECTIONS.iter().find(|one| one.id == page.headings[0].id) else {
            continue;
        };
        for text in page
            .headings
            .iter()
            .flat_map(|heading| heading.log.iter().flat_map(samples))
            .map(|sample| message(section, &sample.text))
        {
            for damaged in std::iter::once(text.clone()).chain(damage(&text)) {
                let damaged = trimmed(section, &damaged);
                let reads = |pattern: &&'static Pattern| {
                    read(section, pattern, damaged.as_bytes(), &mut Slots::default()) != Outcome::No
                };
                let best = patterns_of(section).iter().find(reads);
                let walked = best_pattern(section, damaged.as_bytes());
                // Conditions may pass a pattern by; then the tree names a lower one, or none.
                let conditions = |pattern: &Pattern| {
                    pattern.events.iter().all(|(section, event)| {
                        !SECTIONS[usize::from(*section)].events[usize::from(*event)]
                            .when
                            .is_empty()
                    })
                };
                if best.is_some_and(conditions) {
                    continue;
                }
                assert_eq!(
                    walked.map(|pattern| pattern.letters),
                    best.map(|pattern| pattern.letters),
                    "{}: {damaged}",
                    section.id
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 10_000, "only {compared} comparisons");
}
