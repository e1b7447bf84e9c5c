//! Optional parts and choices written out: every line form a pattern stands for.

use crate::pattern::Piece;

/// One line form, flat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flat {
    Literal(String),
    Hole { field: Option<String>, free: bool },
}

/// A pattern may stand for this many line forms.
pub const MOST: usize = 128;

/// All line forms, those with the optional parts first; nothing where there are more than [`MOST`].
pub fn expand(pieces: &[Piece]) -> Option<Vec<Vec<Flat>>> {
    let mut forms: Vec<Vec<Flat>> = vec![Vec::new()];
    for piece in pieces {
        let ways: Vec<Vec<Flat>> = match piece {
            Piece::Literal(text) => vec![vec![Flat::Literal(text.clone())]],
            Piece::Hole { field, free } => vec![vec![Flat::Hole {
                field: field.clone(),
                free: *free,
            }]],
            Piece::Choice(words) => words
                .iter()
                .map(|word| vec![Flat::Literal(word.clone())])
                .collect(),
            Piece::Optional(inner) => expand(inner)?.into_iter().chain([Vec::new()]).collect(),
        };
        if forms.len() * ways.len() > MOST {
            return None;
        }
        forms = forms
            .iter()
            .flat_map(|form| {
                ways.iter()
                    .map(|way| form.iter().chain(way).cloned().collect())
            })
            .collect();
    }
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

    fn say(form: &[Flat]) -> String {
        let one = |flat: &Flat| match flat {
            Flat::Literal(text) => text.clone(),
            Flat::Hole { field, free } => format!(
                "{{{}{}}}",
                field.as_deref().unwrap_or("_"),
                if *free { "*" } else { "" }
            ),
        };
        form.iter().map(one).collect()
    }

    fn check(input: &str, expect: &[&str]) {
        let forms = expand(&parse(input).unwrap()).unwrap();
        assert_eq!(
            forms.iter().map(|form| say(form)).collect::<Vec<_>>(),
            expect,
            "{input}"
        );
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
        assert_eq!(forms.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(forms[0][0], Flat::Literal("abc".to_owned()));
        assert_eq!(forms[1][0], Flat::Literal("ac".to_owned()));
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
