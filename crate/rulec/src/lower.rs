//! A line form becomes a plan for the matcher: segments with fences between them.
//!
//! From the left every piece is read while its end is certain; the first piece whose end is not
//! certain is the segment's free hole, and the rest is read from the right. Where the rest holds a
//! second uncertain hole, a *fence* must part the two: a literal that nothing on one side can hold.

use crate::atoms::{Atom, Hole, Kind, can_hold};

/// A form ready for the matcher: one more segment than fences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub segments: Vec<Segment>,
    pub fences: Vec<(Vec<u8>, Search)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    pub left: Vec<Step>,
    pub free: Option<Hole>,
    /// The last one first.
    pub right: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Literal(Vec<u8>),
    Hole(Hole, End),
}

/// How the end of a hole is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// By its own class.
    Class,
    /// By the class, and before this byte.
    Byte(u8),
    /// At the nearest place of this literal.
    Literal(Vec<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    First,
    Last,
    Every,
}

/// Plans a form. `every` allows a fence that either side can hold.
pub fn lower(atoms: &[Atom], every: bool) -> Result<Plan, String> {
    for pair in atoms.windows(2) {
        if let [Atom::Hole(a), Atom::Hole(b)] = pair {
            return Err(format!("the holes {} and {} touch: nothing says where one ends", name(a), name(b)));
        }
    }
    let mut plan = Plan { segments: Vec::new(), fences: Vec::new() };
    let mut rest = atoms;
    loop {
        let (left, from) = left_steps(rest);
        let rest_of = &rest[from..];
        let Some(Atom::Hole(free)) = rest_of.first() else {
            plan.segments.push(Segment { left, free: None, right: Vec::new() });
            return Ok(plan);
        };
        let (right, to) = right_steps(&rest_of[1..]);
        if to == 0 {
            plan.segments.push(Segment { left, free: Some(free.clone()), right });
            return Ok(plan);
        }
        let (at, search) = fence(rest_of, every).ok_or_else(|| conflict(rest_of, to))?;
        let Atom::Literal(literal) = &rest_of[at] else { return Err("a fence that is no literal".to_owned()) };
        let (right, open) = right_steps(&rest_of[1..at]);
        if open != 0 {
            return Err(conflict(rest_of, to));
        }
        plan.segments.push(Segment { left, free: Some(free.clone()), right });
        plan.fences.push((literal.clone(), search));
        rest = &rest_of[at + 1..];
    }
}

fn name(hole: &Hole) -> String {
    hole.field.as_ref().map_or("`_`".to_owned(), |(name, _)| format!("`{name}`"))
}

fn conflict(rest: &[Atom], to: usize) -> String {
    let hole = |atom: &Atom| match atom {
        Atom::Hole(hole) => name(hole),
        Atom::Literal(_) => String::new(),
    };
    format!("two free-text holes, {} and {}, and no fence between them", hole(&rest[0]), rest.get(to).map(hole).unwrap_or_default())
}

/// Steps from the left, and the index of the first atom whose end is not certain.
fn left_steps(atoms: &[Atom]) -> (Vec<Step>, usize) {
    let mut steps = Vec::new();
    for (index, atom) in atoms.iter().enumerate() {
        match atom {
            Atom::Literal(text) => steps.push(Step::Literal(text.clone())),
            Atom::Hole(hole) => match end(hole, literal(atoms.get(index + 1)), <[u8]>::first) {
                Some(end) => steps.push(Step::Hole(hole.clone(), end)),
                None => return (steps, index),
            },
        }
    }
    (steps, atoms.len())
}

/// Steps from the right, the last one first, and how many atoms on the left are not covered.
fn right_steps(atoms: &[Atom]) -> (Vec<Step>, usize) {
    let mut steps = Vec::new();
    for (index, atom) in atoms.iter().enumerate().rev() {
        match atom {
            Atom::Literal(text) => steps.push(Step::Literal(text.clone())),
            Atom::Hole(hole) => {
                let before = index.checked_sub(1).and_then(|before| literal(atoms.get(before)));
                match end(hole, before, <[u8]>::last) {
                    Some(end) => steps.push(Step::Hole(hole.clone(), end)),
                    None => return (steps, index + 1),
                }
            }
        }
    }
    (steps, 0)
}

fn literal(atom: Option<&Atom>) -> Option<&[u8]> {
    match atom {
        Some(Atom::Literal(text)) => Some(text),
        _ => None,
    }
}

/// How this hole ends before `next`, the literal in the direction of reading.
fn end(hole: &Hole, next: Option<&[u8]>, near: impl Fn(&[u8]) -> Option<&u8>) -> Option<End> {
    match hole.kind {
        Kind::Number | Kind::Quoted | Kind::Request => Some(End::Class),
        Kind::Word | Kind::Address => Some(next.and_then(near).map_or(End::Class, |byte| End::Byte(*byte))),
        Kind::Text => {
            let next = next?;
            let bounded = next.iter().any(|byte| hole.cannot.contains(byte)) || hole.never.iter().any(|never| !never.is_empty() && next.windows(never.len()).any(|window| window == never));
            bounded.then(|| End::Literal(next.to_vec()))
        }
        Kind::Free => None,
    }
}

/// The literal behind the free hole `rest[0]` that parts it from the next uncertain hole.
fn fence(rest: &[Atom], every: bool) -> Option<(usize, Search)> {
    let literals = || rest.iter().enumerate().filter_map(|(index, atom)| literal(Some(atom)).map(|text| (index, text)));
    let closes = |at: usize| right_steps(&rest[1..at]).1 == 0;
    let first = literals().find(|(index, text)| closes(*index) && !can_hold(&rest[..*index], text, text));
    if let Some((index, _)) = first {
        return Some((index, Search::First));
    }
    let last = literals().filter(|(index, _)| closes(*index)).find(|(index, text)| !held_behind(&rest[index + 1..], text));
    if let Some((index, _)) = last {
        return Some((index, Search::Last));
    }
    let (index, _) = literals().next()?;
    (every && closes(index)).then_some((index, Search::Every))
}

/// Whether the literal can stand behind itself, also where it overlaps its own end.
fn held_behind(atoms: &[Atom], text: &[u8]) -> bool {
    let own_end = text.get(1..).filter(|end| !end.is_empty()).map(|end| Atom::Literal(end.to_vec()));
    let behind: Vec<Atom> = own_end.into_iter().chain(atoms.iter().cloned()).collect();
    can_hold(&behind, &[], text)
}
