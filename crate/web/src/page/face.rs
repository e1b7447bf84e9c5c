//! The page as it is seen: which part of it is made anew, and when.

use std::rc::Rc;

use js_sys::Date;
use js_sys::futures::spawn_local;
use logyomi_core::report::Report;
use logyomi_view::state::Theme;
use logyomi_view::words::Words;
use logyomi_view::{Part, ViewState, html};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::Page;
use crate::control::Control;
use crate::pause::{Rest, pause, picture};
use crate::{show, windows, words};

/// Milliseconds between two sentences for those who hear the page.
const SPEAK_EVERY: f64 = 3000.0;

impl Page {
    /// Everything anew.
    pub(super) fn render(&self) {
        let lang = self.state.borrow().lang;
        gloo::utils::document_element()
            .set_attribute("lang", lang.tag())
            .unwrap_or_default();
        self.show
            .put("app", &html::page_shell_for(&self.state.borrow()));
        for (id, name) in [
            ("wasm-hash", "logyomi-program"),
            ("wasm-date", "logyomi-date"),
        ] {
            show::text(id, &meta(name));
        }
        self.theme();
        if self.control.borrow().is_some() {
            self.running();
        }
        self.report();
    }

    fn report(&self) {
        let result = self.result.borrow();
        let Some(result) = result.as_ref() else {
            return;
        };
        self.make_room();
        self.show.put(
            "report",
            &html::report(&result.report, &self.state.borrow()),
        );
        self.windows.watch();
        self.message();
    }

    /// The first screen becomes small.
    fn make_room(&self) {
        if let Some(start) = show::element("start") {
            let sample = self.is_sample.get();
            start.set_class_name(if sample { "small sample" } else { "small" });
        }
        // Its place is the report's now; a click opens it again.
        if let Ok(Some(check)) = gloo::utils::document().query_selector("#start details") {
            let _ = check.remove_attribute("open");
        }
    }

    /// A new report, part by part, with rests; for as long as this run is the latest one.
    pub(super) async fn filled(self: &Rc<Page>, run: u64) {
        self.make_room();
        if let Some(report) = show::element("report") {
            let _ = report.class_list().add_1("filling");
        }
        // What the reader looks at stays in view while the old report goes and the new one grows.
        let room = windows::keep_room("report");
        let places = self.draw(|report, state| {
            self.show.put("report", &html::frame(report, state));
            html::places(report, state)
        });
        self.fill(places.unwrap_or_default(), run).await;
        self.windows.watch();
        let page = self.clone();
        spawn_local(async move {
            page.place(run).await;
            drop(room);
        });
    }

    /// What was far from the screen while the report was filled is made and laid out now, one after the other.
    async fn place(&self, run: u64) {
        let Some(report) = show::element("report") else {
            return;
        };
        // The reader sees the report first.
        picture().await;
        for place in html::LATER {
            if self.run.get() != run {
                return;
            }
            self.put(place);
            pause().await;
        }
        let Ok(events) = report.query_selector_all(".event") else {
            return;
        };
        let events = (0..events.length()).filter_map(|at| events.item(at)?.dyn_into().ok());
        let mut rest = Rest::new();
        for event in events.collect::<Vec<Element>>() {
            rest.if_due().await;
            if self.run.get() != run {
                return;
            }
            let _ = event.class_list().add_1("placed");
            self.windows.watch_in(&event);
            // Asked for its place, the browser lays it out at once; otherwise all of them with the next picture.
            event.get_bounding_client_rect();
        }
        let _ = report.class_list().remove_1("filling");
    }

    /// The fold of a finding with many subjects was opened.
    pub(super) fn subjects(self: &Rc<Page>, finding: &str) {
        let places = self.draw(|report, _| html::subjects_of(report, finding));
        let (page, run) = (self.clone(), self.run.get());
        spawn_local(async move { page.fill(places.unwrap_or_default(), run).await });
    }

    async fn fill(&self, places: Vec<String>, run: u64) {
        let mut rest = Rest::new();
        for place in places {
            rest.if_due().await;
            if self.run.get() != run {
                return;
            }
            self.put(&place);
        }
        pause().await;
    }

    fn put(&self, place: &str) {
        self.draw(|report, state| self.show.put(place, &html::inside(report, state, place)));
    }

    fn draw<T>(&self, draw: impl FnOnce(&Report, &ViewState) -> T) -> Option<T> {
        let result = self.result.borrow();
        let result = result.as_ref()?;
        Some(draw(&result.report, &self.state.borrow()))
    }

    /// What the report does not hold: what was not opened, and that it was cancelled.
    pub(super) fn message(&self) {
        let result = self.result.borrow();
        let stopped = result.as_ref().and_then(|result| result.stopped);
        let stopped = stopped.map(|at| words::stopped(&at, self.lang()));
        let notice = self.notice.borrow().clone();
        let said = [notice, stopped.unwrap_or_default()];
        show::text("message", said.join(" ").trim());
    }

    pub(super) fn part(&self, part: &Part) {
        let result = self.result.borrow();
        let Some(result) = result.as_ref() else {
            return;
        };
        let state = self.state.borrow();
        if let Some((id, inside)) = html::part(&result.report, &state, part) {
            match part {
                Part::Window { .. } => self.show.put(&id, &inside),
                _ => windows::staying(|| {
                    self.show.put(&id, &inside);
                    self.windows.watch();
                }),
            }
        }
        if *part == Part::Rules {
            self.show
                .put("summary", &html::summary(&result.report, &state));
        }
    }

    pub(super) fn running(&self) {
        show::hide("running", false);
        show::text("message", "");
        self.spoken.set(Date::now());
        if let Some(control) = &*self.control.borrow() {
            self.progress(control);
        }
    }

    pub(super) fn progress(&self, control: &Control) {
        let (state, lang) = (control.state.get(), self.state.borrow().lang);
        if let Some(bar) = show::element("progress") {
            bar.set_attribute("value", &state.fraction().to_string())
                .unwrap_or_default();
        }
        show::text("progress-text", &words::progress(&state, lang));
        if Date::now() - self.spoken.get() > SPEAK_EVERY {
            self.spoken.set(Date::now());
            show::text("live", &words::spoken(&state, lang));
        }
    }

    pub(super) fn finished(&self) {
        show::hide("running", true);
        self.message();
        show::text("live", words::finished(self.state.borrow().lang));
    }

    /// A short word that all notice who look or listen.
    pub fn say(&self, word: Words) {
        show::text("live", self.state.borrow().lang.of(word));
    }

    /// The dialog of settings, where something was set.
    pub(super) fn settings(&self) {
        self.show
            .put("settings-inside", &html::settings(&self.state.borrow()));
    }

    pub(super) fn theme(&self) {
        let theme = self.state.borrow().theme;
        let root = gloo::utils::document_element();
        match theme {
            Theme::Auto => root.remove_attribute("data-theme"),
            theme => root.set_attribute("data-theme", theme.name()),
        }
        .unwrap_or_default();
        for other in Theme::ALL {
            let button = format!("[data-action=theme][data-theme={}]", other.name());
            if let Ok(Some(button)) = gloo::utils::document().query_selector(&button) {
                button
                    .set_attribute("aria-pressed", &(other == theme).to_string())
                    .unwrap_or_default();
            }
        }
    }
}

fn meta(name: &str) -> String {
    let found = gloo::utils::document().query_selector(&format!("meta[name={name}]"));
    found
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default()
}
