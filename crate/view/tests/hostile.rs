//! A report whose every string is an attack on its reader: markup, quotes, terminal escapes,
//! characters that turn text round, line breaks. None of it may come through.

mod sample;

use logyomi_core::report::Report;
use logyomi_view::html::{ATTRIBUTES, ELEMENTS};
use logyomi_view::letter::{About, Letters};
use logyomi_view::state::{RowId, ViewState};
use logyomi_view::words::Lang;
use logyomi_view::{html, text};
use serde_json::Value;

const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>\u{1b}[2J\u{202e}\u{200b}\u{2066}\r\n</style></title>&lt;é";

#[test]
fn no_markup_of_a_stranger_comes_through() {
    for page in pages() {
        for tag in ["<script", "<img", "</script", "</style></title>"] {
            assert!(!page.contains(tag), "{tag} came through");
        }
        assert!(
            page.contains("&lt;script&gt;alert(1)"),
            "the text itself is shown"
        );
    }
}

#[test]
fn no_hidden_character_comes_through() {
    for page in pages().into_iter().chain(texts()) {
        let page = without_data(&page);
        let hidden = page
            .chars()
            .find(|&c| c != '\n' && logyomi_view::visible::is_hidden(c));
        assert_eq!(hidden.map(u32::from), None);
        assert!(page.contains("[U+202E]") && page.contains('␛'));
    }
}

#[test]
fn every_attribute_is_one_of_ours() {
    for page in pages() {
        for tag in tags(&page) {
            for attribute in attributes(tag) {
                let ours = ATTRIBUTES.contains(&attribute) || attribute.starts_with("data-");
                assert!(ours || is_head(tag), "{attribute} in {tag}");
                assert!(
                    attribute != "style" && !attribute.starts_with("on"),
                    "{attribute} in {tag}"
                );
            }
        }
    }
}

/// A browser refuses a whole list that names something twice, and then shows nothing at all.
#[test]
fn every_name_stands_once_in_its_list() {
    for list in [ELEMENTS, ATTRIBUTES] {
        let mut names = list.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), list.len());
    }
}

#[test]
fn every_element_is_one_of_ours() {
    for page in pages() {
        for tag in tags(&page) {
            let name = tag
                .trim_start_matches('/')
                .split([' ', '>'])
                .next()
                .unwrap_or_default();
            assert!(ELEMENTS.contains(&name) || is_head(tag), "{name} in {tag}");
        }
    }
}

/// A browser refuses a list with a name twice, and then shows nothing at all.
#[test]
fn no_name_stands_twice_in_the_lists_for_the_browser() {
    for list in [ELEMENTS, ATTRIBUTES] {
        let names: std::collections::BTreeSet<&str> = list.iter().copied().collect();
        assert_eq!(names.len(), list.len());
    }
}

/// A line of text is a row of ours: a stranger cannot begin one.
#[test]
fn no_line_of_text_begins_with_what_follows_a_line_break() {
    for text in texts() {
        assert!(
            !text
                .lines()
                .any(|line| line.trim_start().starts_with("</style>"))
        );
    }
}

/// Links and labels only point into the page, whatever the ids are.
#[test]
fn links_stay_on_the_page() {
    for page in pages() {
        for link in page.split("href=\"").skip(1) {
            assert!(link.starts_with('#'), "{:?}", link.get(..20));
        }
    }
}

fn pages() -> Vec<String> {
    let report = evil();
    let rows = report.sections.iter().flat_map(|section| {
        section.tables.iter().map(|table| RowId {
            section: section.id.clone(),
            event: table.event.clone(),
            row: 0,
        })
    });
    let base = ViewState {
        rows: rows.collect(),
        filter: "\"".into(),
        section: Some(EVIL.into()),
        ..ViewState::default()
    };
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        let state = ViewState {
            lang,
            ..base.clone()
        };
        pages.push(html::report(&report, &state));
        pages.push(html::document(&report, &state, "a { }"));
    }
    pages
}

fn texts() -> Vec<String> {
    let evil = evil();
    let texts = Lang::ALL.map(|lang| text::text(&evil, lang));
    let drafts = Lang::ALL.into_iter().flat_map(|lang| {
        let letters = Letters::new(&evil, true, lang);
        let findings = evil.findings.iter();
        let drafts = findings.flat_map(|one| [letters.reply(one), letters.memo(one)]);
        let mails = evil.attackers.iter();
        let mails =
            mails.filter_map(|one| letters.abuse(one.ip.as_deref()?, &About::default()).ok());
        drafts
            .chain(mails.map(|mail| mail.body))
            .collect::<Vec<_>>()
    });
    texts.into_iter().chain(drafts).collect()
}

/// Values of `data-*` are the ids themselves: the page looks things up by them, and nobody sees them.
fn without_data(page: &str) -> String {
    let pieces = page
        .split(" data-")
        .enumerate()
        .map(|(at, piece)| match at {
            0 => piece,
            _ => piece.splitn(3, '"').nth(2).unwrap_or(piece),
        });
    pieces.collect()
}

/// The sample with every string made hostile, by way of JSON: a field that is added later is in it too.
fn evil() -> Report {
    let mut value = serde_json::to_value(sample::report()).unwrap_or_default();
    poison(&mut value);
    let report = serde_json::from_value(value);
    assert!(report.is_ok(), "{report:?}");
    report.unwrap_or_default()
}

fn poison(value: &mut Value) {
    match value {
        Value::String(text) => *text = EVIL.into(),
        Value::Array(values) => values.iter_mut().for_each(poison),
        // The tag of a FileProblem is not text but says which variant it is.
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(key, _)| *key != "problem")
            .for_each(|(_, value)| poison(value)),
        _ => {}
    }
}

/// What stands between `<` and `>`: there is no other `<` in escaped text, and no `>` in an attribute.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<')
        .skip(1)
        .filter_map(|tag| tag.split('>').next())
}

fn attributes(tag: &str) -> Vec<&str> {
    // Values are quoted and hold no quote: every second piece is a value.
    let outside = tag.split('"').step_by(2).flat_map(str::split_whitespace);
    outside
        .map(|name| name.trim_end_matches('='))
        .filter(|name| !name.is_empty())
        .skip(1)
        .collect()
}

/// The saved file's own frame.
fn is_head(tag: &str) -> bool {
    let name = tag.trim_start_matches('/').split_whitespace().next();
    name.is_some_and(|name| {
        ["!DOCTYPE", "html", "head", "meta", "title", "style", "body"].contains(&name)
    })
}
