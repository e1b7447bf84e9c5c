//! The page: what was given, what was found, how it is shown.
//!
//! Everything the reader does ends in one of the methods here; [`crate::listen`] calls them.
//! Switching the language renders again and analyzes nothing. A second drop adds, and reads all again.

mod address_bar;
mod export;
mod face;
mod lines;
mod reopen;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use logyomi_core::report::{Report, Row, Sample};
use logyomi_core::{Settings, Wanted};
use logyomi_view::state::{OfFiles, RowId};
use logyomi_view::{Action, Lang, Part, ViewState, update};
use wasm_bindgen::prelude::*;

use crate::control::{Control, State};
use crate::host::Parts;
use crate::input::{self, Input};
use crate::intake::Source;
use crate::show::Show;
use crate::windows::Windows;
use crate::{find, listen, run, samples, warm};

/// So many lines of a row are read back.
const LINES: usize = 200;

/// Milliseconds after the first picture: whoever opens the page must not wait for what is made ready for a report.
const EXPLAIN_AFTER: u32 = 400;

pub struct Page {
    parts: Parts,
    show: Show,
    state: RefCell<ViewState>,
    /// As it was before the reader chose anything.
    plain: ViewState,
    pub windows: Windows,
    sources: RefCell<Vec<Source>>,
    /// What was given is one of our samples, and goes when something else comes.
    is_sample: Cell<bool>,
    pasted: Cell<usize>,
    /// Something was given that the report is not of, or not of the whole.
    stale: Cell<bool>,
    /// Counts the runs: what an older one still brings is of no interest.
    run: Cell<u64>,
    control: RefCell<Option<Rc<Control>>>,
    result: RefCell<Option<Found>>,
    spoken: Cell<f64>,
    /// What was given and is not in the report, in words.
    notice: RefCell<String>,
    /// How many drops are still being looked at.
    looking: Cell<u32>,
}

struct Found {
    input: Rc<Input>,
    /// Rows that were opened have more lines than were found first.
    report: Report,
    /// Those rows, with the lines that were found first.
    opened: Vec<(RowId, Vec<Sample>)>,
    /// Where the reading was stopped.
    stopped: Option<State>,
}

thread_local! {
    static PAGE: RefCell<Option<Rc<Page>>> = const { RefCell::new(None) };
}

/// Called once by page.js.
#[wasm_bindgen]
pub fn page_main(parts: Parts) -> Result<(), JsValue> {
    let plain = ViewState {
        lang: preferred(),
        today: Some(input::today()),
        ..ViewState::default()
    };
    let page = Rc::new(Page {
        show: Show::new(parts.policy()),
        parts,
        state: RefCell::new(address_bar::read(&plain)),
        plain,
        windows: Windows::default(),
        sources: RefCell::default(),
        is_sample: Cell::new(false),
        pasted: Cell::new(0),
        stale: Cell::new(false),
        run: Cell::new(0),
        control: RefCell::default(),
        result: RefCell::default(),
        spoken: Cell::new(0.0),
        notice: RefCell::default(),
        looking: Cell::new(0),
    });
    page.render();
    page.windows.start(&page)?;
    listen::listen(&page)?;
    page.follow_address_bar();
    // After the first picture: whoever opens the page sees it first.
    let parts = page.parts.clone();
    Timeout::new(0, move || warm::begin(&parts)).forget();
    let waiting = page.clone();
    Timeout::new(EXPLAIN_AFTER, move || {
        js_sys::futures::spawn_local(async move {
            warm::explain(|| waiting.waits_for_files()).await;
        });
    })
    .forget();
    PAGE.set(Some(page));
    Ok(())
}

/// The report that stands on the page, as the JSON button saves it; nothing while one is being made.
#[wasm_bindgen]
pub fn report_json() -> Option<String> {
    PAGE.with_borrow(|page| {
        let page = page
            .as_ref()
            .filter(|page| page.control.borrow().is_none() && page.looking.get() == 0)?;
        let mut result = page.result.borrow_mut();
        Some(result.as_mut()?.as_found(logyomi_view::json::json))
    })
}

