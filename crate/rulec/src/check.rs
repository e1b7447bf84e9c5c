//! Are the pages true? Every pattern is exercised, every sample is read by its event and by no other,
//! nobody's real address stands in a sample, and strangers' text was tried.
//!
//! Samples are matched here with the patterns' regular expressions: slow, simple, and another
//! program than the matcher of `logyomi_core`, which the tests hold against the same pages.

use crate::atoms::{Atom, Kind};
use crate::book::{Book, Event, Section};
use crate::problem::Problem;
use crate::samples::{Sample, behind_stamp, split};
use crate::spec::SectionSpec;
use logyomi_table::plain;
use regex::bytes::{Regex, RegexBuilder};
use std::cell::OnceCell;
use std::net::{IpAddr, Ipv4Addr, SocketAddrV4};

/// Everything that the samples show to be wrong.
pub fn check(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut all: Vec<Oracle> = book.sections.iter().map(Oracle::new).collect();
    for (number, section) in book.sections.iter().enumerate() {
        for (index, event) in section.events.iter().enumerate() {
            if event.samples.is_empty() {
                problems.push(Problem::new(
                    &section.path,
                    event.line,
                    format!("`{}` has no sample", event.id),
                    "add a `log` block with lines you wrote yourself",
                ));
            }
            let (home, wanted) = book.patterns_of(number, event);
            for sample in &event.samples {
                if let Some(oracle) = all.get_mut(home) {
                    read(section, event, wanted, sample, oracle, &mut problems);
                }
                addresses(section, sample, &mut problems);
            }
            injection(section, event, index, &mut problems);
        }
    }
    for oracle in &all {
        unused(oracle.section, &oracle.used, &mut problems);
    }
    problems
}

/// The forms of a section as regular expressions, compiled when a sample first has all their literals.
struct Oracle<'a> {
    section: &'a Section,
    forms: Vec<OnceCell<Regex>>,
    used: Vec<bool>,
}

impl<'a> Oracle<'a> {
    fn new(section: &'a Section) -> Oracle<'a> {
        Oracle {
            section,
            forms: section.forms.iter().map(|_| OnceCell::new()).collect(),
            used: vec![false; section.forms.len()],
        }
    }

    /// The forms that read a message, best first.
    fn hits(&self, message: &[u8]) -> Vec<usize> {
        let forms = self.section.forms.iter().zip(&self.forms).enumerate();
        forms
            .filter(|(_, (form, _))| may_read(&form.atoms, message))
            .filter(|(_, (form, cell))| {
                cell.get_or_init(|| compiled(&form.regex)).is_match(message)
            })
            .map(|(index, _)| index)
            .collect()
    }
}

/// Whether a message has all of a form's literals, one behind the other: those that do not need no expression,
/// which costs far more to compile than to look for a few texts.
fn may_read(atoms: &[Atom], message: &[u8]) -> bool {
    let mut rest = message;
    atoms.iter().enumerate().all(|(place, atom)| {
        let Atom::Literal(text) = atom else {
            return true;
        };
        let at = match place {
            0 => rest.starts_with(text).then_some(0),
            _ => memchr::memmem::find(rest, text),
        };
        rest = at.map_or(&[][..], |at| &rest[at + text.len()..]);
        at.is_some()
    })
}

fn compiled(text: &str) -> Regex {
    RegexBuilder::new(text)
        .unicode(false)
        .size_limit(1 << 24)
        .build()
        .expect("patterns print themselves as valid expressions")
}

/// A sample is read by the event it stands under, or by the event that one is like.
fn read(
    section: &Section,
    event: &Event,
    wanted: &str,
    sample: &Sample,
    oracle: &mut Oracle<'_>,
    problems: &mut Vec<Problem>,
) {
    let complain = |what: String, mend: &str| Problem::new(&section.path, sample.line, what, mend);
    let home = oracle.section;
    let (program, message) = taken_apart(&home.spec, &sample.text);
    if let Some(program) = program.filter(|program| !claimed(&home.spec, program, &message)) {
        problems.push(complain(
            format!("the section does not claim the program `{program}`"),
            "add it to `programs`, or move the sample",
        ));
    }
    let message = trimmed(&home.spec, &message);
    let hits = oracle.hits(message.as_bytes());
    let Some(&best) = hits.first() else {
        return problems.push(complain(
            "no pattern reads this sample".to_owned(),
            "mend the pattern or the sample; `trim_start` and `trim_end` are taken off before",
        ));
    };
    oracle.used[best] = true;
    let owner = |form: usize| &home.events[home.forms[form].owner];
    if owner(best).id != wanted {
        problems.push(complain(
            format!(
                "this sample is read by `{}`, not by `{wanted}`",
                owner(best).id
            ),
            "move it, or give the pattern more letters",
        ));
    }
    if event.spec.like.is_some() {
        return;
    }
    if let Some(rival) = hits.iter().skip(1).find(|rival| {
        home.forms[**rival].letters == home.forms[best].letters
            && home.forms[**rival].fallback == home.forms[best].fallback
            && owner(**rival).id != owner(best).id
    }) {
        problems.push(complain(
            format!(
                "two events read this sample with equally many letters: `{}` and `{}`",
                owner(best).id,
                owner(*rival).id
            ),
            "make one of the patterns say more, or join the events",
        ));
    }
}

/// Program and message of a sample, as the section is given them.
fn taken_apart<'a>(spec: &SectionSpec, text: &'a str) -> (Option<&'a str>, String) {
    match spec.format.as_deref() {
        Some("access") => (None, text.to_owned()),
        Some("document") => (None, plain::line(text)),
        Some(_) => match split(text) {
            (Some(program), message) if claimed(spec, program, &message) => {
                (Some(program), message)
            }
            _ => (None, behind_stamp(text).unwrap_or(text).to_owned()),
        },
        None => split(text),
    }
}

