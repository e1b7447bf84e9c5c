//! The lines behind a row, read back from the files they came from.

use std::cell::RefCell;
use std::ops::ControlFlow;

use logyomi_core::report::Sample;
use wasm_bindgen::prelude::*;

use crate::cut;
use crate::input::Input;
use crate::job::{Answer, Piece, RowKey};
use crate::pool::{Kind, Pool, Receiver, Task};

/// The first `limit` lines of the row.
pub async fn lines(input: &Input, row: RowKey, limit: usize) -> Vec<Sample> {
    let tasks = cut::finding(&input.plans, &input.files, &Kind::Find { row, limit });
    let first = |task: &Task| {
        task.pieces
            .first()
            .and_then(|(piece, _)| piece.files.first().copied())
    };
    let finder = Finder {
        first: tasks
            .iter()
            .map(|task| first(task).unwrap_or_default())
            .collect(),
        found: RefCell::new(vec![None; tasks.len()]),
        limit,
    };
    let pool = Pool::new(input.maker(JsValue::NULL), tasks, finder);
    pool.run().await;
    let found = pool.receiver().found.take();
    let mut found: Vec<Sample> = found.into_iter().flatten().flatten().collect();
    found.sort_by_key(|sample| (sample.file, sample.offset));
    found.truncate(limit);
    found
}

/// Puts what the workers bring in order, and says when the beginning is long enough.
struct Finder {
    /// Each task's first file. A task may hold several files, and others lie between them.
    first: Vec<u32>,
    /// By task; nothing where it was not looked at.
    found: RefCell<Vec<Option<Vec<Sample>>>>,
    limit: usize,
}

impl Finder {
    /// Whether more is needed.
    fn put(&self, task: usize, samples: Vec<Sample>) -> ControlFlow<()> {
        let mut found = self.found.borrow_mut();
        if let Some(place) = found.get_mut(task) {
            *place = Some(samples);
        }
        // Of files before this one everything is known.
        let open = found
            .iter()
            .zip(&self.first)
            .find(|(found, _)| found.is_none());
        let known_up_to = open.map_or(u32::MAX, |(_, first)| *first);
        let beginning = found
            .iter()
            .map_while(Option::as_ref)
            .flatten()
            .filter(|sample| sample.file <= known_up_to)
            .count();
        if beginning >= self.limit {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl Receiver for Finder {
    fn progress(&self, _bytes: i64, _lines: i64) {}

    fn done(
        &self,
        task: usize,
        answer: Answer,
        _rider: JsValue,
    ) -> Result<ControlFlow<()>, String> {
        match answer {
            Answer::Lines { samples } => Ok(self.put(task, samples)),
            _ => Err("the worker brought something else than lines".to_owned()),
        }
    }

    /// The report already says that this file cannot be read.
    fn given_up(&self, _piece: &Piece, _reason: &str) {}
}
