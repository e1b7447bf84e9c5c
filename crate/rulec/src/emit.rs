//! The tables as Rust source, in the types of `logyomi_sections::table`.

use crate::atoms::{Atom, Hole, Kind, has_pairs, is_address_byte};
use crate::book::{Book, Event, Form, Section};
use crate::fields::{ClassName, Fields};
use crate::lower::{End, Plan, Search, Step};
use crate::problem::Wrong;
use crate::spec::AttemptSpec;
use crate::trie;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The whole of `pages.rs`.
pub fn emit(book: &Book) -> String {
    let mut out = String::new();
    let mut group = book.groups.len();
    out.push_str("pub static SECTIONS: &[Section] = &[\n");
    for one in &book.sections {
        section(&mut out, one, book, group);
        group += one
            .forms
            .iter()
            .map(|form| form.pattern + 1)
            .max()
            .unwrap_or(0);
    }
    out.push_str("];\npub static FIELDS: &[Field] = &[\n");
    for (name, spec) in &book.fields.list {
        let _ = writeln!(
            out,
            "Field {{ name: {name:?}, label: {}, ecs: {:?} }},",
            words(&spec.en, &spec.ja),
            spec.ecs
        );
    }
    out.push_str("];\n");
    out
}

fn words(en: &str, ja: &str) -> String {
    format!("Words {{ en: {en:?}, ja: {ja:?} }}")
}

fn section(out: &mut String, section: &Section, book: &Book, group: usize) {
    let spec = &section.spec;
    let fields = &book.fields;
    let _ = write!(
        out,
        "Section {{ id: {:?}, title: {}, logwatch: {:?}, note: {}, programs: &{:?}, heads: &[{}], any: {}, format: {:?}, session: {}, reporter: {:?}, trim_start: &[{}], trim_end: &[{}],\n events: &[",
        section.id,
        words(&spec.title.en, &spec.title.ja),
        spec.logwatch,
        words(&section.en, &section.ja),
        spec.programs,
        texts(&spec.heads),
        spec.any,
        spec.format,
        spec.session,
        spec.reporter.as_deref().unwrap_or(&section.id),
        texts(&spec.trim_start),
        texts(&spec.trim_end),
    );
    for one in &section.events {
        event(out, one, section, book);
    }
    out.push_str("],\n patterns: &[\n");
    let mut common = Common::default();
    for form in &section.forms {
        pattern(out, form, section, fields, group, &mut common);
    }
    out.push_str("], trie: &[");
    let heads: Vec<Vec<u8>> = section.forms.iter().map(head).collect();
    let nodes = trie::build(&heads);
    for node in &nodes {
        let firsts: Vec<u8> = node
            .children
            .iter()
            .filter_map(|child| nodes[usize::from(*child)].edge.first().copied())
            .collect();
        let _ = write!(
            out,
            "Node {{ edge: {}, firsts: {}, groups: &[{}], children: &{:?} }},",
            bytes(&node.edge),
            bytes(&firsts),
            groups(node, &heads, &common),
            node.children
        );
    }
    out.push_str("],");
    for (name, list) in [("lefts", &common.lefts), ("rights", &common.rights)] {
        let list: String = list.iter().map(|steps| format!("&[{steps}],")).collect();
        let _ = write!(out, "{name}: &[{list}],");
    }
    let _ = writeln!(
        out,
        "fences: &[{}] }},",
        common
            .fences
            .iter()
            .map(|fence| fence.clone() + ",")
            .collect::<String>()
    );
}

