//! A run: from planned files to a report.
//!
//! Cut, let the pool read, merge; and once more where a table overflowed.

use std::cell::RefCell;
use std::mem::discriminant;
use std::ops::ControlFlow;
use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Promise, Uint8Array};
use logyomi_core::report::{FileProblem, Report};
use logyomi_core::{Analysis, Caps, Order, Settings};
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::control::Control;
use crate::cut;
use crate::input::Input;
use crate::intake::Source;
use crate::job::{Answer, Piece};
use crate::pool::{Pool, Receiver, Task};

/// Reads everything. What was read before a stop is in the report.
pub async fn run(input: &Input, control: &Rc<Control>) -> Report {
    let first = pass(input, empty(input), None, control).await;
    first_or_second(input, first, control)
        .await
        .report(&input.plans)
}

/// The first pass counts everything, but too few rows where a table overflowed. The second is exact,
/// if it comes to its end.
async fn first_or_second(input: &Input, first: Analysis, control: &Rc<Control>) -> Analysis {
    let Some(candidates) = first.second_pass().filter(|_| !control.stopped()) else {
        return first;
    };
    let (plans, query) = (&input.plans, &input.query);
    let second = Analysis::second(plans, query, input.seed, Caps::default(), &candidates);
    let Some(second) = second else { return first };
    let second = pass(input, second, Some(&candidates), control).await;
    if control.stopped() { first } else { second }
}

async fn pass(
    input: &Input,
    into: Analysis,
    candidates: Option<&[u8]>,
    control: &Rc<Control>,
) -> Analysis {
    let tasks = cut::reading(&input.plans, &input.files, input.range);
    control.begin(tasks.iter().map(Task::bytes).sum(), candidates.is_some());
    let sent = candidates.map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes).into());
    let collector = Collector {
        analysis: RefCell::new(into),
        problems: RefCell::default(),
        control: control.clone(),
    };
    let pool = Pool::new(input.maker(sent), tasks, collector);
    control.run(&pool).await;
    pool.receiver().take(empty(input))
}

fn empty(input: &Input) -> Analysis {
    Analysis::new(&input.plans, &input.query, input.seed)
}

/// Merges what the workers bring.
struct Collector {
    analysis: RefCell<Analysis>,
    problems: RefCell<Vec<(u32, FileProblem)>>,
    control: Rc<Control>,
}

impl Collector {
    fn take(&self, empty: Analysis) -> Analysis {
        let mut analysis = self.analysis.replace(empty);
        let mut problems = self.problems.take();
        problems.order_by_key(|(file, problem)| (*file, format!("{problem:?}")));
        for (file, problem) in problems {
            analysis.problem(file, problem);
        }
        analysis
    }

    /// Each kind of problem once a file, however many of its ranges have it.
    fn add(&self, problem: (u32, FileProblem)) {
        let kind = |(file, problem): &(u32, FileProblem)| (*file, discriminant(problem));
        let mut problems = self.problems.borrow_mut();
        if problems.iter().all(|known| kind(known) != kind(&problem)) {
            problems.push(problem);
        }
    }
}

impl Receiver for Collector {
    fn progress(&self, bytes: i64, lines: i64) {
        self.control.progress(bytes, lines);
    }

    fn done(
        &self,
        _task: usize,
        answer: Answer,
        rider: JsValue,
    ) -> Result<ControlFlow<()>, String> {
        let bytes = rider.dyn_ref().map(Uint8Array::to_vec);
        let (Answer::Part { problems }, Some(part)) =
            (answer, bytes.as_deref().and_then(Analysis::from_bytes))
        else {
            return Err("the worker brought something else than an analysis".to_owned());
        };
        self.analysis.borrow_mut().merge(&part);
        problems.into_iter().for_each(|problem| self.add(problem));
        Ok(ControlFlow::Continue(()))
    }

    fn given_up(&self, piece: &Piece, reason: &str) {
        for file in &piece.files {
            let reason = reason.to_owned();
            self.add((*file, FileProblem::Unreadable { reason }));
        }
    }
}

/// Reads these files without workers and gives the report as JSON: the way through where there is no page
/// (the tests in Node). The files' own dates are left out, and `today` (`2026-11-23`) is given,
/// so that the report is the same every day. `range` is how many bytes are read at once.
#[wasm_bindgen]
pub fn read_files(files: Vec<File>, today: &str, range: Option<u32>) -> Result<Promise, JsError> {
    let settings = Settings {
        anchor: None,
        today: today.parse()?,
    };
    let undated = |file| Source {
        dated: false,
        ..Source::of(file)
    };
    let sources = files.into_iter().map(undated).collect::<Vec<_>>();
    Ok(future_to_promise(async move {
        let control = Rc::new(Control::default());
        let mut input = Input::new(None, &sources, &settings, &control).await;
        input.range = range.map_or(input.range, u64::from);
        let report = run(&input, &control).await;
        Ok(logyomi_view::json::json(&report).into())
    }))
}
