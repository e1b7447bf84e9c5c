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
use crate::pool::{Kind, Pool, Receiver, Task};

/// SHA-256 of each given file, in the order of the plans; nothing for those that could not be read, and for
/// those in archives: the archive has one.
pub async fn hashes(input: &Input, control: &Rc<Control>) -> Vec<Option<String>> {
    let tasks = cut::given(&input.plans, &input.files, &Kind::Hash);
    let brought = run(input, tasks, input.plans.len(), control).await;
    let hash = |one: Option<(Answer, JsValue)>| match one? {
        (Answer::Hash { sha256 }, _) => sha256.into_iter().next(),
        _ => None,
    };
    brought.into_iter().map(hash).collect()
}

/// Every line of every file as NDJSON, in the order of the plans; nothing where a file could not be read.
pub async fn lines(input: &Input, control: &Rc<Control>) -> Option<Blob> {
    let tasks = cut::whole(&input.plans, &input.files, &Kind::Write);
    let places = tasks.len();
    let brought = run(input, tasks, places, control).await;
    let written = js_sys::Array::new();
    for one in brought {
        let (_, blob) = one?;
        written.push(&blob);
    }
    Blob::new_with_blob_sequence(&written).ok()
}

/// What the workers brought for each of so many places.
async fn run(
    input: &Input,
    tasks: Vec<(usize, Task)>,
    many: usize,
    control: &Rc<Control>,
) -> Vec<Option<(Answer, JsValue)>> {
    let (places, tasks): (Vec<_>, Vec<_>) = tasks.into_iter().unzip();
    control.begin(tasks.iter().map(Task::bytes).sum(), false);
    let collector = Collector {
        brought: RefCell::new((0..many).map(|_| None).collect()),
        places,
        control: control.clone(),
    };
    let pool = Pool::new(input.maker(JsValue::NULL), tasks, collector);
    control.run(&pool).await;
    pool.receiver().brought.take()
}

/// Puts what the workers bring in order.
struct Collector {
    brought: RefCell<Vec<Option<(Answer, JsValue)>>>,
    /// Of each task.
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
