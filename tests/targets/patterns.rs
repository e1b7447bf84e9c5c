//! The matcher against its oracle: every pattern prints itself as a regular expression.

use crate::support::root;
use logyomi_core::{Outcome, Slots, read};
use logyomi_rulec::{Fields, compile, read_folder};
use logyomi_sections::{Class, HOLES, Pattern, SECTIONS, Section, Step, patterns};
use regex::bytes::{Regex, RegexBuilder};
use std::sync::{LazyLock, OnceLock};

/// A pattern in two tongues.
struct Compiled {
    section: &'static Section,
    pattern: &'static Pattern,
    text: String,
    regex: OnceLock<Regex>,
}

static ALL: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let fields = std::fs::read_to_string(root().join("crate/sections/fields.toml")).unwrap();
    let sources = read_folder(&root().join("crate/sections/pages")).unwrap();
    let book = compile(Fields::parse("fields.toml", &fields).unwrap(), &sources).unwrap();
    let mut all = Vec::new();
    for (number, section) in SECTIONS.iter().enumerate() {
        let page = book.sections.iter().find(|page| page.id == section.id);
        let forms = page.map_or(&[][..], |page| &page.forms);
        all.extend(
            forms
                .iter()
                .zip(patterns(number))
                .map(|(form, pattern)| Compiled {
                    section,
                    pattern,
                    text: form.regex.clone(),
                    regex: OnceLock::new(),
                }),
        );
    }
    all
});

/// The first two bytes choose a pattern; the others stand behind its first letters.
pub fn matcher(bytes: &[u8]) {
    let Some((number, rest)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let one = &ALL[usize::from(u16::from_le_bytes(*number)) % ALL.len()];
    let text = [one.pattern.head(), rest].concat();
    let matched = read(one.section, one.pattern, &text, &mut Slots::default()) != Outcome::No;
    let regex = one.regex.get_or_init(|| {
        let mut builder = RegexBuilder::new(&one.text);
        builder.unicode(false).size_limit(1 << 24).build().unwrap()
    });
    let expected = regex.is_match(&text);
    // What only the regular expression reads is allowed where a field may not hold some text.
    let agrees = matched == expected || (expected && !is_exact(one.pattern));
    assert!(
        agrees,
        "{}: matcher {matched}, regex {expected}\n  regex: {}\n  text: {}",
        one.section.id,
        one.text,
        String::from_utf8_lossy(&text)
    );
}

/// Whether the regular expression says all: it cannot say texts that a field cannot hold, nor an address
/// beside a byte that it could hold too.
fn is_exact(pattern: &Pattern) -> bool {
    let hole = |id: u16| &HOLES[usize::from(id)];
    let exact = |step: &Step| match step {
        Step::Literal(_) => true,
        Step::Hole(id) => {
            hole(*id).never.is_empty()
                && !matches!(hole(*id).class, Class::Until(_) | Class::Address(_))
        }
    };
    pattern.segments.iter().all(|segment| {
        segment.left.iter().all(exact)
            && segment.right.iter().all(exact)
            && segment.free.is_none_or(|free| hole(free).never.is_empty())
    })
}
