//! Over whole files, in the workers: their hashes, and all their lines.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::Blob;

use crate::control::Control;
use crate::cut;
use crate::input::Input;
use crate::job::{Answer, Piece};
use crate::pool::{Kind, Pool, Receiver};

/// SHA-256 of each file, in the order of the plans; nothing for those that could not be read.
pub async fn hashes(input: &Input, control: &Rc<Control>) -> Vec<Option<String>> {
    let brought = run(input, Kind::Hash, control).await;
    let hash = |one: Option<(Answer, JsValue)>| match one? {
        (Answer::Hash { sha256 }, _) => sha256.into_iter().next(),
        _ => None,
    };
    brought.into_iter().map(hash).collect()
}

/// Every line of every file as NDJSON, in the order of the plans; nothing where a file could not be read.
pub async fn lines(input: &Input, control: &Rc<Control>) -> Option<Blob> {
    let brought = run(input, Kind::Write, control).await;
    let written = js_sys::Array::new();
    for one in brought {
        let (_, blob) = one?;
        written.push(&blob);
    }
    Blob::new_with_blob_sequence(&written).ok()
}

/// What the workers brought for each file.
async fn run(input: &Input, kind: Kind, control: &Rc<Control>) -> Vec<Option<(Answer, JsValue)>> {
    let (places, tasks): (Vec<_>, Vec<_>) = cut::whole(&input.plans, &input.files, &kind)
        .into_iter()
        .unzip();
    control.begin(input.plans.iter().map(|plan| plan.bytes).sum(), false);
    let collector = Collector {
        brought: RefCell::new(places.iter().map(|_| None).collect()),
        places,
        control: control.clone(),
    };
    let pool = Pool::new(input.maker(JsValue::NULL), tasks, collector);
    control.run(&pool).await;
    pool.receiver().brought.take()
}

/// Puts what the workers bring in the order of the plans.
struct Collector {
    brought: RefCell<Vec<Option<(Answer, JsValue)>>>,
    /// Of each task, among the plans.
    places: Vec<usize>,
    control: Rc<Control>,
}

impl Receiver for Collector {
    fn progress(&self, bytes: i64, lines: i64) {
        self.control.progress(bytes, lines);
    }

    fn done(&self, task: usize, answer: Answer, rider: JsValue) -> Result<ControlFlow<()>, String> {
        let mut brought = self.brought.borrow_mut();
        let place = self.places.get(task).copied();
        match place.and_then(|place| brought.get_mut(place)) {
            Some(place) => {
                *place = Some((answer, rider));
                Ok(ControlFlow::Continue(()))
            }
            None => Err("the worker brought what nobody asked for".to_owned()),
        }
    }

    /// Its place stays empty.
    fn given_up(&self, _piece: &Piece, _reason: &str) {}
}
