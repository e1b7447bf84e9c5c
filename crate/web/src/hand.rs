//! One worker, as the page holds it: asked, it answers, fails, or falls silent.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, Event, MessageEvent};

use crate::host::{self, Parts, Worker};
use crate::job::{self, Answer, Begin, Job};
use crate::warm;
use crate::worker::{self, Desk};

/// How often a worker that says nothing is asked whether it is there; milliseconds.
const TICK: u32 = 400;

/// One that does not answer so many times is dead; asked where the browser does not tell ([`Ear::watch`]). Counted
/// in ticks and not by the clock: a laptop that slept for an hour has not waited.
const SILENT_TICKS: u32 = 4;

/// One that has yet to start, or has said that it is busy, has a minute.
const PATIENT_TICKS: u32 = 150;

/// More would wait for the disk, and each has a memory of its own.
const MOST: usize = 8;

/// Makes workers that know what the work is about.
pub struct Maker {
    /// Without these, and where there are no workers, the page works itself.
    pub parts: Option<Parts>,
    /// [`Job::Begin`] and what goes with it.
    pub begin: Begin,
    pub candidates: JsValue,
}

pub enum Hand {
    Far(Far),
    Here(RefCell<Rc<Desk>>),
}

pub struct Far {
    worker: Worker,
    ear: Rc<Ear>,
    _listeners: [EventListener; 2],
    _watchdog: Interval,
}

/// What came from a worker and was not looked at yet.
#[derive(Default)]
struct Ear {
    /// Of the lock that the worker holds while it lives.
    name: String,
    heard: RefCell<VecDeque<Heard>>,
    wake: RefCell<Option<Function>>,
    /// Ticks since something came, while something is waited for.
    silent: Cell<u32>,
    state: Cell<State>,
}

/// Whether a worker would answer a knock at once.
#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Starting,
    Answering,
    /// At long work, up to its answer.
    Busy,
}

/// An answer with its rider, or why there will be none.
type Heard = Result<(Answer, JsValue), String>;

impl Maker {
    /// How many workers there will be: where none can be made, the page works itself.
    pub fn hands(&self) -> usize {
        self.parts.as_ref().map_or(1, |_| hands())
    }

    /// A worker that has begun. A browser that lets none start reads in the page itself.
    pub fn hand(&self) -> Hand {
        let far = self
            .parts
            .as_ref()
            .and_then(|parts| Far::begun(parts, self).ok());
        match far {
            Some(far) => Hand::Far(far),
            None => Hand::Here(RefCell::new(Rc::new(Desk::new(
                self.begin.clone(),
                &self.candidates,
            )))),
        }
    }
}

/// How many workers this machine is good for.
pub fn hands() -> usize {
    let processors =
        web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (processors as usize).clamp(1, MOST)
}

impl Hand {
    /// The answer to a job, or why there is none; then this worker is of no more use. What is said before it,
    /// [`Answer::Progress`] and [`Answer::Part`], goes to `meanwhile`.
    pub async fn ask(
        &self,
        job: Job,
        files: &Array,
        meanwhile: &impl Fn(Answer, JsValue),
    ) -> Heard {
        match self {
            Hand::Far(far) => far.ask(&job, files, meanwhile).await,
            Hand::Here(desk) => ask_here(desk, job, files, meanwhile).await,
        }
    }

    /// Nothing more is to be read: the job at hand is answered with what there is.
    pub fn stop(&self) {
        match self {
            // A worker that cannot be told does not answer, either.
            Hand::Far(far) => far.tell(&Job::Stop, &JsValue::NULL).unwrap_or_default(),
            Hand::Here(desk) => desk.borrow().stop(),
        }
    }

    /// Ends the worker; whoever waits for it hears that.
    pub fn end(&self) {
        if let Hand::Far(far) = self {
            far.worker.terminate();
            far.ear.hear(Err("the worker was ended".to_owned()));
        }
    }
}

impl Far {
    /// A worker that knows nothing yet.
    pub fn start(parts: &Parts) -> Result<Far, JsValue> {
        let worker = Worker::new(&parts.policy().script_url(&parts.worker()))?;
        let ear = Rc::new(Ear {
            name: format!("logyomi-{:x}", host::seed()),
            ..Ear::default()
        });
        let listeners = [
            listen(&worker, "message", &ear, message),
            listen(&worker, "error", &ear, error),
        ];
        let message = [
            ("module", &parts.module()),
            ("name", &JsValue::from_str(&ear.name)),
        ];
        worker.post_message(&host::object(&message))?;
        let (watched, knocked) = (ear.clone(), worker.clone());
        let watchdog = Interval::new(TICK, move || {
            if watched.tick()
                && let Ok(knock) = job::message(&Job::Knock, &JsValue::NULL)
            {
                // A worker that cannot be asked does not answer.
                let _ = knocked.post_message(&knock);
            }
        });
        Ok(Far {
            worker,
            ear,
            _listeners: listeners,
            _watchdog: watchdog,
        })
    }

