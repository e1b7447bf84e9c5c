//! Optional parts and choices written out: every line form a pattern stands for.

use crate::pattern::{Extent, Piece};

/// One line form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub flat: Vec<Flat>,
    /// Fields whose value is one of the form's own words.
    pub said: Vec<(String, String)>,
}

impl Written {
    fn of(flat: Flat) -> Written {
        Written {
            flat: vec![flat],
            said: Vec::new(),
        }
    }

    /// A word of a choice, and the field that keeps it.
    fn word(field: Option<&String>, word: &str) -> Written {
        let said = field.map(|field| (field.clone(), word.to_owned()));
        Written {
            said: said.into_iter().collect(),
            ..Written::of(Flat::Literal(word.to_owned()))
        }
    }

    fn and(&self, behind: &Written) -> Written {
        Written {
            flat: self.flat.iter().chain(&behind.flat).cloned().collect(),
            said: self.said.iter().chain(&behind.said).cloned().collect(),
        }
    }
}

/// What a line form is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flat {
    Literal(String),
    Hole {
        field: Option<String>,
        extent: Extent,
    },
}

/// A pattern may stand for this many line forms.
pub const MOST: usize = 128;

/// All line forms, those with the optional parts first; nothing where there are more than [`MOST`].
pub fn expand(pieces: &[Piece]) -> Option<Vec<Written>> {
    let mut forms = vec![Written::default()];
    for piece in pieces {
        let ways: Vec<Written> = match piece {
            Piece::Literal(text) => vec![Written::of(Flat::Literal(text.clone()))],
            Piece::Hole { field, extent } => vec![Written::of(Flat::Hole {
                field: field.clone(),
                extent: *extent,
            })],
            Piece::Choice { field, words } => words
                .iter()
                .map(|word| Written::word(field.as_ref(), word))
                .collect(),
            Piece::Optional(inner) => {
                let without = [Written::default()];
                expand(inner)?.into_iter().chain(without).collect()
            }
        };
        if forms.len() * ways.len() > MOST {
            return None;
        }
        forms = forms
            .iter()
            .flat_map(|form| ways.iter().map(|way| form.and(way)))
            .collect();
    }
    let joined = |form: Written| Written {
        flat: joined(form.flat),
        said: form.said,
    };
    Some(forms.into_iter().map(joined).collect())
}

/// Neighbouring literals made one, empty ones dropped.
fn joined(form: Vec<Flat>) -> Vec<Flat> {
    let mut out: Vec<Flat> = Vec::new();
    for flat in form {
        match (out.last_mut(), flat) {
            (_, Flat::Literal(text)) if text.is_empty() => {}
            (Some(Flat::Literal(before)), Flat::Literal(text)) => before.push_str(&text),
            (_, flat) => out.push(flat),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::parse;

    fn say(form: &Written) -> String {
        let one = |flat: &Flat| match flat {
            Flat::Literal(text) => text.clone(),
            Flat::Hole { field, extent } => format!(
                "{{{}{}}}",
                field.as_deref().unwrap_or("_"),
                if *extent == Extent::Free { "*" } else { "" }
            ),
        };
        let said = form
            .said
            .iter()
            .map(|(field, word)| format!(" ({field}: {word})"));
        form.flat.iter().map(one).chain(said).collect()
    }

    fn check(input: &str, expect: &[&str]) {
        let forms = expand(&parse(input).unwrap()).unwrap();
        assert_eq!(forms.iter().map(say).collect::<Vec<_>>(), expect, "{input}");
    }

    #[test]
    fn line_forms() {
        check("a {user*}", &["a {user*}"]);
        check("a{? b}c", &["a bc", "ac"]);
        check("a{? b{? c}}", &["a b c", "a b", "a"]);
        check("{=a|b} c{? d}", &["a c d", "a c", "b c d", "b c"]);
    }

    #[test]
    fn neighbouring_letters_are_one() {
        let forms = expand(&parse("a{=b|}c{user}").unwrap()).unwrap();
        let lengths: Vec<usize> = forms.iter().map(|form| form.flat.len()).collect();
        assert_eq!(lengths, [2, 2]);
        assert_eq!(forms[0].flat[0], Flat::Literal("abc".to_owned()));
        assert_eq!(forms[1].flat[0], Flat::Literal("ac".to_owned()));
    }

    #[test]
    fn a_word_is_kept_in_the_forms_that_have_it() {
        check(
            "a{? {state=on|off}}",
            &["a on (state: on)", "a off (state: off)", "a"],
        );
    }

    #[test]
    fn too_many_line_forms() {
        assert_eq!(
            expand(&parse(&"{?a}".repeat(7)).unwrap()).map(|forms| forms.len()),
            Some(MOST)
        );
        assert_eq!(expand(&parse(&"{?a}".repeat(8)).unwrap()), None);
    }
}
