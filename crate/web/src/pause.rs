//! Rests in long work, in which messages, the reader and the picture get their turn.

use js_sys::{Date, Promise};
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

/// So long is worked without a rest; milliseconds.
const LONGEST: f64 = 25.0;

/// Says when it is time for a rest.
pub struct Rest {
    since: f64,
}

impl Rest {
    pub fn new() -> Rest {
        Rest { since: Date::now() }
    }

    /// Rests, if it is time.
    pub async fn if_due(&mut self) {
        if Date::now() - self.since >= LONGEST {
            pause().await;
            self.since = Date::now();
        }
    }
}

/// Lets in all that waits. A message to oneself comes behind it, and is no timer that a browser delays.
pub async fn pause() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let (near, far) = (channel.port1(), channel.port2());
    let promise = Promise::new(&mut |go_on, _| {
        near.set_onmessage(Some(&go_on));
        // Nothing that cannot be sent.
        let _ = far.post_message(&JsValue::NULL);
    });
    let _ = promise.await;
    near.close();
}

/// Waits until the next picture was drawn; in a window that nobody sees, until somebody does.
pub async fn picture() {
    let window = gloo::utils::window();
    let promise = Promise::new(&mut |go_on, _| {
        // A window can always be asked.
        let _ = window.request_animation_frame(&go_on);
    });
    let _ = promise.await;
    // That was before it was drawn.
    pause().await;
}
