//! The logs that are read: made with a fixed seed, so that every run has the same.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::shell;

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Sshd,
    Access,
    Mail,
}

pub struct Log {
    pub kind: Kind,
    pub path: PathBuf,
    pub bytes: u64,
    /// The hash of its report, once it is known.
    pub report: OnceCell<String>,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Sshd => "sshd",
            Kind::Access => "access",
            Kind::Mail => "mail",
        }
    }
}

/// Written once for each size, by `crate/core/examples/sample.rs`.
pub fn make(megabytes: u64, made: bool) -> Result<Vec<Log>> {
    let folder = shell::target().join("bench");
    fs::create_dir_all(&folder)?;
    [Kind::Sshd, Kind::Access, Kind::Mail]
        .into_iter()
        .map(|kind| log(kind, megabytes, &folder, made))
        .collect()
}

fn log(kind: Kind, megabytes: u64, folder: &Path, made: bool) -> Result<Log> {
    let path = folder.join(format!("{}-{megabytes}.log", kind.name()));
    if !made || !path.exists() {
        write(kind, megabytes, &path)?;
    }
    Ok(Log {
        kind,
        bytes: fs::metadata(&path)?.len(),
        path,
        report: OnceCell::new(),
    })
}

fn write(kind: Kind, megabytes: u64, path: &Path) -> Result<()> {
    let bytes = (megabytes * 1_000_000).to_string();
    let run = ["run", "--quiet", "--release", "--locked"];
    let sample = ["--package", "logyomi-core", "--example", "sample", "--"];
    let mut cargo = shell::cargo();
    shell::run(
        cargo
            .args(run)
            .args(sample)
            .args([kind.name(), &bytes])
            .arg(path),
    )
}
