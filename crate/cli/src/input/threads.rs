//! Files read by several threads at once: plain ones in ranges, packed ones and documents whole.
//!
//! Each thread counts for itself; what they know is merged in the end, and the report is the same as of one thread.

use super::{Content, PIECE, Planned, Source};
use logyomi_core::report::FileProblem;
use logyomi_core::{Analysis, Feed, FilePlan};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Mutex;
use std::thread;

/// Large enough that a merge costs little beside it, small enough that the last one is not waited for.
const RANGE: u64 = 16 << 20;

/// A part of a file, for whichever thread is free.
struct Task<'a> {
    plan: &'a FilePlan,
    source: &'a Source,
    range: Range<u64>,
}

impl Planned {
    /// All that the input holds, counted by so many threads into copies of `empty`. What fails on the way is
    /// named on standard error and in the analysis.
    pub fn analyze(&mut self, threads: usize, empty: Analysis) -> Analysis {
        let tasks = Mutex::new(self.tasks().into_iter());
        let failures = Mutex::new(Vec::new());
        let parts: Vec<Analysis> = thread::scope(|scope| {
            let work = || {
                let mut analysis = empty.clone();
                while let Some(task) = tasks.lock().ok().and_then(|mut tasks| tasks.next()) {
                    if let Err(error) = task.feed(&mut analysis)
                        && let Ok(mut failures) = failures.lock()
                    {
                        failures.push((task.plan.file, error.to_string()));
                    }
                }
                analysis
            };
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let own = work();
            let others = others.into_iter().filter_map(|one| one.join().ok());
            [own].into_iter().chain(others).collect()
        });
        let mut parts = parts.into_iter();
        let mut whole = parts.next().unwrap_or(empty);
        parts.for_each(|part| whole.merge(&part));
        let mut failures = failures.into_inner().unwrap_or_default();
        failures.sort();
        failures.dedup_by_key(|(file, _)| *file);
        for (file, reason) in failures {
            let path = self.plans.get(file as usize).map_or("", |plan| &plan.path);
            eprintln!("logyomi: {path}: {reason}");
            whole.problem(file, FileProblem::Unreadable { reason });
            self.failed = true;
        }
        whole
    }

    fn tasks(&self) -> Vec<Task<'_>> {
        let plans = self.plans.iter();
        let known = plans.filter_map(|plan| Some((plan, self.sources.get(plan.given as usize)?)));
        let tasks = known.flat_map(|(plan, source)| {
            ranges(plan).map(move |range| Task {
                plan,
                source,
                range,
            })
        });
        tasks.collect()
    }
}

/// What reaches the end of the file reaches also what is added to it meanwhile.
fn ranges(plan: &FilePlan) -> impl Iterator<Item = Range<u64>> {
    let count = match plan.cuttable {
        true => plan.bytes.div_ceil(RANGE).max(1),
        false => 1,
    };
    (0..count).map(move |at| {
        let end = if at + 1 == count {
            u64::MAX
        } else {
            (at + 1) * RANGE
        };
        at * RANGE..end
    })
}

impl Task<'_> {
    fn feed(&self, analysis: &mut Analysis) -> io::Result<()> {
        let mut feed = Feed::new(self.plan, self.range.clone());
        let read = match &self.source.content {
            Content::Memory(bytes) => {
                let start = usize::try_from(feed.start()).unwrap_or(usize::MAX);
                feed.push(bytes.get(start..).unwrap_or_default(), analysis);
                Ok(())
            }
            Content::File(_) => self.pieces(&mut feed, analysis),
        };
        // What was read before a file broke off stays read.
        feed.finish(analysis);
        read
    }

    /// Each thread opens the file anew: a place in a file is not shared.
    fn pieces(&self, feed: &mut Feed, analysis: &mut Analysis) -> io::Result<()> {
        let mut file = File::open(&self.source.given.path)?;
        file.seek(SeekFrom::Start(feed.start()))?;
        let mut buffer = vec![0; PIECE];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 || !feed.push(buffer.get(..read).unwrap_or_default(), analysis) {
                return Ok(());
            }
        }
    }
}
