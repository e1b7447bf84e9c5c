//! Lines that the reader asks about: one that was pasted, all of an address.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Date;
use logyomi_core::Wanted;
use logyomi_view::html;
use logyomi_view::state::LinesOf;

use super::Page;
use crate::find::{self, SoFar};
use crate::input::{self, Input};
use crate::save;

/// So many lines of an address are shown; all can be saved.
const SHOWN: usize = 2_000;

/// Milliseconds between two renderings of what was found so far.
const RENDER_EVERY: f64 = 700.0;

impl Page {
    pub fn explain(&self, text: &str) {
        let lines = logyomi_core::explain(text, input::today());
        let lang = self.state.borrow().lang;
        self.show
            .put("explain-answer", &html::explanation(&lines, lang));
    }

    /// Looks for all lines of an attacker, and shows them as they are found.
    pub fn find_lines(self: &Rc<Page>, address: &str) {
        let Some((input, wanted)) = self.wanted_of(address) else {
            return;
        };
        self.shown_lines(address, SoFar::default(), false);
        let (page, address) = (self.clone(), address.to_owned());
        js_sys::futures::spawn_local(async move {
            let run = page.run.get();
            let (weak, named) = (Rc::downgrade(&page), address.clone());
            let (rendered, full) = (Cell::new(Date::now()), Cell::new(false));
            let found = find::all(&input, wanted, SHOWN, move |known| {
                let Some(page) = weak.upgrade().filter(|page| page.run.get() == run) else {
                    return true;
                };
                // Once the list is full only its count changes, which the end tells.
                let due = Date::now() - rendered.get() > RENDER_EVERY;
                if due && !full.get() {
                    full.set(known.beginning() >= SHOWN);
                    page.shown_lines(&named, known.so_far(SHOWN), false);
                    rendered.set(Date::now());
                }
                false
            });
            let found = found.await;
            if page.run.get() == run {
                page.shown_lines(&address, found, true);
            }
        });
    }

    /// The same lines as a text file, all of them.
    pub fn save_lines(self: &Rc<Page>, address: &str) {
        let Some((input, wanted)) = self.wanted_of(address) else {
            return;
        };
        let name = format!("logyomi-lines-{}.txt", file_name(address));
        js_sys::futures::spawn_local(async move {
            if let Ok(text) = find::text(&input, wanted).await {
                // A browser that refuses says so itself.
                let _ = save::blob_as(&text, &name);
            }
        });
    }

    /// What to look for: the address, and the names that the report learned for it.
    fn wanted_of(&self, address: &str) -> Option<(Rc<Input>, Wanted)> {
        let result = self.result.borrow();
        let result = result.as_ref()?;
        let mut attackers = result.report.attackers.iter();
        let found = attackers.find(|attacker| attacker.address == address)?;
        let names = [&found.address].into_iter().chain(&found.names).cloned();
        let names = names.collect();
        Some((result.input.clone(), Wanted::Address { names }))
    }

    fn shown_lines(&self, address: &str, found: SoFar, done: bool) {
        let percent = (found.bytes * 100).checked_div(found.total).unwrap_or(0);
        let lines = LinesOf {
            samples: found.samples,
            found: found.found,
            percent: (!done).then_some(percent.min(100)),
            unread: found.unread,
        };
        let lines = (address.to_owned(), lines);
        self.state.borrow_mut().looked.lines.extend([lines]);
        if let Some(result) = &*self.result.borrow() {
            let inside = html::lines_of(&result.report, &self.state.borrow(), address);
            self.show.put(&html::lines_of_id(address), &inside);
        }
    }
}

/// An address as a part of a file's name.
fn file_name(address: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let letters = address.chars().take(80);
    letters.map(|c| if fits(c) { c } else { '_' }).collect()
}
