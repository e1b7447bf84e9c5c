//! In a worker: how far it is, told to the page when it is time to.

use js_sys::Date;
use wasm_bindgen::prelude::*;

use crate::job::Answer;

/// Counts bytes, and says how many there are several times a second.
pub struct Meter<'a> {
    say: &'a dyn Fn(Answer, JsValue),
    bytes: u64,
    told: f64,
}

const EVERY_MS: f64 = 100.0;

impl<'a> Meter<'a> {
    pub fn new(say: &'a dyn Fn(Answer, JsValue)) -> Meter<'a> {
        Meter {
            say,
            bytes: 0,
            told: 0.0,
        }
    }

    /// So many bytes more; `lines` are all so far.
    pub fn read(&mut self, bytes: u64, lines: u64) {
        self.bytes += bytes;
        let now = Date::now();
        if now - self.told >= EVERY_MS {
            self.told = now;
            self.tell(lines);
        }
    }

    pub fn tell(&self, lines: u64) {
        let bytes = self.bytes;
        (self.say)(Answer::Progress { bytes, lines }, JsValue::UNDEFINED);
    }
}
