//! A file that the reader keeps. Nothing is sent: the browser writes what the page holds.

use gloo::timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlAnchorElement, Url};

use crate::input;

#[derive(Clone, Copy)]
pub enum Kind {
    Html,
    Text,
    Json,
    Ndjson,
    Csv,
}

impl Kind {
    fn ending(self) -> &'static str {
        match self {
            Kind::Html => "html",
            Kind::Text => "txt",
            Kind::Json => "json",
            Kind::Ndjson => "ndjson",
            Kind::Csv => "csv",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Kind::Html => "text/html; charset=utf-8",
            Kind::Text => "text/plain; charset=utf-8",
            Kind::Json => "application/json",
            Kind::Ndjson => "application/x-ndjson",
            Kind::Csv => "text/csv; charset=utf-8",
        }
    }
}

pub fn save(content: &str, kind: Kind) {
    let blob = gloo::file::Blob::new_with_options(content, Some(kind.media_type()));
    save_blob(blob.as_ref(), kind);
}

pub fn save_blob(blob: &Blob, kind: Kind) {
    let name = format!("logyomi-{}.{}", input::today(), kind.ending());
    // A browser that refuses says so itself.
    let _ = blob_as(blob, &name);
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
pub fn style() -> String {
    let style = gloo::utils::document()
        .query_selector("style")
        .ok()
        .flatten();
    style
        .and_then(|style| style.text_content())
        .unwrap_or_default()
}
