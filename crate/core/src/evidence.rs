//! The second look: finds the lines behind a row again.

use crate::analysis::source;
use crate::known::KNOWN;
use crate::line::{Line, Sink};
use crate::report::Sample;
use crate::tally;

/// Collects the lines that a row of the report was counted from.
#[derive(Debug)]
pub struct Evidence {
    section: String,
    event: String,
    key: Vec<String>,
    limit: usize,
    /// Lines found, also those beyond the limit.
    pub found: u64,
    samples: Vec<Sample>,
}

impl Evidence {
    pub fn new(section: &str, event: &str, key: &[String], limit: usize) -> Evidence {
        Evidence {
            section: section.to_owned(),
            event: event.to_owned(),
            key: key.to_vec(),
            limit,
            found: 0,
            samples: Vec::new(),
        }
    }

    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    fn wants(&self, line: &Line<'_>) -> bool {
        let Some(hit) = &line.hit else { return false };
        if hit.section.id != self.section || hit.event.id != self.event {
            return false;
        }
        let addr = source(&hit.fields);
        let mut encoded = Vec::new();
        let parts = hit.event.rows.iter().map(|field| match hit.get(*field) {
            Some(_) if *field == KNOWN.addr && hit.ambiguous => &b"?"[..],
            Some(_) if *field == KNOWN.addr => addr.as_deref().unwrap_or_default(),
            Some(value) => value,
            None => b"",
        });
        tally::encode(parts, &mut encoded);
        tally::decode(&encoded) == self.key
    }
}

impl Sink for Evidence {
    fn line(&mut self, line: &Line<'_>) {
        if self.wants(line) {
            self.found += 1;
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
                        text: String::from_utf8_lossy(line.text).into_owned(),
                    },
                );
            }
        }
    }
}
