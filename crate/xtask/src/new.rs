//! `cargo xtask new NAME`: the page of a new section, with everything that must be filled in left empty.
//!
//! What is missing is not known here: the pages' compiler says it, with the line and the way to mend it.

use std::fs;

use anyhow::{Result, bail};

use crate::pages;
use crate::shell::root;

const SKELETON: &str = include_str!("new.md");

pub fn new(name: &str) -> Result<()> {
    if !is_id(name) {
        bail!(
            "{name:?} is not a section's id: lower-case words with hyphens, like `ftpd` or `mail-queue`"
        );
    }
    let short = format!("{}/{name}.md", pages::FOLDER);
    let path = root().join(&short);
    if path.exists() {
        bail!("{short} is already there");
    }
    fs::create_dir_all(path.with_file_name(""))?;
    fs::write(&path, SKELETON.replace("NAME", name))?;
    println!("{short} is written; CONTRIBUTING.md has the form. It still needs:\n");
    for problem in pages::problems()?
        .iter()
        .filter(|problem| problem.path == short)
    {
        println!("{problem}");
    }
    println!("\n`cargo xtask test pages` looks again.");
    Ok(())
}

fn is_id(name: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.split('-').all(word)
}

#[test]
fn ids() {
    assert!(is_id("ftpd") && is_id("mail-queue") && is_id("exim4"));
    assert!(!is_id("") && !is_id("Ftpd") && !is_id("../ftpd") && !is_id("a--b"));
}
