//! Sessions near the edges of ranges, until the neighbouring range is there.

use crate::order::Order;
use crate::session::{Key, Session, Tables};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use std::ops::Range;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Edges {
    /// Boxed: they are large, few of a list stay, and those that do are moved.
    #[allow(clippy::vec_box)]
    sessions: Vec<Box<Session>>,
    /// Ranges that were read, by file; neighbours are joined. An end of `u64::MAX` is the file's end.
    ranges: Vec<(u32, Range<u64>)>,
}

impl Edges {
    /// Takes a session that has ended in its range: counted now, or kept if a neighbour may go on with it. What is
    /// left is empty.
    pub fn retire(
        &mut self,
        session: &mut Session,
        range_start: u64,
        window: u64,
        tables: &mut Tables<'_>,
    ) {
        session.open_left &= is_near_start(session, range_start, window);
        if session.open_left || session.open_right {
            session.take_back(tables);
            self.sessions.push(Box::new(std::mem::take(session)));
        } else {
            session.close(tables);
        }
    }

    /// So many more sessions may come.
    pub fn make_room(&mut self, sessions: usize) {
        self.sessions.reserve(sessions);
    }

    pub fn add_range(&mut self, file: u32, range: Range<u64>) {
        self.ranges.push((file, range));
    }

    pub fn take(&mut self, other: Edges) {
        self.sessions.extend(other.sessions);
        self.ranges.extend(other.ranges);
    }

    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Joins neighbouring ranges and the sessions that go on across their edge.
    pub fn join(&mut self, window: u64, tables: &mut Tables<'_>) {
        self.ranges
            .order_by_key(|(file, range)| (*file, range.start));
        let mut joined: Vec<(u32, Range<u64>)> = Vec::new();
        for (file, range) in std::mem::take(&mut self.ranges) {
            match joined
                .last_mut()
                .filter(|(before, left)| *before == file && left.end == range.start)
            {
                Some((_, left)) => {
                    self.join_two(file, left, &range, window);
                    left.end = range.end;
                }
                None => joined.push((file, range)),
            }
        }
        self.ranges = joined;
        self.sessions.retain_mut(|session| {
            let stays = session.open_left || session.open_right;
            if !stays {
                session.close(tables);
            }
            stays
        });
    }

    /// Joins the sessions of two neighbouring ranges.
    fn join_two(&mut self, file: u32, left: &Range<u64>, right: &Range<u64>, window: u64) {
        let in_left =
            |session: &Session| session.key.file == file && left.contains(&session.first_at);
        let mut ends: HashMap<Key, usize, FixedState> =
            HashMap::with_capacity_and_hasher(self.sessions.len(), FixedState::default());
        let sessions = self.sessions.iter().enumerate();
        let open = sessions.filter(|(_, session)| in_left(session) && session.open_right);
        ends.extend(open.map(|(at, session)| (session.key, at)));
        let mut gone = Vec::new();
        for at in 0..self.sessions.len() {
            let Some(later) = self.sessions.get(at).filter(|session| {
                session.key.file == file && session.open_left && right.contains(&session.first_at)
            }) else {
                continue;
            };
            let (first_at, first_time) = (later.first_at, later.first_time);
            let Some(end) = ends.get(&later.key).copied() else {
                if !is_near_start(later, left.start, window) {
                    self.close_left(at);
                }
                continue;
            };
            let before = self.sessions.get(end);
            if before.is_some_and(|before| before.goes_on_in(first_at, first_time, window)) {
                let later = self.sessions.get_mut(at).map(std::mem::take);
                if let Some((before, later)) = self.sessions.get_mut(end).zip(later) {
                    before.append(*later);
                }
                gone.push(at);
                continue;
            }
            if let Some(before) = self.sessions.get_mut(end) {
                before.open_right = false;
            }
            self.close_left(at);
        }
        // All at once: moving up what is behind each of them would take the square of their number.
        let (mut at, mut gone) = (0, gone.into_iter().peekable());
        self.sessions.retain(|_| {
            at += 1;
            gone.next_if_eq(&(at - 1)).is_none()
        });
        for session in self.sessions.iter_mut().filter(|session| {
            session.key.file == file
                && session.open_right
                && session.first_at < right.end
                && session.last_at >= left.start
        }) {
            session.open_right =
                right.end != u64::MAX && session.last_at.saturating_add(window) > right.end;
        }
    }

    fn close_left(&mut self, at: usize) {
        if let Some(session) = self.sessions.get_mut(at) {
            session.open_left = false;
        }
    }

    /// Nothing more will come: everything is counted.
    pub fn close(&mut self, tables: &mut Tables<'_>) {
        for mut session in std::mem::take(&mut self.sessions) {
            session.close(tables);
        }
    }
}

fn is_near_start(session: &Session, range_start: u64, window: u64) -> bool {
    range_start > 0 && session.first_at < range_start.saturating_add(window)
}
