//! The worker's side: a desk that takes one job at a time.
//!
//! The same desk works in the page's own thread where there are no workers (in Node, in the tests).

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use logyomi_core::report::FileProblem;
use logyomi_core::{Analysis, Evidence, Feed, Sink};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use crate::job::{self, Answer, Begin, Job, Piece};
use crate::progress::Meter;
use crate::{host, read};

/// What the jobs are about.
#[derive(Default)]
pub struct Desk {
    begin: Begin,
    /// Of the second pass, if it is one.
    candidates: Option<Vec<u8>>,
}

/// Called once in each worker, before its first message is let in.
#[wasm_bindgen]
pub fn worker_main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    report_panics();
    let desk = Rc::new(RefCell::new(Desk::default()));
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
    listener.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}

/// Does the job and says what came of it.
pub async fn take(
    desk: &RefCell<Desk>,
    job: Job,
    rider: JsValue,
    say: &impl Fn(Answer, JsValue),
) -> Result<(), String> {
    // One job at a time: nobody else changes the desk while a job waits for its bytes.
    let desk = &mut *desk
        .try_borrow_mut()
        .map_err(|_| "a job came while another was being done")?;
    match job {
        Job::Begin(begin) => *desk = Desk::new(begin, &rider),
        Job::Read { pieces } => {
            let analysis = desk.read(&pieces, &rider.unchecked_into(), say).await;
            let bytes = Uint8Array::from(analysis.to_bytes().as_slice());
            say(
                Answer::Part {
                    lines: analysis.lines(),
                },
                bytes.into(),
            );
        }
        Job::Find { row, limit, pieces } => {
            let evidence = Evidence::new(&row.section, &row.event, &row.key, limit);
            let samples = desk
                .find(evidence, &pieces, &rider.unchecked_into())
                .await?
                .samples();
            say(Answer::Lines { samples }, JsValue::UNDEFINED);
        }
    }
    Ok(())
}

impl Desk {
    pub fn new(begin: Begin, candidates: &JsValue) -> Desk {
        Desk {
            begin,
            candidates: candidates.dyn_ref().map(Uint8Array::to_vec),
        }
    }

    /// A file that cannot be read is a fact about the input, and goes into the analysis.
    async fn read(
        &self,
        pieces: &[Piece],
        files: &Array,
        say: &impl Fn(Answer, JsValue),
    ) -> Analysis {
        let mut analysis = self.analysis();
        let mut meter = Meter::default();
        for (piece, file) in pieces.iter().zip(files.iter()) {
            let file: Blob = file.unchecked_into();
            let tell = |bytes: &[u8], analysis: &Analysis| {
                if meter.is_due(bytes.len()) {
                    say(
                        Answer::Progress {
                            bytes: meter.bytes(),
                            lines: analysis.lines(),
                        },
                        JsValue::UNDEFINED,
                    );
                }
            };
            if let Err(reason) = self.feed(piece, &file, &mut analysis, tell).await {
                analysis.problem(piece.file, FileProblem::Unreadable { reason });
            }
        }
        analysis
    }

    fn analysis(&self) -> Analysis {
        let Begin { plans, query, seed } = &self.begin;
        match &self.candidates {
            Some(candidates) => Analysis::second(plans, query, *seed, candidates),
            None => Analysis::new(plans, query, *seed),
        }
    }

    async fn find(
        &self,
        mut evidence: Evidence,
        pieces: &[Piece],
        files: &Array,
    ) -> Result<Evidence, String> {
        for (piece, file) in pieces.iter().zip(files.iter()) {
            let file: Blob = file.unchecked_into();
            self.feed(piece, &file, &mut evidence, |_, _| ()).await?;
        }
        Ok(evidence)
    }

    /// The piece's lines into the sink.
    async fn feed<S: Sink>(
        &self,
        piece: &Piece,
        file: &Blob,
        sink: &mut S,
        mut tell: impl FnMut(&[u8], &S),
    ) -> Result<(), String> {
        let plan = self
            .begin
            .plans
            .get(piece.file as usize)
            .ok_or("the job names a file that it did not bring")?;
        let mut feed = Feed::new(plan, piece.start..piece.end);
        let done = read::chunks(file, feed.start(), |bytes| {
            let more = feed.push(bytes, sink);
            tell(bytes, sink);
            more
        });
        let done = done.await;
        // What was read before a file broke off stays read.
        feed.finish(sink);
        done
    }
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
