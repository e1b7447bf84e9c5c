//! The lines behind a row, read back from the files they came from.

use std::cell::RefCell;
use std::ops::ControlFlow;

use logyomi_core::report::Sample;
use wasm_bindgen::prelude::*;

use crate::cut;
use crate::input::Input;
use crate::job::{Answer, Piece, RowKey};
use crate::pool::{Kind, Pool, Receiver};

/// The first `limit` lines of the row.
pub async fn lines(input: &Input, row: RowKey, limit: usize) -> Vec<Sample> {
    let tasks = cut::finding(&input.plans, &input.files, &Kind::Find { row, limit });
    let found = RefCell::new(vec![None; tasks.len()]);
    let pool = Pool::new(input.maker(JsValue::NULL), tasks, Finder { found, limit });
    pool.run().await;
    let found = pool.receiver().found.take();
    found.into_iter().flatten().flatten().take(limit).collect()
}

/// Puts what the workers bring in order, and says when the beginning is long enough.
struct Finder {
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
        let beginning = found
            .iter()
            .map_while(Option::as_ref)
            .map(Vec::len)
            .sum::<usize>();
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
