//! A line form becomes a plan for the matcher: segments with fences between them.
//!
//! From the left every piece is read while its end is certain; the first piece whose end is not
//! certain is the segment's free hole, and the rest is read from the right. Where the rest holds a
//! second uncertain hole, a *fence* must part the two: a literal that nothing on one side can hold.

use crate::atoms::{Atom, Hole, Kind, can_hold};
use crate::problem::Wrong;

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
pub fn lower(atoms: &[Atom], every: bool) -> Result<Plan, Wrong> {
    for pair in atoms.windows(2) {
        if let [Atom::Hole(a), Atom::Hole(b)] = pair {
            return Err(Wrong::new(
                format!(
                    "the holes {} and {} touch: nothing says where one ends",
                    name(a),
                    name(b)
                ),
                "write the letters that stand between them, or make them one hole",
            ));
        }
    }
    let mut plan = Plan {
        segments: Vec::new(),
        fences: Vec::new(),
    };
    let mut rest = atoms;
    loop {
        let (left, from) = left_steps(rest);
        let rest_of = &rest[from..];
        let Some(Atom::Hole(free)) = rest_of.first() else {
            plan.segments.push(Segment {
                left,
                free: None,
                right: Vec::new(),
            });
            return Ok(plan);
        };
        if free.kind == Kind::Text {
            return Err(Wrong::new(
                format!("the text hole {} is bounded by nothing", name(free)),
                "say in `cannot` which letter behind it the field never holds, or write it with a `*`",
            ));
        }
        if let Kind::Words(_) = free.kind {
            return Err(Wrong::new(
                format!("the words of the hole {} have no certain end", name(free)),
                "write a blank beside it, or end the pattern with it; its `cannot` must let blanks in",
            ));
        }
        let (right, to) = right_steps(&rest_of[1..]);
        if to == 0 {
            plan.segments.push(Segment {
                left,
                free: Some(free.clone()),
                right,
            });
            return Ok(plan);
        }
        let (at, literal, search) = fence(rest_of, every).ok_or_else(|| conflict(rest_of, to))?;
        let (right, _) = right_steps(&rest_of[1..at]);
        plan.segments.push(Segment {
            left,
            free: Some(free.clone()),
            right,
        });
        plan.fences.push((literal.to_vec(), search));
        rest = &rest_of[at + 1..];
    }
}

fn name(hole: &Hole) -> String {
    hole.field
        .as_ref()
        .map_or("`_`".to_owned(), |(name, _)| format!("`{name}`"))
}

fn conflict(rest: &[Atom], to: usize) -> Wrong {
    let hole = |atom: &Atom| match atom {
        Atom::Hole(hole) => name(hole),
        Atom::Literal(_) => String::new(),
    };
    let what = format!(
        "two free-text holes, {} and {}, and no fence between them",
        hole(&rest[0]),
        rest.get(to).map(hole).unwrap_or_default()
    );
    Wrong::new(
        what,
        "say with `cannot` what one of them never holds, or `readings = \"all\"` where the writer's line is ambiguous",
    )
}

