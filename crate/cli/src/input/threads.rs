//! Files read by several threads at once: plain ones in ranges, packed ones and documents whole.
//!
//! Each thread counts for itself; what they know is merged in the end, and the report is the same as of one thread.

use super::{Content, PIECE, Planned, Source};
use crate::hash::Hasher;
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
    kind: Kind,
}

enum Kind {
    /// The lines that start in these bytes.
    Read(Range<u64>),
    /// All of it, for its name.
    Hash,
}

impl Planned {
    /// All that the input holds, counted by so many threads into `empty` and copies of it. What fails on the way is
    /// named on standard error and in the analysis.
    pub fn analyze(&mut self, threads: usize, empty: Analysis) -> Analysis {
        let tasks = Mutex::new(self.tasks().into_iter());
        let failures = Mutex::new(Vec::new());
        let hashes = Mutex::new(self.hashes.clone());
        let work = |mut analysis: Analysis| {
            while let Some(task) = tasks.lock().ok().and_then(|mut tasks| tasks.next()) {
                let Err(error) = task.run(&mut analysis, &hashes) else {
                    continue;
                };
                if let Ok(mut failures) = failures.lock() {
                    failures.push((task.plan.file, error.to_string()));
                }
            }
            analysis
        };
        let (mut whole, others): (Analysis, Vec<Analysis>) = thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .map(|_| empty.clone())
                .map(|empty| scope.spawn(|| work(empty)))
                .collect();
            let own = work(empty);
            let others = others.into_iter().filter_map(|one| one.join().ok());
            (own, others.collect())
        });
        self.hashes = hashes.into_inner().unwrap_or_default();
        others.iter().for_each(|part| whole.merge(part));
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
        let tasks = known.zip(&self.hashes).flat_map(|((plan, source), hash)| {
            // Once is enough: a second pass counts again, it does not hash again.
            let hash = hash.is_none().then_some(Kind::Hash);
            let kinds = hash.into_iter().chain(ranges(plan).map(Kind::Read));
            kinds.map(move |kind| Task { plan, source, kind })
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

type Hashes = Mutex<Vec<Option<String>>>;

impl Task<'_> {
    fn run(&self, analysis: &mut Analysis, hashes: &Hashes) -> io::Result<()> {
        match &self.kind {
            Kind::Read(range) => self.feed(range.clone(), analysis),
            Kind::Hash => {
                let mut hasher = Hasher::default();
                self.bytes(0, |bytes| {
                    hasher.add(bytes);
                    true
                })?;
                if let Ok(mut hashes) = hashes.lock()
                    && let Some(place) = hashes.get_mut(self.plan.file as usize)
                {
                    *place = Some(hasher.name());
                }
                Ok(())
            }
        }
    }

    fn feed(&self, range: Range<u64>, analysis: &mut Analysis) -> io::Result<()> {
        let mut feed = Feed::new(self.plan, range);
        let read = self.bytes(feed.start(), |bytes| feed.push(bytes, analysis));
        // What was read before a file broke off stays read.
        feed.finish(analysis);
        read
    }

    /// Gives the bytes from `start` on, until there is enough.
    fn bytes(&self, start: u64, mut give: impl FnMut(&[u8]) -> bool) -> io::Result<()> {
        // Each thread opens the file anew: a place in a file is not shared.
        let mut file = match &self.source.content {
            Content::Memory(bytes) => {
                let start = usize::try_from(start).unwrap_or(usize::MAX);
                give(bytes.get(start..).unwrap_or_default());
                return Ok(());
            }
            Content::File(_) => File::open(&self.source.given.path)?,
            Content::Spooled(file) => file.reopen()?,
        };
        file.seek(SeekFrom::Start(start))?;
        let mut buffer = vec![0; PIECE];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 || !give(buffer.get(..read).unwrap_or_default()) {
                return Ok(());
            }
        }
    }
}
