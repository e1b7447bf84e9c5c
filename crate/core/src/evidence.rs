//! The second look: finds lines again, those behind a row or those of an address.

use crate::address;
use crate::analysis::source;
use crate::bytes;
use crate::known::KNOWN;
use crate::line::{Hit, Line, Sink};
use crate::report::Sample;
use crate::tally;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// The lines that a row of the report was counted from: the row by what it says, which stays the same
    /// when tables are cut or sorted anew.
    Row {
        section: String,
        event: String,
        key: Vec<String>,
    },
    /// The lines that came from an address, and those that name it and no other one as where they came from.
    /// An attacker is looked for by the address and by the names that the report learned for it.
    Address { names: Vec<String> },
}

/// Collects the lines that were wanted.
#[derive(Debug)]
pub struct Evidence {
    wanted: Wanted,
    limit: usize,
    /// Lines found, also those beyond the limit.
    pub found: u64,
    /// Lines of all that was read. Those that were found are numbered from where the reading of their file began.
    pub lines: u64,
    samples: Vec<Sample>,
    /// Another record of the last line found follows.
    again: bool,
}

impl Evidence {
    pub fn new(wanted: Wanted, limit: usize) -> Evidence {
        Evidence {
            wanted,
            limit,
            found: 0,
            lines: 0,
            samples: Vec::new(),
            again: false,
        }
    }

    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Takes a line if it is wanted, and says whether it was.
    pub fn takes(&mut self, line: &Line<'_>) -> bool {
        let again = std::mem::take(&mut self.again);
        let wanted = !again && self.wants(line);
        self.again = line.joined && (again || wanted);
        self.found += u64::from(wanted);
        wanted
    }

    fn wants(&self, line: &Line<'_>) -> bool {
        match &self.wanted {
            Wanted::Row {
                section,
                event,
                key,
            } => line.hit.as_ref().is_some_and(|hit| {
                hit.section.id == section && hit.event.id == event && is_of_row(hit, key)
            }),
            Wanted::Address { names } => names.iter().any(|name| is_of(line, name.as_bytes())),
        }
    }
}

fn is_of_row(hit: &Hit<'_>, key: &[String]) -> bool {
    let addr = source(&hit.fields);
    let mut encoded = Vec::new();
    let parts = hit.event.rows.iter().map(|field| match hit.get(*field) {
        Some(_) if *field == KNOWN.addr && hit.ambiguous => &b"?"[..],
        Some(_) if *field == KNOWN.addr => addr.as_deref().unwrap_or_default(),
        Some(value) => value,
        None => b"",
    });
    tally::encode(parts, &mut encoded);
    tally::decode(&encoded) == key
}

/// Whether the line came from the address; where no page says where it came from, whether it names it.
fn is_of(line: &Line<'_>, wanted: &[u8]) -> bool {
    let hit = line.hit.as_ref().filter(|hit| !hit.ambiguous);
    match hit.and_then(|hit| source(&hit.fields)) {
        Some(source) => source == wanted,
        None => address::names(line.text, wanted),
    }
}

impl Sink for Evidence {
    fn range(&mut self, _: u32, _: Range<u64>, lines: Option<u64>) {
        self.lines += lines.unwrap_or(0);
    }

    fn line(&mut self, line: &Line<'_>) {
        if self.takes(line) {
            // Files of an archive come in its own order: the first lines are those of the first files.
            let place = (line.file, line.offset);
            let at = self
                .samples
                .partition_point(|sample| (sample.file, sample.offset) <= place);
            if at < self.limit {
                self.samples.truncate(self.limit - 1);
                self.samples.insert(
                    at,
                    Sample {
                        file: line.file,
                        offset: line.offset,
                        length: line.length,
                        line: line.number,
                        text: bytes::text(line.text),
                    },
                );
            }
        }
    }
}
