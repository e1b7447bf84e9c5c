//! The worker's side: a desk that takes one job at a time.
//!
//! The same desk works in the page's own thread where there are no workers (in Node, in the tests).

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use logyomi_core::report::{FileProblem, Sample};
use logyomi_core::{Analysis, Candidates, Caps, Evidence, Feed, Look, Part, Sink, Survey, Whole};
use logyomi_view::ecs::EcsLines;
use logyomi_view::json::send;
use logyomi_view::visible::visible;
use logyomi_view::words::address_of;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use crate::job::{self, Answer, Asked, Begin, Bring, Job, Piece, Search};
use crate::meter::Meter;
use crate::outgo::{self, Pieces};
use crate::parcel::Parcel;
use crate::{host, read, warm};

/// Characters of a line that is read back.
const LONGEST: usize = 1000;

/// What the jobs are about.
#[derive(Default)]
pub struct Desk {
    begin: Begin,
    /// Of the second pass, if it is one.
    candidates: Option<Vec<u8>>,
    /// All that was read since the desk began.
    kept: RefCell<Option<Analysis>>,
    /// No more is to be read.
    stopped: Cell<bool>,
}

/// Called once in each worker, before its first message is let in. The page watches the lock of this name.
#[wasm_bindgen]
pub fn worker_main(name: &str) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    report_panics();
    let desk = Rc::<RefCell<Rc<Desk>>>::default();
    let listener = scope.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let (desk, scope) = (desk.clone(), scope.clone());
        js_sys::futures::spawn_local(async move {
            let say = |answer: Answer, rider: JsValue| post(&scope, &answer, &rider);
            let taken = match job::open(event.data()) {
                Ok((job, rider)) => take(&desk, job, rider, &say).await,
                Err(error) => Err(host::reason(&error)),
            };
            if let Err(reason) = taken {
                say(Answer::Failed { reason }, JsValue::UNDEFINED);
            }
        });
    });
    let scope = listener.clone();
    host::hold(name, move || {
        post(&scope, &Answer::Held, &JsValue::UNDEFINED);
    });
    listener.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}

/// Does the job and says what came of it.
///
/// Boxed: else every task of the page that asks for a job has a copy of all of them in it, 18 KB each.
pub fn take<'a>(
    desk: &'a RefCell<Rc<Desk>>,
    job: Job,
    rider: JsValue,
    say: &'a dyn Fn(Answer, JsValue),
) -> Pin<Box<dyn Future<Output = Result<(), String>> + 'a>> {
    Box::pin(work(desk, job, rider, say))
}

async fn work(
    desk: &RefCell<Rc<Desk>>,
    job: Job,
    rider: JsValue,
    say: &dyn Fn(Answer, JsValue),
) -> Result<(), String> {
    let here = desk.borrow().clone();
    if here.is_long(&job) {
        say(Answer::Busy, JsValue::UNDEFINED);
    }
    match job {
        Job::Warm => warm::read(desk).await,
        Job::Knock => say(Answer::Here, JsValue::UNDEFINED),
        Job::Begin(begin) => {
            desk.replace(Rc::new(Desk::new(begin, &rider)));
        }
        Job::Look { pieces } => {
            let found = here.look(&pieces, &rider.unchecked_into()).await;
            say(Answer::Looks { found }, JsValue::UNDEFINED);
        }
        Job::Compare { pieces } => {
            let found = here.compare(&pieces, &rider.unchecked_into()).await;
            say(Answer::Wholes { found }, JsValue::UNDEFINED);
        }
        Job::Read { pieces } => {
            let problems = here.read(&pieces, &rider.unchecked_into(), say).await?;
            say(Answer::Kept { problems }, JsValue::UNDEFINED);
        }
        Job::Stop => here.stop(),
        Job::Bring => say(Answer::Brought, here.bring()?.into()),
        Job::Leave => say(Answer::Brought, here.leave()?),
        Job::Gather { problems, last } => {
            let parts = rider.unchecked_into();
            let (answer, rider) = here.gather(problems, last, &parts, say).await?;
            say(answer, rider);
        }
        Job::Find { search, pieces } => {
            let files = rider.unchecked_into();
            let (answer, text) = here.find(&search, &pieces, &files, say).await?;
            say(answer, text);
        }
        Job::Hash { pieces } => {
            let sha256 = outgo::hashes(&pieces, &rider.unchecked_into(), say).await?;
            say(Answer::Hash { sha256 }, JsValue::UNDEFINED);
        }
        Job::Write { pieces } => {
            let written = here.write(&pieces, &rider.unchecked_into(), say).await?;
            say(Answer::Written, written.into());
        }
    }
    Ok(())
}

impl Desk {
    pub fn new(begin: Begin, candidates: &JsValue) -> Desk {
        Desk {
            begin,
            candidates: candidates.dyn_ref().map(Uint8Array::to_vec),
            ..Desk::default()
        }
    }

    pub fn stop(&self) {
        self.stopped.set(true);
    }

