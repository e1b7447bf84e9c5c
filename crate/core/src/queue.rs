//! What is still to be read, for whoever is free.
//!
//! Whoever has read a range is given the next one of the file: sessions across the edge go on, and nothing is
//! carried and joined. Whoever has none begins a file that nobody reads, or in the middle of what is left of another.

use std::collections::VecDeque;
use std::ops::Range;

/// Something to do.
pub trait Task {
    /// The file and the bytes that it reads; nothing, where no other task goes on behind them.
    fn place(&self) -> Option<(u32, Range<u64>)>;
}

/// Tasks in the order in which they should be begun.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    waiting: VecDeque<Waiting<T>>,
}

#[derive(Clone, Debug)]
struct Waiting<T> {
    task: T,
    /// Whoever reads what stands before it will come to it.
    awaited: bool,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Queue {
            waiting: VecDeque::new(),
        }
    }
}

impl<T: Task> FromIterator<T> for Queue<T> {
    fn from_iter<I: IntoIterator<Item = T>>(tasks: I) -> Self {
        let mut queue = Queue::default();
        tasks.into_iter().for_each(|task| queue.push(task));
        queue
    }
}

impl<T: Task> Queue<T> {
    pub fn push(&mut self, task: T) {
        let awaited = false;
        self.waiting.push_back(Waiting { task, awaited });
    }

    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The next task for whoever has done the task at this place.
    pub fn next(&mut self, done: Option<&(u32, Range<u64>)>) -> Option<T> {
        let at = done.and_then(|done| self.behind(done));
        let at = at.or_else(|| self.begun_by_nobody());
        let at = at.or_else(|| self.middle())?;
        let taken = self.waiting.remove(at)?.task;
        let place = taken.place();
        if let (Some(place), Some(next)) = (place, self.waiting.get_mut(at)) {
            next.awaited |= goes_on(&place, &next.task);
        }
        Some(taken)
    }

    fn behind(&self, done: &(u32, Range<u64>)) -> Option<usize> {
        let mut waiting = self.waiting.iter();
        waiting.position(|next| goes_on(done, &next.task))
    }

    fn begun_by_nobody(&self) -> Option<usize> {
        let mut before = None;
        self.waiting.iter().position(|next| {
            let follows = before
                .as_ref()
                .is_some_and(|before| goes_on(before, &next.task));
            before = next.task.place();
            !follows && !next.awaited
        })
    }

    /// Half way through the most that lies together.
    fn middle(&mut self) -> Option<usize> {
        let together = |one: &Waiting<T>, next: &Waiting<T>| {
            let place = one.task.place();
            place.is_some_and(|place| goes_on(&place, &next.task))
        };
        let mut start = 0;
        let runs = self
            .waiting
            .make_contiguous()
            .chunk_by(together)
            .map(|run| {
                let here = start;
                start += run.len();
                (run.len(), here)
            });
        // Of equally long ones the first.
        let (length, start) = runs.max_by_key(|(length, start)| (*length, usize::MAX - start))?;
        Some(start + length / 2)
    }
}

fn goes_on(done: &(u32, Range<u64>), next: &impl Task) -> bool {
    let next = next.place();
    next.is_some_and(|(file, range)| file == done.0 && range.start == done.1.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Part(u32, u64);

    impl Task for Part {
        fn place(&self) -> Option<(u32, Range<u64>)> {
            Some((self.0, self.1..self.1 + 1))
        }
    }

    /// Workers in turn, each behind what it has read.
    fn check(files: &[u64], workers: usize, expect: &str) {
        let parts = files.iter().zip(0..);
        let parts = parts.flat_map(|(count, file)| (0..*count).map(move |at| Part(file, at)));
        let mut queue: Queue<Part> = parts.collect();
        let mut read: Vec<Vec<Part>> = vec![Vec::new(); workers];
        while !queue.is_empty() {
            for read in &mut read {
                let done = read.last().and_then(Task::place);
                read.extend(queue.next(done.as_ref()));
            }
        }
        let names = |read: &Vec<Part>| {
            let names = read.iter().map(|Part(file, at)| {
                let file = char::from(b'a' + *file as u8);
                format!("{file}{at}")
            });
            names.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            read.iter().map(names).collect::<Vec<_>>().join(", "),
            expect
        );
    }

    #[test]
    fn whoever_has_read_a_range_is_given_the_next_one() {
        check(&[6], 1, "a0 a1 a2 a3 a4 a5");
        check(&[8], 2, "a0 a1 a2 a3, a4 a5 a6 a7");
        check(&[3, 2], 2, "a0 a1 a2, b0 b1");
        check(&[1, 1, 1], 2, "a0 c0, b0");
        check(&[2], 3, "a0, a1, ");
        // The second is done first, and helps.
        check(&[7, 1], 2, "a0 a1 a2 a3, b0 a4 a5 a6");
    }
}
