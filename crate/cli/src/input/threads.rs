//! Files read by several threads at once: plain ones in ranges, a large packed one in shares, all else whole.
//!
//! Each thread counts for itself; what they know is merged in the end, and the report is the same as of one thread.

use super::{Group, Planned};
use crate::source::Source;
use logyomi_core::{self as core, Analysis, Queue, Sha256Sum, Shares};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Small enough that the last one is not waited for.
const RANGE: u64 = 8 << 20;

/// Something to do, for whichever thread is free.
enum Task<'a> {
    /// Count the lines that start in these bytes.
    Read(Group<'a>, Range<u64>),
    /// Read a file whole, for its SHA-256, which has this place in the list.
    Hash(&'a Source, usize),
}

/// A file, and the bytes of it that are read.
type Place = (u32, Range<u64>);

impl core::Task for Task<'_> {
    fn place(&self) -> Option<Place> {
        match self {
            // Behind a file that is read at once there is nothing to go on with.
            Task::Read(group, range) => {
                let plan = group.plans.first()?;
                let whole = range.start == 0 && range.end >= plan.place.end - plan.place.start;
                (!whole).then(|| (plan.file, range.clone()))
            }
            Task::Hash(..) => None,
        }
    }
}

impl Planned {
    /// All that the input holds, counted by so many threads into `empty` and copies of it. What fails on the way is
    /// named on standard error and in the analysis.
    pub fn analyze(&mut self, threads: usize, empty: Analysis) -> Analysis {
        let tasks = Mutex::new(self.tasks(threads));
        let problems = Mutex::new(Vec::new());
        let hashes = Mutex::new(self.hashes.clone());
        let next = |done: Option<&Place>| {
            let mut tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
            tasks.next(done)
        };
        let work = |mut analysis: Analysis| {
            let mut done = None;
            while let Some(task) = next(done.as_ref()) {
                done = core::Task::place(&task);
                match task {
                    Task::Read(group, range) => {
                        let problem = group.feed(range, &mut analysis);
                        let problems = problems.lock();
                        problems
                            .unwrap_or_else(PoisonError::into_inner)
                            .extend(problem);
                    }
                    Task::Hash(source, place) => {
                        let hash = hash(source);
                        let mut hashes = hashes.lock().unwrap_or_else(PoisonError::into_inner);
                        if let Some(place) = hashes.get_mut(place) {
                            *place = hash;
                        }
                    }
                }
            }
            analysis
        };
        let mut whole = thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .map(|_| empty.clone())
                .map(|empty| scope.spawn(|| work(empty)))
                .collect();
            let mut whole = work(empty);
            for other in others.into_iter().filter_map(|one| one.join().ok()) {
                whole.merge(other);
            }
            whole
        });
        drop(tasks);
        let problems = problems
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        self.hashes = hashes.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.tell(problems, &mut whole);
        whole
    }

    fn tasks(&self, threads: usize) -> Queue<Task<'_>> {
        let shares = Shares::new(&self.plans, threads);
        let plans = self.plans.iter().zip(&self.hashes).enumerate();
        // Once is enough: a second pass counts again, it does not hash again.
        let unknown = plans.filter(|(_, (plan, hash))| plan.is_given() && hash.is_none());
        let hashes =
            unknown.filter_map(|(place, (plan, _))| Some(Task::Hash(self.source(plan)?, place)));
        let reads = self.groups().flat_map(|group| {
            let first = group.plans.first().copied();
            let ranges = first
                .into_iter()
                .flat_map(|plan| shares.ranges(plan, RANGE));
            let tasks = ranges.map(|range| Task::Read(group.clone(), range));
            tasks.collect::<Vec<_>>()
        });
        hashes.chain(reads).collect()
    }
}

/// A file that cannot be read whole has none.
fn hash(source: &Source) -> Option<String> {
    let mut sum = Sha256Sum::default();
    let add = |bytes: &[u8]| {
        sum.add(bytes);
        true
    };
    let missing = source.read(0..source.bytes, add).ok()?;
    (missing == 0).then(|| sum.name())
}
