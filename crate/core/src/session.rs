//! Attempts, not lines: one refused login is written on two to four lines.
//!
//! Lines of one (file, host, program, pid, address) that are less than ten minutes and less than
//! [`Caps::window`](crate::Caps) bytes apart are one session. Its attempts are the largest of its
//! groups' sums. The bound in bytes makes "near a range's edge" exact: only sessions within the
//! window of an edge can go on in the neighbouring range, and only those are carried into the merge.
//!
//! A short session is counted as it grows, while its rows are near; one that is carried is taken back, and counted
//! when its neighbour is there. A long one is counted at its end.

mod open;

pub use open::{Ended, Sessions};

use crate::tally::{At, Tally};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Lines of one process this far apart belong to different sessions.
const GAP_SECONDS: i64 = 600;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub key: Key,
    /// Offsets of its first and its last line.
    pub first_at: u64,
    pub last_at: u64,
    pub first_time: Option<i64>,
    pub last_time: Option<i64>,
    /// Row of the address under the daemon's own section, and under another (its PAM module).
    own: Option<u64>,
    other: Option<u64>,
    entries: SmallVec<[Entry; FEW]>,
    /// What the entries say is in the tables already.
    counted: bool,
    /// It may go on in the range before, or behind.
    pub open_left: bool,
    pub open_right: bool,
}

/// Whose lines are one session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    pub file: u32,
    pub pid: u32,
    /// Of host, program and address, under the run's seed.
    pub hash: u64,
}

/// Weights of one group of lines in one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Index of a table, or [`ADDRESS`].
    table: u16,
    group: u16,
    /// As far as it can be counted: a line may say that it happened any number of times.
    weight: u32,
    /// The row's hash in it.
    row: u64,
}

/// The entry that counts for the address: which row it has is known only when the session ends.
const ADDRESS: u16 = u16::MAX;

/// One attempt line, on its way into a session.
pub struct Attempt {
    pub key: Key,
    pub range_start: u64,
    pub offset: u64,
    pub moment: Option<i64>,
    pub group: u16,
    pub weight: u64,
}

/// The row of an address, and whether its page is the daemon's own.
pub type Source = (At, bool);

/// The tables that sessions are counted in.
pub struct Tables<'a> {
    pub all: &'a mut [Tally],
    /// The table of addresses.
    pub sources: usize,
}

/// A session of more entries is counted at its end: it is short, and a hostile one must not be slow.
const FEW: usize = 12;

impl Session {
    /// Begins where another one was, whose memory of entries is kept. Field by field: as a whole it is several lines of
    /// the processor's memory, which would be written twice.
    fn begin(&mut self, attempt: &Attempt) {
        let Session {
            key,
            first_at,
            last_at,
            first_time,
            last_time,
            own,
            other,
            entries,
            counted,
            open_left,
            open_right,
        } = self;
        *key = attempt.key;
        (*first_at, *last_at) = (attempt.offset, attempt.offset);
        (*first_time, *last_time) = (attempt.moment, attempt.moment);
        (*own, *other) = (None, None);
        entries.clear();
        *counted = true;
        (*open_left, *open_right) = (true, true);
    }

    /// A line of the session was counted in this row of a table.
    pub fn row(&mut self, attempt: &Attempt, table: usize, at: At, tables: &mut Tables<'_>) {
        let more = self.put(attempt, number(table), at.hash, tables);
        if more > 0
            && let Some(table) = tables.all.get_mut(table)
        {
            table.count_at(at, more);
        }
    }

    /// A line of the session was counted in this row of its address.
    pub fn source(&mut self, attempt: &Attempt, source: Source, tables: &mut Tables<'_>) {
        let (at, own) = source;
        let before = self.address();
        let place = if own { &mut self.own } else { &mut self.other };
        *place = place.or(Some(at.hash));
        let row = self.address();
        if self.counted && before != row {
            let known = self.attempts(ADDRESS, 0);
            tables.take_back(tables.sources, before, known);
            tables.count(tables.sources, row, known);
        }
        let more = self.put(attempt, ADDRESS, 0, tables);
        if more == 0 {
            return;
        }
        match tables.all.get_mut(tables.sources) {
            Some(table) if row == Some(at.hash) => table.count_at(at, more),
            _ => tables.count(tables.sources, row, more),
        }
    }

    /// The row that counts for its address.
    fn address(&self) -> Option<u64> {
        self.own.or(self.other)
    }

