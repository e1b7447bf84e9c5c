//! The one place where markup enters the page.
//!
//! All of it was made by `logyomi_view`, which escapes. `Element.setHTML` with view's own list of
//! elements and attributes is a second wall; where a browser has none, the policy for Trusted Types,
//! which nobody but this page holds, lets the markup in.

use js_sys::Object;
use logyomi_view::html::{ATTRIBUTES, ELEMENTS};
use wasm_bindgen::prelude::*;
use web_sys::{Element, FocusOptions, HtmlElement, HtmlTextAreaElement};

use crate::host::{self, Place, Policy};

pub struct Show {
    policy: Policy,
    options: Object,
}

impl Show {
    pub fn new(policy: Policy) -> Show {
        let sanitizer = host::object(&[
            ("elements", &host::list(ELEMENTS)),
            ("attributes", &host::list(ATTRIBUTES)),
            ("dataAttributes", &JsValue::TRUE),
        ]);
        Show {
            policy,
            options: host::object(&[("sanitizer", &sanitizer)]),
        }
    }

    /// Puts markup inside the element of this id. Who works by keyboard stays where they were.
    pub fn put(&self, id: &str, html: &str) {
        let Some(place) = element(id) else { return };
        let active = gloo::utils::document().active_element();
        let focus = active
            .filter(|active| place.contains(Some(active)))
            .map(|active| signature(&active));
        let inside: &Place = place.unchecked_ref();
        match inside.sanitizer().is_function() {
            true => inside.set_html(html, &self.options),
            false => inside.set_inner_html(&self.policy.html(html)),
        }
        if let Some(focus) = focus {
            refocus(&place, &focus);
        }
    }
}

pub fn element(id: &str) -> Option<Element> {
    gloo::utils::document().get_element_by_id(id)
}

pub fn text(id: &str, text: &str) {
    if let Some(element) = element(id) {
        element.set_text_content(Some(text));
    }
}

/// What stands in a field of text.
pub fn typed(id: &str) -> String {
    area(id).map(|area| area.value()).unwrap_or_default()
}

/// The same, and the field is empty then.
pub fn take_typed(id: &str) -> String {
    let text = typed(id);
    if let Some(area) = area(id) {
        area.set_value("");
    }
    text
}

fn area(id: &str) -> Option<HtmlTextAreaElement> {
    element(id)?.dyn_into().ok()
}

pub fn hide(id: &str, hidden: bool) {
    if let Some(element) = element(id) {
        // `hidden` is a valid name for an attribute.
        let _ = element.toggle_attribute_with_force("hidden", hidden);
    }
}

/// What an element does, by which it is found again after a rendering: its id and its `data-*`.
fn signature(element: &Element) -> Vec<(String, Option<String>)> {
    let names = element
        .get_attribute_names()
        .into_iter()
        .filter_map(|name| name.as_string());
    let names = names.filter(|name| name == "id" || name.starts_with("data-"));
    names
        .map(|name| (name.clone(), element.get_attribute(&name)))
        .collect()
}

fn refocus(place: &Element, wanted: &[(String, Option<String>)]) {
    let Ok(candidates) = place.query_selector_all("[id], [data-action]") else {
        return;
    };
    let candidates = (0..candidates.length())
        .filter_map(|at| candidates.item(at)?.dyn_into::<HtmlElement>().ok());
    if let Some(same) = candidates
        .into_iter()
        .find(|candidate| signature(candidate) == wanted)
    {
        // Without scrolling: the reader stays at what they read, wherever the element is now.
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = same.focus_with_options(&options);
    }
}
