//! The matcher for `cargo xtask bench`; in no page that is shipped.

use logyomi_core::sample::{Matcher, sshd};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub struct Bench {
    text: Vec<u8>,
    matcher: Matcher,
}

#[wasm_bindgen]
impl Bench {
    /// With an sshd log of at least `bytes`.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: usize) -> Bench {
        let text = sshd(bytes);
        Bench {
            matcher: Matcher::new(&text),
            text,
        }
    }

    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// How many lines the log has.
    pub fn line_ends(&self) -> usize {
        logyomi_core::sample::line_ends(&self.text)
    }

    /// How many messages a page reads.
    pub fn matcher(&mut self) -> usize {
        self.matcher.run()
    }
}