/// A node's patterns, those that begin alike together.
fn groups(node: &trie::Node, heads: &[Vec<u8>], common: &Common) -> String {
    let mut groups: Vec<(usize, usize, Vec<u16>)> = Vec::new();
    for pattern in &node.patterns {
        let (left, head) = (
            common.left_of[usize::from(*pattern)],
            heads[usize::from(*pattern)].len(),
        );
        match groups
            .iter_mut()
            .find(|group| (group.0, group.1) == (left, head))
        {
            Some(group) => group.2.push(*pattern),
            None => groups.push((left, head, vec![*pattern])),
        }
    }
    // Neighbours share as many steps as they can: what failed for one need not be tried for the next.
    groups.sort_by(|a, b| (a.1, &common.left_steps[a.0]).cmp(&(b.1, &common.left_steps[b.0])));
    let mut out = String::new();
    for (index, (left, head, patterns)) in groups.iter().enumerate() {
        let same = |before: &(usize, usize, Vec<u16>)| {
            let (a, b) = (&common.left_steps[before.0], &common.left_steps[*left]);
            if before.1 == *head {
                a.iter().zip(b).take_while(|(a, b)| a == b).count()
            } else {
                0
            }
        };
        let shared = index
            .checked_sub(1)
            .and_then(|before| groups.get(before))
            .map_or(0, same);
        let _ = write!(
            out,
            "Group {{ left: {left}, head: {head}, common: {shared}, patterns: &{patterns:?} }},"
        );
    }
    out
}

/// What the patterns of a section have in common.
#[derive(Default)]
struct Common {
    /// Place in `lefts` of each pattern.
    left_of: Vec<usize>,
    /// The steps of each of `lefts`, one by one.
    left_steps: Vec<Vec<String>>,
    lefts: Vec<String>,
    rights: Vec<String>,
    fences: Vec<String>,
}

/// The place of `one` in `list`, where it is put if it is new.
fn place(list: &mut Vec<String>, one: String) -> usize {
    list.iter()
        .position(|known| *known == one)
        .unwrap_or_else(|| {
            list.push(one);
            list.len() - 1
        })
}

fn event(out: &mut String, event: &Event, section: &Section, book: &Book) {
    let (spec, fields) = (&event.spec, &book.fields);
    let ids = |names: &[String]| {
        names
            .iter()
            .filter_map(|name| fields.id(name))
            .collect::<Vec<u8>>()
    };
    let attempt = match &spec.attempt {
        AttemptSpec::Flag(false) => "Attempt::No".to_owned(),
        AttemptSpec::Flag(true) => "Attempt::Pattern".to_owned(),
        AttemptSpec::Group(name) => format!(
            "Attempt::Group({})",
            book.groups
                .iter()
                .position(|group| group == name)
                .unwrap_or(0)
        ),
    };
    let level = format!(
        "Level::{}{}",
        spec.level[..1].to_ascii_uppercase(),
        &spec.level[1..]
    );
    let service = spec
        .service
        .as_ref()
        .or(section.spec.service.as_ref())
        .map_or("", String::as_str);
    let service = match service
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'))
        .and_then(|name| fields.id(name))
    {
        Some(id) => format!("Service::Field({id})"),
        None => format!("Service::Named({service:?})"),
    };
    let when: String = spec
        .when
        .list()
        .iter()
        .filter_map(|text| condition(text, fields).ok())
        .map(|one| one + ",")
        .collect();
    let _ = writeln!(
        out,
        "Event {{ id: {:?}, title: {}, note: {}, level: {level}, category: {:?}, outcome: {:?}, rows: &{:?}, count: {:?}, sum: {:?}, top: {:?}, min: {:?}, total: {}, by_count: {}, service: {service}, attempt: {attempt}, when: &[{when}] }},",
        event.id,
        words(&spec.title.en, &spec.title.ja),
        words(&event.en, &event.ja),
        spec.category,
        spec.outcome,
        ids(&spec.rows),
        spec.count.as_ref().and_then(|name| fields.id(name)),
        spec.sum.as_ref().and_then(|name| fields.id(name)),
        spec.top,
        spec.min,
        spec.total,
        spec.order.as_deref() == Some("count"),
    );
}

