//! Compiles the pages into tables. A wrong page stops the build with its line and the way to mend it.

// A build script may stop the build.
#![allow(clippy::expect_used)]

use logyomi_rulec::{
    Fields, Problem, Source, check, compile, compile_findings, compile_names, emit, read_folder,
};
use logyomi_table::Book;
use std::path::Path;

fn main() {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let place = |name: &str| Path::new(&root).join(name);
    for name in ["pages", "names", "findings", "fields.toml"] {
        println!("cargo:rerun-if-changed={}", place(name).display());
    }
    let text = std::fs::read_to_string(place("fields.toml")).expect("fields.toml is readable");
    let fields = Fields::parse("crate/sections/fields.toml", &text)
        .unwrap_or_else(|problem| stop(&[problem]));
    let book = compile(fields, &sources(&root, "pages")).unwrap_or_else(|problems| stop(&problems));
    let names = compile_names(&sources(&root, "names")).unwrap_or_else(|problems| stop(&problems));
    let findings = compile_findings(&sources(&root, "findings"), &book)
        .unwrap_or_else(|problems| stop(&problems));
    let problems = check(&book);
    if !problems.is_empty() {
        stop(&problems);
    }
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    let tables = emit(&book, &names, &findings);
    let (read, columns) = Book::read(&tables).expect("what was written can be read");
    for section in 0..read.sections.len() {
        let patterns = columns.patterns(section, &read.holes);
        patterns.expect("and its patterns, too");
    }
    std::fs::write(Path::new(&out).join("pages.bin"), tables).expect("OUT_DIR is writable");
}

/// The pages of a folder, under the paths that a reader of a message opens.
fn sources(root: &str, folder: &str) -> Vec<Source> {
    let folder = Path::new(root).join(folder);
    let mut sources = read_folder(&folder).expect("the folder of pages is readable");
    for source in &mut sources {
        if let Some(short) = source.path.strip_prefix(&format!("{root}/")) {
            source.path = format!("crate/sections/{short}");
        }
    }
    sources
}

fn stop(problems: &[Problem]) -> ! {
    for problem in problems {
        eprintln!("{problem}");
    }
    std::process::exit(1);
}
