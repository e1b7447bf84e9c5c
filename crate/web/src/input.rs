//! What a run is about: the files, looked at and planned.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::rc::Rc;

use chrono::NaiveDate;
use js_sys::Date;
use logyomi_core::{AnchorFrom, FilePlan, Look, Order, Query, Settings, Survey, arrange, suspects};
use logyomi_view::state::OfFiles;
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::control::Control;
use crate::cut;
use crate::hand::Maker;
use crate::host::{self, Parts};
use crate::intake::Source;
use crate::job::{Answer, Asked, Begin, Piece};
use crate::pool::{Kind, Pool, Receiver, Task};

/// Kept with its report: the lines behind a row are looked for in the same files later.
#[derive(Clone, Default)]
pub struct Input {
    pub parts: Option<Parts>,
    pub plans: Vec<FilePlan>,
    /// In the order of the plans.
    pub files: Vec<File>,
    pub query: Query,
    pub seed: u64,
    /// How many bytes of a file are one task.
    pub range: u64,
    /// What the plans were made with.
    pub settings: Settings,
    /// What the reader said of single files.
    pub own: OfFiles,
    /// SHA-256 of the given files, in the order of the plans, once somebody has asked.
    pub hashes: Rc<OnceCell<Vec<Option<String>>>>,
    /// How many lines of its file stand before each task of a search, once one has come to its end.
    pub before: Rc<OnceCell<Vec<Option<u64>>>>,
}

/// So few files are looked at sooner than a worker is there.
const FEW: usize = 8;

/// Files that one task looks at.
const TOGETHER: usize = 100;

impl Input {
    /// Looks at each file, and into archives. Without `parts` no workers are made.
    pub async fn new(
        parts: Option<Parts>,
        sources: &[Source],
        settings: &Settings,
        control: &Rc<Control>,
    ) -> Input {
        let seed = host::seed();
        let mut looks = look(&parts, sources, seed, control).await;
        compare(&parts, sources, &mut looks, seed, control).await;
        let plans = arrange(&looks, settings);
        let file = |plan: &FilePlan| Some(sources.get(plan.place.given as usize)?.file.clone());
        Input {
            parts,
            files: plans.iter().filter_map(file).collect(),
            plans,
            query: Query::default(),
            seed,
            range: cut::RANGE,
            settings: *settings,
            own: OfFiles::default(),
            hashes: Rc::default(),
            before: Rc::default(),
        }
    }

    /// The years of these files are guessed from the reader's own days, and their clocks stood where the reader says.
    pub fn with_own(mut self, own: OfFiles) -> Input {
        for plan in &mut self.plans {
            if let Some(day) = own.days.get(&plan.path) {
                (plan.anchor, plan.anchor_from) = (*day, AnchorFrom::User);
            }
            let zone = own.zones.get(&plan.path);
            plan.zone = zone.and_then(|minutes| i16::try_from(*minutes).ok());
        }
        Input { own, ..self }
    }

    pub fn maker(&self, candidates: JsValue) -> Maker {
        let begin = Begin {
            plans: self.plans.clone(),
            query: self.query.clone(),
            seed: self.seed,
            ..Begin::default()
        };
        Maker {
            parts: self.parts.clone(),
            begin,
            candidates,
        }
    }
}

/// What the files are, in their own order.
async fn look(
    parts: &Option<Parts>,
    sources: &[Source],
    seed: u64,
    control: &Rc<Control>,
) -> Vec<Look> {
    let asked: Vec<Asked> = sources.iter().zip(0..).map(ask).collect();
    let pieces: Vec<(Piece, File)> = asked
        .iter()
        .zip(sources)
        .map(|(asked, source)| (whole(asked.given, asked.bytes), source.file.clone()))
        .collect();
    let few = sources.len() <= FEW && !sources.iter().any(|source| may_be_long(&source.path));
    let together = if few {
        FEW
    } else {
        TOGETHER.min(sources.len().div_ceil(8).max(1))
    };
    let tasks = pieces
        .chunks(together)
        .map(|pieces| Task::new(Kind::Look, pieces.to_vec()));
    let maker = Maker {
        parts: parts.clone().filter(|_| !few),
        begin: Begin {
            seed,
            asked,
            ..Begin::default()
        },
        candidates: JsValue::NULL,
    };
    let pool = Pool::new(maker, tasks.collect(), Found::default());
    control.run(&pool).await;
    let mut found = pool.receiver().looks.take();
    let known: HashSet<u32> = found.iter().map(|(given, _)| *given).collect();
    let broken: HashMap<u32, String> = pool.receiver().broken.take().into_iter().collect();
    for (source, given) in sources
        .iter()
        .zip(0..)
        .filter(|(_, given)| !known.contains(given))
    {
        let Asked {
            path,
            bytes,
            modified,
            ..
        } = ask((source, given));
        let reason = broken
            .get(&given)
            .map_or("the reading was stopped", String::as_str);
        let survey = Survey::new(given, &path, bytes, modified, seed);
        found.push((given, survey.fail(reason.to_owned())));
    }
    found.order_by_key(|(given, _)| *given);
    found.into_iter().flat_map(|(_, looks)| looks).collect()
}

