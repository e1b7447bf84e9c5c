//! When things happened: the hits of each hour, by level.
//!
//! Hours are on the clock of the lines. Of more than [`HOURS`] the latest are kept: an hour that one worker
//! drops has that many later ones, so it is none of the whole's latest either, however the input was cut.

use crate::report;
use crate::stamp::iso;
use logyomi_sections::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Hours that are kept: eleven years with something in every hour.
const HOURS: usize = 100_000;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// Buckets of a report: as many as bars fit beside each other.
const BUCKETS: usize = 200;

/// What a bucket may last.
const WIDTHS: [i64; 6] = [HOUR, 3 * HOUR, 6 * HOUR, DAY, WEEK, 4 * WEEK];

/// 1970 began on a Thursday; weeks begin on Monday.
const MONDAY: i64 = 4 * DAY;

/// Weights of hits: attack, warning, notice, normal.
type Counts = [u64; 4];

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Timeline {
    hours: BTreeMap<i64, Counts>,
    /// Weights of all hits, also of hours that were dropped.
    total: u64,
    /// The hour of the line before, since most lines are of the same.
    #[serde(skip)]
    open: Open,
}

/// Weights of an hour, which begins at this moment.
#[derive(Clone, Debug, Default)]
struct Open {
    start: i64,
    counts: Counts,
}

impl Timeline {
    pub fn count(&mut self, moment: i64, level: Level, weight: u64) {
        let place = match level {
            Level::Attack => 0,
            Level::Warning => 1,
            Level::Notice => 2,
            Level::Normal => 3,
            Level::Ignored => return,
        };
        // Asked of every line, and a division takes longer than all else here.
        if !(0..HOUR).contains(&moment.saturating_sub(self.open.start)) {
            self.close();
            self.open.start = moment.div_euclid(HOUR).saturating_mul(HOUR);
        }
        if let Some(count) = self.open.counts.get_mut(place) {
            *count = count.saturating_add(weight);
        }
    }

    /// All lines of a range were given.
    pub fn close(&mut self) {
        let Open { start, counts } = std::mem::take(&mut self.open);
        self.total = self.total.saturating_add(sum(&counts));
        self.add(start.div_euclid(HOUR), &counts);
    }

    pub fn merge(&mut self, other: &Timeline) {
        self.total = self.total.saturating_add(other.total);
        for (hour, counts) in &other.hours {
            self.add(*hour, counts);
        }
    }

    fn add(&mut self, hour: i64, counts: &Counts) {
        if sum(counts) == 0 {
            return;
        }
        add(self.hours.entry(hour).or_default(), counts);
        if self.hours.len() > HOURS {
            self.hours.pop_first();
        }
    }

    /// At most [`BUCKETS`], as narrow as that allows.
    pub fn report(&self) -> report::Timeline {
        let width = self.width();
        let mut buckets: BTreeMap<i64, Counts> = BTreeMap::new();
        for (hour, counts) in &self.hours {
            add(
                buckets
                    .entry(start(hour.saturating_mul(HOUR), width))
                    .or_default(),
                counts,
            );
        }
        while buckets.len() > BUCKETS {
            buckets.pop_first();
        }
        let shown = buckets.values().map(sum).fold(0, u64::saturating_add);
        report::Timeline {
            seconds: width.unsigned_abs(),
            buckets: buckets.into_iter().map(bucket).collect(),
            left_out: self.total.saturating_sub(shown),
        }
    }

    /// The narrowest that covers first to last with few enough buckets; the widest where none does.
    fn width(&self) -> i64 {
        let moment =
            |hour: Option<(&i64, _)>| hour.map_or(0, |(hour, _)| hour.saturating_mul(HOUR));
        let first = moment(self.hours.first_key_value());
        let last = moment(self.hours.last_key_value());
        let few = |width: &i64| {
            let between = start(last, *width).saturating_sub(start(first, *width));
            between / width < BUCKETS as i64
        };
        let [.., widest] = WIDTHS;
        WIDTHS.into_iter().find(few).unwrap_or(widest)
    }
}

