//! The pages of login names: every name of every page is found, and under its own heading.

use crate::support::root;
use logyomi_rulec::{Names, compile_names, read_folder};
use logyomi_sections::{NAME_KINDS, kind, name_kind};

fn pages() -> Names {
    compile_names(&read_folder(&root().join("crate/sections/names")).unwrap()).unwrap()
}

fn found(name: &str) -> Option<&'static str> {
    name_kind(name).map(|kind| kind.id)
}

#[test]
fn every_name_finds_its_own_heading_in_any_letter_case() {
    let pages = pages();
    assert!(!pages.kinds.is_empty());
    for one in &pages.kinds {
        for name in one.names() {
            let id = Some(one.id.as_str());
            assert_eq!(found(name), id, "{name}");
            assert_eq!(found(&name.to_ascii_uppercase()), id, "{name}");
        }
    }
}

#[test]
fn digits_may_follow_where_the_page_says_so() {
    let pages = pages();
    let listed = |name: &str| pages.kinds.iter().any(|one| one.names().any(|n| n == name));
    for one in &pages.kinds {
        for name in one.names() {
            // A name that ends in digits is no stem: `ts3` with a 7 is `ts` with a 37.
            let numbered = format!("{name}007");
            if listed(&numbered) || name.ends_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let id = one.spec.numbered.then_some(one.id.as_str());
            assert_eq!(found(&numbered), id, "{numbered}");
        }
    }
}

#[test]
fn only_whole_names_are_found() {
    let strange = [
        "",
        " ",
        "root ",
        "roo",
        "rootx",
        "x7Ku2",
        "007",
        "root\0",
        "oracle1x",
        "admin@example.com",
        "ｒｏｏｔ",
        "пользователь",
        "<script>",
        "root from 192.0.2.1 port 22",
    ];
    for name in strange {
        assert_eq!(found(name), None, "{name:?}");
    }
}

#[test]
fn kinds_are_found_by_their_ids() {
    let pages = pages();
    let ids: Vec<_> = pages.kinds.iter().map(|one| one.id.as_str()).collect();
    let held: Vec<_> = NAME_KINDS.iter().map(|kind| kind.id).collect();
    assert_eq!(held, ids);
    for one in &pages.kinds {
        let held = kind(&one.id).unwrap();
        assert_eq!((held.note.en, held.note.ja), (&*one.en, &*one.ja));
        assert_eq!(
            (held.title.en, held.title.ja),
            (&*one.spec.title.en, &*one.spec.title.ja)
        );
    }
}