/// Whether the section reads this message of this program.
fn claimed(spec: &SectionSpec, program: &str, message: &str) -> bool {
    spec.any
        || spec.programs.iter().any(|name| claims(name, program))
        || spec
            .heads
            .iter()
            .any(|head| message.starts_with(head.as_str()))
}

/// The message without the heads and tails that the section takes off; a line of a format is read whole.
fn trimmed<'a>(spec: &SectionSpec, mut message: &'a str) -> &'a str {
    if spec.format.as_deref() == Some("access") {
        return message;
    }
    while let Some(rest) = spec
        .trim_start
        .iter()
        .find_map(|head| message.strip_prefix(head.as_str()))
    {
        message = rest;
    }
    while let Some(rest) = spec
        .trim_end
        .iter()
        .find_map(|tail| message.strip_suffix(tail.as_str()))
    {
        message = rest;
    }
    message
}

fn claims(claimed: &str, program: &str) -> bool {
    let last = program.rsplit('/').next().unwrap_or(program);
    match claimed.strip_suffix('*') {
        Some(start) => program.starts_with(start) || last.starts_with(start),
        None => claimed == program || claimed == last,
    }
}

/// Patterns that no sample exercises; an event without any sample was told of already.
fn unused(section: &Section, used: &[bool], problems: &mut Vec<Problem>) {
    let mut told = Vec::new();
    for form in &section.forms {
        let exercised = section
            .forms
            .iter()
            .zip(used)
            .any(|(other, used)| *used && other.pattern == form.pattern);
        let silent = section.events[form.owner].samples.is_empty();
        if !exercised && !silent && !told.contains(&form.pattern) {
            told.push(form.pattern);
            problems.push(Problem::new(
                &section.path,
                form.line,
                format!("no sample exercises this pattern: {}", form.source),
                "add a line as the daemon writes it",
            ));
        }
    }
}

/// A stranger's text beside an address must have been tried.
fn injection(section: &Section, event: &Event, index: usize, problems: &mut Vec<Problem>) {
    let hole = |atoms: &[Atom], wanted: fn(Kind) -> bool| {
        atoms
            .iter()
            .any(|atom| matches!(atom, Atom::Hole(hole) if wanted(hole.kind)))
    };
    let exposed = section.forms.iter().any(|form| {
        form.owner == index
            && hole(&form.atoms, |kind| kind == Kind::Free)
            && hole(&form.atoms, |kind| kind == Kind::Address)
    });
    if exposed && !event.samples.iter().any(|sample| sample.injection) {
        problems.push(Problem::new(
            &section.path,
            event.line,
            format!(
                "`{}` has free text beside an address, and no injection sample",
                event.id
            ),
            "add `# injection: …` and a line whose text tries to move the address",
        ));
    }
}

/// Addresses that stand in the project's founding documents.
const SEEDS: [&str; 14] = [
    "210.143.96.",
    "210.143.106.",
    "211.158.33.193",
    "221.140.55.94",
    "61.80.47.78",
    "61.199.117.9",
    "121.101.74.175",
    "94.102.63.160",
    "192.168.0.",
    "192.168.10.23",
    "151.250.30.24",
    "213.98.2.36",
    "94.102.63.",
    "94.102.48.",
];

fn addresses(section: &Section, sample: &Sample, problems: &mut Vec<Problem>) {
    let words = sample
        .text
        .split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':')));
    for word in words.map(|word| word.trim_end_matches(['.', ':']).trim_start_matches('.')) {
        let Some(address) = address(word) else {
            continue;
        };
        if !is_for_documents(address)
            && !SEEDS
                .iter()
                .any(|seed| word.trim_start_matches("::ffff:").starts_with(seed))
        {
            problems.push(Problem::new(
                &section.path,
                sample.line,
                format!("{address} may be somebody's real address"),
                "use 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 or 2001:db8::/32",
            ));
        }
    }
}

/// An address, also one with a port behind it (`192.0.2.1:80`).
fn address(word: &str) -> Option<IpAddr> {
    word.parse().ok().or_else(|| {
        word.parse::<SocketAddrV4>()
            .ok()
            .map(|both| IpAddr::V4(*both.ip()))
    })
}

fn is_for_documents(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            v4.is_documentation()
                || v4.is_loopback()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4 == Ipv4Addr::new(224, 0, 0, 1)
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_for_documents(IpAddr::V4(v4)),
            None => {
                v6.segments()[..2] == [0x2001, 0xdb8]
                    || v6.is_loopback()
                    || v6.is_unspecified()
                    || v6.segments()[0] & 0xffc0 == 0xfe80
            }
        },
    }
}
