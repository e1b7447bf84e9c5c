//! A run: from files to a report.
//!
//! Probe the ends of each file, plan, cut, let the pool read, merge; and once more where a table overflowed.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use chrono::NaiveDate;
use js_sys::futures::future_to_promise;
use js_sys::{Date, Promise, Uint8Array};
use logyomi_core::report::{FileProblem, Report};
use logyomi_core::{Analysis, FilePlan, Given, PROBE, Query, Settings, plan};
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::control::Control;
use crate::hand::Maker;
use crate::host::{self, Parts};
use crate::job::{Answer, Begin, Piece};
use crate::pool::{Pool, Receiver};
use crate::{cut, intake::Source, read};

/// What a run is about; the lines behind a row are looked for in the same files later.
pub struct Input {
    pub parts: Option<Parts>,
    pub plans: Vec<FilePlan>,
    /// In the order of the plans.
    pub files: Vec<File>,
    /// By plan: why its ends could not be read.
    unreadable: Vec<Option<String>>,
    query: Query,
    seed: u64,
}

impl Input {
    /// Looks at the ends of each file.
    pub async fn new(
        parts: Option<Parts>,
        sources: &[Source],
        settings: &Settings,
        query: Query,
    ) -> Input {
        let mut given = Vec::new();
        let mut reasons = Vec::new();
        for source in sources {
            let (ends, reason) = match probe(&source.file).await {
                Ok(ends) => (ends, None),
                Err(reason) => (Default::default(), Some(reason)),
            };
            given.push(describe(source, ends));
            reasons.push(reason);
        }
        let plans = plan(&given, settings);
        let files = plans
            .iter()
            .filter_map(|plan| Some(sources.get(plan.given as usize)?.file.clone()))
            .collect();
        let unreadable = plans
            .iter()
            .map(|plan| reasons.get(plan.given as usize).cloned().flatten())
            .collect();
        Input {
            parts,
            plans,
            files,
            unreadable,
            query,
            seed: host::seed(),
        }
    }

    pub fn maker(&self, candidates: JsValue) -> Maker {
        let begin = Begin {
            plans: self.plans.clone(),
            query: self.query.clone(),
            seed: self.seed,
        };
        Maker {
            parts: self.parts.clone(),
            begin,
            candidates,
        }
    }

    /// Reads everything. What was read before a stop is in the report.
    pub async fn report(&self, control: &Rc<Control>) -> Report {
        let mut analysis = self.pass(None, control).await;
        if let Some(candidates) = analysis.second_pass().filter(|_| !control.stopped()) {
            analysis = self.pass(Some(candidates), control).await;
        }
        analysis.report(&self.plans)
    }

    async fn pass(&self, candidates: Option<Vec<u8>>, control: &Rc<Control>) -> Analysis {
        let total = self.plans.iter().map(|plan| plan.bytes).sum();
        let sent = candidates
            .as_deref()
            .map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes).into());
        let collector = Collector {
            analysis: RefCell::new(self.empty(candidates.as_deref())),
            control: control.clone(),
        };
        control.begin(total, candidates.is_some());
        let pool = Pool::new(
            self.maker(sent),
            cut::reading(&self.plans, &self.files),
            collector,
        );
        control.run(&pool).await;
        let mut analysis = pool.receiver().analysis.replace(self.empty(None));
        for (plan, reason) in self.plans.iter().zip(&self.unreadable) {
            if let Some(reason) = reason {
                analysis.problem(
                    plan.file,
                    FileProblem::Unreadable {
                        reason: reason.clone(),
                    },
                );
            }
        }
        analysis
    }

    fn empty(&self, candidates: Option<&[u8]>) -> Analysis {
        match candidates {
            Some(candidates) => Analysis::second(&self.plans, &self.query, self.seed, candidates),
            None => Analysis::new(&self.plans, &self.query, self.seed),
        }
    }
}

/// Merges what the workers bring.
struct Collector {
    analysis: RefCell<Analysis>,
    control: Rc<Control>,
}

impl Receiver for Collector {
    fn progress(&self, bytes: i64, lines: i64) {
        self.control.progress(bytes, lines);
    }

    fn done(&self, _task: usize, _answer: Answer, rider: JsValue) -> ControlFlow<()> {
        let part = rider
            .dyn_ref::<Uint8Array>()
            .and_then(|bytes| Analysis::from_bytes(&bytes.to_vec()));
        if let Some(part) = part {
            self.analysis.borrow_mut().merge(part);
        }
        ControlFlow::Continue(())
    }

    fn given_up(&self, piece: &Piece, reason: &str) {
        let problem = FileProblem::Unreadable {
            reason: reason.to_owned(),
        };
        self.analysis.borrow_mut().problem(piece.file, problem);
    }
}

/// First and last bytes.
async fn probe(file: &File) -> Result<(Vec<u8>, Vec<u8>), String> {
    let (bytes, length) = (file.size() as u64, PROBE as u64);
    let head = read::slice(file, 0, length.min(bytes)).await?;
    let tail = read::slice(file, bytes.saturating_sub(length), bytes).await?;
    Ok((head, tail))
}

fn describe(source: &Source, (head, tail): (Vec<u8>, Vec<u8>)) -> Given {
    let bytes = source.file.size() as u64;
    let modified = source
        .dated
        .then(|| date(&Date::new(&source.file.last_modified().into())))
        .flatten();
    Given {
        path: source.path.clone(),
        bytes,
        modified,
        head,
        tail,
    }
}

/// The day on the reader's own calendar.
pub fn date(moment: &Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(
        moment.get_full_year() as i32,
        moment.get_month() + 1,
        moment.get_date(),
    )
}

pub fn today() -> NaiveDate {
    date(&Date::new_0()).unwrap_or_default()
}

/// Reads these files without workers and gives the report as JSON: the way through, where there is no page
/// (the tests in Node). `today` and `anchor` are dates as `2026-11-23`.
#[wasm_bindgen]
pub fn read_files(
    files: Vec<File>,
    today: &str,
    anchor: Option<String>,
) -> Result<Promise, JsError> {
    let settings = Settings {
        anchor: anchor.map(|date| date.parse()).transpose()?,
        today: today.parse()?,
    };
    let sources = files.into_iter().map(Source::of).collect::<Vec<_>>();
    Ok(future_to_promise(async move {
        let input = Input::new(None, &sources, &settings, Query::default()).await;
        let report = input.report(&Rc::new(Control::default())).await;
        Ok(logyomi_view::json::json(&report).into())
    }))
}
