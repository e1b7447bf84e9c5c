//! The logs that are read: made with a fixed seed, so that every run has the same.

use std::cell::OnceCell;
use std::fs;
use std::path::PathBuf;

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
pub fn make(megabytes: u64) -> Result<Vec<Log>> {
    let folder = shell::target().join("bench");
    fs::create_dir_all(&folder)?;
    [Kind::Sshd, Kind::Access, Kind::Mail]
        .into_iter()
        .map(|kind| log(kind, megabytes, &folder))
        .collect()
}

fn log(kind: Kind, megabytes: u64, folder: &std::path::Path) -> Result<Log> {
    let path = folder.join(format!("{}-{megabytes}.log", kind.name()));
    let bytes = (megabytes * 1_000_000).to_string();
    shell::run(
        shell::cargo()
            .args([
                "run",
                "--quiet",
                "--release",
                "--locked",
                "--package",
                "logyomi-core",
                "--example",
                "sample",
                "--",
            ])
            .args([kind.name(), &bytes])
            .arg(&path),
    )?;
    Ok(Log {
        kind,
        bytes: fs::metadata(&path)?.len(),
        path,
        report: OnceCell::new(),
    })
}
