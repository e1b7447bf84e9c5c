//! Attempts, not lines: one refused login is written on two to four lines.
//!
//! Lines of one (file, host, program, pid, address) that are less than ten minutes and less than
//! [`Caps::window`](crate::Caps) bytes apart are one session. Its attempts are the largest of its
//! groups' sums. The bound in bytes makes "near a range's edge" exact: only sessions within the
//! window of an edge can go on in the neighbouring range, and only those are carried into the merge.

mod open;

pub use open::{Ended, Sessions};

use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// Lines of one process this far apart belong to different sessions.
const GAP_SECONDS: i64 = 600;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub key: Key,
    /// Offsets of its first and its last line.
    pub first_at: u64,
    pub last_at: u64,
    pub first_time: Option<i64>,
    pub last_time: Option<i64>,
    /// Row of the address under the daemon's own section, and under another (its PAM module).
    pub own: Option<u64>,
    pub other: Option<u64>,
    pub entries: Vec<Entry>,
    /// It may go on in the range before, or behind.
    pub open_left: bool,
    pub open_right: bool,
}

/// Whose lines are one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    pub file: u32,
    pub pid: u32,
    /// Of host, program and address, under the run's seed.
    pub hash: u64,
}

/// Weights of one group of lines in one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// Index of a table, or [`ADDRESS`].
    pub table: u32,
    /// The row's hash in it.
    pub row: u64,
    pub group: u16,
    pub weight: u64,
}

/// The entry that counts for the address: its row is known only when the session ends.
pub const ADDRESS: u32 = u32::MAX;

/// One attempt line, on its way into a session.
pub struct Attempt {
    pub key: Key,
    pub range_start: u64,
    pub offset: u64,
    pub moment: Option<i64>,
}

/// More entries than this are sorted before they are counted, and a new one is compared with so many: a session is
/// short, and a hostile one must not be slow.
const FEW: usize = 16;

impl Session {
    fn begun_by(attempt: &Attempt) -> Session {
        Session {
            key: attempt.key,
            first_at: attempt.offset,
            last_at: attempt.offset,
            first_time: attempt.moment,
            last_time: attempt.moment,
            own: None,
            other: None,
            entries: Vec::new(),
            open_left: true,
            open_right: true,
        }
    }

    pub fn add(&mut self, entry: Entry) {
        let same = |known: &&mut Entry| {
            (known.table, known.row, known.group) == (entry.table, entry.row, entry.group)
        };
        match self.entries.iter_mut().rev().take(FEW).find(same) {
            Some(known) => known.weight += entry.weight,
            None => self.entries.push(entry),
        }
    }

    /// Whether `later`, the next of the same key, is the same session.
    pub fn goes_on_in(&self, later_at: u64, later_time: Option<i64>, window: u64) -> bool {
        let near = later_at.saturating_sub(self.last_at) < window;
        let soon = match (self.last_time, later_time) {
            (Some(before), Some(after)) => (after - before).abs() < GAP_SECONDS,
            _ => true,
        };
        near && soon
    }

    /// Counts the session in its tables; it has no entries after that.
    pub fn close(&mut self, tables: &mut [Tally], sources: usize) {
        match self.entries.len() {
            ..=FEW => self.close_few(tables, sources),
            _ => self.close_many(tables, sources),
        }
        self.entries.clear();
    }

    /// No group stands twice in so few entries.
    fn close_few(&self, tables: &mut [Tally], sources: usize) {
        let row = |entry: &Entry| (entry.table, entry.row);
        for (at, entry) in self.entries.iter().enumerate() {
            let (before, from) = self.entries.split_at_checked(at).unwrap_or_default();
            if before.iter().any(|other| row(other) == row(entry)) {
                continue;
            }
            let groups = from.iter().filter(|other| row(other) == row(entry));
            let attempts = groups.map(|group| group.weight).max().unwrap_or(0);
            self.count(entry, attempts, tables, sources);
        }
    }

    fn close_many(&mut self, tables: &mut [Tally], sources: usize) {
        self.entries.sort_unstable();
        let rows = |a: &Entry, b: &Entry| (a.table, a.row) == (b.table, b.row);
        for row in self.entries.chunk_by(rows) {
            let groups = row.chunk_by(|a, b| a.group == b.group);
            let attempts = groups
                .map(|group| group.iter().map(|entry| entry.weight).sum())
                .max()
                .unwrap_or(0);
            if let Some(first) = row.first() {
                self.count(first, attempts, tables, sources);
            }
        }
    }

    fn count(&self, entry: &Entry, attempts: u64, tables: &mut [Tally], sources: usize) {
        let (table, row) = match entry.table {
            ADDRESS => (sources, self.own.or(self.other)),
            table => (table as usize, Some(entry.row)),
        };
        if let (Some(table), Some(hash)) = (tables.get_mut(table), row) {
            table.count(hash, attempts);
        }
    }
}
