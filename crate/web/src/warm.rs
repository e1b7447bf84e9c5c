//! What is done while the page waits for a file: workers are started and read a log that we made up.
//!
//! A browser compiles wasm twice, quickly first and well where it runs for long; our own tables and expressions
//! are made when the first line asks. A log that is dropped a second after the page was opened finds both done.

use std::cell::RefCell;
use std::iter;
use std::rc::Rc;

use logyomi_core::sample::{access, mail, sshd};
use logyomi_core::{Analysis, Feed, FilePlan, Given, Query, Settings, explain_lines, plan};
use logyomi_view::json::send;
use wasm_bindgen::prelude::*;

use crate::hand::{Far, hands};
use crate::host::Parts;
use crate::input;
use crate::job::Job;
use crate::pause;
use crate::worker::Desk;

/// Of each kind of log: what it takes until a browser has compiled well.
const BYTES: usize = 1 << 20;

/// Between two such steps a worker looks whether there is real work.
const STEP: usize = 64 << 10;

/// Makes a log of so many bytes.
type Make = fn(usize) -> Vec<u8>;

/// The usual name of each log, and who makes one.
const SAMPLES: [(&str, Make); 3] = [("secure", sshd), ("access_log", access), ("maillog", mail)];

/// Of each kind of log as much as a report shows.
const LINES: usize = 2 << 10;

thread_local! {
    static READY: RefCell<Vec<Far>> = const { RefCell::new(Vec::new()) };
}

/// Starts as many workers as will be needed. Where none can be started, the first run will see that.
pub fn begin(parts: &Parts) {
    for _ in 0..hands() {
        let far =
            Far::start(parts).and_then(|far| far.tell(&Job::Warm, &JsValue::NULL).map(|()| far));
        if let Ok(far) = far {
            READY.with_borrow_mut(|ready| ready.push(far));
        }
    }
}

/// A worker that is warm, or on the way to it.
pub fn take() -> Option<Far> {
    READY.with_borrow_mut(Vec::pop)
}

/// Those that a run did not need are ended: each has a memory of its own.
pub fn end() {
    READY.take();
}

/// In the page itself: the lines that a report shows are explained there. A line at a time, and none where there is
/// something to do: whoever reads on or cancels must not wait for it.
pub async fn explain(still: impl Fn() -> bool) {
    for (_, make) in SAMPLES {
        let text = make(LINES);
        let text = String::from_utf8_lossy(&text);
        for line in text.lines() {
            if !still() {
                return;
            }
            explain_lines(iter::once(line), None);
            pause::pause().await;
        }
    }
}

/// In a worker: reads the samples until they end or a job comes.
pub async fn read(desk: &RefCell<Rc<Desk>>) {
    let first = desk.borrow().clone();
    let waits = || Rc::ptr_eq(&first, &desk.borrow());
    for (path, make) in SAMPLES {
        if !waits() {
            return;
        }
        let text = make(BYTES);
        let plans = plan(&[Given::whole(path, &text)], &settings());
        let Some(plan) = plans.first() else { return };
        let mut analysis = Analysis::new(&plans, &Query::default(), 0);
        let mut feed = Feed::new(plan, 0..u64::MAX);
        for step in text.chunks(STEP) {
            if !waits() {
                return;
            }
            feed.push(step, &mut analysis);
            pause::pause().await;
        }
        feed.finish(&mut analysis);
        gather(analysis, &plans);
    }
}

/// The end of a reading, too: whoever cancels one does not wait for a compiler.
fn gather(mut analysis: Analysis, plans: &[FilePlan]) {
    if let Some(mut again) = Analysis::from_bytes(&analysis.to_bytes()) {
        again.merge(analysis);
        send(again.report(plans), |_| ());
    }
}

fn settings() -> Settings {
    Settings {
        anchor: None,
        today: input::today(),
    }
}
