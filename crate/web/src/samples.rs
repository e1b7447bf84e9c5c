//! The samples on the first screen: logs that we wrote ourselves, of a server that does not exist.
//!
//! Their addresses are those of documentation, and their paths say `sample`, so that a report of them is
//! never taken for a report on somebody's server.

use crate::intake::{self, Source};

/// The files of a sample; none where there is no such sample.
pub fn files(name: &str) -> Vec<Source> {
    let found = ALL.iter().find(|(known, _)| *known == name);
    let files = found.map(|(_, files)| *files).unwrap_or_default();
    files
        .iter()
        .map(|(path, text)| intake::text(path, text))
        .collect()
}

type Sample = (&'static str, &'static [(&'static str, &'static str)]);

/// `(path in the report, text)` of each file.
macro_rules! sample {
    ($name:literal: $($file:literal),+) => {
        ($name, &[$((
            concat!("sample/", $name, "/", $file),
            include_str!(concat!("../samples/", $name, "/", $file)),
        )),+])
    };
}

const ALL: [Sample; 3] = [
    sample!("break-in": "auth.log", "access_log"),
    sample!("attack-day": "auth.log", "access_log", "maillog"),
    sample!("quiet-day": "auth.log", "access_log", "maillog"),
];