    /// Whether the job may be silent for long: what cannot be cut is read whole or unpacked, and a little of it
    /// may be much work.
    fn is_long(&self, job: &Job) -> bool {
        match job {
            Job::Look { .. }
            | Job::Compare { .. }
            | Job::Bring
            | Job::Leave
            | Job::Gather { .. } => true,
            Job::Read { pieces } | Job::Find { pieces, .. } | Job::Write { pieces } => {
                let mut files = pieces.iter().flat_map(|piece| &piece.files);
                files.any(|file| {
                    let plan = self.begin.plans.get(*file as usize);
                    plan.is_some_and(|plan| !plan.cuttable)
                })
            }
            Job::Warm | Job::Knock | Job::Begin(_) | Job::Stop | Job::Hash { .. } => false,
        }
    }

    async fn read(
        &self,
        pieces: &[Piece],
        files: &Array,
        say: &dyn Fn(Answer, JsValue),
    ) -> Result<Vec<(u32, FileProblem)>, String> {
        let mut part = Part::new(self.take()?);
        let mut meter = Meter::new(say);
        for (piece, file) in job::pairs(pieces, files) {
            let tell = |bytes, part: &Part| meter.read(bytes, part.lines);
            if let Err(reason) = self.feed(piece, &file, &mut part, tell).await {
                for file in &piece.files {
                    let reason = reason.clone();
                    part.problem(*file, FileProblem::Unreadable { reason });
                }
            }
        }
        meter.tell(part.lines);
        self.kept.replace(Some(part.analysis));
        Ok(part.problems)
    }

    /// What is kept; an empty analysis, where nothing was read yet.
    fn take(&self) -> Result<Analysis, String> {
        self.kept.take().map_or_else(|| self.analysis(), Ok)
    }

    /// A copy of what is kept, for the page to hold.
    fn bring(&self) -> Result<Blob, String> {
        let mut analysis = self.take()?;
        let parcel = pack(&mut analysis);
        self.kept.replace(Some(analysis));
        parcel?.into_blob()
    }

    /// What is kept, for whoever puts the parts together; for the page to hold, too, if that one fails.
    fn leave(&self) -> Result<JsValue, String> {
        pack(&mut self.take()?)?.into_value()
    }

    /// The end of a pass. Nothing is kept after it: the worker has done its work, unless it is asked to bring it.
    async fn gather(
        &self,
        problems: Vec<(u32, FileProblem)>,
        last: bool,
        others: &Array,
        say: &dyn Fn(Answer, JsValue),
    ) -> Result<(Answer, JsValue), String> {
        let mut analysis = self.take()?;
        for other in others.iter() {
            let bytes = match other.dyn_into::<Uint8Array>() {
                Ok(bytes) => bytes.to_vec(),
                Err(other) => {
                    let other: Blob = other.unchecked_into();
                    read::slice(&other, 0, other.size() as u64).await?
                }
            };
            let other = Analysis::from_bytes(&bytes).ok_or("a part came damaged")?;
            drop(bytes);
            analysis.merge(other);
        }
        if !last && let Some(candidates) = analysis.second_pass() {
            self.kept.replace(Some(analysis));
            return Ok((Answer::Overflow, bytes(&candidates.to_bytes())));
        }
        for (file, problem) in problems {
            analysis.problem(file, problem);
        }
        send(analysis.report(&self.begin.plans), |line| {
            say(Answer::Part, bytes(line.as_bytes()));
        });
        Ok((Answer::Report, JsValue::UNDEFINED))
    }

    /// What the files are, and what is in them. One that cannot be read says so itself.
    async fn look(&self, pieces: &[Piece], files: &Array) -> Vec<(u32, Vec<Look>)> {
        let mut found = Vec::new();
        for (piece, file) in job::pairs(pieces, files) {
            for number in &piece.files {
                if let Some(asked) = self.begin.asked.get(*number as usize) {
                    found.push((*number, survey(asked, self.begin.seed, &file).await));
                }
            }
        }
        found
    }

    /// A file that cannot be read whole is left as it is: it says so when it is read.
    async fn compare(&self, pieces: &[Piece], files: &Array) -> Vec<(u32, Look)> {
        let mut found = Vec::new();
        for (piece, file) in job::pairs(pieces, files) {
            for number in &piece.files {
                let Some(mut look) = self.begin.suspects.get(*number as usize).cloned() else {
                    continue;
                };
                let mut whole = Whole::new(&look, self.begin.seed);
                let read = read::chunks(&file, whole.place(), |bytes| whole.push(bytes)).await;
                if let Some((length, print)) = read.ok().and_then(|()| whole.finish()) {
                    look.learn(length, print);
                    found.push((*number, look));
                }
            }
        }
        found
    }

    fn analysis(&self) -> Result<Analysis, String> {
        let Begin {
            plans, query, seed, ..
        } = &self.begin;
        match &self.candidates {
            Some(bytes) => Candidates::from_bytes(bytes)
                .map(|known| Analysis::second(plans, query, *seed, Caps::default(), &known))
                .ok_or_else(|| "the candidates of the second pass came damaged".to_owned()),
            None => Ok(Analysis::new(plans, query, *seed)),
        }
    }

