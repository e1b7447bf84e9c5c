//! What the tests share: text in, report out.

use flate2::Compression;
use flate2::write::GzEncoder;
use logyomi_core::report::Report;
use logyomi_core::{
    Analysis, Caps, Feed, FilePlan, Line, Look, Place, Query, Settings, Sink, Survey, Whole,
    arrange, groups, suspects,
};
use std::io::Write;
use std::path::PathBuf;

/// The project's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// Whether expectations are to be written anew.
pub fn update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// A number that the long runs of `cargo xtask soak` set, or what the tests of every day are content with.
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// The day on which all test input was read.
pub const TODAY: &str = "2026-11-23";

/// One member of gzip.
pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// For tables and fingerprints.
const SEED: u64 = 7;

/// The files as they are found, and those in archives.
pub fn looks(files: &[(&str, &[u8])]) -> Vec<Look> {
    let mut looks: Vec<Look> = files
        .iter()
        .zip(0..)
        .flat_map(|((path, bytes), number)| {
            Survey::new(number, path, bytes.len() as u64, None, SEED).of_bytes(bytes)
        })
        .collect();
    for at in suspects(&looks) {
        let mut whole = Whole::new(&looks[at], SEED);
        whole.push(stretch(files, &looks[at].place));
        let (length, digest) = whole.finish().unwrap();
        looks[at].learn(length, digest);
    }
    looks
}

pub fn plans(files: &[(&str, &[u8])]) -> Vec<FilePlan> {
    arrange(
        &looks(files),
        &Settings {
            anchor: None,
            today: TODAY.parse().unwrap(),
        },
    )
}

/// The bytes that must be read for a file.
pub fn stretch<'a>(files: &[(&str, &'a [u8])], place: &Place) -> &'a [u8] {
    let at = |place: u64| usize::try_from(place).unwrap();
    &files[place.given as usize].1[at(place.start)..at(place.end)]
}

/// The report of some files, read in one piece.
pub fn report(files: &[(&str, &[u8])]) -> Report {
    let plans = plans(files);
    let mut analysis = Analysis::with_caps(&plans, &Query::default(), SEED, Caps::default());
    feed(files, &plans, &mut analysis);
    analysis.report(&plans)
}

pub fn feed(files: &[(&str, &[u8])], plans: &[FilePlan], sink: &mut impl Sink) {
    for group in groups(plans) {
        let plans: Vec<&FilePlan> = group.iter().map(|file| &plans[*file as usize]).collect();
        let mut feed = Feed::of_group(plans.iter().copied(), 0..u64::MAX);
        feed.push(stretch(files, &plans[0].place), sink);
        feed.finish(sink);
    }
}

/// Nothing vanishes: the lines of each file are what became of them.
pub fn assert_conserved(report: &Report) {
    for file in &report.files {
        let lines = file.lines;
        let sum = lines.matched
            + lines.ambiguous
            + lines.ignored
            + lines.unmatched
            + lines.unreadable
            + lines.document
            + lines.prose
            + lines.filtered;
        assert_eq!(lines.read, sum, "{}", file.path);
    }
}

/// What every line became: status, section and event, source, user.
pub fn lines(text: &[u8]) -> Vec<Read> {
    lines_of("lines", text)
}

/// The same for a file of this name.
pub fn lines_of(path: &str, text: &[u8]) -> Vec<Read> {
    let files = [(path, text)];
    let mut reads = Reads(Vec::new());
    feed(&files, &plans(&files), &mut reads);
    reads.0
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    pub status: String,
    /// `sshd/illegal-user`
    pub event: String,
    pub addr: Option<String>,
    pub user: Option<String>,
}

struct Reads(Vec<Read>);

impl Sink for Reads {
    fn line(&mut self, line: &Line<'_>) {
        let field = |name: &str| {
            let id = logyomi_sections::FIELDS
                .iter()
                .position(|field| field.name == name)
                .unwrap();
            let value = line.hit.as_ref()?.fields.get(u8::try_from(id).unwrap())?;
            Some(String::from_utf8_lossy(value).into_owned())
        };
        self.0.push(Read {
            status: line.status.name().to_owned(),
            event: line.hit.as_ref().map_or_else(String::new, |hit| {
                format!("{}/{}", hit.section.id, hit.event.id)
            }),
            addr: field("addr"),
            user: field("user"),
        });
    }
}