fn pattern(
    out: &mut String,
    form: &Form,
    section: &Section,
    fields: &Fields,
    group: usize,
    common: &mut Common,
) {
    let owner = &section.events[form.owner];
    let mut events: Vec<usize> = (0..section.events.len())
        .filter(|index| section.events[*index].spec.like.as_ref() == Some(&owner.id))
        .collect();
    events.push(form.owner);
    let every = owner.spec.readings.is_some();
    let skip = usize::from(!head(form).is_empty());
    let first = form.plan.segments.first().map_or(String::new(), |segment| {
        steps(segment.left.get(skip..).unwrap_or_default())
    });
    let last = form
        .plan
        .segments
        .last()
        .map_or(String::new(), |segment| steps(&segment.right));
    let fence = form
        .plan
        .fences
        .first()
        .map(|(literal, _)| place(&mut common.fences, bytes(literal)));
    let (left, right) = (
        place(&mut common.lefts, first),
        place(&mut common.rights, last),
    );
    if left == common.left_steps.len() {
        let each = form.plan.segments.first().map_or(&[][..], |segment| {
            segment.left.get(skip..).unwrap_or_default()
        });
        common.left_steps.push(
            each.iter()
                .map(|step| steps(std::slice::from_ref(step)))
                .collect(),
        );
    }
    common.left_of.push(left);
    let _ = write!(
        out,
        "Pattern {{ right: {right}, fence: {fence:?}, events: &{events:?}, group: {}, head: {}, letters: {}, every: {every}, pairs: {}, source: {:?}, regex: {:?}, segments: &[",
        group + form.pattern,
        bytes(&head(form)),
        form.letters,
        pairs(form, section, fields),
        form.source,
        form.regex,
    );
    for segment in &form.plan.segments {
        let free = segment.free.as_ref().map_or("None".to_owned(), |free| {
            format!("Some({})", hole(free, "Class::Text".to_owned()))
        });
        let _ = write!(
            out,
            "Segment {{ left: &[{}], free: {free}, right: &[{}] }},",
            steps(&segment.left),
            steps(&segment.right)
        );
    }
    out.push_str("], fences: &[");
    for (literal, search) in &form.plan.fences {
        let search = match search {
            Search::First => "First",
            Search::Last => "Last",
            Search::Every => "Every",
        };
        let _ = write!(
            out,
            "Fence {{ literal: {}, search: Search::{search} }},",
            bytes(literal)
        );
    }
    out.push_str("] },\n");
}

/// What a message must begin with to be read by this form.
fn head(form: &Form) -> Vec<u8> {
    match form.atoms.first() {
        Some(Atom::Literal(text)) => text.clone(),
        _ => Vec::new(),
    }
}

fn steps(steps: &[Step]) -> String {
    steps
        .iter()
        .map(|step| match step {
            Step::Literal(text) => format!("Step::Literal({}),", bytes(text)),
            Step::Hole(one, end) => format!("Step::Hole({}),", hole(one, class(one.kind, end))),
        })
        .collect()
}

fn class(kind: Kind, end: &End) -> String {
    match (kind, end) {
        (Kind::Number, _) => "Class::Number".to_owned(),
        (Kind::Word, End::Byte(byte)) => format!("Class::Word(Some({byte}))"),
        (Kind::Word, _) => "Class::Word(None)".to_owned(),
        (Kind::Address, End::Byte(byte)) if is_address_byte(*byte) => {
            format!("Class::Address(Some({byte}))")
        }
        (Kind::Address, _) => "Class::Address(None)".to_owned(),
        (Kind::Quoted, _) => "Class::Quoted".to_owned(),
        (Kind::Request, _) => "Class::Request".to_owned(),
        (_, End::Literal(text)) => format!("Class::Until({})", bytes(text)),
        _ => "Class::Text".to_owned(),
    }
}

fn hole(hole: &Hole, class: String) -> String {
    let never: String = hole.never.iter().map(|text| bytes(text) + ",").collect();
    let field = hole.field.as_ref().map(|(_, id)| id);
    format!(
        "Hole {{ field: {field:?}, class: {class}, cannot: {}, never: &[{never}] }}",
        bytes(&hole.cannot)
    )
}

