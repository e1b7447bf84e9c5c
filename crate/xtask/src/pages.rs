//! The section pages and those of login names, held against the compiler's rules before cargo wraps its own words round them.

use std::fs;

use anyhow::{Context, Result, bail};
use logyomi_rulec::{Fields, Problem, Source, check, compile, compile_names, read_folder};

use crate::shell::root;

/// Where the pages lie, from the root.
pub const FOLDER: &str = "crate/sections/pages";

/// Where the pages of login names lie.
const NAMES: &str = "crate/sections/names";

/// What is wrong with the pages; those of all pages, because a line must not be read by two.
pub fn problems() -> Result<Vec<Problem>> {
    let fields = "crate/sections/fields.toml";
    let text = fs::read_to_string(root().join(fields)).context(fields)?;
    let fields = match Fields::parse(fields, &text) {
        Ok(fields) => fields,
        Err(problem) => return Ok(vec![problem]),
    };
    let book = compile(fields, &sources(FOLDER)?);
    let mut problems = book.map_or_else(|problems| problems, |book| check(&book));
    problems.extend(compile_names(&sources(NAMES)?).err().unwrap_or_default());
    Ok(problems)
}

fn sources(folder: &str) -> Result<Vec<Source>> {
    let mut sources = read_folder(&root().join(folder)).context(folder.to_owned())?;
    for source in &mut sources {
        source.path = source.path.replace(&format!("{}/", root().display()), "");
    }
    Ok(sources)
}

/// The fields that key the rows of every `section/event`.
#[cfg(test)]
pub fn events() -> Result<std::collections::BTreeMap<String, Vec<String>>> {
    #[derive(serde::Deserialize)]
    struct Rows {
        #[serde(default)]
        rows: Vec<String>,
    }
    let mut events = std::collections::BTreeMap::new();
    for source in read_folder(&root().join(FOLDER))? {
        let Ok(page) = logyomi_rulec::parse(&source) else {
            bail!("{} is no page", source.path);
        };
        let Some((section, of_page)) = page.headings.split_first() else {
            continue;
        };
        for event in of_page {
            let text = event.toml.as_ref().map_or("", |block| &block.text);
            let rows: Rows = toml::from_str(text).with_context(|| source.path.clone())?;
            events.insert(format!("{}/{}", section.id, event.id), rows.rows);
        }
    }
    Ok(events)
}

/// Names what is wrong; an error, if anything is.
pub fn accept() -> Result<()> {
    let problems = problems()?;
    for problem in &problems {
        eprintln!("{problem}");
    }
    match problems.len() {
        0 => Ok(()),
        count => bail!("the pages have {count} mistakes"),
    }
}
