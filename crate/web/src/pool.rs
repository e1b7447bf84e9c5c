//! The workers: each takes a task, and another one when it is done, until none is left.
//!
//! A worker that fails or falls silent is ended and its task is given out again, one piece at a time, so
//! that only the piece that brings workers down is given up. Workers are ended when the work is done:
//! wasm memory never shrinks.
//!
//! Those that read keep what they find ([`member`]); the last of them puts it together ([`Pool::gather`]).

mod member;
mod task;

use std::cell::{Cell, RefCell};
use std::ops::{ControlFlow, Range};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Promise};
use logyomi_core::Queue;
use logyomi_core::report::FileProblem;
use wasm_bindgen::prelude::*;

use crate::hand::{Hand, Maker};
use crate::job::{Answer, Job, Piece};
use member::Member;
pub use task::{Kind, Task};

/// Milliseconds in which a worker that reads must have stopped; then it is ended, and what it brought last counts.
const GRACE: u32 = 2_000;

/// One that has read nothing whole yet is not waited for: it has just been started.
const SHORT_GRACE: u32 = 50;

/// So many workers in turn may fail at putting the parts together.
const TRIES: usize = 3;

/// A task, and its place in the list that was given.
struct Numbered(usize, Task);

impl logyomi_core::Task for Numbered {
    fn place(&self) -> Option<(u32, Range<u64>)> {
        self.1.place()
    }
}

/// What becomes of the tasks. Called in the page's thread, a call at a time.
pub trait Receiver {
    /// So much was read since the last call; negative where a task is begun anew.
    fn progress(&self, bytes: i64, lines: i64);
    /// `task` is its place in the list that was given.
    /// A break ends all workers: nothing more is wanted.
    /// An error is as if the worker had failed.
    fn done(&self, task: usize, answer: Answer, rider: JsValue) -> Result<ControlFlow<()>, String>;
    /// A line of the report that a worker is making; one that fails at it is followed by another, from the first line
    /// on.
    fn part(&self, _line: JsValue) {}
    /// Two workers failed at this piece.
    fn given_up(&self, piece: &Piece, reason: &str);
}

pub struct Pool<R> {
    maker: Maker,
    queue: RefCell<Queue<Numbered>>,
    receiver: R,
    hands: RefCell<Vec<Rc<Hand>>>,
    /// Those of them that have a task, and whether they have done one before.
    busy: RefCell<Vec<(Rc<Hand>, bool)>>,
    stopped: Cell<bool>,
    /// Whether workers keep what they find.
    keeping: bool,
    /// Workers that have work, or may get some.
    at_work: Cell<usize>,
    /// What those have found that were ended.
    parts: RefCell<Vec<JsValue>>,
    /// Who puts the parts together: the last of those that read, or the first that had stopped.
    last: RefCell<Option<Member>>,
}

/// The end of a pass: what the last worker answered, and this worker.
pub struct Gathered {
    pub answer: Answer,
    pub rider: JsValue,
    member: Member,
}

impl Gathered {
    /// All that was found, as a Blob.
    pub async fn bring(self) -> Result<JsValue, String> {
        let brought = self.member.bring().await;
        self.member.hand.end();
        brought
    }

    /// The worker is ended.
    pub fn end(self) {
        self.member.hand.end();
    }
}

