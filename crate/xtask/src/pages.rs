//! The section pages, held against the compiler's rules before cargo wraps its own words round them.

use std::fs;

use anyhow::{Context, Result, bail};
use logyomi_rulec::{Fields, Problem, check, compile, read_folder};

use crate::shell::root;

/// Where the pages lie, from the root.
pub const FOLDER: &str = "crate/sections/pages";

/// What is wrong with the pages; those of all pages, because a line must not be read by two.
pub fn problems() -> Result<Vec<Problem>> {
    let fields = "crate/sections/fields.toml";
    let text = fs::read_to_string(root().join(fields)).context(fields)?;
    let fields = match Fields::parse(fields, &text) {
        Ok(fields) => fields,
        Err(problem) => return Ok(vec![problem]),
    };
    let mut sources = read_folder(&root().join(FOLDER)).context(FOLDER)?;
    for source in &mut sources {
        source.path = source.path.replace(&format!("{}/", root().display()), "");
    }
    Ok(compile(fields, &sources).map_or_else(|problems| problems, |book| check(&book)))
}

/// Names what is wrong; an error, if anything is.
pub fn accept() -> Result<()> {
    let problems = problems()?;
    for problem in &problems {
        eprintln!("{problem}");
    }
    match problems.len() {
        0 => Ok(()),
        count => bail!("the section pages have {count} mistakes"),
    }
}