fn pairs(form: &Form, section: &Section, fields: &Fields) -> String {
    if !has_pairs(&form.atoms) {
        return "None".to_owned();
    }
    let (event, spec) = (&section.events[form.owner].spec, &section.spec);
    let keys: &BTreeMap<String, String> = event.pairs.as_ref().unwrap_or(&spec.pairs);
    let by = event
        .pairs_by
        .as_ref()
        .or(spec.pairs_by.as_ref())
        .map_or(" ", String::as_str);
    let last = event.pairs_last.as_ref().unwrap_or(&spec.pairs_last);
    let keys: String = keys
        .iter()
        .filter_map(|(key, name)| {
            fields.id(name).map(|id| {
                format!(
                    "({}, {id}, {}),",
                    bytes(key.as_bytes()),
                    last.contains(name)
                )
            })
        })
        .collect();
    format!(
        "Some(&Pairs {{ by: {}, keys: &[{keys}] }})",
        bytes(by.as_bytes())
    )
}

fn bytes(text: &[u8]) -> String {
    format!("b\"{}\"", text.escape_ascii())
}

fn texts(list: &[String]) -> String {
    list.iter()
        .map(|text| bytes(text.as_bytes()) + ",")
        .collect()
}

/// One condition of `when`, as a `Condition`.
pub fn condition(text: &str, fields: &Fields) -> Result<String, Wrong> {
    let wrong = || {
        Wrong::new(
            format!("`{text}` is no condition"),
            "write a field, a verb and a value, as `when` in CONTRIBUTING.md shows them",
        )
    };
    let (name, rest) = text.split_once(' ').ok_or_else(wrong)?;
    let field = fields.id(name).ok_or_else(|| Wrong::field(name))?;
    let (verb, value) = rest.split_once(' ').ok_or_else(wrong)?;
    let number = || value.parse::<u64>().map_err(|_| wrong());
    let list = |value: &str| {
        value
            .split('|')
            .map(|text| bytes(text.as_bytes()) + ",")
            .collect::<String>()
    };
    if value.is_empty() || verb == "has" && value.split('|').any(str::is_empty) {
        return Err(Wrong::new(
            format!("`{text}` holds an empty text, which stands in every line"),
            "write a value, and one between each two `|`",
        ));
    }
    if matches!(verb, "<" | "<=" | "=" | ">=" | ">")
        && fields.class(name) != Some(ClassName::Number)
    {
        return Err(Wrong::new(
            format!("`{text}` compares `{name}`, which is no number"),
            "compare a field of class `number`, or use `is`, `has` or `longer`",
        ));
    }
    let test = match verb {
        "<" => format!("Less({})", number()?),
        "<=" => format!("AtMost({})", number()?),
        "=" => format!("Equal({})", number()?),
        ">=" => format!("AtLeast({})", number()?),
        ">" => format!("More({})", number()?),
        "longer" => format!("Longer({})", number()?),
        "has" => format!("Has(&[{}])", list(&value.to_ascii_lowercase())),
        "is" => match value.strip_prefix("not ") {
            Some(value) => format!("IsNot(&[{}])", list(value)),
            None => format!("Is(&[{}])", list(value)),
        },
        "regex" => {
            regex::bytes::RegexBuilder::new(value)
                .unicode(false)
                .build()
                .map_err(|error| no_regex(value, &error))?;
            format!("Regex({value:?})")
        }
        _ => return Err(wrong()),
    };
    Ok(format!(
        "Condition {{ field: {field}, test: Test::{test} }}"
    ))
}

/// Of regex's own message, which draws the place over several lines, the last says what is wrong.
fn no_regex(value: &str, error: &regex::Error) -> Wrong {
    let error = error.to_string();
    let last = error.lines().last().unwrap_or_default();
    Wrong::new(
        format!(
            "`{value}` is no regular expression: {}",
            last.trim_start_matches("error: ")
        ),
        "mend it; a sign that is meant as itself has a `\\` before it",
    )
}

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
        (Kind::Address, _) => "([0-9A-Za-z.:_%-]+)".to_owned(),
        (Kind::Quoted | Kind::Request, _) => r#"((?:[^"\\]|\\.)*)"#.to_owned(),
        _ if cannot.is_empty() => "(.*)".to_owned(),
        _ => format!("([^{cannot}]*)"),
    }
}