/// Reads those whole that may hold the same.
async fn compare(
    parts: &Option<Parts>,
    sources: &[Source],
    looks: &mut [Look],
    seed: u64,
    control: &Rc<Control>,
) {
    let alike = suspects(looks);
    if alike.is_empty() {
        return;
    }
    let chosen: Vec<Look> = alike
        .iter()
        .filter_map(|at| looks.get(*at).cloned())
        .collect();
    let tasks = chosen.iter().zip(0..).filter_map(|(look, number)| {
        let source = sources.get(look.place.given as usize)?;
        let piece = whole(number, look.place.end - look.place.start);
        Some(Task::new(Kind::Compare, vec![(piece, source.file.clone())]))
    });
    let tasks = tasks.collect();
    let maker = Maker {
        parts: parts.clone(),
        begin: Begin {
            seed,
            suspects: chosen,
            ..Begin::default()
        },
        candidates: JsValue::NULL,
    };
    let pool = Pool::new(maker, tasks, Found::default());
    control.run(&pool).await;
    for (number, look) in pool.receiver().wholes.take() {
        let place = alike.get(number as usize).and_then(|at| looks.get_mut(*at));
        if let Some(place) = place {
            *place = look;
        }
    }
}

/// Puts together what the workers found.
#[derive(Default)]
struct Found {
    looks: RefCell<Vec<(u32, Vec<Look>)>>,
    wholes: RefCell<Vec<(u32, Look)>>,
    /// Files that no worker could look at, and why.
    broken: RefCell<Vec<(u32, String)>>,
}

impl Receiver for Found {
    fn progress(&self, _bytes: i64, _lines: i64) {}

    fn done(&self, _: usize, answer: Answer, _: JsValue) -> Result<ControlFlow<()>, String> {
        match answer {
            Answer::Looks { found } => self.looks.borrow_mut().extend(found),
            Answer::Wholes { found } => self.wholes.borrow_mut().extend(found),
            _ => return Err("the worker brought something else than looks".to_owned()),
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Two workers broke at it: it is named, and not read.
    fn given_up(&self, piece: &Piece, reason: &str) {
        let broken = piece.files.iter().map(|given| (*given, reason.to_owned()));
        self.broken.borrow_mut().extend(broken);
    }
}

fn whole(number: u32, bytes: u64) -> Piece {
    Piece {
        files: vec![number],
        start: 0,
        end: bytes,
    }
}

fn ask((source, given): (&Source, u32)) -> Asked {
    let moment = source
        .dated
        .then(|| Date::new(&source.file.last_modified().into()));
    Asked {
        given,
        path: source.path.clone(),
        bytes: source.file.size() as u64,
        modified: moment.and_then(|moment| date(&moment)),
    }
}

/// Packed: the look at it may take seconds, in which the page would stand still.
fn may_be_long(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [
        ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".zst", ".zip",
    ]
    .iter()
    .any(|ending| path.ends_with(ending))
}

pub fn today() -> NaiveDate {
    date(&Date::new_0()).unwrap_or_default()
}

/// The day on the reader's own calendar.
fn date(moment: &Date) -> Option<NaiveDate> {
    let year = i32::try_from(moment.get_full_year()).ok()?;
    NaiveDate::from_ymd_opt(year, moment.get_month() + 1, moment.get_date())
}
