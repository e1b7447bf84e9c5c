//! Lines of the files, looked for again: those behind a row, or those of an address.

use std::cell::RefCell;
use std::ops::ControlFlow;

use js_sys::Array;
use logyomi_core::Wanted;
use logyomi_core::report::Sample;
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use crate::cut;
use crate::input::Input;
use crate::job::{Answer, Bring, Piece, Search};
use crate::pool::{Kind, Pool, Receiver};

/// The first `limit` lines of a row; the rest of the files is not read.
pub async fn lines(input: &Input, wanted: Wanted, limit: usize) -> Vec<Sample> {
    let bring = Bring::First(limit);
    let enough = move |known: &Known| known.beginning() >= limit;
    let known = search(input, Search { wanted, bring }, enough).await;
    known.end(limit).samples
}

/// All lines: the first `limit` are brought, the others are counted. `hear` is told of what is known on the
/// way; true ends the search.
pub async fn all(
    input: &Input,
    wanted: Wanted,
    limit: usize,
    hear: impl Fn(&Known) -> bool + 'static,
) -> SoFar {
    let bring = Bring::First(limit);
    let known = search(input, Search { wanted, bring }, hear).await;
    known.end(limit)
}

/// All lines as text. It is put together by the browser, which keeps large blobs on the disk.
pub async fn text(input: &Input, wanted: Wanted) -> Result<Blob, JsValue> {
    let bring = Bring::Text;
    let found = search(input, Search { wanted, bring }, |_| false).await;
    let parts = found.tasks.into_iter().flatten();
    let parts: Array = parts.map(|task| task.text).collect();
    Blob::new_with_u8_array_sequence(&parts)
}

async fn search(input: &Input, search: Search, enough: impl Fn(&Known) -> bool + 'static) -> Known {
    let tasks = cut::finding(&input.plans, &input.files, &Kind::Find(search));
    let known = Known {
        total: tasks.iter().map(crate::pool::Task::bytes).sum(),
        tasks: vec![None; tasks.len()],
        ..Known::default()
    };
    let finder = Finder {
        known: RefCell::new(known),
        enough: Box::new(enough),
    };
    let pool = Pool::new(input.maker(JsValue::NULL), tasks, finder);
    pool.run().await;
    pool.receiver().known.take()
}

/// What a search has found.
#[derive(Clone, Default)]
pub struct SoFar {
    /// The first lines, without a gap.
    pub samples: Vec<Sample>,
    /// All that were found, wherever.
    pub found: u64,
    pub bytes: u64,
    pub total: u64,
    /// Stretches of files that could not be read.
    pub unread: u64,
}

/// What is known of a search that goes on.
#[derive(Default)]
pub struct Known {
    /// In the order of the input; nothing where it was not looked at.
    tasks: Vec<Option<Task>>,
    bytes: u64,
    total: u64,
    unread: u64,
}

#[derive(Clone)]
struct Task {
    samples: Vec<Sample>,
    found: u64,
    text: JsValue,
}

impl Known {
    /// How many lines are known without a gap.
    pub fn beginning(&self) -> usize {
        let beginning = self.tasks.iter().map_while(Option::as_ref);
        beginning.map(|task| task.samples.len()).sum()
    }

    /// On the way: what stands behind a stretch that is still being read has to wait.
    pub fn so_far(&self, limit: usize) -> SoFar {
        self.of(self.tasks.iter().map_while(Option::as_ref), limit)
    }

    /// At the end nothing is waited for: a stretch that is missing could not be read.
    fn end(&self, limit: usize) -> SoFar {
        self.of(self.tasks.iter().flatten(), limit)
    }

    fn of<'a>(&self, tasks: impl Iterator<Item = &'a Task>, limit: usize) -> SoFar {
        let samples = tasks.flat_map(|task| &task.samples);
        SoFar {
            samples: samples.take(limit).cloned().collect(),
            found: self.tasks.iter().flatten().map(|task| task.found).sum(),
            bytes: self.bytes,
            total: self.total,
            unread: self.unread,
        }
    }
}

/// Puts what the workers bring in order, and asks whether it is enough.
struct Finder {
    known: RefCell<Known>,
    enough: Box<dyn Fn(&Known) -> bool>,
}

impl Finder {
    fn put(&self, task: usize, found: Task) -> ControlFlow<()> {
        let mut known = self.known.borrow_mut();
        if let Some(place) = known.tasks.get_mut(task) {
            *place = Some(found);
        }
        drop(known);
        match (self.enough)(&self.known.borrow()) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

impl Receiver for Finder {
    fn progress(&self, bytes: i64, _lines: i64) {
        let mut known = self.known.borrow_mut();
        known.bytes = known.bytes.saturating_add_signed(bytes);
    }

    fn done(&self, task: usize, answer: Answer, rider: JsValue) -> Result<ControlFlow<()>, String> {
        match answer {
            Answer::Lines { samples, found } => {
                let text = rider;
                let found = Task {
                    samples,
                    found,
                    text,
                };
                Ok(self.put(task, found))
            }
            _ => Err("the worker brought something else than lines".to_owned()),
        }
    }

    fn given_up(&self, _piece: &Piece, _reason: &str) {
        let mut known = self.known.borrow_mut();
        known.unread += 1;
    }
}
