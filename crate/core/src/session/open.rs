//! The sessions that are open while a file is read.

use super::{Attempt, Session, Tables};
use crate::edges::Edges;
use hashbrown::HashTable;
use std::collections::VecDeque;
use std::ops::Range;

/// Open sessions, and the memory of those that have ended: most sessions begin where another one has just ended, and
/// so in memory that is near.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    /// Places of the open ones, by the hash of their keys.
    open: HashTable<u32>,
    all: Vec<Session>,
    free: Vec<u32>,
    /// The open ones as they began, each with the offset of a line of it: nearly the last one of a short session.
    queue: VecDeque<(u64, u32)>,
}

/// So many of the oldest sessions are looked at when one begins: more end than begin, where there are many.
const LOOKED_AT: usize = 2;

/// Where sessions go that have ended.
pub struct Ended<'a> {
    pub edges: &'a mut Edges,
    pub tables: Tables<'a>,
    /// [`Caps::window`](crate::Caps).
    pub window: u64,
}

impl Ended<'_> {
    /// Neighbouring ranges are joined, with the sessions that go on across their edge.
    pub fn join(&mut self) {
        self.edges.join(self.window, &mut self.tables);
    }

    fn retire(&mut self, session: &mut Session, range_start: u64) {
        self.edges
            .retire(session, range_start, self.window, &mut self.tables);
    }
}

impl Sessions {
    /// The session that this attempt belongs to.
    pub fn of(&mut self, attempt: &Attempt, ended: &mut Ended<'_>) -> Option<&mut Session> {
        let all = &self.all;
        let is_it = |place: &u32| {
            let session = all.get(*place as usize);
            session.is_some_and(|session| session.key == attempt.key)
        };
        let place = match self.open.find(attempt.key.hash, is_it) {
            Some(place) => *place as usize,
            None => self.begin(attempt, ended),
        };
        let session = self.all.get_mut(place)?;
        if session.last_at != attempt.offset
            && !session.goes_on_in(attempt.offset, attempt.moment, ended.window)
        {
            session.open_right = false;
            ended.retire(session, attempt.range_start);
            session.begin(attempt);
            session.open_left = false;
        }
        session.last_at = attempt.offset;
        session.last_time = attempt.moment.or(session.last_time);
        Some(session)
    }

    fn begin(&mut self, attempt: &Attempt, ended: &mut Ended<'_>) -> usize {
        for _ in 0..LOOKED_AT {
            self.end_oldest(attempt, ended);
        }
        let freed = self.free.pop();
        let place = freed.map_or(self.all.len(), |place| place as usize);
        if freed.is_none() {
            self.all.push(Session::default());
        }
        if let Some(session) = self.all.get_mut(place) {
            session.begin(attempt);
        }
        let all = &self.all;
        let hash = |place: &u32| {
            let session = all.get(*place as usize);
            session.map_or(0, |session| session.key.hash)
        };
        let number = u32::try_from(place).unwrap_or(u32::MAX);
        self.open.insert_unique(attempt.key.hash, number, hash);
        self.queue.push_back((attempt.offset, number));
        place
    }

    /// Ends the session that began first, if it is too far back to go on.
    fn end_oldest(&mut self, attempt: &Attempt, ended: &mut Ended<'_>) {
        let is_far = |at: u64| attempt.offset.saturating_sub(at) >= ended.window;
        let oldest = self.queue.front().filter(|(at, _)| is_far(*at));
        let Some((_, place)) = oldest.copied() else {
            return;
        };
        self.queue.pop_front();
        let Some(session) = self.all.get_mut(place as usize) else {
            return;
        };
        if !is_far(session.last_at) {
            return self.queue.push_back((session.last_at, place));
        }
        session.open_right = false;
        ended.retire(session, attempt.range_start);
        let known = self
            .open
            .find_entry(session.key.hash, |known| *known == place);
        if let Ok(known) = known {
            known.remove();
        }
        self.free.push(place);
    }

    /// The range is read: what may go on behind it is kept for the merge.
    pub fn end(&mut self, range: &Range<u64>, ended: &mut Ended<'_>) {
        ended.edges.make_room(self.open.len());
        // In the order of their memory, not in that of their hashes.
        self.free.sort_unstable();
        let mut free = self.free.drain(..).peekable();
        for (session, place) in self.all.iter_mut().zip(0..) {
            if free.next_if_eq(&place).is_some() {
                continue;
            }
            let behind = session.last_at.saturating_add(ended.window);
            session.open_right = range.end != u64::MAX && behind > range.end;
            ended.retire(session, range.start);
        }
        drop(free);
        self.all.clear();
        self.open.clear();
        self.queue.clear();
    }
}
