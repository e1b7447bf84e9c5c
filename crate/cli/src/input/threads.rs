//! Files read by several threads at once: plain ones in ranges, packed ones and documents whole.
//!
//! Each thread counts for itself; what they know is merged in the end, and the report is the same as of one thread.

use super::Planned;
use crate::source::Source;
use logyomi_core::report::FileProblem;
use logyomi_core::{Analysis, Feed, FilePlan, Sha256Sum, groups};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Large enough that a merge costs little beside it, small enough that the last one is not waited for.
const RANGE: u64 = 16 << 20;

/// Something to do with a file, or with the files of a packed archive, for whichever thread is free.
struct Task<'a> {
    plans: Vec<&'a FilePlan>,
    source: &'a Source,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    /// Count the lines that start in these bytes.
    Read(Range<u64>),
    /// Read all of it, for its SHA-256.
    Hash,
}

impl Planned {
    /// All that the input holds, counted by so many threads into `empty` and copies of it. What fails on the way is
    /// named on standard error and in the analysis.
    pub fn analyze(&mut self, threads: usize, empty: Analysis) -> Analysis {
        let tasks = Mutex::new(self.tasks().into_iter());
        let problems = Mutex::new(Vec::new());
        let hashes = Mutex::new(self.hashes.clone());
        let next = || tasks.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = |mut analysis: Analysis| {
            while let Some(task) = next() {
                let range = match &task.kind {
                    Kind::Read(range) => range.clone(),
                    Kind::Hash => {
                        let hash = task.hash();
                        let mut hashes = hashes.lock().unwrap_or_else(PoisonError::into_inner);
                        if let Some(place) = hashes.get_mut(task.file()) {
                            *place = hash;
                        }
                        continue;
                    }
                };
                let Some(problem) = task.feed(range, &mut analysis) else {
                    continue;
                };
                let mut problems = problems.lock().unwrap_or_else(PoisonError::into_inner);
                problems.extend(task.plans.iter().map(|plan| (plan.file, problem.clone())));
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
                whole.merge(&other);
            }
            whole
        });
        let problems = problems
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        self.hashes = hashes.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.tell(problems, &mut whole);
        whole
    }

    /// Of each file the first thing that was wrong with it: its other ranges met the same.
    fn tell(&mut self, mut problems: Vec<(u32, FileProblem)>, whole: &mut Analysis) {
        problems.sort_by_key(|(file, problem)| {
            let missing = match problem {
                FileProblem::Changed { missing } => *missing,
                _ => u64::MAX,
            };
            (*file, std::cmp::Reverse(missing))
        });
        problems.dedup_by_key(|(file, _)| *file);
        for (file, problem) in problems {
            if let FileProblem::Unreadable { reason } = &problem {
                let path = self.plans.get(file as usize).map_or("", |plan| &plan.path);
                eprintln!("logyomi: {path}: {reason}");
                self.failed = true;
            }
            whole.problem(file, problem);
        }
    }

    fn tasks(&self) -> Vec<Task<'_>> {
        let source = |plan: &FilePlan| self.sources.get(plan.place.given as usize);
        let plans = self.plans.iter().zip(&self.hashes);
        // Once is enough: a second pass counts again, it does not hash again.
        let unknown = plans.filter(|(plan, hash)| plan.is_given() && hash.is_none());
        let hashes = unknown.filter_map(|(plan, _)| {
            Some(Task {
                plans: vec![plan],
                source: source(plan)?,
                kind: Kind::Hash,
            })
        });
        let groups = groups(&self.plans).into_iter();
        let reads = groups.flat_map(|group| {
            let files = group.iter();
            let plans: Vec<_> = files
                .filter_map(|file| self.plans.get(*file as usize))
                .collect();
            let first = plans.first().copied();
            let first = first.and_then(|plan| Some((ranges(plan), source(plan)?)));
            first.into_iter().flat_map(move |(ranges, source)| {
                let plans = plans.clone();
                ranges.into_iter().map(move |range| Task {
                    plans: plans.clone(),
                    source,
                    kind: Kind::Read(range),
                })
            })
        });
        hashes.chain(reads).collect()
    }
}

/// The last one has no end: what is cut at a range's end belongs to the next one.
fn ranges(plan: &FilePlan) -> Vec<Range<u64>> {
    let length = plan.place.end - plan.place.start;
    let count = match plan.cuttable {
        true => length.div_ceil(RANGE).max(1),
        false => 1,
    };
    (0..count)
        .map(|at| {
            let end = if at + 1 == count {
                u64::MAX
            } else {
                (at + 1) * RANGE
            };
            at * RANGE..end
        })
        .collect()
}

impl Task<'_> {
    /// The place of its first file among the plans.
    fn file(&self) -> usize {
        self.plans
            .first()
            .map_or(usize::MAX, |plan| plan.file as usize)
    }

    /// A file that cannot be read whole has none.
    fn hash(&self) -> Option<String> {
        let mut sum = Sha256Sum::default();
        let add = |bytes: &[u8]| {
            sum.add(bytes);
            true
        };
        let missing = self.source.read(0..self.source.bytes, add).ok()?;
        (missing == 0).then(|| sum.name())
    }

    /// What was read before a file broke off stays read.
    fn feed(&self, range: Range<u64>, analysis: &mut Analysis) -> Option<FileProblem> {
        let first = self.plans.first()?;
        let mut feed = match self.plans.as_slice() {
            [plan] => Feed::new(plan, range),
            plans => Feed::of_group(plans.iter().copied()),
        };
        let from = first.place.start + feed.start();
        let read = self
            .source
            .read(from..first.place.end, |bytes| feed.push(bytes, analysis));
        feed.finish(analysis);
        match read {
            Ok(0) => None,
            Ok(missing) => Some(FileProblem::Changed { missing }),
            Err(error) => Some(FileProblem::Unreadable {
                reason: error.to_string(),
            }),
        }
    }
}
