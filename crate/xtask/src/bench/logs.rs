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
    /// [`Kind::Sshd`], packed with gzip.
    Packed,
    /// A day of sshd's on a small server.
    Small,
}

/// Of [`Kind::Small`].
const SMALL: u64 = 225_000;

pub struct Log {
    pub kind: Kind,
    pub path: PathBuf,
    /// Unpacked.
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
            Kind::Packed => "sshd.gz",
            Kind::Small => "small",
        }
    }

    /// Whether its speed is told in megabytes a second: of a small one it says nothing.
    pub fn is_large(self) -> bool {
        self != Kind::Small
    }
}

/// Written once for each size, by `crate/core/examples/sample.rs`.
pub fn make(megabytes: u64, made: bool) -> Result<Vec<Log>> {
    let folder = shell::target().join("bench");
    fs::create_dir_all(&folder)?;
    let bytes = megabytes * 1_000_000;
    let plain = |name: &str, kind, bytes| {
        let path = folder.join(format!("{name}-{megabytes}.log"));
        if !made || !path.exists() {
            write(name, bytes, &path)?;
        }
        log(kind, path)
    };
    let sshd = plain("sshd", Kind::Sshd, bytes)?;
    let packed = pack(&sshd, made)?;
    let small = folder.join("small.log");
    write("sshd", SMALL, &small)?;
    Ok(vec![
        sshd,
        plain("access", Kind::Access, bytes)?,
        plain("mail", Kind::Mail, bytes)?,
        packed,
        log(Kind::Small, small)?,
    ])
}

fn log(kind: Kind, path: PathBuf) -> Result<Log> {
    Ok(Log {
        kind,
        bytes: fs::metadata(&path)?.len(),
        path,
        report: OnceCell::new(),
    })
}

fn pack(log: &Log, made: bool) -> Result<Log> {
    let path = log.path.with_extension("log.gz");
    if !made || !path.exists() {
        let mut gzip = shell::command("gzip");
        shell::run(gzip.args(["--keep", "--force"]).arg(&log.path))?;
    }
    Ok(Log {
        bytes: log.bytes,
        ..self::log(Kind::Packed, path)?
    })
}

fn write(sample: &str, bytes: u64, path: &Path) -> Result<()> {
    let run = ["run", "--quiet", "--release", "--locked"];
    let example = ["--package", "logyomi-core", "--example", "sample", "--"];
    let mut cargo = shell::cargo();
    cargo.args(run).args(example);
    shell::run(cargo.args([sample, &bytes.to_string()]).arg(path))
}