impl<R: Receiver + 'static> Pool<R> {
    pub fn new(maker: Maker, tasks: Vec<Task>, receiver: R) -> Rc<Pool<R>> {
        let keeping = tasks.iter().any(|task| matches!(task.kind, Kind::Read));
        let numbered = tasks.into_iter().enumerate();
        Rc::new(Pool {
            maker,
            queue: RefCell::new(numbered.map(|(at, task)| Numbered(at, task)).collect()),
            receiver,
            hands: RefCell::default(),
            busy: RefCell::default(),
            stopped: Cell::new(false),
            keeping,
            at_work: Cell::new(0),
            parts: RefCell::default(),
            last: RefCell::default(),
        })
    }

    /// A pool with nothing to read but what was brought before.
    pub fn of_parts(maker: Maker, parts: Vec<JsValue>, receiver: R) -> Rc<Pool<R>> {
        let pool = Pool::new(maker, Vec::new(), receiver);
        pool.parts.replace(parts);
        pool
    }

    pub fn receiver(&self) -> &R {
        &self.receiver
    }

    /// Resolves when all tasks are done, given up, or stopped.
    pub async fn run(self: &Rc<Self>) {
        let wanted = self.maker.hands().min(self.queue.borrow().len());
        self.at_work.set(wanted);
        let workers = (0..wanted).map(|_| {
            let pool = self.clone();
            js_sys::futures::future_to_promise(async move {
                pool.work().await;
                Ok(JsValue::UNDEFINED)
            })
        });
        // `work` has no way to fail.
        let _ = Promise::all(&workers.collect::<Array>()).await;
    }

    /// Ends all workers; what is done stays done. Those that keep what they find are let go on until they know
    /// of it: then that, too, is in the report.
    pub fn stop(self: &Rc<Self>) {
        self.stopped.set(true);
        self.queue.borrow_mut().clear();
        if !self.keeping {
            self.end_all();
            return;
        }
        self.busy.borrow().iter().for_each(|(hand, _)| hand.stop());
        for (grace, all) in [(SHORT_GRACE, false), (GRACE, true)] {
            let pool = self.clone();
            Timeout::new(grace, move || pool.end_busy(all)).forget();
        }
    }

    /// Who waits for one of these hears that it has failed.
    fn end_busy(&self, all: bool) {
        let busy = self.busy.borrow();
        let late = busy.iter().filter(|(_, has_read)| all || !has_read);
        late.for_each(|(hand, _)| hand.end());
    }

    /// Whether there is nothing to put together.
    fn is_empty(&self) -> bool {
        self.parts.borrow().is_empty() && self.last.borrow().is_none()
    }

    /// Puts together what was read, and makes the report. Nothing, where one worker after the other failed at it, or where
    /// the reading was stopped before anything was read.
    pub async fn gather(
        self: &Rc<Self>,
        problems: impl Fn() -> Vec<(u32, FileProblem)>,
        last: bool,
    ) -> Option<Gathered> {
        for _ in 0..TRIES {
            if self.stopped.get() && self.is_empty() {
                return None;
            }
            let member = self.last.take().unwrap_or_else(|| self.hire());
            let job = Job::Gather {
                problems: problems(),
                last,
            };
            let parts: Array = self.parts.borrow().iter().collect();
            let meanwhile = |answer: Answer, line: JsValue| {
                if let Answer::Part = answer {
                    self.receiver.part(line);
                }
            };
            match member.hand.ask(job, &parts, &meanwhile).await {
                Ok((answer, rider)) => {
                    return Some(Gathered {
                        answer,
                        rider,
                        member,
                    });
                }
                // What it had read itself is read again.
                Err(_) => {
                    self.lose(member);
                    self.run().await;
                }
            }
        }
        None
    }

    /// One worker's life, or several, if they fail.
    async fn work(&self) {
        let mut member = None;
        loop {
            while let Some(Numbered(at, task)) = self.next(member.as_ref()) {
                let current = member.take().unwrap_or_else(|| self.hire());
                member = self.done(current, at, task).await;
            }
            self.at_work.set(self.at_work.get() - 1);
            let Some(current) = member.take() else { return };
            if !self.keeping {
                return self.fire(&current.hand);
            }
            // Once all is stopped the first one stays: whoever else is at work may be ended instead.
            let is_last = self.at_work.get() == 0 || self.stopped.get();
            if is_last && self.last.borrow().is_none() {
                self.last.replace(Some(current));
                return;
            }
            self.leave(current).await;
            if self.queue.borrow().is_empty() {
                return;
            }
            self.at_work.set(self.at_work.get() + 1);
        }
    }

    /// A task by this worker, which is of no more use where it has failed.
    async fn done(&self, mut member: Member, at: usize, task: Task) -> Option<Member> {
        let seen = Cell::new((0, 0));
        let meanwhile = |answer: Answer, _| {
            if let Answer::Progress { bytes, lines } = answer {
                self.tell(&seen, bytes, lines);
            }
        };
        let (job, files) = task.job();
        let entry = (member.hand.clone(), member.has_read());
        self.busy.borrow_mut().push(entry);
        let heard = member.hand.ask(job, &files, &meanwhile).await;
        self.busy
            .borrow_mut()
            .retain(|(other, _)| !Rc::ptr_eq(other, &member.hand));
        if self.stopped.get() && !self.keeping {
            return None;
        }
        match heard.and_then(|(answer, rider)| self.receiver.done(at, answer, rider)) {
            Ok(more) => {
                if !self.stopped.get() {
                    self.tell(&seen, task.bytes(), seen.get().1);
                }
                if self.keeping {
                    member.keep(at, task, seen.get().1);
                    return self.checked(member).await;
                }
                if more.is_break() {
                    self.stopped.set(true);
                    self.queue.borrow_mut().clear();
                    self.end_all();
                }
                Some(member)
            }
            Err(reason) => {
                self.tell(&seen, 0, 0);
                self.lose(member);
                self.again(at, task, &reason);
                None
            }
        }
    }

    /// From time to time what was found is brought, so that not all is lost with a worker; not where nothing more is to be
    /// read, and it will be asked for at once.
    async fn checked(&self, mut member: Member) -> Option<Member> {
        if self.stopped.get() || self.queue.borrow().is_empty() || !member.is_due() {
            return Some(member);
        }
        match member.bring().await {
            Ok(part) => {
                member.brought(part);
                Some(member)
            }
            Err(_) => {
                self.lose(member);
                None
            }
        }
    }

    /// The worker's end, while others are at work: another one will put the parts together.
    async fn leave(&self, member: Member) {
        match member.leave().await {
            Ok(part) => {
                self.parts.borrow_mut().push(part);
                self.fire(&member.hand);
            }
            Err(_) => self.lose(member),
        }
    }

    /// A worker has failed: what it has brought counts, what it read after that is read again.
    fn lose(&self, member: Member) {
        self.fire(&member.hand);
        self.parts.borrow_mut().extend(member.part);
        if self.stopped.get() {
            return;
        }
        for (at, task, lines) in member.tasks {
            let bytes = i64::try_from(task.bytes()).unwrap_or(i64::MAX);
            let lines = i64::try_from(lines).unwrap_or(i64::MAX);
            self.receiver.progress(-bytes, -lines);
            self.queue.borrow_mut().push(Numbered(at, task));
        }
    }

    fn next(&self, member: Option<&Member>) -> Option<Numbered> {
        let done = member.and_then(|member| member.done.as_ref());
        self.queue.borrow_mut().next(done)
    }

    fn hire(&self) -> Member {
        let hand = Rc::new(self.maker.hand());
        self.hands.borrow_mut().push(hand.clone());
        Member::new(hand)
    }

    fn fire(&self, hand: &Rc<Hand>) {
        self.hands
            .borrow_mut()
            .retain(|other| !Rc::ptr_eq(other, hand));
        hand.end();
    }

    fn end_all(&self) {
        for hand in self.hands.borrow_mut().drain(..) {
            hand.end();
        }
    }

    fn again(&self, at: usize, task: Task, reason: &str) {
        if self.stopped.get() {
            return;
        }
        for piece in task.pieces {
            match task.again {
                true => self.receiver.given_up(&piece.0, reason),
                false => {
                    let task = Task {
                        kind: task.kind.clone(),
                        pieces: vec![piece],
                        again: true,
                    };
                    self.queue.borrow_mut().push(Numbered(at, task));
                }
            }
        }
    }

    fn tell(&self, seen: &Cell<(u64, u64)>, bytes: u64, lines: u64) {
        let (bytes_before, lines_before) = seen.replace((bytes, lines));
        self.receiver.progress(
            bytes as i64 - bytes_before as i64,
            lines as i64 - lines_before as i64,
        );
    }
}
