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
use crate::job::{Answer, Bring, Piece, Search, sum};
use crate::pool::{Kind, Pool, Receiver};

/// The first `limit` lines of a row; the rest of the files is not read.
pub async fn lines(input: &Input, wanted: Wanted, limit: usize) -> Vec<Sample> {
    let enough = move |known: &Known| known.beginning() >= limit;
    let known = search(input, wanted, Bring::First(limit), enough).await;
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
    let known = search(input, wanted, Bring::First(limit), hear).await;
    if known.tasks.iter().all(Option::is_some) {
        // Every search counts the same.
        let _ = input.before.set(known.before());
    }
    known.end(limit)
}

/// All lines as text. It is put together by the browser, which keeps large blobs on the disk. Its lines have their
/// numbers where [`all`] was asked before.
pub async fn text(input: &Input, wanted: Wanted) -> Result<Blob, JsValue> {
    let found = search(input, wanted, Bring::Text, |_| false).await;
    let parts = found.tasks.into_iter().flatten();
    let parts: Array = parts.map(|task| task.text).collect();
    Blob::new_with_u8_array_sequence(&parts)
}

async fn search(
    input: &Input,
    wanted: Wanted,
    bring: Bring,
    enough: impl Fn(&Known) -> bool + 'static,
) -> Known {
    let kind = Kind::Find(Search {
        wanted,
        bring,
        before: None,
    });
    let mut tasks = cut::finding(&input.plans, &input.files, &kind);
    for (task, lines) in tasks
        .iter_mut()
        .zip(input.before.get().into_iter().flatten())
    {
        if let Kind::Find(search) = &mut task.kind {
            search.before = *lines;
        }
    }
    let known = Known {
        total: tasks.iter().map(crate::pool::Task::bytes).sum(),
        tasks: vec![None; tasks.len()],
        files: tasks.iter().map(crate::pool::Task::file).collect(),
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
    /// The first file of each.
    files: Vec<Option<u32>>,
    bytes: u64,
    total: u64,
    unread: u64,
}

#[derive(Clone)]
struct Task {
    samples: Vec<Sample>,
    found: u64,
    lines: u64,
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
        let gap = self.tasks.iter().position(Option::is_none);
        self.of(gap.unwrap_or(self.tasks.len()), limit)
    }

    /// At the end nothing is waited for: a stretch that is missing could not be read.
    fn end(&self, limit: usize) -> SoFar {
        self.of(self.tasks.len(), limit)
    }

    /// How many lines of its file stand before each task, if all of them were read.
    fn before(&self) -> Vec<Option<u64>> {
        let (mut last, mut next) = (None, None);
        let tasks = self.tasks.iter().zip(&self.files);
        let before = tasks.map(|(task, file)| {
            if last.replace(file) != Some(file) {
                next = Some(0);
            }
            let lines = task.as_ref().map(|task| task.lines);
            let behind = sum(next, lines);
            std::mem::replace(&mut next, behind)
        });
        before.collect()
    }

    /// What the first tasks have found.
    fn of(&self, tasks: usize, limit: usize) -> SoFar {
        let mut samples: Vec<Sample> = Vec::new();
        for (task, before) in self.tasks.iter().zip(self.before()).take(tasks) {
            let mut found = task
                .as_ref()
                .map_or_else(Vec::new, |task| task.samples.clone());
            found.truncate(limit - samples.len());
            for sample in &mut found {
                sample.line = sum(before, sample.line);
            }
            samples.append(&mut found);
        }
        SoFar {
            samples,
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
            Answer::Lines {
                samples,
                found,
                lines,
            } => {
                let text = rider;
                let found = Task {
                    samples,
                    found,
                    lines,
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
