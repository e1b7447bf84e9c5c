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
            Piece::Hole { field, free } => vec![vec![Flat::Hole { field: field.clone(), free: *free }]],
            Piece::Choice(words) => words.iter().map(|word| vec![Flat::Literal(word.clone())]).collect(),
            Piece::Optional(inner) => expand(inner)?.into_iter().chain([Vec::new()]).collect(),
        };
        if forms.len() * ways.len() > MOST {
            return None;
        }
        forms = forms.iter().flat_map(|form| ways.iter().map(|way| form.iter().chain(way).cloned().collect())).collect();
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
