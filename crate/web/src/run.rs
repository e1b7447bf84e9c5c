//! A run: from planned files to a report.
//!
//! Cut, let the workers read, let the last of them merge; and once more where a table overflowed. The page's own
//! thread does nothing of that: it only puts the report together, each line of it as it comes.

use std::cell::RefCell;
use std::mem::discriminant;
use std::ops::ControlFlow;
use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Promise, Uint8Array};
use logyomi_core::report::{FileProblem, Report};
use logyomi_core::{Analysis, Order, Settings};
use logyomi_view::json::Joined;
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::control::Control;
use crate::input::Input;
use crate::intake::Source;
use crate::job::{Answer, Piece};
use crate::pool::{Gathered, Pool, Receiver, Task};
use crate::{cut, warm};

/// Reads everything. What was read before a stop is in the report.
pub async fn run(input: &Input, control: &Rc<Control>) -> Report {
    let report = passes(input, control).await;
    warm::end();
    report.unwrap_or_else(|| without_workers(input, control.stopped()))
}

/// The first pass counts everything, but too few rows where a table overflowed. The second is exact,
/// if it comes to its end.
async fn passes(input: &Input, control: &Rc<Control>) -> Option<Report> {
    let (pool, first) = pass(input, None, control).await;
    let first = first?;
    if !matches!(first.answer, Answer::Overflow) {
        return reported(&pool, first);
    }
    let candidates = first.rider.clone();
    let part = first.bring().await;
    let (second_pool, second) = pass(input, Some(candidates), control).await;
    if !control.stopped() {
        return reported(&second_pool, second?);
    }
    // A second pass that was stopped has counted too little: what the first one knows is shown.
    second.into_iter().for_each(Gathered::end);
    let problems = pool.receiver().problems();
    let again = Pool::of_parts(
        input.maker(JsValue::NULL),
        vec![part.ok()?],
        Collector::new(control),
    );
    let gathered = again.gather(|| problems.clone(), true).await;
    reported(&again, gathered?)
}

/// What the last worker of a pass has reported; nothing, where it was no report.
fn reported(pool: &Pool<Collector>, gathered: Gathered) -> Option<Report> {
    let is_report = matches!(gathered.answer, Answer::Report);
    gathered.end();
    is_report.then(|| pool.receiver().report()).flatten()
}

/// `candidates` are those of the second pass, if it is one.
async fn pass(
    input: &Input,
    candidates: Option<JsValue>,
    control: &Rc<Control>,
) -> (Rc<Pool<Collector>>, Option<Gathered>) {
    let tasks = cut::reading(&input.plans, &input.files, input.range);
    let second = candidates.is_some();
    control.begin(tasks.iter().map(Task::bytes).sum(), second);
    let maker = input.maker(candidates.unwrap_or(JsValue::NULL));
    let pool = Pool::new(maker, tasks, Collector::new(control));
    control.run(&pool).await;
    let last = second || control.stopped();
    let gathered = pool.gather(|| pool.receiver().problems(), last).await;
    (pool, gathered)
}

/// Nothing was read before the reader stopped it; or no worker could make a report, and every file says so.
fn without_workers(input: &Input, stopped: bool) -> Report {
    let mut analysis = Analysis::new(&input.plans, &input.query, input.seed);
    for plan in input.plans.iter().filter(|_| !stopped) {
        let reason = "the workers failed".to_owned();
        analysis.problem(plan.file, FileProblem::Unreadable { reason });
    }
    analysis.report(&input.plans)
}

/// Collects what was wrong with files, and the report.
struct Collector {
    problems: RefCell<Vec<(u32, FileProblem)>>,
    report: RefCell<Joined>,
    control: Rc<Control>,
}

impl Collector {
    fn new(control: &Rc<Control>) -> Collector {
        Collector {
            problems: RefCell::default(),
            report: RefCell::default(),
            control: control.clone(),
        }
    }

    fn problems(&self) -> Vec<(u32, FileProblem)> {
        let mut problems = self.problems.borrow().clone();
        problems.order_by_key(|(file, problem)| (*file, format!("{problem:?}")));
        problems
    }

    fn report(&self) -> Option<Report> {
        self.report.take().report()
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
        _rider: JsValue,
    ) -> Result<ControlFlow<()>, String> {
        let Answer::Kept { problems } = answer else {
            return Err("the worker said something else than that it has read".to_owned());
        };
        problems.into_iter().for_each(|problem| self.add(problem));
        Ok(ControlFlow::Continue(()))
    }

    fn part(&self, line: JsValue) {
        let line: Uint8Array = line.unchecked_into();
        self.report.borrow_mut().line(&line.to_vec());
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
