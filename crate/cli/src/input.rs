//! The files of the command line, opened, planned and fed.

use crate::hash::Hasher;
use chrono::{DateTime, Local, NaiveDate};
use clap::Args;
use logyomi_core::report::FileProblem;
use logyomi_core::{Feed, FilePlan, Given, PROBE, Settings, Sink, plan};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

#[derive(Args)]
pub struct Input {
    /// Log files, plain or gzip; `-` is standard input
    #[arg(required = true, value_name = "FILE|-")]
    pub files: Vec<String>,
    /// A date near which the logs were written: decides the years that they do not name
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
}

/// An input that could be opened.
struct Source {
    content: Content,
    given: Given,
}

enum Content {
    File(File),
    Memory(Vec<u8>),
}

/// The input, planned, in canonical order.
pub struct Planned {
    pub plans: Vec<FilePlan>,
    /// SHA-256 of each file that was fed to its end, in the order of the plans.
    pub hashes: Vec<Option<String>>,
    sources: Vec<Source>,
    pub failed: bool,
}

/// How much is read at once.
const PIECE: usize = 1 << 20;

impl Input {
    /// Opens and plans; what cannot be opened is named on standard error.
    pub fn open(&self) -> Planned {
        let mut failed = false;
        let mut sources = Vec::new();
        for path in &self.files {
            match open(path) {
                Ok(source) => sources.push(source),
                Err(error) => {
                    eprintln!("logyomi: {path}: {error}");
                    failed = true;
                }
            }
        }
        let given: Vec<Given> = sources.iter().map(|source| source.given.clone()).collect();
        let plans = plan(
            &given,
            &Settings {
                anchor: self.date,
                today: Local::now().date_naive(),
            },
        );
        Planned {
            hashes: vec![None; plans.len()],
            plans,
            sources,
            failed,
        }
    }
}

impl Planned {
    /// Feeds every file, in order; what fails on the way is named on standard error and in the sink.
    pub fn feed(&mut self, sink: &mut impl Sink) {
        for (plan, hash) in self.plans.iter().zip(&mut self.hashes) {
            let Some(source) = self.sources.get_mut(plan.given as usize) else {
                continue;
            };
            // Once is enough: a second pass counts again, it does not hash again.
            let mut hasher = hash.is_none().then(Hasher::default);
            match feed(plan, &mut source.content, sink, &mut hasher) {
                Ok(()) => *hash = hasher.map(Hasher::name).or(hash.take()),
                Err(error) => {
                    eprintln!("logyomi: {}: {error}", plan.path);
                    sink.problem(
                        plan.file,
                        FileProblem::Unreadable {
                            reason: error.to_string(),
                        },
                    );
                    self.failed = true;
                }
            }
        }
    }
}

fn open(path: &str) -> io::Result<Source> {
    if path == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        let head = bytes.get(..PROBE).unwrap_or(&bytes).to_vec();
        let tail = bytes
            .get(bytes.len().saturating_sub(PROBE)..)
            .unwrap_or_default()
            .to_vec();
        let given = Given {
            path: "-".to_owned(),
            bytes: bytes.len() as u64,
            modified: None,
            head,
            tail,
        };
        return Ok(Source {
            content: Content::Memory(bytes),
            given,
        });
    }
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    let modified = about
        .modified()
        .ok()
        .map(|time| DateTime::<Local>::from(time).date_naive());
    let head = piece(&mut file, 0)?;
    let tail = piece(&mut file, about.len().saturating_sub(PROBE as u64))?;
    let given = Given {
        path: path.to_owned(),
        bytes: about.len(),
        modified,
        head,
        tail,
    };
    Ok(Source {
        content: Content::File(file),
        given,
    })
}

fn piece(file: &mut File, from: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(PROBE as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn feed(
    plan: &FilePlan,
    content: &mut Content,
    sink: &mut impl Sink,
    hasher: &mut Option<Hasher>,
) -> io::Result<()> {
    let mut feed = Feed::new(plan, 0..u64::MAX);
    let outcome = match content {
        Content::Memory(bytes) => {
            feed.push(bytes, sink);
            hasher.iter_mut().for_each(|hasher| hasher.add(bytes));
            Ok(())
        }
        Content::File(file) => pieces(file, &mut feed, sink, hasher),
    };
    feed.finish(sink);
    outcome
}

/// A hash is of the whole file, also where the feed has had enough of it.
fn pieces(
    file: &mut File,
    feed: &mut Feed,
    sink: &mut impl Sink,
    hasher: &mut Option<Hasher>,
) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; PIECE];
    let mut wanted = true;
    loop {
        let read = file.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if read == 0 || (!wanted && hasher.is_none()) {
            return Ok(());
        }
        hasher.iter_mut().for_each(|hasher| hasher.add(bytes));
        wanted = wanted && feed.push(bytes, sink);
    }
}

/// `+09:00` → minutes east of UTC.
pub fn zone(text: &str) -> Result<i32, String> {
    let probe = format!("2000-01-01T00:00:00{text}");
    DateTime::parse_from_rfc3339(&probe)
        .map(|time| time.offset().local_minus_utc() / 60)
        .map_err(|_| "a zone is written +09:00".to_owned())
}

/// As [`logyomi_core::moment`] reads it.
pub fn moment(text: &str) -> Result<i64, String> {
    logyomi_core::moment(text)
        .ok_or_else(|| "a moment is written 2017-02-07 or 2017-02-07T04:32:51".to_owned())
}