/// Steps from the left, and the index of the first atom whose end is not certain.
fn left_steps(atoms: &[Atom]) -> (Vec<Step>, usize) {
    let mut steps = Vec::new();
    for (index, atom) in atoms.iter().enumerate() {
        match atom {
            Atom::Literal(text) => steps.push(Step::Literal(text.clone())),
            Atom::Hole(hole) => match end(hole, literal(atoms.get(index + 1)), Side::Left) {
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
                let before = index
                    .checked_sub(1)
                    .and_then(|before| literal(atoms.get(before)));
                match end(hole, before, Side::Right) {
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

/// From where a segment's steps are read.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl Side {
    /// The byte of a literal that is met first.
    fn near(self, literal: &[u8]) -> Option<u8> {
        match self {
            Side::Left => literal.first().copied(),
            Side::Right => literal.last().copied(),
        }
    }

    /// What of a literal ends a hole: up to the first byte that the hole cannot hold. Wherever that much of it
    /// stands first, all of it does, or nowhere: so patterns that go on with other words share the hole.
    fn enough<'a>(self, literal: &'a [u8], hole: &Hole) -> &'a [u8] {
        let ends = |byte: &u8| hole.cannot.contains(byte);
        match self {
            Side::Left => match literal.iter().position(ends) {
                Some(at) => &literal[..=at],
                None => literal,
            },
            Side::Right => match literal.iter().rposition(ends) {
                Some(at) => &literal[at..],
                None => literal,
            },
        }
    }
}

/// How this hole ends before `next`, the literal in the direction of reading.
fn end(hole: &Hole, next: Option<&[u8]>, side: Side) -> Option<End> {
    match hole.kind {
        Kind::Number | Kind::Quoted | Kind::Request => Some(End::Class),
        Kind::Word | Kind::Address => Some(
            next.and_then(|next| side.near(next))
                .map_or(End::Class, End::Byte),
        ),
        Kind::Words(_) => {
            let near = next.and_then(|next| side.near(next));
            let ends = near.is_none_or(|byte| byte == b' ');
            (ends && !hole.cannot.contains(&b' ')).then_some(End::Class)
        }
        Kind::Text => {
            let next = next?;
            let bounded = next.iter().any(|byte| hole.cannot.contains(byte))
                || hole.never.iter().any(|never| {
                    !never.is_empty() && next.windows(never.len()).any(|window| window == never)
                });
            bounded.then(|| End::Literal(side.enough(next, hole).to_vec()))
        }
        Kind::Free => None,
    }
}

/// The literal behind the free hole `rest[0]` that parts it from the next uncertain hole.
fn fence(rest: &[Atom], every: bool) -> Option<(usize, &[u8], Search)> {
    let literals = || {
        rest.iter()
            .enumerate()
            .filter_map(|(index, atom)| literal(Some(atom)).map(|text| (index, text)))
    };
    let closes = |at: usize| right_steps(&rest[1..at]).1 == 0;
    let first =
        literals().find(|(index, text)| closes(*index) && !can_hold(&rest[..*index], text, text));
    if let Some((index, text)) = first {
        return Some((index, text, Search::First));
    }
    let last = literals()
        .filter(|(index, _)| closes(*index))
        .find(|(index, text)| !held_behind(&rest[index + 1..], text));
    if let Some((index, text)) = last {
        return Some((index, text, Search::Last));
    }
    let (index, text) = literals().next()?;
    (every && closes(index)).then_some((index, text, Search::Every))
}

/// Whether the literal can stand behind itself, also where it overlaps its own end.
fn held_behind(atoms: &[Atom], text: &[u8]) -> bool {
    let own_end = text
        .get(1..)
        .filter(|end| !end.is_empty())
        .map(|end| Atom::Literal(end.to_vec()));
    let behind: Vec<Atom> = own_end.into_iter().chain(atoms.iter().cloned()).collect();
    can_hold(&behind, &[], text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atoms::tests::atoms;

    /// A plan in one line: `left steps [free] right steps`, with `<first 'literal'>` for a fence.
    fn say(plan: &Plan) -> String {
        let steps = |steps: &[Step]| steps.iter().map(step).collect::<Vec<_>>();
        let mut out = Vec::new();
        for (index, segment) in plan.segments.iter().enumerate() {
            out.extend(steps(&segment.left));
            out.extend(
                segment
                    .free
                    .iter()
                    .map(|free| format!("[{}]", name(free).replace('`', ""))),
            );
            out.extend(steps(&segment.right).into_iter().rev());
            out.extend(
                plan.fences
                    .get(index)
                    .map(|(text, search)| format!("<{search:?} '{}'>", text.escape_ascii())),
            );
        }
        out.join(" ")
    }

    fn step(step: &Step) -> String {
        match step {
            Step::Literal(text) => format!("'{}'", text.escape_ascii()),
            Step::Hole(hole, End::Class) => name(hole).replace('`', ""),
            Step::Hole(hole, End::Byte(byte)) => {
                format!("{}^{:?}", name(hole).replace('`', ""), char::from(*byte))
            }
            Step::Hole(hole, End::Literal(text)) => {
                format!("{}^'{}'", name(hole).replace('`', ""), text.escape_ascii())
            }
        }
    }

    fn check(input: &str, expect: &str) {
        assert_eq!(
            lower(&atoms(input), false).map_or_else(|wrong| wrong.what, |plan| say(&plan)),
            expect,
            "{input}"
        );
    }

    fn check_every(input: &str, expect: &str) {
        assert_eq!(
            lower(&atoms(input), true).map_or_else(|wrong| wrong.what, |plan| say(&plan)),
            expect,
            "{input}"
        );
    }

    #[test]
    fn certain_ends_are_read_from_the_left() {
        check("port {number}", "'port ' number");
        check("{word}: {addr} x", "word^':' ': ' addr^' ' ' x'");
        check("<{letters}> ok", "'<' letters^'>' '> ok'");
        check("{word} {text/3} {text*}", "word^' ' ' ' text ' ' [text]");
        check("{text*} {word/2}", "[text] ' ' word");
    }

    #[test]
    fn behind_a_free_hole_all_is_read_from_the_right() {
        check(
            "user {text*} from {addr} port {number}",
            "'user ' [text] ' from ' addr^' ' ' port ' number",
        );
        check("{text*}", "[text]");
    }

    #[test]
    fn a_fence_that_its_left_cannot_hold_is_the_first() {
        check(
            "for {letters*}: {text*}",
            "'for ' [letters] <First ': '> [text]",
        );
        check(
            "for {letters*} from {addr}: {text*}",
            "'for ' [letters] ' from ' addr^' ' <First ': '> [text]",
        );
        check(
            "a {never*}, rip={text*}",
            "'a ' [never] <First ', rip='> [text]",
        );
    }

    #[test]
    fn a_fence_that_its_right_cannot_hold_is_the_last() {
        check("a {text*}: {letters*}", "'a ' [text] <Last ': '> [letters]");
        check(
            "a {text*}: {letters*} b",
            "'a ' [text] <Last ': '> [letters] ' b'",
        );
    }

    #[test]
    fn several_fences() {
        check(
            "{letters*}: {never*}, rip={text*}",
            "[letters] <First ': '> [never] <First ', rip='> [text]",
        );
    }

    #[test]
    fn two_free_holes_without_a_fence_are_refused() {
        check(
            "a {text*} b {more*}",
            "two free-text holes, `text` and `more`, and no fence between them",
        );
        check(
            "a {text*} b {more}",
            "two free-text holes, `text` and `more`, and no fence between them",
        );
        check(
            "a {text*}: {number} {more*}",
            "two free-text holes, `text` and `more`, and no fence between them",
        );
    }

    #[test]
    fn all_readings_of_a_doubtful_fence_where_the_event_says_so() {
        check_every("a {text*} b {more*}", "'a ' [text] <Every ' b '> [more]");
        check_every(
            "a {letters*}: {text*}",
            "'a ' [letters] <First ': '> [text]",
        );
    }

    #[test]
    fn holes_without_an_end_are_refused() {
        check(
            "{word}{addr}",
            "the holes `word` and `addr` touch: nothing says where one ends",
        );
        check(
            "failed: {text}",
            "the text hole `text` is bounded by nothing",
        );
        check(
            "{text/3}: x",
            "the words of the hole `text` have no certain end",
        );
        check(
            "{letters} (x)",
            "the text hole `letters` is bounded by nothing",
        );
    }
}
