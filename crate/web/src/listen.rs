//! What the reader does, turned into what the page is asked to do.
//!
//! One listener for clicks and one for typing read `data-action`; the window takes drops and pastes.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use logyomi_view::Action;
use wasm_bindgen::prelude::*;
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Element, Event, EventTarget, HtmlDialogElement,
    HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
};

use crate::page::Page;
use crate::{brush, intake, keys, show};

/// The inputs behind the buttons. They are not part of what is rendered: a choice may take its time.
const FILES: &str = "chosen-files";
const FOLDER: &str = "chosen-folder";

/// Whose work is in the page, and under which terms: `cargo xtask licences` writes it.
const LICENCES: &str = include_str!("../../../web/licences.txt");

pub fn listen(page: &Rc<Page>) -> Result<(), JsValue> {
    let document = gloo::utils::document();
    on(page, &document, "click", |page, event| {
        touched(page, event, Touch::Click)
    });
    on(page, &document, "input", |page, event| {
        touched(page, event, Touch::Key)
    });
    on(page, &document, "change", |page, event| {
        touched(page, event, Touch::Choice)
    });
    brush::listen(page);
    keys::listen(page);
    on(page, &gloo::utils::window(), "beforeprint", |page, _| {
        page.before_print()
    });
    on(page, &document, "paste", pasted);
    for kind in ["dragenter", "dragover"] {
        on(page, &document, kind, |_, event| hover(event, true));
    }
    on(page, &document, "dragleave", |_, event| hover(event, false));
    on(page, &document, "drop", dropped);
    for id in [FILES, FOLDER] {
        input(page, id)?;
    }
    Ok(())
}

pub fn on(page: &Rc<Page>, target: &EventTarget, kind: &'static str, act: fn(&Rc<Page>, &Event)) {
    let page = page.clone();
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, kind, options, move |event| act(&page, event)).forget();
}

fn input(page: &Rc<Page>, id: &'static str) -> Result<(), JsValue> {
    let input: HtmlInputElement = gloo::utils::document()
        .create_element("input")?
        .unchecked_into();
    input.set_type("file");
    input.set_id(id);
    input.set_multiple(true);
    input.set_hidden(true);
    input.set_webkitdirectory(id == FOLDER);
    gloo::utils::body().append_child(&input)?;
    on(page, &input, "change", |page, event| {
        if let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        {
            page.add(intake::chosen(input.files()));
            // So that the same file can be chosen once more.
            input.set_value("");
        }
    });
    Ok(())
}

/// What happened to something that has a `data-action`.
#[derive(Clone, Copy, PartialEq)]
enum Touch {
    Click,
    /// Each letter that is typed.
    Key,
    /// Another value of a list or a date, once it is chosen.
    Choice,
}

impl Touch {
    /// What counts for an element: a text is followed letter by letter, a date is not.
    fn of(element: &Element) -> Touch {
        let chosen = "select, input[type=date], input[type=checkbox]";
        match () {
            () if element.matches(chosen).unwrap_or(false) => Touch::Choice,
            () if element.is_instance_of::<HtmlInputElement>() => Touch::Key,
            () if element.is_instance_of::<HtmlTextAreaElement>() => Touch::Key,
            () => Touch::Click,
        }
    }
}

fn touched(page: &Rc<Page>, event: &Event, touch: Touch) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(element) = target.and_then(|target| target.closest("[data-action]").ok().flatten())
    else {
        return;
    };
    if Touch::of(&element) != touch {
        return;
    }
    let name = element.get_attribute("data-action").unwrap_or_default();
    let form = element.get_attribute("data-form");
    let data = |name: &str| match (name, &form) {
        ("value", _) => value(&element),
        (name, Some(form)) => value(&show::element(&format!("{form}-{name}"))?),
        _ => element.get_attribute(&format!("data-{name}")),
    };
    match Action::parse(&name, data) {
        Some(action) => page.act(action),
        None => own(page, &name, |name| data(name).unwrap_or_default()),
    }
}

