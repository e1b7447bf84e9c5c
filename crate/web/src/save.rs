//! The report as a file that the reader keeps. Nothing is sent: the browser writes what the page holds.

use gloo::timers::callback::Timeout;
use logyomi_core::report::Report;
use logyomi_view::{ViewState, html, json, text};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlAnchorElement, Url};

use crate::input;

/// In the form that a button's `data-format` names.
pub fn save(report: &Report, state: &ViewState, format: &str) {
    let (content, kind) = match format {
        "html" => (html::document(report, state, &style()), "text/html"),
        "text" => (text::text(report, state.lang), "text/plain"),
        "json" => (json::json(report), "application/json"),
        _ => return,
    };
    let ending = if format == "text" { "txt" } else { format };
    // A browser that refuses says so itself.
    let _ = download(
        &content,
        kind,
        &format!("logyomi-{}.{ending}", input::today()),
    );
}

fn download(content: &str, kind: &str, name: &str) -> Result<(), JsValue> {
    let blob = gloo::file::Blob::new_with_options(content, Some(&format!("{kind}; charset=utf-8")));
    blob_as(blob.as_ref(), name)
}

/// What the browser has put together.
pub fn blob_as(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = gloo::utils::document()
        .create_element("a")?
        .unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads the blob after the click.
    Timeout::new(60_000, move || drop(Url::revoke_object_url(&url))).forget();
    Ok(())
}

/// The page's own style sheet: a saved report looks like the page.
fn style() -> String {
    let style = gloo::utils::document()
        .query_selector("style")
        .ok()
        .flatten();
    style
        .and_then(|style| style.text_content())
        .unwrap_or_default()
}
