//! Words of a line form that are a field's value: `{state=LISTEN|UNCONN}`.

use crate::atoms::{Atom, Hole};
use crate::fields::{ClassName, Fields};
use crate::problem::Wrong;

/// The fields by their numbers, where each may keep its word and none is told of twice.
pub fn judged(
    said: Vec<(String, String)>,
    atoms: &[Atom],
    fields: &Fields,
) -> Result<Vec<(u8, String)>, Wrong> {
    let mut found: Vec<(u8, String)> = Vec::new();
    for (name, word) in said {
        let (Some(id), Some(class)) = (fields.id(&name), fields.class(&name)) else {
            return Err(Wrong::field(&name));
        };
        fits(&name, class, &word)?;
        let holds = |atom: &Atom| matches!(atom, Atom::Hole(Hole { field: Some((_, known)), .. }) if *known == id);
        if atoms.iter().any(holds) || found.iter().any(|(known, _)| *known == id) {
            return Err(Wrong::new(
                format!("the field `{name}` stands twice in a line form, once with fixed words"),
                "write `{=…}` where the word need not be kept, or name another field",
            ));
        }
        found.push((id, word));
    }
    Ok(found)
}

/// Who an address belongs to is what a report is about: it comes from the line, never from a page.
fn fits(name: &str, class: ClassName, word: &str) -> Result<(), Wrong> {
    match class {
        ClassName::Addr => Err(Wrong::new(
            format!("the address `{name}` is given fixed words"),
            "write a hole: addresses are read from the line",
        )),
        ClassName::Quoted | ClassName::Request => Err(Wrong::new(
            format!("the quoted field `{name}` is given fixed words"),
            "write a hole, or name a field of class `word` or `text`",
        )),
        ClassName::Text if name == "pairs" => Err(Wrong::new(
            "`pairs` is given fixed words",
            "write the hole `{pairs*}`",
        )),
        ClassName::Number if !word.bytes().all(|byte| byte.is_ascii_digit()) => Err(Wrong::new(
            format!("`{word}` is no number, and `{name}` is one"),
            "name a field of class `word` or `text`",
        )),
        ClassName::Number | ClassName::Word | ClassName::Text => Ok(()),
    }
}

/// Two line forms with the same letters must keep the same words: no line could tell them apart.
pub fn same(one: &[(u8, String)], other: &[(u8, String)]) -> Result<(), Wrong> {
    if one == other {
        return Ok(());
    }
    Err(Wrong::new(
        "the pattern reads the same letters in two ways, which keep different words",
        "take one of the words out of the choices",
    ))
}
