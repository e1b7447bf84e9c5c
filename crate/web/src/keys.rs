//! Single keys, for those who would rather not reach for the mouse. The list is view's ([`KEYS`]).

use std::rc::Rc;

use logyomi_view::html::KEYS;
use logyomi_view::state::Theme;
use logyomi_view::{Action, Lang};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use crate::listen::{dialog, on};
use crate::page::Page;
use crate::show;

pub fn listen(page: &Rc<Page>) {
    on(page, &gloo::utils::document(), "keydown", pressed);
}

fn pressed(page: &Rc<Page>, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
        return;
    };
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
        return;
    }
    let target = event
        .target()
        .and_then(|one| one.dyn_into::<Element>().ok());
    let key = event.key();
    if key == "Enter" {
        return entered(target);
    }
    let typing = target.is_some_and(|one| one.matches("input, textarea, select").unwrap_or(false));
    let open = gloo::utils::document().query_selector("dialog[open]");
    let busy = typing || open.is_ok_and(|open| open.is_some()) || !page.keys();
    if busy && key != "Escape" {
        return;
    }
    if let Some((_, name, _)) = KEYS.iter().find(|(one, _, _)| *one == key) {
        if key != "Escape" {
            event.prevent_default();
        }
        act(page, name);
    }
}

/// Enter in a field of a form is its button.
fn entered(target: Option<Element>) {
    let form = target
        .filter(|one| one.matches("input").unwrap_or(false))
        .and_then(|one| one.get_attribute("data-form"));
    let Some(form) = form else { return };
    let button = format!("button[data-form={form}]");
    let button = gloo::utils::document()
        .query_selector(&button)
        .ok()
        .flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

fn act(page: &Rc<Page>, name: &str) {
    match name {
        "narrow-open" => open_narrow(),
        "filter-open" => focus("attackers-filter"),
        "next" => step(true),
        "previous" => step(false),
        "other-lang" => page.act(Action::Lang {
            lang: other(page.lang()),
        }),
        "other-theme" => page.act(Action::Theme {
            theme: darker_or_lighter(),
        }),
        "escape" => page.stop(),
        "keys-open" => dialog("keys", true),
        "settings-open" => dialog("settings", true),
        _ => crate::listen::own(page, name, |_| String::new()),
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Ja => Lang::En,
        Lang::En => Lang::Ja,
    }
}

/// The other one of what is seen now.
fn darker_or_lighter() -> Theme {
    let chosen = gloo::utils::document_element().get_attribute("data-theme");
    let system = || {
        let asked = gloo::utils::window().match_media("(prefers-color-scheme: dark)");
        asked.ok().flatten().is_some_and(|asked| asked.matches())
    };
    match chosen.map_or_else(system, |theme| theme == Theme::Dark.name()) {
        true => Theme::Light,
        false => Theme::Dark,
    }
}

fn open_narrow() {
    let fold = gloo::utils::document().query_selector("#narrow summary");
    let Some(fold) = fold
        .ok()
        .flatten()
        .and_then(|one| one.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    if fold
        .parent_element()
        .is_some_and(|fold| !fold.has_attribute("open"))
    {
        fold.click();
    }
    focus("narrow-from");
}

fn focus(id: &str) {
    if let Some(field) = show::element(id).and_then(|one| one.dyn_into::<HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// To the next heading below the top of the window, or the one above it.
fn step(down: bool) {
    let headings =
        gloo::utils::document().query_selector_all("#report :is(h2, .section h3):not(.vh)");
    let Ok(headings) = headings else { return };
    let mut headings = (0..headings.length())
        .filter_map(|at| headings.item(at)?.dyn_into::<HtmlElement>().ok())
        .map(|heading| (heading.get_bounding_client_rect().top(), heading))
        .collect::<Vec<_>>();
    if !down {
        headings.reverse();
    }
    let beyond = |top: f64| if down { top > 24.0 } else { top < -8.0 };
    if let Some((_, heading)) = headings.into_iter().find(|(top, _)| beyond(*top)) {
        heading.set_tab_index(-1);
        heading.scroll_into_view();
        let _ = heading.focus();
    }
}
