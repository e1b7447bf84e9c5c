//! How the clock on a file's lines runs: where it went back, where it stood still, and on which days.
//!
//! A file is read in stretches, in any order; neighbours are joined, and the join gives the same as
//! reading both at once.

use crate::order::Order;
use crate::place::{Excerpt, Moved, Place, Texts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// Steps of each kind that are kept for a file: the longest.
const STEPS: usize = 3;

/// Shorter steps are what any boot and any busy web server writes; seconds.
const LEAST: u64 = 600;

/// Days of a file that are kept.
const DAYS: usize = 4_000;

const HOUR: i64 = 3_600;

/// What an event says of the log itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    #[default]
    None,
    /// Whoever writes the log has begun anew.
    Begins,
    /// It was ended in order.
    Ends,
}

/// Two lines, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step {
    pub from: i64,
    pub to: i64,
    /// The second line.
    pub place: Place,
}

impl Step {
    pub fn seconds(&self) -> u64 {
        self.from.abs_diff(self.to)
    }
}

/// A stretch of a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stretch {
    pub file: u32,
    range: Range<u64>,
    first: Option<First>,
    last: Option<Last>,
    /// Where the clock went back.
    pub back: Vec<Step>,
    /// Where nothing was written until the writer began anew, and it had not been ended.
    pub gaps: Vec<Step>,
    /// Since 1970.
    pub days: BTreeMap<i64, Day>,
    /// Lines, each as often as it says.
    pub entries: u64,
    /// When the hour of the last line began.
    #[serde(skip)]
    hour: i64,
}

/// A day with lines.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Day {
    pub first: Place,
    /// Hours with a line, a bit each.
    hours: u32,
}

impl Day {
    /// In so many of its hours is a line.
    pub fn hours(&self) -> u32 {
        self.hours.count_ones()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct First {
    moment: i64,
    begins: bool,
    place: Place,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Last {
    moment: i64,
    ends: bool,
}

impl Stretch {
    fn push(&mut self, line: &Excerpt<'_>, times: u64, moment: i64, mark: Mark, texts: &mut Texts) {
        let begins = mark == Mark::Begins;
        let mut place = || {
            let place = texts.keep(line);
            // A longer step may take its place; there are few of them.
            texts.lose(place.kept());
            place
        };
        match self.last {
            Some(last) => self.step(last, moment, begins, &mut place),
            None => {
                self.first = Some(First {
                    moment,
                    begins,
                    place: place(),
                });
            }
        }
        // Asked of every line, and a division takes longer than all else here.
        if self.last.is_none() || !(0..HOUR).contains(&moment.saturating_sub(self.hour)) {
            let hour = moment.div_euclid(HOUR);
            self.hour = hour.saturating_mul(HOUR);
            let day = self.days.entry(hour.div_euclid(24));
            let first = || Day {
                first: place(),
                hours: 0,
            };
            day.or_insert_with(first).hours |= 1 << hour.rem_euclid(24);
            self.shorten();
        }
        self.entries += times;
        let ends = mark == Mark::Ends;
        self.last = Some(Last { moment, ends });
    }

    fn step(&mut self, last: Last, moment: i64, begins: bool, place: impl FnOnce() -> Place) {
        let step = || Step {
            from: last.moment,
            to: moment,
            place: place(),
        };
        let kept = if moment < last.moment {
            &mut self.back
        } else if begins && !last.ends {
            &mut self.gaps
        } else {
            return;
        };
        let seconds = last.moment.abs_diff(moment);
        let longer = |least: &Step| seconds > least.seconds();
        if seconds >= LEAST && (kept.len() < STEPS || kept.last().is_some_and(longer)) {
            longest(kept, [step()]);
        }
    }

    /// Keeps the first days.
    fn shorten(&mut self) {
        while self.days.len() > DAYS {
            self.days.pop_last();
        }
    }

    fn places(&mut self, each: &mut dyn FnMut(&mut Place)) {
        let steps = self.back.iter_mut().chain(&mut self.gaps);
        steps.for_each(|step| each(&mut step.place));
        self.first
            .iter_mut()
            .for_each(|first| each(&mut first.place));
        self.days.values_mut().for_each(|day| each(&mut day.first));
    }

    /// Joins the stretch that begins where this one ends.
    fn join(&mut self, right: Stretch) {
        self.range.end = right.range.end;
        if let (Some(last), Some(first)) = (self.last, &right.first) {
            self.step(last, first.moment, first.begins, || first.place);
        }
        longest(&mut self.back, right.back);
        longest(&mut self.gaps, right.gaps);
        self.first = self.first.take().or(right.first);
        self.last = right.last.or(self.last);
        for (day, more) in right.days {
            let known = self.days.entry(day);
            known.or_insert(more).hours |= more.hours;
        }
        self.shorten();
        self.entries += right.entries;
    }
}

/// Keeps the longest steps; of equals the first in the file.
fn longest(kept: &mut Vec<Step>, more: impl IntoIterator<Item = Step>) {
    kept.extend(more);
    kept.order_by(|a, b| {
        let place = |step: &Step| step.place.offset;
        b.seconds().cmp(&a.seconds()).then(place(a).cmp(&place(b)))
    });
    kept.truncate(STEPS);
}

/// The stretches that were read so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Chronicle {
    stretches: Vec<Stretch>,
    #[serde(skip)]
    open: Stretch,
}

impl Chronicle {
    /// `times`: how often the line stands for what it says.
    pub fn line(
        &mut self,
        line: &Excerpt<'_>,
        times: u64,
        moment: i64,
        mark: Mark,
        texts: &mut Texts,
    ) {
        self.open.push(line, times, moment, mark, texts);
    }

    /// All lines of a range were given.
    pub fn range(&mut self, file: u32, range: Range<u64>) {
        let open = std::mem::take(&mut self.open);
        self.stretches.push(Stretch {
            file,
            range,
            ..open
        });
        self.join();
    }

    /// Adds what another one knows, whose texts were `moved` to ours.
    pub fn take(&mut self, mut other: Chronicle, moved: Moved) {
        other.places(&mut |place| *place = place.moved(moved));
        self.stretches.append(&mut other.stretches);
        self.join();
    }

    /// All lines that are shown.
    pub fn places(&mut self, each: &mut dyn FnMut(&mut Place)) {
        let stretches = self.stretches.iter_mut().chain([&mut self.open]);
        stretches.for_each(|stretch| stretch.places(each));
    }

    fn join(&mut self) {
        self.stretches
            .order_by_key(|stretch| (stretch.file, stretch.range.start));
        let mut joined: Vec<Stretch> = Vec::new();
        for stretch in std::mem::take(&mut self.stretches) {
            match joined
                .last_mut()
                .filter(|left| left.file == stretch.file && left.range.end == stretch.range.start)
            {
                Some(left) => left.join(stretch),
                None => joined.push(stretch),
            }
        }
        self.stretches = joined;
    }

    /// By file; a whole file is one stretch.
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }
}
