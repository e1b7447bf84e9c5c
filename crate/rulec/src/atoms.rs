//! A line form with its holes typed: what each hole can hold, and whether a literal can stand inside.

use crate::expand::Flat;
use crate::fields::{ClassName, Fields};
use crate::pattern::Extent;
use crate::problem::Wrong;
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
    /// So many words, with a blank between them.
    Words(u8),
    Address,
    Quoted,
    Request,
    /// Bounded by what the field cannot hold.
    Text,
    /// Bounded by nothing.
    Free,
}

/// Types the holes of a form.
pub fn typed(
    form: Vec<Flat>,
    fields: &Fields,
    cannot: &BTreeMap<String, Cannot>,
) -> Result<Vec<Atom>, Wrong> {
    form.into_iter()
        .map(|flat| match flat {
            Flat::Literal(text) => Ok(Atom::Literal(text.into_bytes())),
            Flat::Hole { field, extent } => hole(field, extent, fields, cannot).map(Atom::Hole),
        })
        .collect()
}

fn hole(
    field: Option<String>,
    extent: Extent,
    fields: &Fields,
    limits: &BTreeMap<String, Cannot>,
) -> Result<Hole, Wrong> {
    let name = field.as_deref().unwrap_or("_");
    let class = match &field {
        None => ClassName::Word,
        Some(name) => fields.class(name).ok_or_else(|| Wrong::field(name))?,
    };
    let kind = match (extent, class) {
        (Extent::Free, _) => Kind::Free,
        (Extent::Words(words), _) => Kind::Words(words),
        (Extent::Class, ClassName::Number) => Kind::Number,
        (Extent::Class, ClassName::Word) => Kind::Word,
        (Extent::Class, ClassName::Addr) => Kind::Address,
        (Extent::Class, ClassName::Quoted) => Kind::Quoted,
        (Extent::Class, ClassName::Request) => Kind::Request,
        (Extent::Class, ClassName::Text) => Kind::Text,
    };
    let (cannot, never) = match limits.get(name) {
        None => (Vec::new(), Vec::new()),
        Some(Cannot::Characters(set)) => (set.clone().into_bytes(), Vec::new()),
        Some(Cannot::Texts(texts)) => (
            Vec::new(),
            texts.iter().map(|text| text.clone().into_bytes()).collect(),
        ),
    };
    let field = field
        .map(|name| {
            fields
                .id(&name)
                .map(|id| (name.clone(), id))
                .ok_or_else(|| Wrong::field(&name))
        })
        .transpose()?;
    Ok(Hole {
        field,
        kind,
        cannot,
        never,
    })
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
            // But for an escaped one: see `escaped_quote`.
            Kind::Quoted | Kind::Request => byte != b'"',
            Kind::Words(_) | Kind::Text | Kind::Free => true,
        }
    }

    /// Whether a stranger chooses what stands here.
    pub fn is_free(&self) -> bool {
        self.kind == Kind::Free
    }
}

