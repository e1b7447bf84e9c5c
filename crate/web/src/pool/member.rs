//! A worker that keeps what it finds, with an account of it: what was brought, and what was read since.
//!
//! What is brought is all that the worker has found so far, as a Blob; the next one takes its place. So a worker
//! that dies costs what it read since, and the page's memory holds none of it.

use std::ops::Range;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::task::Task;
use crate::hand::Hand;
use crate::job::{Answer, Job};

/// After so many bytes, or lines (a packed byte is many), what was found is brought.
const BYTES: u64 = 128 << 20;
const LINES: u64 = 1_000_000;

pub struct Member {
    pub hand: Rc<Hand>,
    pub part: Option<JsValue>,
    /// What it has read last.
    pub done: Option<(u32, Range<u64>)>,
    /// Read since then, each with its place in the list and its lines.
    pub tasks: Vec<(usize, Task, u64)>,
}

impl Member {
    pub fn new(hand: Rc<Hand>) -> Member {
        Member {
            hand,
            part: None,
            done: None,
            tasks: Vec::new(),
        }
    }

    pub fn keep(&mut self, at: usize, task: Task, lines: u64) {
        self.done = task.place();
        self.tasks.push((at, task, lines));
    }

    pub fn has_read(&self) -> bool {
        self.part.is_some() || !self.tasks.is_empty()
    }

    pub fn is_due(&self) -> bool {
        let bytes: u64 = self.tasks.iter().map(|(_, task, _)| task.bytes()).sum();
        let lines: u64 = self.tasks.iter().map(|(_, _, lines)| lines).sum();
        bytes >= BYTES || lines >= LINES
    }

    /// Asks for all that the worker has found.
    pub async fn bring(&self) -> Result<JsValue, String> {
        self.asked(Job::Bring).await
    }

    /// The same of one that has nothing more to do.
    pub async fn leave(&self) -> Result<JsValue, String> {
        self.asked(Job::Leave).await
    }

    async fn asked(&self, job: Job) -> Result<JsValue, String> {
        match self.hand.ask(job, &Array::new(), &|_, _| {}).await? {
            (Answer::Brought, part) => Ok(part),
            _ => Err("the worker brought something else than its part".to_owned()),
        }
    }

    pub fn brought(&mut self, part: JsValue) {
        self.part = Some(part);
        self.tasks.clear();
    }
}
