//! One wrong page for every way of being wrong, with the message it must give.
//!
//! `bad/NAME.md` is right but for one fault; `bad/NAME.txt` is what the compiler says of it.
//! `bad/names/` has the same for pages of login names, `bad/findings/` for pages of findings, which stand
//! beside a right page of one event (`bad/findings/of/ftpd.md`).
//! `UPDATE=1` writes the messages anew; read the diff before you commit it.

use logyomi_rulec::{
    Fields, Problem, Source, check, compile, compile_findings, compile_names, read_folder,
};
use std::path::{Path, PathBuf};

fn fields() -> Fields {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sections/fields.toml");
    Fields::parse("fields.toml", &std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A wrong page, who judges it, and where its message stands.
struct Wrong {
    source: Source,
    judge: fn(&Source) -> Vec<Problem>,
    expected: PathBuf,
}

fn pages() -> Vec<Wrong> {
    let mut pages = folder("bad", section);
    pages.extend(folder("bad/names", names));
    pages.extend(folder("bad/findings", findings));
    pages
}

/// The wrong pages of a folder, each under its own name.
fn folder(folder: &str, judge: fn(&Source) -> Vec<Problem>) -> Vec<Wrong> {
    let sources = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let named = |source: Source| {
        let path = PathBuf::from(&source.path);
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Wrong {
            source: Source {
                path: name,
                text: source.text,
            },
            judge,
            expected: path.with_extension("txt"),
        }
    };
    sources.into_iter().map(named).collect()
}

fn names(source: &Source) -> Vec<Problem> {
    compile_names(std::slice::from_ref(source))
        .err()
        .unwrap_or_default()
}

fn findings(source: &Source) -> Vec<Problem> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("bad/findings/of");
    let book = compile(fields(), &read_folder(&folder).unwrap()).unwrap();
    compile_findings(std::slice::from_ref(source), &book)
        .err()
        .unwrap_or_default()
}

fn section(source: &Source) -> Vec<Problem> {
    // A doubled section is wrong only beside its double.
    let times = if source.path == "section-twice.md" {
        2
    } else {
        1
    };
    match compile(fields(), &vec![source.clone(); times]) {
        Ok(book) => check(&book),
        Err(problems) => problems,
    }
}

#[test]
fn every_wrong_page_is_refused_with_its_message() {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for page in pages() {
        let (source, expected) = (&page.source, &page.expected);
        let found: String = (page.judge)(source)
            .iter()
            .map(|problem| format!("{problem}\n"))
            .collect();
        if update {
            std::fs::write(expected, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(expected).unwrap_or_default();
        if found.is_empty() || found != wanted {
            wrong.push(format!(
                "{}\n--- wanted\n{wanted}--- found\n{found}",
                source.path
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_wrong_page_has_one_fault() {
    for page in pages() {
        let problems = (page.judge)(&page.source);
        assert_eq!(problems.len(), 1, "{}", page.source.path);
    }
}
