//! What a run is about: the files, looked at and planned.

use chrono::NaiveDate;
use js_sys::Date;
use logyomi_core::report::FileProblem;
use logyomi_core::{FilePlan, Given, PROBE, Query, Settings, plan};
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::cut;
use crate::hand::Maker;
use crate::host::{self, Parts};
use crate::intake::Source;
use crate::job::Begin;
use crate::read;

/// Kept with its report: the lines behind a row are looked for in the same files later.
#[derive(Default)]
pub struct Input {
    pub parts: Option<Parts>,
    pub plans: Vec<FilePlan>,
    /// In the order of the plans.
    pub files: Vec<File>,
    /// Files whose ends could not be read.
    pub problems: Vec<(u32, FileProblem)>,
    pub query: Query,
    pub seed: u64,
    /// How many bytes of a file are one task.
    pub range: u64,
}

impl Input {
    /// Looks at the ends of each file. Without `parts` no workers are made.
    pub async fn new(parts: Option<Parts>, sources: &[Source], settings: &Settings) -> Input {
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
        let file = |plan: &FilePlan| Some(sources.get(plan.given as usize)?.file.clone());
        let problem = |plan: &FilePlan| {
            let reason = reasons.get(plan.given as usize)?.clone()?;
            Some((plan.file, FileProblem::Unreadable { reason }))
        };
        Input {
            parts,
            files: plans.iter().filter_map(file).collect(),
            problems: plans.iter().filter_map(problem).collect(),
            plans,
            query: Query::default(),
            seed: host::seed(),
            range: cut::RANGE,
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
}

/// First and last bytes.
async fn probe(file: &File) -> Result<(Vec<u8>, Vec<u8>), String> {
    let (bytes, length) = (file.size() as u64, PROBE as u64);
    let head = read::slice(file, 0, length.min(bytes)).await?;
    let tail = read::slice(file, bytes.saturating_sub(length), bytes).await?;
    Ok((head, tail))
}

fn describe(source: &Source, (head, tail): (Vec<u8>, Vec<u8>)) -> Given {
    let moment = source
        .dated
        .then(|| Date::new(&source.file.last_modified().into()));
    Given {
        path: source.path.clone(),
        bytes: source.file.size() as u64,
        modified: moment.and_then(|moment| date(&moment)),
        head,
        tail,
    }
}

pub fn today() -> NaiveDate {
    date(&Date::new_0()).unwrap_or_default()
}

/// The day on the reader's own calendar.
fn date(moment: &Date) -> Option<NaiveDate> {
    let year = i32::try_from(moment.get_full_year()).ok()?;
    NaiveDate::from_ymd_opt(year, moment.get_month() + 1, moment.get_date())
}