impl Page {
    /// More input: reads everything that was given so far.
    pub fn add(self: &Rc<Page>, sources: Vec<Source>) {
        if sources.is_empty() {
            return;
        }
        // Nobody's own log is ever mixed with one that we made up.
        if self.is_sample.replace(false) {
            self.sources.take();
            self.state.borrow_mut().checklist = Default::default();
        }
        self.looking.set(self.looking.get() + 1);
        let page = self.clone();
        js_sys::futures::spawn_local(async move { page.take(sources).await });
    }

    /// The same input under another query.
    fn again(self: &Rc<Page>) {
        if !self.sources.borrow().is_empty() {
            self.begin(Action::SameInput);
        }
    }

    /// `then` is done to the view when the new report is there.
    fn begin(self: &Rc<Page>, then: Action) {
        self.stop();
        if then == Action::NewReport {
            self.stale.set(true);
        }
        let run = self.run.get() + 1;
        self.run.set(run);
        let page = self.clone();
        js_sys::futures::spawn_local(async move { page.read(run, then).await });
    }

    /// The files as they were looked at for the report that is there: another query does not change them.
    fn looked_at(&self, settings: &Settings, own: &OfFiles) -> Option<Input> {
        let result = self.result.borrow();
        let input = &result.as_ref().filter(|_| !self.stale.get())?.input;
        (input.settings == *settings && input.own == *own).then(|| Input::clone(input))
    }

    pub fn lang(&self) -> Lang {
        self.state.borrow().lang
    }

    /// Whether single letters are keys.
    pub fn keys(&self) -> bool {
        self.state.borrow().settings.keys
    }

    pub fn add_text(self: &Rc<Page>, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.pasted.set(self.pasted.get() + 1);
        self.add(vec![crate::intake::pasted(text, self.pasted.get())]);
    }

    /// One of our samples, where nothing else was given.
    pub fn add_sample(self: &Rc<Page>, name: &str) {
        let own = !self.sources.borrow().is_empty() && !self.is_sample.get();
        let sources = samples::files(name);
        if !own && !sources.is_empty() {
            self.add(sources);
            self.is_sample.set(true);
        }
    }

    /// What a command of the checklist has printed.
    pub fn add_output(self: &Rc<Page>, command: &str, text: &str) {
        if !text.trim().is_empty() {
            self.pasted.set(self.pasted.get() + 1);
            let text = logyomi_core::output_of(command, text);
            let path = format!("checklist-{}.txt", self.pasted.get());
            self.add(vec![crate::intake::text(&path, &text)]);
        }
    }

    /// Whether nobody has given anything yet.
    fn waits_for_files(&self) -> bool {
        self.run.get() == 0
    }

    /// Ends the reading; what is finished is shown.
    pub fn stop(&self) {
        if let Some(control) = &*self.control.borrow() {
            control.stop();
        }
    }

    /// As if nothing had been given.
    pub fn clear(&self) {
        self.stop();
        self.run.set(self.run.get() + 1);
        self.sources.take();
        self.is_sample.set(false);
        self.control.take();
        self.result.take();
        self.notice.take();
        self.state.borrow_mut().reopened = false;
        self.state.borrow_mut().settings.files = OfFiles::default();
        update(&mut self.state.borrow_mut(), Action::NewReport);
        self.state.borrow_mut().checklist = Default::default();
        self.render();
    }

    pub fn act(self: &Rc<Page>, action: Action) {
        let opened = match &action {
            Action::Evidence { row } => Some(row.clone()),
            _ => None,
        };
        let set = matches!(action, Action::Set { .. });
        let part = update(&mut self.state.borrow_mut(), action);
        // Who names their own networks beside the block rules has said something of the findings, too.
        if matches!(part, Part::Report | Part::Rules) {
            self.apply_facts();
        }
        match &part {
            Part::Page => self.render(),
            Part::Theme => self.theme(),
            Part::Analysis => self.again(),
            Part::Subjects { finding } => self.subjects(finding),
            part => self.part(part),
        }
        if set {
            self.settings();
        }
        if !matches!(part, Part::Window { .. } | Part::Nothing) {
            self.write_address_bar();
        }
        if let Some(row) = opened.filter(|row| self.state.borrow().rows.contains(row)) {
            let page = self.clone();
            js_sys::futures::spawn_local(async move { page.read_lines(row).await });
        }
    }

    /// Levels the findings by what the reader says of the server.
    fn apply_facts(&self) {
        let facts = self.state.borrow().facts.clone();
        if let Some(found) = &mut *self.result.borrow_mut() {
            facts.apply(&mut found.report);
        }
    }

