//! `cargo xtask new NAME`: the page of a new section, with everything that must be filled in left empty.
//!
//! What is missing is not listed here: the pages' compiler says it, with the line and the way to mend it.

use std::fs;

use anyhow::{Result, bail};

use crate::shell::root;

const SKELETON: &str = include_str!("new.md");

pub fn new(name: &str) -> Result<()> {
    if !is_id(name) {
        bail!(
            "{name:?} is not a section's id: lower-case words with hyphens, like `ftpd` or `mail-queue`"
        );
    }
    let path = root()
        .join("crate/sections/pages")
        .join(format!("{name}.md"));
    if path.exists() {
        bail!("{} is already there", path.display());
    }
    fs::create_dir_all(path.with_file_name(""))?;
    fs::write(&path, SKELETON.replace("NAME", name))?;
    println!(
        "{} is written; CONTRIBUTING.md has the form.",
        path.display()
    );
    println!("`cargo xtask test pages` lists what it still needs.");
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
