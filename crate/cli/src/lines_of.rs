//! `logyomi lines --of ADDRESS --format text`: the lines that a complaint rests on.

use crate::input::Planned;
use logyomi_core::report::Report;
use logyomi_core::{Analysis, Evidence, Line, Query, Sink, Wanted, canonical};
use logyomi_view::visible::visible;
use logyomi_view::words::address_of;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufWriter, Write};

/// Prints every wanted line as `FILE:LINE: TEXT`, or `FILE:+BYTE: TEXT` where it is no line of the file itself; false
/// where a file could not be read.
pub fn print(input: &mut Planned, wanted: Wanted) -> bool {
    let mut printer = Printer {
        evidence: Evidence::new(wanted, 0),
        paths: input.plans.iter().map(|plan| plan.path.clone()).collect(),
        out: BufWriter::new(io::stdout().lock()),
        broken: false,
    };
    input.feed(&mut printer);
    printer.out.flush().is_ok() && !printer.broken && !input.failed
}

/// The address as the report spells it, and the names that the whole input shows beside it.
pub fn wanted(input: &mut Planned, address: &str) -> Wanted {
    let ip = canonical(address.as_bytes()).map(|ip| ip.to_string());
    let address = ip.unwrap_or_else(|| address.to_lowercase());
    let seed = RandomState::new().hash_one(0);
    let mut analysis = Analysis::new(&input.plans, &Query::default(), seed);
    input.feed(&mut analysis);
    let Report { attackers, .. } = analysis.report(&input.plans);
    let known = attackers.into_iter().find(|one| one.address == address);
    let mut names = known.map_or_else(Vec::new, |one| one.names);
    names.insert(0, address);
    Wanted::Address { names }
}

struct Printer<W: Write> {
    evidence: Evidence,
    paths: Vec<String>,
    out: W,
    broken: bool,
}

impl<W: Write> Sink for Printer<W> {
    fn line(&mut self, line: &Line<'_>) {
        if self.evidence.takes(line) {
            let path = self.paths.get(line.file as usize);
            let path = visible(path.map_or("", String::as_str));
            let text = String::from_utf8_lossy(line.text);
            let (place, text) = (address_of(line.number, line.offset), visible(&text));
            self.broken |= writeln!(self.out, "{path}:{place}: {text}").is_err();
        }
    }
}
