//! The view in the address bar: `#attackers?lang=en`. A link on the page writes what stands before the
//! question mark, and the reader's choices follow it. See `logyomi_view`'s `state::hash` for what never does.

use std::rc::Rc;

use logyomi_view::ViewState;
use wasm_bindgen::prelude::*;

use super::Page;
use crate::{listen, show};

/// The plain view with the choices that the address names.
pub(super) fn read(plain: &ViewState) -> ViewState {
    let mut state = plain.clone();
    state.read_hash(&parts().1);
    state
}

impl Page {
    /// A link was followed, or the reader went back.
    pub(super) fn follow_address_bar(self: &Rc<Page>) {
        listen::on(self, &gloo::utils::window(), "hashchange", |page, _| {
            let (place, choices) = parts();
            // The browser finds no place with choices behind its name.
            if !choices.is_empty()
                && let Some(place) = show::element(&place)
            {
                place.scroll_into_view();
            }
            page.write_address_bar();
        });
    }

    pub(super) fn write_address_bar(&self) {
        let (place, old) = parts();
        let choices = self.state.borrow().to_hash(&self.plain);
        if choices == old {
            return;
        }
        let hash = match choices.is_empty() {
            true => format!("#{place}"),
            false => format!("#{place}?{choices}"),
        };
        // Refused only where a page changes it hundreds of times a minute.
        if let Ok(history) = gloo::utils::window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&hash));
        }
    }
}

/// The place and the choices.
fn parts() -> (String, String) {
    let hash = gloo::utils::window().location().hash().unwrap_or_default();
    let hash = hash.trim_start_matches('#');
    let (place, choices) = hash.split_once('?').unwrap_or((hash, ""));
    (place.to_owned(), choices.to_owned())
}
