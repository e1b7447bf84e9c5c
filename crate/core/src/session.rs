//! Attempts, not lines: one refused login is written on two to four lines.
//!
//! Lines of one (file, host, program, pid, address) that are less than ten minutes and less than
//! [`Caps::window`](crate::Caps) bytes apart are one session. Its attempts are the largest of its
//! groups' sums. The bound in bytes makes "near a range's edge" exact: only sessions within the
//! window of an edge can go on in the neighbouring range, and only those are carried into the merge.

use crate::edges::Edges;
use crate::tally::Tally;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry as Place;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Lines of one process this far apart belong to different sessions.
const GAP_SECONDS: i64 = 600;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub key: u128,
    pub file: u32,
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
    pub key: u128,
    pub file: u32,
    pub range_start: u64,
    pub offset: u64,
    pub moment: Option<i64>,
}

impl Session {
    fn begun_by(attempt: &Attempt) -> Session {
        Session {
            key: attempt.key,
            file: attempt.file,
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
        // Only the last few are looked at: a session is short, and a hostile one must not be slow.
        match self.entries.iter_mut().rev().take(16).find(same) {
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

    /// Counts the session in its tables.
    pub fn close(mut self, tables: &mut [Tally], sources: usize) {
        self.entries.sort_unstable();
        for row in self
            .entries
            .chunk_by(|a, b| (a.table, a.row) == (b.table, b.row))
        {
            let groups = row.chunk_by(|a, b| a.group == b.group);
            let attempts = groups
                .map(|group| group.iter().map(|entry| entry.weight).sum())
                .max()
                .unwrap_or(0);
            let Some(first) = row.first() else { continue };
            let place = if first.table == ADDRESS {
                (sources, self.own.or(self.other))
            } else {
                (first.table as usize, Some(first.row))
            };
            if let (Some(table), Some(hash)) = (tables.get_mut(place.0), place.1) {
                table.count(hash, attempts);
            }
        }
    }
}

/// The sessions that are open while a range is read.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    open: HashMap<u128, Session, FixedState>,
    /// Sweep when this many are open.
    limit: usize,
}

impl Sessions {
    /// The session that this attempt belongs to.
    pub fn of(
        &mut self,
        attempt: &Attempt,
        window: u64,
        edges: &mut Edges,
        tables: &mut [Tally],
        sources: usize,
    ) -> &mut Session {
        if self.open.len() > self.limit.max(4096) {
            self.sweep(attempt, window, edges, tables, sources);
        }
        let session = match self.open.entry(attempt.key) {
            Place::Occupied(known) => known.into_mut(),
            Place::Vacant(room) => room.insert(Session::begun_by(attempt)),
        };
        if session.last_at != attempt.offset
            && !session.goes_on_in(attempt.offset, attempt.moment, window)
        {
            let next = Session {
                open_left: false,
                ..Session::begun_by(attempt)
            };
            let mut ended = std::mem::replace(session, next);
            ended.open_right = false;
            edges.retire(ended, attempt.range_start, window, tables, sources);
        }
        session.last_at = attempt.offset;
        session.last_time = attempt.moment.or(session.last_time);
        session
    }

    /// Ends the sessions that are too far back to go on.
    fn sweep(
        &mut self,
        attempt: &Attempt,
        window: u64,
        edges: &mut Edges,
        tables: &mut [Tally],
        sources: usize,
    ) {
        let old = self
            .open
            .extract_if(|_, session| attempt.offset.saturating_sub(session.last_at) >= window);
        for (_, mut session) in old.collect::<Vec<_>>() {
            session.open_right = false;
            edges.retire(session, attempt.range_start, window, tables, sources);
        }
        self.limit = self.open.len() * 2;
    }

    /// The range is read: what may go on behind it is kept for the merge.
    pub fn end(
        &mut self,
        range: &Range<u64>,
        window: u64,
        edges: &mut Edges,
        tables: &mut [Tally],
        sources: usize,
    ) {
        for (_, mut session) in self.open.drain() {
            session.open_right =
                range.end != u64::MAX && session.last_at.saturating_add(window) > range.end;
            edges.retire(session, range.start, window, tables, sources);
        }
    }
}
