//! A line form with its holes typed: what each hole can hold, and whether a literal can stand inside.

use crate::fields::{ClassName, Fields};
use crate::expand::Flat;
use crate::spec::Cannot;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Atom {
    Literal(Vec<u8>),
    Hole(Hole),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The field's name and id, or nothing for `_`.
    pub field: Option<(String, u8)>,
    pub kind: Kind,
    pub cannot: Vec<u8>,
    pub never: Vec<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    Word,
    Address,
    Quoted,
    Request,
    /// Bounded by what the field cannot hold.
    Text,
    /// Bounded by nothing.
    Free,
}

/// Types the holes of a form.
pub fn typed(form: Vec<Flat>, fields: &Fields, cannot: &BTreeMap<String, Cannot>) -> Result<Vec<Atom>, String> {
    form.into_iter()
        .map(|flat| match flat {
            Flat::Literal(text) => Ok(Atom::Literal(text.into_bytes())),
            Flat::Hole { field, free } => hole(field, free, fields, cannot).map(Atom::Hole),
        })
        .collect()
}

fn hole(field: Option<String>, free: bool, fields: &Fields, limits: &BTreeMap<String, Cannot>) -> Result<Hole, String> {
    let name = field.as_deref().unwrap_or("_");
    let class = match &field {
        None => ClassName::Word,
        Some(name) => fields.class(name).ok_or_else(|| format!("the field `{name}` is not in fields.toml"))?,
    };
    let kind = match class {
        _ if free => Kind::Free,
        ClassName::Number => Kind::Number,
        ClassName::Word => Kind::Word,
        ClassName::Addr => Kind::Address,
        ClassName::Quoted => Kind::Quoted,
        ClassName::Request => Kind::Request,
        ClassName::Text => Kind::Text,
    };
    let (cannot, never) = match limits.get(name) {
        None => (Vec::new(), Vec::new()),
        Some(Cannot::Characters(set)) => (set.clone().into_bytes(), Vec::new()),
        Some(Cannot::Texts(texts)) => (Vec::new(), texts.iter().map(|text| text.clone().into_bytes()).collect()),
    };
    let field = field.map(|name| fields.id(&name).map(|id| (name.clone(), id)).ok_or(name)).transpose().map_err(|name| format!("the field `{name}` has no id"))?;
    Ok(Hole { field, kind, cannot, never })
}

impl Hole {
    pub fn can_hold(&self, byte: u8) -> bool {
        if self.cannot.contains(&byte) {
            return false;
        }
        match self.kind {
            Kind::Number => byte.is_ascii_digit(),
            Kind::Word => byte != b' ' && byte != b'\t',
            Kind::Address => is_address_byte(byte),
            // A quote inside is escaped; a fence that holds `\"` is not written.
            Kind::Quoted | Kind::Request => byte != b'"',
            Kind::Text | Kind::Free => true,
        }
    }

    /// Whether a stranger chooses what stands here.
    pub fn is_free(&self) -> bool {
        self.kind == Kind::Free
    }
}

pub fn is_address_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'-' | b'_' | b'%')
}

/// Whether `literal` can stand somewhere in what these atoms read.
///
/// The atoms are walked as an automaton from every place in them; a hole may read nothing.
/// `tail` is read as text that may be entered but not begun in: the fence itself, which must not
/// be found a few bytes early.
pub fn can_hold(atoms: &[Atom], tail: &[u8], literal: &[u8]) -> bool {
    let mut states: Vec<State> = Vec::new();
    for (index, atom) in atoms.iter().enumerate() {
        match atom {
            Atom::Literal(text) => (0..text.len()).for_each(|offset| states.push(State { atom: index, offset, entered: 0 })),
            Atom::Hole(_) => states.push(State { atom: index, offset: 0, entered: 0 }),
        }
    }
    for (at, &byte) in literal.iter().enumerate() {
        let mut next = Vec::new();
        for state in states {
            step(atoms, tail, literal, at, byte, state, &mut next);
        }
        next.dedup();
        states = next;
    }
    !states.is_empty()
}

#[derive(Clone, Copy, PartialEq)]
struct State {
    atom: usize,
    offset: usize,
    /// How much of the literal was read before this hole was entered.
    entered: usize,
}

fn step(atoms: &[Atom], tail: &[u8], literal: &[u8], at: usize, byte: u8, state: State, next: &mut Vec<State>) {
    match atoms.get(state.atom) {
        None => {
            // Begun in the fence itself, it would be the fence.
            if at > 0 && tail.get(state.offset) == Some(&byte) {
                next.push(State { offset: state.offset + 1, ..state });
            }
        }
        Some(Atom::Literal(text)) => {
            if text.get(state.offset) == Some(&byte) {
                let after = State { offset: state.offset + 1, ..state };
                next.push(if after.offset == text.len() { State { atom: state.atom + 1, offset: 0, entered: at + 1 } } else { after });
            }
        }
        Some(Atom::Hole(hole)) => {
            let held = &literal[state.entered..=at];
            let forbidden = hole.never.iter().any(|never| held.windows(never.len().max(1)).any(|window| window == never));
            if hole.can_hold(byte) && !forbidden {
                next.push(state);
            }
            step(atoms, tail, literal, at, byte, State { atom: state.atom + 1, offset: 0, entered: at }, next);
        }
    }
}