/// Whether these atoms take the rest apart as `key=value` pairs.
pub fn has_pairs(atoms: &[Atom]) -> bool {
    atoms.iter().any(
        |atom| matches!(atom, Atom::Hole(Hole { field: Some((name, _)), .. }) if name == "pairs"),
    )
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
            Atom::Literal(text) => (0..text.len()).for_each(|offset| {
                states.push(State {
                    atom: index,
                    offset,
                    entered: 0,
                })
            }),
            Atom::Hole(_) => states.push(State {
                atom: index,
                offset: 0,
                entered: 0,
            }),
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

/// A quoted hole may hold a quote behind a `\`: one of the literal, or one that stands before it.
fn escaped_quote(hole: &Hole, held: &[u8], at: usize) -> bool {
    let escaped = held.ends_with(br#"\""#) || held == br#"""# && at == 0;
    escaped && matches!(hole.kind, Kind::Quoted | Kind::Request)
}

#[derive(Clone, Copy, PartialEq)]
struct State {
    atom: usize,
    offset: usize,
    /// How much of the literal was read before this hole was entered.
    entered: usize,
}

fn step(
    atoms: &[Atom],
    tail: &[u8],
    literal: &[u8],
    at: usize,
    byte: u8,
    state: State,
    next: &mut Vec<State>,
) {
    match atoms.get(state.atom) {
        None => {
            // Begun in the fence itself, it would be the fence.
            if at > 0 && tail.get(state.offset) == Some(&byte) {
                next.push(State {
                    offset: state.offset + 1,
                    ..state
                });
            }
        }
        Some(Atom::Literal(text)) => {
            if text.get(state.offset) == Some(&byte) {
                let after = State {
                    offset: state.offset + 1,
                    ..state
                };
                next.push(if after.offset == text.len() {
                    State {
                        atom: state.atom + 1,
                        offset: 0,
                        entered: at + 1,
                    }
                } else {
                    after
                });
            }
        }
        Some(Atom::Hole(hole)) => {
            let held = &literal[state.entered..=at];
            let forbidden = hole.never.iter().any(|never| {
                held.windows(never.len().max(1))
                    .any(|window| window == never)
            });
            if (hole.can_hold(byte) || escaped_quote(hole, held, at)) && !forbidden {
                next.push(state);
            }
            step(
                atoms,
                tail,
                literal,
                at,
                byte,
                State {
                    atom: state.atom + 1,
                    offset: 0,
                    entered: at,
                },
                next,
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::pattern;

    const FIELDS: &str = r#"
        number = { class = "number", en = "", ja = "" }
        word = { class = "word", en = "", ja = "" }
        addr = { class = "addr", en = "", ja = "" }
        quoted = { class = "quoted", en = "", ja = "" }
        text = { class = "text", en = "", ja = "" }
        more = { class = "text", en = "", ja = "" }
        letters = { class = "text", en = "", ja = "" }
        never = { class = "text", en = "", ja = "" }
    "#;

    /// The atoms of a pattern without optional parts, over fields named like their classes.
    /// `letters` cannot hold a colon, a comma or a `>`; `never` cannot hold `, rip=`.
    pub(crate) fn atoms(pattern: &str) -> Vec<Atom> {
        let cannot = [
            ("letters", Cannot::Characters(":,>".to_owned())),
            ("never", Cannot::Texts(vec![", rip=".to_owned()])),
        ];
        let cannot = cannot
            .into_iter()
            .map(|(name, cannot)| (name.to_owned(), cannot))
            .collect();
        let form = crate::expand::expand(&pattern::parse(pattern).unwrap())
            .unwrap()
            .remove(0)
            .flat;
        typed(
            form,
            &Fields::parse("fields.toml", FIELDS).unwrap(),
            &cannot,
        )
        .unwrap()
    }

    fn check(pattern: &str, literal: &str, expect: bool) {
        assert_eq!(
            can_hold(&atoms(pattern), &[], literal.as_bytes()),
            expect,
            "{pattern} holds {literal:?}"
        );
    }

    #[test]
    fn a_hole_holds_what_its_class_allows() {
        check("{text*}", " from ", true);
        check("{word}", " from ", false);
        check("{word}", "from", true);
        check("{number}", "17", true);
        check("{number}", "1a", false);
        check("{addr}", "::1", true);
        check("{addr}", ": ", false);
        check("{letters*}", " from ", true);
        check("{letters*}", ": ", false);
    }

    #[test]
    fn a_literal_may_lie_across_atoms() {
        check("port {number}", "ort 2", true);
        check("port {number} x", "t 22 x", true);
        check("port {number} x", "t 22  x", false);
        check("{letters*}: {word}", "a: b", true);
        check("{word} {word}", "a b c", false);
    }

    #[test]
    fn texts_that_a_field_never_holds() {
        check("{never*}", ", rip=", false);
        check("{never*}", "rip=", true);
        check("{never*}, rip={addr}", ", rip=", true);
    }

    #[test]
    fn a_quote_is_held_where_it_may_be_escaped() {
        check("{quoted}", r#"" ""#, false);
        check("{quoted}", r#"" "#, true);
        check("{quoted}", r#"a""#, false);
        check("{quoted}", r#"a\"b"#, true);
    }

    #[test]
    fn the_fence_itself_is_entered_but_not_begun() {
        assert!(!can_hold(&atoms("{letters*}"), b": ", b": "));
        // `a::b`: the first of two colons would be found a byte early.
        assert!(can_hold(&atoms("{letters*}:"), b"::", b"::"));
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let form = vec![Flat::Hole {
            field: Some("nofield".to_owned()),
            extent: Extent::Class,
        }];
        let found = typed(
            form,
            &Fields::parse("fields.toml", FIELDS).unwrap(),
            &BTreeMap::new(),
        );
        assert_eq!(found, Err(Wrong::field("nofield")));
    }
}