    /// Adds the weight of a line to its group; gives by how much the row's attempts are more, where the session is
    /// counted as it grows.
    fn put(&mut self, attempt: &Attempt, table: u16, row: u64, tables: &mut Tables<'_>) -> u64 {
        let entry = Entry {
            table,
            row,
            group: attempt.group,
            weight: u32::try_from(attempt.weight).unwrap_or(u32::MAX),
        };
        if !self.counted {
            self.add(entry);
            return 0;
        }
        let is_full = self.entries.len() == FEW;
        let (mut before, mut known) = (0, None);
        for one in &mut self.entries {
            if one.row == row && one.table == table {
                before = before.max(one.weight);
                if one.group == entry.group {
                    known = Some(one);
                }
            }
        }
        let now = match known {
            Some(known) => {
                known.weight = known.weight.saturating_add(entry.weight);
                known.weight
            }
            None if is_full => {
                self.take_back(tables);
                self.entries.push(entry);
                return 0;
            }
            None => {
                self.entries.push(entry);
                entry.weight
            }
        };
        u64::from(now.saturating_sub(before))
    }

    /// The largest group of a row. In a session that is counted no group stands twice.
    fn attempts(&self, table: u16, row: u64) -> u64 {
        let groups = self.entries.iter();
        let groups = groups.filter(|one| (one.table, one.row) == (table, row));
        groups.map(|one| u64::from(one.weight)).max().unwrap_or(0)
    }

    /// Adds to the weight of a group.
    fn add(&mut self, entry: Entry) {
        let mut last = self.entries.iter_mut().rev().take(FEW);
        match last.find(|known| known.is_of(&entry)) {
            Some(known) => known.weight = known.weight.saturating_add(entry.weight),
            None => self.entries.push(entry),
        }
    }

    /// Goes on with what its neighbour knows. Neither of them is counted.
    pub fn append(&mut self, later: Session) {
        self.last_at = later.last_at;
        self.last_time = later.last_time.or(self.last_time);
        self.own = self.own.or(later.own);
        self.other = self.other.or(later.other);
        self.open_right = later.open_right;
        for entry in later.entries {
            self.add(entry);
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

    /// Counts the session in its tables, if it is not counted yet; it has no entries after that.
    pub fn close(&mut self, tables: &mut Tables<'_>) {
        if !self.counted {
            self.each(tables.sources, |table, row, attempts| {
                tables.count(table, row, attempts);
            });
        }
        self.entries.clear();
    }

    /// What it has counted is no longer in the tables.
    pub fn take_back(&mut self, tables: &mut Tables<'_>) {
        if std::mem::take(&mut self.counted) {
            self.each(tables.sources, |table, row, attempts| {
                tables.take_back(table, row, attempts);
            });
        }
    }

    /// The attempts of each row: the table, the row's hash, and how many.
    fn each(&mut self, sources: usize, mut give: impl FnMut(usize, Option<u64>, u64)) {
        let order = |one: &Entry| (one.table, one.row, one.group);
        self.entries.sort_unstable_by_key(order);
        let rows = |a: &Entry, b: &Entry| (a.table, a.row) == (b.table, b.row);
        for row in self.entries.chunk_by(rows) {
            let groups = row.chunk_by(|a, b| a.group == b.group);
            let weights = |group: &[Entry]| {
                let weights = group.iter().map(|one| one.weight);
                u64::from(weights.fold(0, u32::saturating_add))
            };
            let attempts = groups.map(weights).max().unwrap_or(0);
            match row.first() {
                Some(Entry { table: ADDRESS, .. }) => give(sources, self.address(), attempts),
                Some(first) => give(first.table as usize, Some(first.row), attempts),
                None => {}
            }
        }
    }
}

impl Entry {
    #[inline]
    fn is_of(&self, other: &Entry) -> bool {
        (self.row, self.table, self.group) == (other.row, other.table, other.group)
    }
}

impl Tables<'_> {
    fn count(&mut self, table: usize, row: Option<u64>, attempts: u64) {
        if let (Some(table), Some(hash)) = (self.all.get_mut(table), row) {
            table.count(hash, attempts);
        }
    }

    fn take_back(&mut self, table: usize, row: Option<u64>, attempts: u64) {
        if let (Some(table), Some(hash)) = (self.all.get_mut(table), row) {
            table.take_back(hash, attempts);
        }
    }
}

fn number(table: usize) -> u16 {
    u16::try_from(table).unwrap_or(ADDRESS)
}
