//! Fills the windows of long tables that come into view, and empties those that leave it.
//!
//! What is emptied keeps its height, so that nothing jumps; what was never seen gets the height of
//! an ordinary row for each of its rows.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Array;
use logyomi_view::Action;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
};

use crate::page::Page;

/// Pixels of a row that was not seen yet.
const ROW: f64 = 40.0;
/// So far above and below the view rows are made before they are seen.
const AHEAD: &str = "1200px 0px";

#[derive(Default)]
pub struct Windows {
    observer: RefCell<Option<IntersectionObserver>>,
    heights: RefCell<BTreeMap<String, f64>>,
}

impl Windows {
    pub fn start(&self, page: &Rc<Page>) -> Result<(), JsValue> {
        let page = Rc::downgrade(page);
        let seen = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Some(page) = page.upgrade() {
                let entries = entries.iter().map(JsCast::unchecked_into);
                entries.for_each(|entry| page.windows.turn(&page, &entry));
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(AHEAD);
        let observer =
            IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options)?;
        seen.forget();
        *self.observer.borrow_mut() = Some(observer);
        Ok(())
    }

    /// After each rendering: new windows are watched, and gaps get their heights.
    pub fn watch(&self) {
        let windows = gloo::utils::document().query_selector_all("[data-window]");
        let Ok(windows) = windows else { return };
        let observer = self.observer.borrow();
        for at in 0..windows.length() {
            let Some(window) = windows.item(at).and_then(|one| one.dyn_into().ok()) else {
                continue;
            };
            self.fill_gap(&window);
            if let Some(observer) = &*observer {
                observer.observe(&window);
            }
        }
    }

    fn turn(&self, page: &Rc<Page>, entry: &IntersectionObserverEntry) {
        let window = entry.target();
        let Some(name) = window.get_attribute("data-window") else {
            return;
        };
        let filled = window.query_selector(".gap").ok().flatten().is_none();
        if filled {
            let height = entry.bounding_client_rect().height();
            self.heights.borrow_mut().insert(name.clone(), height);
        }
        page.act(Action::Window {
            window: name,
            seen: entry.is_intersecting(),
        });
        self.fill_gap(&window);
    }

    fn fill_gap(&self, window: &Element) {
        let Some(gap) = window.query_selector(".gap > td").ok().flatten() else {
            return;
        };
        let attribute = |name| window.get_attribute(name).unwrap_or_default();
        let known = self
            .heights
            .borrow()
            .get(&attribute("data-window"))
            .copied();
        let rows: f64 = attribute("data-rows").parse().unwrap_or(0.0);
        let height = known.unwrap_or(rows * ROW);
        // Through the object model: the page's rule forbids `style` attributes in markup only.
        let style = gap.unchecked_into::<HtmlElement>().style();
        let _ = style.set_property("height", &format!("{height}px"));
    }
}