    /// A worker that knows what the work is about: a warm one, if there is one.
    fn begun(parts: &Parts, maker: &Maker) -> Result<Far, JsValue> {
        let far = warm::take().map_or_else(|| Far::start(parts), Ok)?;
        far.tell(&Job::Begin(maker.begin.clone()), &maker.candidates)?;
        Ok(far)
    }

    pub fn tell(&self, job: &Job, rider: &JsValue) -> Result<(), JsValue> {
        self.worker.post_message(&job::message(job, rider)?)
    }

    async fn ask(&self, job: &Job, files: &Array, meanwhile: &impl Fn(Answer, JsValue)) -> Heard {
        self.tell(job, files)
            .map_err(|error| host::reason(&error))?;
        loop {
            match self.ear.next().await? {
                (answer @ (Answer::Progress { .. } | Answer::Part), rider) => {
                    meanwhile(answer, rider);
                }
                (Answer::Here | Answer::Held | Answer::Busy, _) => {}
                (Answer::Failed { reason }, _) => return Err(reason),
                answer => return Ok(answer),
            }
        }
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Ear {
    fn hear(self: &Rc<Self>, heard: Heard) {
        if matches!(heard, Ok((Answer::Held, _))) {
            self.watch();
        }
        self.silent.set(0);
        self.state.set(match (&heard, self.state.get()) {
            (Ok((Answer::Busy, _)), _) => State::Busy,
            (Ok((said, _)), State::Busy) if !said.is_last() => State::Busy,
            _ => State::Answering,
        });
        self.heard.borrow_mut().push_back(heard);
        if let Some(wake) = self.wake.take() {
            // A promise's own function: it does not throw.
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }

    /// A worker may end without a word. Its lock is free then, which the browser tells, whatever the worker was at.
    fn watch(self: &Rc<Self>) {
        let ear = Rc::downgrade(self);
        host::when_free(&self.name, move || {
            if let Some(ear) = ear.upgrade() {
                ear.hear(Err("the worker has ended".to_owned()));
            }
        });
    }

    async fn next(&self) -> Heard {
        loop {
            if let Some(heard) = self.heard.borrow_mut().pop_front() {
                return heard;
            }
            let promise = Promise::new(&mut |wake, _| *self.wake.borrow_mut() = Some(wake));
            let _ = promise.await;
        }
    }

    /// Silence counts only while somebody waits; then true, for whoever is silent is to be asked.
    fn tick(self: &Rc<Self>) -> bool {
        let waiting = self.wake.borrow().is_some();
        self.silent
            .set(if waiting { self.silent.get() + 1 } else { 0 });
        let answers = self.state.get() == State::Answering;
        let patience = if answers { SILENT_TICKS } else { PATIENT_TICKS };
        if self.silent.get() > patience {
            self.hear(Err("the worker fell silent".to_owned()));
        }
        waiting && answers
    }
}

fn listen(
    worker: &Worker,
    kind: &'static str,
    ear: &Rc<Ear>,
    read: fn(&Event) -> Heard,
) -> EventListener {
    let ear = ear.clone();
    EventListener::new(worker, kind, move |event| ear.hear(read(event)))
}

fn message(event: &Event) -> Heard {
    let event: &MessageEvent = event.unchecked_ref();
    job::open(event.data()).map_err(|error| host::reason(&error))
}

fn error(event: &Event) -> Heard {
    Err(event
        .dyn_ref::<ErrorEvent>()
        .map_or_else(|| event.type_(), ErrorEvent::message))
}

async fn ask_here(
    desk: &RefCell<Rc<Desk>>,
    job: Job,
    files: &Array,
    meanwhile: &impl Fn(Answer, JsValue),
) -> Heard {
    let last = RefCell::new(Err("no answer".to_owned()));
    let say = |answer: Answer, rider: JsValue| match answer {
        Answer::Progress { .. } | Answer::Part => meanwhile(answer, rider),
        Answer::Here | Answer::Busy => {}
        answer => *last.borrow_mut() = Ok((answer, rider)),
    };
    worker::take(desk, job, files.into(), &say).await?;
    last.into_inner()
}