/// Of an input, a list or a text.
fn value(element: &Element) -> Option<String> {
    let input = element.dyn_ref::<HtmlInputElement>();
    let list = element.dyn_ref::<HtmlSelectElement>();
    let text = element.dyn_ref::<HtmlTextAreaElement>();
    input
        .map(HtmlInputElement::value)
        .or_else(|| list.map(HtmlSelectElement::value))
        .or_else(|| text.map(HtmlTextAreaElement::value))
}

/// The actions that the view knows nothing of.
pub fn own(page: &Rc<Page>, name: &str, data: impl Fn(&str) -> String) {
    match name {
        "choose-files" => choose(FILES),
        "choose-folder" => choose(FOLDER),
        "paste" | "explain" | "settings-open" | "keys-open" => dialog(opened(name), true),
        "licences-open" => {
            show::text("licences-text", LICENCES);
            dialog("licences", true);
        }
        "paste-close" | "explain-close" | "settings-close" | "keys-close" | "licences-close" => {
            dialog(opened(name), false)
        }
        "paste-read" => {
            dialog("paste", false);
            page.add_text(&show::take_typed("paste-text"));
        }
        "explain-read" => page.explain(&show::typed("explain-text")),
        "sample" => page.add_sample(&data("sample")),
        "check-read" => page.add_output(&data("command"), &show::take_typed(&data("target"))),
        "lines-of" => page.find_lines(&data("address")),
        "save-lines" => page.save_lines(&data("address")),
        "cancel" => page.stop(),
        "clear" => page.clear(),
        "save" => page.save(&data("format"), &data("table")),
        "copy" => copy(page, &data("target")),
        "print" => page.print(),
        _ => (),
    }
}

fn choose(id: &str) {
    if let Some(input) =
        show::element(id).and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
    {
        input.click();
    }
}

/// `settings-open` is about the dialog `settings`.
fn opened(action: &str) -> &str {
    action.split('-').next().unwrap_or_default()
}

pub fn dialog(id: &str, open: bool) {
    let Some(dialog) =
        show::element(id).and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
    else {
        return;
    };
    match open {
        // Throws only where it is open already.
        true => drop(dialog.show_modal()),
        false => dialog.close(),
    }
}

/// A draft, into the clipboard. Where the browser has none for this page, the text is selected all the same.
fn copy(page: &Rc<Page>, id: &str) {
    let area = show::element(id).and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
    let Some(area) = area else { return };
    area.select();
    let navigator = gloo::utils::window().navigator();
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into());
    if clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        let written = navigator.clipboard().write_text(&area.value());
        let page = page.clone();
        js_sys::futures::spawn_local(async move {
            if js_sys::futures::JsFuture::from(written).await.is_ok() {
                page.say(logyomi_view::words::finding::COPIED);
            }
        });
    }
}

/// Ctrl+V anywhere but in a field.
fn pasted(page: &Rc<Page>, event: &Event) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let in_field = target.is_some_and(|target| target.matches("input, textarea").unwrap_or(false));
    let transfer = event
        .dyn_ref::<ClipboardEvent>()
        .and_then(ClipboardEvent::clipboard_data);
    if let Some(transfer) = transfer.filter(|_| !in_field) {
        event.prevent_default();
        take(page, &transfer);
    }
}

fn hover(event: &Event, over: bool) {
    event.prevent_default();
    // Leaving one element for another inside the window has a related target.
    let inside = event
        .dyn_ref::<DragEvent>()
        .is_some_and(|event| event.related_target().is_some());
    if over || !inside {
        show::hide("drop-over", !over);
    }
}

fn dropped(page: &Rc<Page>, event: &Event) {
    event.prevent_default();
    show::hide("drop-over", true);
    if let Some(transfer) = event
        .dyn_ref::<DragEvent>()
        .and_then(DragEvent::data_transfer)
    {
        take(page, &transfer);
    }
}

/// Files where there are any, else the text.
fn take(page: &Rc<Page>, transfer: &DataTransfer) {
    let text = transfer.get_data("text/plain").unwrap_or_default();
    let sources = intake::dropped(transfer);
    let page = page.clone();
    js_sys::futures::spawn_local(async move {
        match sources.await {
            sources if sources.is_empty() => page.add_text(&text),
            sources => page.add(sources),
        }
    });
}
