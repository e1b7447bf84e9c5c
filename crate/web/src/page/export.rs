//! Saving and printing. Before a report leaves, its files get their hashes.

use std::rc::Rc;

use js_sys::Array;
use js_sys::futures::spawn_local;
use logyomi_core::report::Report;
use logyomi_view::csv::{self, Which};
use logyomi_view::words::export as say;
use logyomi_view::{Action, html, json, text};
use wasm_bindgen::prelude::*;

use super::Page;
use crate::control::Control;
use crate::input::Input;
use crate::save::{self, Kind};
use crate::{export, host, show};

impl Page {
    /// In the form that a button's `data-format` names; `table` is its `data-table`.
    pub fn save(self: &Rc<Page>, format: &str, table: &str) {
        let page = self.clone();
        match format {
            "html" => spawn_local(page.hashed(Page::save_html)),
            "json" => spawn_local(page.hashed(Page::save_json)),
            "ndjson" => spawn_local(page.save_ndjson()),
            "text" => self.save_text(),
            "csv" => self.save_csv(table),
            _ => (),
        }
    }

    pub fn print(self: &Rc<Page>) {
        let print = |_: &Page| drop(gloo::utils::window().print());
        spawn_local(self.clone().hashed(print));
    }

    fn save_html(&self) {
        let page = |report: &Report| html::document(report, &self.state.borrow(), &save::style());
        self.save_as(Kind::Html, page);
    }

    fn save_json(&self) {
        self.save_as(Kind::Json, json::json);
    }

    fn save_text(&self) {
        self.save_as(Kind::Text, |report| text::text(report, self.lang()));
    }

    fn save_csv(&self, table: &str) {
        let which = Which::of(table).unwrap_or(Which::Attackers);
        let lang = self.lang();
        let found = self.found(|report| csv::csv(report, &which, lang));
        if let Some(csv) = found.flatten() {
            save::save(&csv, Kind::Csv);
        }
    }

    fn save_as(&self, kind: Kind, write: impl FnOnce(&Report) -> String) {
        if let Some(text) = self.found(write) {
            save::save(&text, kind);
        }
    }

    fn found<T>(&self, act: impl FnOnce(&Report) -> T) -> Option<T> {
        let mut result = self.result.borrow_mut();
        result.as_mut().map(|result| result.as_found(act))
    }

    async fn save_ndjson(self: Rc<Page>) {
        let written = self.work(export::lines).await;
        match written {
            Some(Some(blob)) => {
                save::save_blob(&blob, Kind::Ndjson);
                self.say(say::WRITTEN);
            }
            Some(None) => show::text("message", self.lang().of(say::NOT_WRITTEN)),
            None => (),
        }
    }

    /// Acts when the files have their hashes, or cannot have them; not at all where the reader cancels.
    async fn hashed(self: Rc<Page>, act: impl Fn(&Page)) {
        if !self.is_hashed() {
            if self.work(hash).await.is_none() {
                return;
            }
            self.name_files();
        }
        act(&self);
    }

    fn is_hashed(&self) -> bool {
        let result = self.result.borrow();
        let mut results = result.iter();
        // A saved report keeps what it was saved with: its files are not here.
        self.state.borrow().reopened || results.all(|one| one.input.hashes.get().is_some())
    }

    /// The report says the hashes of its files, where they are known.
    pub(super) fn name_files(&self) {
        let mut result = self.result.borrow_mut();
        let Some(result) = result.as_mut() else {
            return;
        };
        let hashes = result.input.hashes.get().into_iter().flatten();
        for (file, hash) in result.report.files.iter_mut().zip(hashes) {
            file.sha256.clone_from(hash);
        }
    }

    /// Over the files behind the report, with the bar of a reading; nothing where it was cancelled, or where
    /// other work goes on.
    async fn work<T>(
        self: &Rc<Page>,
        over: impl AsyncFnOnce(&Input, &Rc<Control>) -> T,
    ) -> Option<T> {
        let input = self.result.borrow().as_ref()?.input.clone();
        if self.control.borrow().is_some() {
            return None;
        }
        let run = self.run.get();
        let control = self.watched();
        let done = over(&input, &control).await;
        if self.run.get() != run {
            return None;
        }
        self.control.take();
        show::hide("running", true);
        self.message();
        (!control.stopped()).then_some(done)
    }

    /// Just before sheets are printed: the head says what is known of the files, each sheet names them,
    /// and long tables are whole.
    pub fn before_print(self: &Rc<Page>) {
        self.fill_windows();
        let result = self.result.borrow();
        let Some(result) = result.as_ref() else {
            return;
        };
        let state = self.state.borrow();
        self.show
            .put("heading", &html::heading(&result.report, &state));
        // A browser that knows no such sheets prints without what stands in the margins.
        let _ = margins(&html::sheets(&result.report, state.lang));
    }

    fn fill_windows(self: &Rc<Page>) {
        let Ok(windows) = gloo::utils::document().query_selector_all("[data-window]") else {
            return;
        };
        for at in 0..windows.length() {
            let window = windows
                .item(at)
                .and_then(|one| one.dyn_into::<web_sys::Element>().ok());
            if let Some(window) = window.and_then(|one| one.get_attribute("data-window")) {
                self.act(Action::Window { window, seen: true });
            }
        }
    }
}

async fn hash(input: &Input, control: &Rc<Control>) {
    let hashes = export::hashes(input, control).await;
    // What a cancelled reading brought is not all of it.
    if !control.stopped() {
        // Only one work goes on at a time: nobody has set them meanwhile.
        let _ = input.hashes.set(hashes);
    }
}

fn margins(rule: &str) -> Result<(), JsValue> {
    let sheet = host::Sheet::new()?;
    sheet.replace(rule)?;
    let document = gloo::utils::document();
    js_sys::Reflect::set(&document, &"adoptedStyleSheets".into(), &Array::of1(&sheet)).map(drop)
}
