//! A run as the page sees it: how far it is, and how to stop it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Date;

use crate::pool::{Pool, Receiver};

/// Shared by a run and whoever shows it.
#[derive(Default)]
pub struct Control {
    pub state: Cell<State>,
    stopped: Cell<bool>,
    stop: RefCell<Option<Box<dyn Fn()>>>,
    /// Called when `state` has changed.
    pub changed: RefCell<Option<Box<dyn Fn()>>>,
}

#[derive(Clone, Copy, Default)]
pub struct State {
    pub bytes: u64,
    pub total: u64,
    pub lines: u64,
    /// The tables of the first pass were too small: everything is read once more.
    pub second: bool,
    /// Milliseconds, by the clock.
    started: f64,
}

impl State {
    /// Bytes a second, once there is something to divide.
    pub fn speed(&self) -> Option<f64> {
        let seconds = (Date::now() - self.started) / 1000.0;
        (seconds > 0.5 && self.bytes > 0).then(|| self.bytes as f64 / seconds)
    }

    pub fn seconds_left(&self) -> Option<f64> {
        Some(self.total.saturating_sub(self.bytes) as f64 / self.speed()?)
    }

    /// Nothing, while what there is to read is still looked at.
    pub fn fraction(&self) -> f64 {
        if self.total == 0 {
            0.0
        } else {
            (self.bytes as f64 / self.total as f64).min(1.0)
        }
    }
}

impl Control {
    pub fn stopped(&self) -> bool {
        self.stopped.get()
    }

    /// Ends the run; it keeps what is finished.
    pub fn stop(&self) {
        self.stopped.set(true);
        if let Some(stop) = &*self.stop.borrow() {
            stop();
        }
    }

    /// Lets the pool work, unless all was stopped before it began.
    pub async fn run<R: Receiver + 'static>(&self, pool: &Rc<Pool<R>>) {
        let stopped = pool.clone();
        *self.stop.borrow_mut() = Some(Box::new(move || stopped.stop()));
        if !self.stopped() {
            pool.run().await;
        }
        *self.stop.borrow_mut() = None;
    }

    pub fn begin(&self, total: u64, second: bool) {
        self.set(State {
            total,
            second,
            started: Date::now(),
            ..State::default()
        });
    }

    pub fn progress(&self, bytes: i64, lines: i64) {
        let mut state = self.state.get();
        state.bytes = state.bytes.saturating_add_signed(bytes);
        state.lines = state.lines.saturating_add_signed(lines);
        self.set(state);
    }

    fn set(&self, state: State) {
        self.state.set(state);
        if let Some(changed) = &*self.changed.borrow() {
            changed();
        }
    }
}
