//! A plan as a regular expression: slow, simple, and another program than the matcher.

use crate::atoms::{Hole, Kind};
use crate::lower::{End, Plan, Step};

/// The plan as a regular expression over bytes: the oracle of the tests.
///
/// Free holes are greedy: with the right side anchored, that is what the matcher does.
pub fn regex(plan: &Plan) -> String {
    let mut out = "(?s-u)^".to_owned();
    for (index, segment) in plan.segments.iter().enumerate() {
        segment
            .left
            .iter()
            .for_each(|step| out.push_str(&step_regex(step)));
        if let Some(free) = &segment.free {
            out.push_str(&hole_regex(free, &End::Class));
        }
        segment
            .right
            .iter()
            .rev()
            .for_each(|step| out.push_str(&step_regex(step)));
        if let Some((literal, _)) = plan.fences.get(index) {
            out.push_str(&literal_regex(literal));
        }
    }
    out + "$"
}

fn step_regex(step: &Step) -> String {
    match step {
        Step::Literal(text) => literal_regex(text),
        Step::Hole(hole, end) => hole_regex(hole, end),
    }
}

fn literal_regex(text: &[u8]) -> String {
    text.iter()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(*byte).to_string()
            } else {
                format!(r"\x{byte:02x}")
            }
        })
        .collect()
}

fn hole_regex(hole: &Hole, end: &End) -> String {
    let not = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!(r"\x{byte:02x}"))
            .collect::<String>()
    };
    let cannot = not(&hole.cannot);
    match (hole.kind, end) {
        (Kind::Number, _) => "([0-9]+)".to_owned(),
        (Kind::Word, End::Byte(byte)) => format!(r"([^ \t{}{cannot}]+)", not(&[*byte])),
        (Kind::Word, _) => format!(r"([^ \t{cannot}]+)"),
        (Kind::Words(words), _) => {
            let word = format!(r"[^ \t{cannot}]+");
            format!("({word}(?: {word}){{{}}})", words - 1)
        }
        (Kind::Address, _) => "([0-9A-Za-z.:_%-]+)".to_owned(),
        (Kind::Quoted | Kind::Request, _) => r#"((?:[^"\\]|\\.)*)"#.to_owned(),
        _ if cannot.is_empty() => "(.*)".to_owned(),
        _ => format!("([^{cannot}]*)"),
    }
}