    /// The lines, and where they are wanted as text, the text.
    async fn find(
        &self,
        search: &Search,
        pieces: &[Piece],
        files: &Array,
        say: &dyn Fn(Answer, JsValue),
    ) -> Result<(Answer, JsValue), String> {
        let limit = match search.bring {
            Bring::First(limit) => limit,
            Bring::Text => usize::MAX,
        };
        let mut evidence = Evidence::new(search.wanted.clone(), limit);
        let mut meter = Meter::new(say);
        for (piece, file) in job::pairs(pieces, files) {
            let tell = |bytes, _: &Evidence| meter.read(bytes, 0);
            self.feed(piece, &file, &mut evidence, tell).await?;
        }
        let (found, lines) = (evidence.found, evidence.lines);
        let (samples, text) = match search.bring {
            Bring::First(_) => {
                let samples = evidence.samples().iter().map(short).collect();
                (samples, JsValue::UNDEFINED)
            }
            Bring::Text => {
                let text = self.text(evidence.samples(), search.before);
                (Vec::new(), bytes(text.as_bytes()))
            }
        };
        let answer = Answer::Lines {
            samples,
            found,
            lines,
        };
        Ok((answer, text))
    }

    /// A line each, behind its file and its place there; so many lines stand `before` what was read.
    fn text(&self, samples: &[Sample], before: Option<u64>) -> String {
        let mut text = String::new();
        for sample in samples {
            let plan = self.begin.plans.get(sample.file as usize);
            let path = visible(plan.map_or("", |plan| &plan.path));
            let line = job::sum(before, sample.line);
            let place = address_of(line, sample.offset);
            text += &format!("{path}:{place}: {}\n", sample.text);
        }
        text
    }

    async fn write(
        &self,
        pieces: &[Piece],
        files: &Array,
        say: &dyn Fn(Answer, JsValue),
    ) -> Result<Blob, String> {
        let (mut written, mut meter) = (Pieces::default(), Meter::new(say));
        for (piece, file) in job::pairs(pieces, files) {
            let tell = |bytes, lines: &EcsLines<_>| meter.read(bytes, lines.count());
            let mut lines = EcsLines::new(|line: &str| written.line(line));
            self.feed(piece, &file, &mut lines, tell).await?;
        }
        written.whole()
    }

    /// The piece's lines into the sink.
    async fn feed<S: Sink>(
        &self,
        piece: &Piece,
        file: &Blob,
        sink: &mut S,
        mut tell: impl FnMut(u64, &S),
    ) -> Result<(), String> {
        if self.stopped.get() {
            return Ok(());
        }
        let plan = |file: &u32| self.begin.plans.get(*file as usize);
        let first = piece
            .files
            .first()
            .and_then(plan)
            .ok_or("the job names a file that it did not bring")?;
        let plans = piece.files.iter().filter_map(plan);
        let mut feed = Feed::of_group(plans, piece.start..piece.end);
        let place = &first.place;
        let mut at = feed.start();
        let done = read::chunks(file, place.start + at..place.end, |bytes| {
            let more = feed.push(bytes, sink);
            let before = at;
            at += bytes.len() as u64;
            let upto = |at: u64| at.clamp(piece.start, piece.end);
            tell(upto(at) - upto(before), sink);
            more && !self.stopped.get()
        });
        let done = done.await;
        match self.stopped.get() {
            true => feed.stop(sink),
            // What was read before a file broke off stays read.
            false => feed.finish(sink),
        }
        done
    }
}

async fn survey(asked: &Asked, seed: u64, file: &Blob) -> Vec<Look> {
    let mut survey = Survey::new(asked.given, &asked.path, asked.bytes, asked.modified, seed);
    while let Some(range) = survey.wish() {
        if let Err(reason) = read::chunks(file, range, |bytes| survey.push(bytes)).await {
            return survey.fail(reason);
        }
        survey.fulfilled();
    }
    survey.finish()
}

/// A line of 64 KiB proves nothing that its beginning does not.
fn short(sample: &Sample) -> Sample {
    let text = sample.text.chars().take(LONGEST).collect();
    Sample {
        text,
        ..sample.clone()
    }
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn pack(analysis: &mut Analysis) -> Result<Parcel, String> {
    let mut parcel = Parcel::default();
    let written = analysis.write(&mut parcel);
    written.map(|()| parcel).map_err(|error| error.to_string())
}

fn post(scope: &DedicatedWorkerGlobalScope, answer: &Answer, rider: &JsValue) {
    let transfer = rider
        .dyn_ref::<Uint8Array>()
        .map(Uint8Array::buffer)
        .into_iter()
        .collect::<Array>();
    if let Ok(message) = job::message(answer, rider) {
        // Fails only where the page is gone; then nobody waits.
        let _ = scope.post_message_with_transfer(&message, &transfer);
    }
}

/// A trap inside a promise raises no error event in the page. The hook still runs before it.
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let scope = js_sys::global().unchecked_into();
        post(
            &scope,
            &Answer::Failed {
                reason: panic.to_string(),
            },
            &JsValue::UNDEFINED,
        );
    }));
}
