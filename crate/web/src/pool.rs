//! The workers: each takes a task, and another one when it is done, until none is left.
//!
//! A worker that fails or falls silent is ended and its task is given out again, one piece at a time, so
//! that only the piece that brings workers down is given up. Workers are ended when the work is done:
//! wasm memory never shrinks.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::hand::{Hand, Maker};
use crate::job::{Answer, Job, Piece, Search};
use crate::warm;

/// A job for one worker, and the files it is about.
#[derive(Clone)]
pub struct Task {
    pub kind: Kind,
    pub pieces: Vec<(Piece, File)>,
    again: bool,
}

/// A job without its pieces.
#[derive(Clone)]
pub enum Kind {
    Look,
    Compare,
    Read,
    Find(Search),
    Hash,
    Write,
}

/// What becomes of the tasks. Called in the page's thread, a call at a time.
pub trait Receiver {
    /// So much was read since the last call; negative where a task is begun anew.
    fn progress(&self, bytes: i64, lines: i64);
    /// `task` is its place in the list that was given.
    /// A break ends all workers: nothing more is wanted.
    /// An error is as if the worker had failed.
    fn done(&self, task: usize, answer: Answer, rider: JsValue) -> Result<ControlFlow<()>, String>;
    /// Two workers failed at this piece.
    fn given_up(&self, piece: &Piece, reason: &str);
}

pub struct Pool<R> {
    maker: Maker,
    queue: RefCell<VecDeque<(usize, Task)>>,
    receiver: R,
    hands: RefCell<Vec<Rc<Hand>>>,
    stopped: Cell<bool>,
}

impl Task {
    pub fn new(kind: Kind, pieces: Vec<(Piece, File)>) -> Task {
        Task {
            kind,
            pieces,
            again: false,
        }
    }

    pub fn bytes(&self) -> u64 {
        self.pieces.iter().map(|(piece, _)| piece.bytes()).sum()
    }

    fn job(&self) -> (Job, Array) {
        let pieces = self.pieces.iter().map(|(piece, _)| piece.clone()).collect();
        let files = self.pieces.iter().map(|(_, file)| file).collect();
        let job = match &self.kind {
            Kind::Look => Job::Look { pieces },
            Kind::Compare => Job::Compare { pieces },
            Kind::Read => Job::Read { pieces },
            Kind::Hash => Job::Hash { pieces },
            Kind::Write => Job::Write { pieces },
            Kind::Find(search) => Job::Find {
                search: search.clone(),
                pieces,
            },
        };
        (job, files)
    }
}

impl<R: Receiver + 'static> Pool<R> {
    pub fn new(maker: Maker, tasks: Vec<Task>, receiver: R) -> Rc<Pool<R>> {
        let queue = tasks.into_iter().enumerate().collect();
        Rc::new(Pool {
            maker,
            queue: RefCell::new(queue),
            receiver,
            hands: RefCell::default(),
            stopped: Cell::new(false),
        })
    }

    pub fn receiver(&self) -> &R {
        &self.receiver
    }

    /// Resolves when all tasks are done, given up, or stopped.
    pub async fn run(self: &Rc<Self>) {
        let wanted = self.maker.hands().min(self.queue.borrow().len());
        let workers = (0..wanted).map(|_| {
            let pool = self.clone();
            js_sys::futures::future_to_promise(async move {
                pool.work().await;
                Ok(JsValue::UNDEFINED)
            })
        });
        // `work` has no way to fail.
        let _ = Promise::all(&workers.collect::<Array>()).await;
        warm::end();
    }

    /// Ends all workers; what is done stays done.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.queue.borrow_mut().clear();
        for hand in self.hands.borrow_mut().drain(..) {
            hand.end();
        }
    }

    /// One worker's life, or several, if they fail.
    async fn work(&self) {
        let mut hand = None;
        while let Some((at, task)) = self.next() {
            let current = hand.get_or_insert_with(|| self.hire()).clone();
            let seen = Cell::new((0, 0));
            let progress = |bytes: u64, lines: u64| self.tell(&seen, bytes, lines);
            let (job, files) = task.job();
            let heard = current.ask(job, &files, &progress).await;
            if self.stopped.get() {
                break;
            }
            match heard.and_then(|(answer, rider)| self.receiver.done(at, answer, rider)) {
                Ok(more) => {
                    self.tell(&seen, task.bytes(), seen.get().1);
                    if more.is_break() {
                        self.stop();
                    }
                }
                Err(reason) => {
                    self.tell(&seen, 0, 0);
                    self.fire(hand.take());
                    self.again(at, task, &reason);
                }
            }
        }
        self.fire(hand);
    }

    fn next(&self) -> Option<(usize, Task)> {
        self.queue.borrow_mut().pop_front()
    }

    fn hire(&self) -> Rc<Hand> {
        let hand = Rc::new(self.maker.hand());
        self.hands.borrow_mut().push(hand.clone());
        hand
    }

    fn fire(&self, hand: Option<Rc<Hand>>) {
        if let Some(hand) = hand {
            self.hands
                .borrow_mut()
                .retain(|other| !Rc::ptr_eq(other, &hand));
            hand.end();
        }
    }

    fn again(&self, at: usize, task: Task, reason: &str) {
        for piece in task.pieces {
            match task.again {
                true => self.receiver.given_up(&piece.0, reason),
                false => {
                    let task = Task {
                        kind: task.kind.clone(),
                        pieces: vec![piece],
                        again: true,
                    };
                    self.queue.borrow_mut().push_back((at, task));
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
