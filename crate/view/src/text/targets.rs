//! What was tried most, over all attackers.

use logyomi_core::report::Targets;
use logyomi_sections::Words;

use super::Text;
use crate::{lookup, words};

/// Rows of each kind; the attackers' block and the JSON hold them all.
const ROWS: usize = 20;

impl Text {
    pub(super) fn targets(&mut self, targets: &Targets) {
        if targets.names.is_empty() && targets.paths.is_empty() {
            return;
        }
        self.begin("Targets");
        let names = targets.names.iter().map(|name| {
            let kind = name.kind.as_deref();
            let kind = kind.map(|kind| lookup::kind_title(kind, self.lang).to_owned());
            (name.value.clone(), kind, name.attempts, name.addresses)
        });
        let names: Vec<_> = names.collect();
        self.tried(words::USERS, names, targets.names_left_out);
        let paths = targets.paths.iter().map(|path| {
            let aim = path.event.as_deref().map(lookup::parted);
            let aim =
                aim.map(|(page, event)| lookup::event_title(page, event, self.lang).to_owned());
            (path.value.clone(), aim, path.requests, path.addresses)
        });
        let paths: Vec<_> = paths.collect();
        self.tried(words::PATHS, paths, targets.paths_left_out);
        self.end("Targets");
    }

    /// Value, what it means, attempts, addresses.
    fn tried(&mut self, head: Words, rows: Vec<(String, Option<String>, u64, u64)>, left_out: u64) {
        if rows.is_empty() {
            return;
        }
        self.out.push('\n');
        self.line(&format!("{}:", self.lang.of(head)));
        for (value, meaning, attempts, addresses) in rows.iter().take(ROWS) {
            let times = words::times(*attempts, self.lang);
            let from =
                words::from_addresses(usize::try_from(*addresses).unwrap_or(usize::MAX), self.lang);
            let meaning = meaning
                .as_deref()
                .map(|meaning| format!(" [{}]", self.value(meaning)));
            let value = self.value(value);
            self.indented(
                1,
                &format!("{value}{}: {times}, {from}", meaning.unwrap_or_default()),
            );
        }
        let rest = (rows.len().saturating_sub(ROWS) as u64).saturating_add(left_out);
        if rest > 0 {
            self.indented(1, &words::finding::others(rest, self.lang));
        }
    }
}
