//! Dragging across the timeline's chart: the time between is what is asked for.
//!
//! The chart's columns carry their moments (`data-from`, `data-to`); a press and a release in one of them
//! asks for that one. By keyboard the same is in the table below the chart.

use std::cell::Cell;
use std::rc::Rc;

use logyomi_view::Action;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, MouseEvent};

use crate::listen::on;
use crate::page::Page;

thread_local! {
    /// The columns where the drag began and where it is; nothing while there is none.
    static DRAG: Cell<Option<(u32, u32)>> = const { Cell::new(None) };
}

pub fn listen(page: &Rc<Page>) {
    let document = gloo::utils::document();
    on(page, &document, "pointerdown", |_, event| {
        if let Some(at) = under(event) {
            event.prevent_default();
            DRAG.set(Some((at, at)));
            mark();
        }
    });
    on(page, &document, "pointermove", |_, event| {
        if let Some(((from, _), at)) = DRAG.get().zip(under(event)) {
            DRAG.set(Some((from, at)));
            mark();
        }
    });
    on(page, &document, "pointerup", |page, _| released(page));
    on(page, &document, "pointercancel", |_, _| {
        DRAG.set(None);
        mark();
    });
}

fn released(page: &Rc<Page>) {
    let Some((a, b)) = DRAG.take() else { return };
    mark();
    let (columns, first, last) = (columns(), a.min(b), a.max(b));
    let attribute = |at: u32, name: &str| columns.get(at as usize)?.get_attribute(name);
    let action = Action::parse("narrow-time", |name| match name {
        "from" => attribute(first, "data-from"),
        _ => attribute(last, "data-to"),
    });
    if let Some(action) = action {
        page.act(action);
    }
}

/// The column at the pointer's place from left to right, wherever it is between top and bottom.
fn under(event: &Event) -> Option<u32> {
    let event = event.dyn_ref::<MouseEvent>()?;
    if DRAG.get().is_none() {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        target.closest("#plot").ok()??;
    }
    let x = f64::from(event.client_x());
    let at = columns().iter().position(|column| {
        let place = column.get_bounding_client_rect();
        place.left() <= x && x < place.right()
    });
    u32::try_from(at?).ok()
}

fn columns() -> Vec<Element> {
    let found = gloo::utils::document().query_selector_all("#plot > .column");
    let Ok(found) = found else { return Vec::new() };
    (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into().ok())
        .collect()
}

/// Shows what is picked.
fn mark() {
    let picked = DRAG.get().map(|(a, b)| a.min(b)..=a.max(b));
    for (at, column) in (0..).zip(columns()) {
        let inside = picked.as_ref().is_some_and(|range| range.contains(&at));
        let _ = column.class_list().toggle_with_force("picked", inside);
    }
}
