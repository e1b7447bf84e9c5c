//! The files of the command line: found, looked at, planned and fed.

mod threads;

use crate::source::{self, Source};
use chrono::{DateTime, Local, NaiveDate};
use clap::Args;
use logyomi_core::report::FileProblem;
use logyomi_core::{
    Feed, FilePlan, Look, Settings, Sink, Survey, Whole, arrange, groups, suspects,
};
use std::cmp::Reverse;
use std::io;
use std::ops::Range;

#[derive(Args)]
pub struct Input {
    /// Logs, plain or packed (gz, bz2, xz, zst), archives (zip, tar), folders with all that is in them; `-` is standard input
    #[arg(required = true, value_name = "FILE|FOLDER|-")]
    pub files: Vec<String>,
    /// A date near which the logs were written: decides the years that they do not name
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
}

/// The input, planned, in canonical order.
pub struct Planned {
    pub plans: Vec<FilePlan>,
    sources: Vec<Source>,
    /// SHA-256 of each given file, in the order of the plans, once it was read by [`Planned::analyze`]; those in
    /// archives have none of their own.
    pub hashes: Vec<Option<String>>,
    pub failed: bool,
}

impl Input {
    /// Looks at all files and plans; what cannot be read is named on standard error.
    pub fn open(&self, seed: u64) -> Planned {
        let mut failed = false;
        let mut say = |path: &str, error: &io::Error| {
            eprintln!("logyomi: {path}: {error}");
            failed = true;
        };
        let sources = source::all(&self.files, &mut say);
        let mut looks: Vec<Look> = Vec::new();
        for (source, number) in sources.iter().zip(0..) {
            looks.extend(look(source, number, seed, &mut say));
        }
        for at in suspects(&looks) {
            if let Some(look) = looks.get_mut(at) {
                read_whole(look, &sources, seed);
            }
        }
        let settings = Settings {
            anchor: self.date,
            today: Local::now().date_naive(),
        };
        let plans = arrange(&looks, &settings);
        Planned {
            hashes: vec![None; plans.len()],
            plans,
            sources,
            failed,
        }
    }
}

/// What a file is, and what is in it. A file that cannot be read is one of the report, too.
fn look(
    source: &Source,
    number: u32,
    seed: u64,
    say: &mut impl FnMut(&str, &io::Error),
) -> Vec<Look> {
    let mut survey = Survey::new(number, &source.path, source.bytes, source.modified, seed);
    while let Some(range) = survey.wish() {
        if let Err(error) = source.read(range, |bytes| survey.push(bytes)) {
            say(&source.path, &error);
            return survey.fail(error.to_string());
        }
        survey.fulfilled();
    }
    survey.finish()
}

/// Where that fails, the file is read like any other, and says so then.
fn read_whole(look: &mut Look, sources: &[Source], seed: u64) {
    let mut whole = Whole::new(look, seed);
    let Some(source) = sources.get(look.place.given as usize) else {
        return;
    };
    let read = source.read(whole.place(), |bytes| whole.push(bytes));
    if let Some((length, digest)) = read.ok().and_then(|_| whole.finish()) {
        look.learn(length, digest);
    }
}

/// Files that are read together, and where they lie.
#[derive(Clone)]
struct Group<'a> {
    plans: Vec<&'a FilePlan>,
    source: &'a Source,
}

/// What was wrong with the files of a group.
type Problem = (Vec<u32>, FileProblem);

impl Planned {
    /// Feeds every file, in order; what fails on the way is named on standard error and in the sink.
    pub fn feed(&mut self, sink: &mut impl Sink) {
        let groups = self.groups();
        let problems = groups.filter_map(|group| group.feed(0..u64::MAX, sink));
        let problems = problems.collect();
        self.tell(problems, sink);
    }

    fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        groups(&self.plans).into_iter().filter_map(|group| {
            let plans = group.iter();
            let plans: Vec<_> = plans
                .filter_map(|file| self.plans.get(*file as usize))
                .collect();
            let source = self.source(plans.first()?)?;
            Some(Group { plans, source })
        })
    }

    fn source(&self, plan: &FilePlan) -> Option<&Source> {
        self.sources.get(plan.place.given as usize)
    }

    /// Of each group the first thing that was wrong: its later ranges met the same.
    fn tell(&mut self, mut problems: Vec<Problem>, sink: &mut impl Sink) {
        problems.sort_by_key(|(files, problem)| {
            let missing = match problem {
                FileProblem::Changed { missing } => *missing,
                _ => u64::MAX,
            };
            (files.clone(), Reverse(missing))
        });
        problems.dedup_by(|(later, _), (first, _)| later == first);
        for (files, problem) in problems {
            let first = files
                .first()
                .and_then(|file| self.plans.get(*file as usize));
            if let FileProblem::Unreadable { reason } = &problem {
                let path = first.and_then(|plan| self.source(plan));
                let path = path.map_or("", |source| &source.path);
                eprintln!("logyomi: {path}: {reason}");
                self.failed = true;
            }
            for file in files {
                sink.problem(file, problem.clone());
            }
        }
    }
}

impl Group<'_> {
    /// Feeds a range of it; what was read before a file broke off stays read.
    fn feed(&self, range: Range<u64>, sink: &mut impl Sink) -> Option<Problem> {
        let place = &self.plans.first()?.place;
        let mut feed = Feed::of_group(self.plans.iter().copied(), range);
        let wanted = place.start + feed.start()..place.end;
        let read = self.source.read(wanted, |bytes| feed.push(bytes, sink));
        feed.finish(sink);
        let problem = match read {
            Ok(0) => return None,
            Ok(missing) => FileProblem::Changed { missing },
            Err(error) => FileProblem::Unreadable {
                reason: error.to_string(),
            },
        };
        Some((self.plans.iter().map(|plan| plan.file).collect(), problem))
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

#[cfg(test)]
mod tests {
    use super::*;
    use logyomi_core::{Analysis, Query};
    use std::fs;

    #[test]
    fn files_that_shrink_or_vanish_are_named_and_the_others_are_read() {
        let folder = std::env::temp_dir().join(format!("logyomi-input-{}", std::process::id()));
        fs::create_dir_all(folder.join("log/old")).unwrap();
        let line = "Feb 24 04:00:00 web1 sshd[1]: Invalid user admin from 203.0.113.9\n";
        let write = |name: &str, lines: usize| {
            fs::write(folder.join("log").join(name), line.repeat(lines)).unwrap()
        };
        for (name, lines) in [
            ("good", 10),
            ("grows", 11),
            ("old/shrinks", 4000),
            ("vanishes", 13),
        ] {
            write(name, lines);
        }
        let input = Input {
            files: vec![folder.to_string_lossy().into_owned()],
            date: None,
        };
        let mut planned = input.open(7);
        write("grows", 20);
        write("old/shrinks", 3000);
        fs::remove_file(folder.join("log/vanishes")).unwrap();
        let mut analysis = Analysis::new(&planned.plans, &Query::default(), 7);
        planned.feed(&mut analysis);
        let files = analysis.report(&planned.plans).files;
        fs::remove_dir_all(&folder).unwrap();
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let read: Vec<(String, u64)> = files
            .iter()
            .map(|file| (name(&file.path), file.lines.read))
            .collect();
        let read: Vec<(&str, u64)> = read
            .iter()
            .map(|(name, lines)| (name.as_str(), *lines))
            .collect();
        assert_eq!(
            read,
            [
                ("good", 10),
                ("grows", 11),
                ("shrinks", 3000),
                ("vanishes", 0)
            ]
        );
        let missing = 1000 * line.len() as u64;
        let problems: Vec<_> = files.into_iter().map(|file| file.problems).collect();
        assert_eq!((&problems[0], &problems[1]), (&vec![], &vec![]));
        assert_eq!(problems[2], [FileProblem::Changed { missing }]);
        assert!(
            matches!(problems[3][..], [FileProblem::Unreadable { .. }]),
            "{:?}",
            problems[3]
        );
        assert!(planned.failed);
    }
}