/// The beginning of the bucket that a moment lies in.
fn start(moment: i64, width: i64) -> i64 {
    let origin = if width < WEEK { 0 } else { MONDAY };
    // What a worker hands over is not looked at hour by hour: no moment may overflow.
    let whole = moment.saturating_sub(origin).div_euclid(width);
    whole.saturating_mul(width).saturating_add(origin)
}

fn bucket((start, [attack, warning, notice, normal]): (i64, Counts)) -> report::Bucket {
    report::Bucket {
        start: iso(start),
        attack,
        warning,
        notice,
        normal,
    }
}

fn add(own: &mut Counts, more: &Counts) {
    for (own, more) in own.iter_mut().zip(more) {
        *own = own.saturating_add(*more);
    }
}

fn sum(counts: &Counts) -> u64 {
    counts
        .iter()
        .fold(0, |sum, count| sum.saturating_add(*count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(moments: impl IntoIterator<Item = i64>) -> Timeline {
        let mut timeline = Timeline::default();
        for moment in moments {
            timeline.count(moment, Level::Attack, 2);
        }
        timeline.close();
        timeline
    }

    #[test]
    fn the_width_grows_with_the_span() {
        for (days, hours) in [(0, 1), (8, 1), (9, 3), (24, 3), (25, 6), (49, 6), (50, 24)] {
            let found = of([0, days * DAY]).report();
            assert_eq!(found.seconds, hours * 3_600, "{days} days");
        }
        let weeks = |days| of([0, days * DAY]).report().seconds / WEEK.unsigned_abs();
        assert_eq!([200, 1_300, 1_500].map(weeks), [1, 1, 4]);
    }

    /// 5 January 1970 was a Monday.
    #[test]
    fn weeks_begin_on_monday() {
        let found = of([0, 5 * DAY, 300 * DAY]).report();
        let starts: Vec<&str> = found.buckets.iter().map(|one| &*one.start).collect();
        let wanted = ["1969-12-29", "1970-01-05", "1970-10-26"];
        assert_eq!(starts, wanted.map(|day| format!("{day}T00:00:00")));
    }

    #[test]
    fn levels_are_apart_and_what_is_ignored_is_not_counted() {
        let mut timeline = Timeline::default();
        let levels = [
            Level::Attack,
            Level::Warning,
            Level::Notice,
            Level::Normal,
            Level::Ignored,
        ];
        for (level, weight) in levels.into_iter().zip(1..) {
            timeline.count(59, level, weight);
        }
        timeline.close();
        let found = timeline.report();
        let [only] = &found.buckets[..] else {
            panic!("{found:?}")
        };
        let counts = [only.attack, only.warning, only.notice, only.normal];
        assert_eq!((counts, found.left_out), ([1, 2, 3, 4], 0));
    }

    /// One line of 1970 among those of today does not make a bar of every hour in between.
    #[test]
    fn the_latest_buckets_are_shown_and_the_others_counted() {
        let found = of((0..300).map(|bucket| bucket * 4 * WEEK)).report();
        assert_eq!((found.buckets.len(), found.left_out), (200, 200));
    }

    #[test]
    fn beyond_the_cap_the_latest_hours_are_kept_in_any_order() {
        let many = HOURS as i64 + 10;
        let whole = of((0..many).map(|hour| hour * HOUR));
        let mut parts = of((0..many).rev().step_by(2).map(|hour| hour * HOUR));
        parts.merge(&of((0..many)
            .rev()
            .skip(1)
            .step_by(2)
            .map(|hour| hour * HOUR)));
        assert_eq!((whole.hours.len(), whole.total), (HOURS, 2 * many as u64));
        assert_eq!(whole.hours, parts.hours);
        assert_eq!(whole.report(), parts.report());
    }
}