    /// The control of work that begins: the page shows how far it is.
    fn watched(self: &Rc<Page>) -> Rc<Control> {
        let control = Rc::new(Control::default());
        let (weak, watched) = (Rc::downgrade(self), Rc::downgrade(&control));
        *control.changed.borrow_mut() = Some(Box::new(move || {
            if let Some((page, control)) = weak.upgrade().zip(watched.upgrade()) {
                page.progress(&control);
            }
        }));
        *self.control.borrow_mut() = Some(control.clone());
        self.running();
        control
    }

    async fn read(self: Rc<Page>, run: u64, then: Action) {
        let control = self.watched();
        let settings = Settings {
            anchor: self.state.borrow().settings.anchor,
            today: input::today(),
        };
        let sources = self.sources.borrow().clone();
        let own = self.state.borrow().settings.files.clone();
        let mut input = match self.looked_at(&settings, &own) {
            Some(input) => input,
            None => Input::new(Some(self.parts.clone()), &sources, &settings, &control)
                .await
                .with_own(own),
        };
        input.query = self.state.borrow().query.clone();
        let report = if self.run.get() == run {
            Some(run::run(&input, &control).await)
        } else {
            None
        };
        if let Some(report) = report.filter(|_| self.run.get() == run) {
            let stopped = control.stopped().then(|| control.state.get());
            self.stale.set(control.stopped());
            update(&mut self.state.borrow_mut(), then);
            self.state.borrow_mut().learn(&report);
            self.result.replace(Some(Found {
                input: Rc::new(input),
                opened: Vec::new(),
                report,
                stopped,
            }));
            self.apply_facts();
            self.name_files();
            self.filled(run).await;
            if self.run.get() == run {
                self.control.take();
                self.finished();
            }
        }
    }

    /// The samples in the report are three; a reader who opens a row sees more, from the file itself.
    async fn read_lines(self: Rc<Page>, id: RowId) {
        let run = self.run.get();
        let Some((input, key)) = self.wanting(&id) else {
            return;
        };
        let samples = find::lines(&input, key, LINES).await;
        if self.run.get() != run {
            return;
        }
        if let Some(result) = &mut *self.result.borrow_mut()
            && let Some(row) = row_mut(&mut result.report, &id)
            && samples.len() > row.samples.len()
        {
            let first = std::mem::replace(&mut row.samples, samples);
            result.opened.push((id.clone(), first));
        }
        self.part(&Part::Table {
            section: id.section,
            event: id.event,
        });
    }

    /// What to look for, where the row has more lines than are shown.
    fn wanting(&self, id: &RowId) -> Option<(Rc<Input>, Wanted)> {
        let mut result = self.result.borrow_mut();
        let result = result.as_mut()?;
        let row = row_mut(&mut result.report, id)?;
        let wanted = usize::try_from(row.lines).unwrap_or(LINES).min(LINES);
        let key = Wanted::Row {
            section: id.section.clone(),
            event: id.event.clone(),
            key: row.key.clone(),
        };
        (row.samples.len() < wanted).then(|| (result.input.clone(), key))
    }
}

impl Found {
    /// The report as it was found: what is saved does not depend on what the reader opened.
    fn as_found<T>(&mut self, act: impl FnOnce(&Report) -> T) -> T {
        self.turn();
        let done = act(&self.report);
        self.turn();
        done
    }

    /// Changes the lines of opened rows for the first ones, and back.
    fn turn(&mut self) {
        for (id, samples) in &mut self.opened {
            if let Some(row) = row_mut(&mut self.report, id) {
                std::mem::swap(&mut row.samples, samples);
            }
        }
    }
}

fn row_mut<'a>(report: &'a mut Report, id: &RowId) -> Option<&'a mut Row> {
    let section = report
        .sections
        .iter_mut()
        .find(|section| section.id == id.section)?;
    let table = section
        .tables
        .iter_mut()
        .find(|table| table.event == id.event)?;
    table.rows.get_mut(id.row)
}

/// The first of the reader's languages that the page speaks.
fn preferred() -> Lang {
    let languages = gloo::utils::window().navigator().languages();
    languages
        .iter()
        .find_map(|tag| tag.as_string()?.parse().ok())
        .unwrap_or(Lang::En)
}
