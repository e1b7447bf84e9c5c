//! Fills the windows of long tables that come into view, and empties those that leave it.
//!
//! What is emptied keeps its height, so that nothing jumps; what was never seen gets that of the rows
//! last seen. The browser's own anchoring is off for such tables (`style.css`): both together would jump.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use js_sys::Array;
use js_sys::futures::spawn_local;
use logyomi_view::Action;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry,
    IntersectionObserverInit, NodeList, ScrollBehavior, ScrollToOptions,
};

use crate::page::Page;
use crate::pause::pause;
use crate::show;

/// So far above and below the view rows are made before they are seen.
const AHEAD: &str = "1200px 0px";

/// Windows, but for those in events that `style.css` leaves out while a report is filled in.
const PLACED: &str = "[data-window]:not(.filling .event:not(.placed) *)";

#[derive(Default)]
pub struct Windows {
    observer: RefCell<Option<IntersectionObserver>>,
    heights: RefCell<BTreeMap<String, f64>>,
    /// What the observer has seen, until it is its turn.
    seen: RefCell<VecDeque<IntersectionObserverEntry>>,
}

impl Windows {
    pub fn start(&self, page: &Rc<Page>) -> Result<(), JsValue> {
        let page = Rc::downgrade(page);
        let seen = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Some(page) = page.upgrade() {
                let entries = entries.iter().map(JsCast::unchecked_into);
                let mut seen = page.windows.seen.borrow_mut();
                let is_idle = seen.is_empty();
                seen.extend(entries);
                drop(seen);
                if is_idle {
                    spawn_local(async move { page.windows.turn_all(&page).await });
                }
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

    /// After each rendering: new windows are watched, and gaps get their heights. Not those in a table that is not laid
    /// out yet: measuring would do that.
    pub fn watch(&self) {
        self.watch_all(gloo::utils::document().query_selector_all(PLACED));
    }

    /// The same for this element alone.
    pub fn watch_in(&self, element: &Element) {
        self.watch_all(element.query_selector_all("[data-window]"));
    }

    fn watch_all(&self, windows: Result<NodeList, JsValue>) {
        let Ok(windows) = windows else { return };
        let windows: Vec<Element> = (0..windows.length())
            .filter_map(|at| windows.item(at)?.dyn_into().ok())
            .collect();
        // All is measured before anything is changed: else the browser lays out the page anew for each table.
        let mut row = 0.0;
        let gaps: Vec<_> = windows
            .iter()
            .filter_map(|window| {
                let gap = gap(window);
                if gap.is_none() {
                    // The first of each table is always filled.
                    row = window.get_bounding_client_rect().height() / rows(window);
                }
                Some((window, gap?, row))
            })
            .collect();
        for (window, gap, row) in gaps {
            self.fill(window, gap, row);
        }
        if let Some(observer) = &*self.observer.borrow() {
            windows.iter().for_each(|window| observer.observe(window));
        }
    }

    /// One after the other, since each is laid out; with rests, for who scrolls far sees many of them.
    async fn turn_all(&self, page: &Rc<Page>) {
        let next = || self.seen.borrow().front().cloned();
        while let Some(entry) = next() {
            self.turn(page, &entry);
            pause().await;
            self.seen.borrow_mut().pop_front();
        }
    }

    fn turn(&self, page: &Rc<Page>, entry: &IntersectionObserverEntry) {
        let (window, seen) = (entry.target(), entry.is_intersecting());
        let Some(name) = window.get_attribute("data-window") else {
            return;
        };
        // One that a rendering has replaced is told of, too, when it goes.
        if !window.is_connected() || seen != gap(&window).is_some() {
            return;
        }
        let before = window.get_bounding_client_rect();
        if !seen {
            self.heights
                .borrow_mut()
                .insert(name.clone(), before.height());
        }
        page.act(Action::Window { window: name, seen });
        if let Some(gap) = gap(&window) {
            self.fill(&window, gap, before.height() / rows(&window));
        }
        let above = (-before.top() / before.height()).clamp(0.0, 1.0);
        stay((window.get_bounding_client_rect().height() - before.height()) * above);
    }

    /// `row` is what a row takes where the window itself was never seen.
    fn fill(&self, window: &Element, gap: HtmlElement, row: f64) {
        let name = window.get_attribute("data-window").unwrap_or_default();
        let known = self.heights.borrow().get(&name).copied();
        let height = known.unwrap_or_else(|| rows(window) * row);
        // Through the object model: the page's rule forbids `style` attributes in markup only.
        let _ = gap.style().set_property("height", &format!("{height}px"));
    }
}

/// The cell that stands for a window's rows; nothing, where the rows are there.
fn gap(window: &Element) -> Option<HtmlElement> {
    let gap = window.query_selector(".gap > td").ok().flatten()?;
    gap.dyn_into().ok()
}

fn rows(window: &Element) -> f64 {
    let rows = window.get_attribute("data-rows");
    rows.and_then(|rows| rows.parse().ok()).unwrap_or(1.0)
}

/// A table that is made anew is short until its gaps have their heights, and the browser would not
/// scroll beyond its end: so the place is put back.
pub fn staying(render: impl FnOnce()) {
    let place = gloo::utils::window().scroll_y().unwrap_or(0.0);
    render();
    let moved = gloo::utils::window().scroll_y().unwrap_or(0.0) - place;
    stay(-moved);
}

/// An element that is as tall as it was, until this is dropped.
pub struct Room(Option<HtmlElement>);

pub fn keep_room(id: &str) -> Room {
    let element: Option<HtmlElement> =
        show::element(id).and_then(|element| element.dyn_into().ok());
    if let Some(element) = &element {
        let height = format!("{}px", element.offset_height());
        let _ = element.style().set_property("min-height", &height);
    }
    Room(element)
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Some(element) = &self.0 {
            let _ = element.style().remove_property("min-height");
        }
    }
}

/// What is looked at stays where it is, though a window above it has become so much taller.
fn stay(taller: f64) {
    if taller == 0.0 {
        return;
    }
    let options = ScrollToOptions::new();
    options.set_top(taller);
    options.set_behavior(ScrollBehavior::Instant);
    gloo::utils::window().scroll_by_with_scroll_to_options(&options);
}
