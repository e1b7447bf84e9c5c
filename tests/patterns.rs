//! The matcher against its oracle: every pattern prints itself as a regular expression, and the
//! `regex` crate must read every sample of every page, and thousands of damaged ones, as the matcher does.

use crate::support::root;
use logyomi_core::{Outcome, read};
use logyomi_rulec::{parse, read_folder, samples};
use logyomi_sections::{Class, Pattern, SECTIONS, Section, Step};
use regex::bytes::{Regex, RegexBuilder};

struct Compiled {
    pattern: &'static Pattern,
    regex: Regex,
}

fn compiled(section: &'static Section) -> Vec<Compiled> {
    section.patterns.iter().map(|pattern| Compiled { pattern, regex: RegexBuilder::new(pattern.regex).unicode(false).size_limit(1 << 24).build().unwrap() }).collect()
}

/// Holes that the regular expression cannot say exactly: texts that a field cannot hold.
fn is_comparable(pattern: &Pattern) -> bool {
    let steps = |steps: &[Step]| steps.iter().all(|step| !matches!(step, Step::Hole(hole) if !hole.never.is_empty() || matches!(hole.class, Class::Until(_))));
    pattern.segments.iter().all(|segment| steps(segment.left) && steps(segment.right) && segment.free.is_none_or(|free| free.never.is_empty()))
}

#[test]
fn the_matcher_reads_what_the_regular_expressions_read() {
    let mut compared = 0;
    for source in read_folder(&root().join("crate/sections/pages")).unwrap() {
        let page = parse(&source).unwrap();
        let section = logyomi_sections::section(&page.headings[0].id).unwrap();
        let patterns = compiled(section);
        let texts: Vec<String> = page.headings.iter().flat_map(|heading| heading.log.iter().flat_map(samples)).map(|sample| message(section, &sample.text)).collect();
        for text in &texts {
            for damaged in std::iter::once(text.clone()).chain(damage(text)) {
                for one in &patterns {
                    compare(section, one, damaged.as_bytes());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100_000, "only {compared} comparisons");
}

fn compare(section: &Section, one: &Compiled, text: &[u8]) {
    let matcher = !matches!(read(one.pattern, text), Outcome::No);
    let regex = one.regex.is_match(text);
    // What only the regular expression reads is allowed where a field may not hold some text.
    let agrees = if is_comparable(one.pattern) { matcher == regex } else { !matcher || regex };
    assert!(agrees, "{}: matcher {matcher}, regex {regex}\n  pattern: {}\n  regex: {}\n  text: {}", section.id, one.pattern.source, one.pattern.regex, String::from_utf8_lossy(text));
}

fn message(section: &Section, text: &str) -> String {
    if section.format.is_some() {
        return text.to_owned();
    }
    text.splitn(2, "]: ").nth(1).or_else(|| text.splitn(2, ": ").nth(1)).unwrap_or(text).to_owned()
}

/// The same line, damaged: cut, doubled, with a stranger's words put in.
fn damage(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for at in boundaries.iter().step_by(7) {
        out.push(text[..*at].to_owned());
        out.push(format!("{} from 198.51.100.77 port 22 {}", &text[..*at], &text[*at..]));
    }
    out.push(format!("{text} {text}"));
    out.push(text.replace(' ', "  "));
    out
}

#[test]
fn every_pattern_is_found_by_its_first_letters() {
    for section in SECTIONS {
        for (index, pattern) in section.patterns.iter().enumerate() {
            let mut node = &section.trie[0];
            let mut rest = pattern.head;
            while !rest.is_empty() {
                node = node.children.iter().map(|child| &section.trie[usize::from(*child)]).find(|child| rest.starts_with(child.edge)).unwrap();
                rest = &rest[node.edge.len()..];
            }
            let found = node.groups.iter().any(|group| usize::from(group.head) == pattern.head.len() && group.patterns.contains(&u16::try_from(index).unwrap()));
            assert!(found, "{}: {}", section.id, pattern.source);
        }
    }
}
