//! In a worker: how far it is, and when it is time to tell the page.

use js_sys::Date;

/// In a worker: counts bytes, and says when it is time to tell the page.
#[derive(Default)]
pub struct Meter {
    bytes: u64,
    told: f64,
}

const EVERY_MS: f64 = 100.0;

impl Meter {
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn is_due(&mut self, bytes: usize) -> bool {
        self.bytes += bytes as u64;
        let now = Date::now();
        let due = now - self.told >= EVERY_MS;
        if due {
            self.told = now;
        }
        due
    }
}
