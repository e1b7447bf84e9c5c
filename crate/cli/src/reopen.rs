//! A report that was saved as JSON, in the place of logs.

use crate::input::Input;
use logyomi_core::report::Report;
use logyomi_view::json::{self, LONGEST, NotReopened};
use logyomi_view::{Lang, words::export as say};
use std::fs::File;
use std::io::{self, Read};

/// What the files are, if there is a saved report among them.
pub enum Given {
    Logs,
    Saved(Box<Report>),
    /// Why nothing can be shown.
    Refused(String),
}

/// Looks at the beginning of each file. Standard input is never a saved report: it is read once.
pub fn look(input: &Input, lang: Lang) -> Given {
    let saved: Vec<&String> = input.files.iter().filter(|path| begins(path)).collect();
    match saved.as_slice() {
        [] => Given::Logs,
        [path] if input.files.len() == 1 => open(path, lang),
        several => {
            let paths: Vec<String> = several.iter().map(|path| (*path).clone()).collect();
            Given::Refused(say::not_alone(&paths, false, lang))
        }
    }
}

fn begins(path: &str) -> bool {
    let head = || {
        let mut head = Vec::new();
        // What a pipe has given is gone.
        if !std::fs::metadata(path)?.is_file() {
            return Ok(head);
        }
        File::open(path)?.take(4096).read_to_end(&mut head)?;
        io::Result::Ok(head)
    };
    // What cannot be opened is named when it is read as a log.
    path != "-" && head().is_ok_and(|head| json::is_saved(&head))
}

fn open(path: &str, lang: Lang) -> Given {
    let length = std::fs::metadata(path).map_or(0, |about| about.len());
    if length > LONGEST {
        let why = NotReopened::TooLong { bytes: length };
        return Given::Refused(say::not_reopened(path, &why, lang));
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Given::Refused(format!("{path}: {error}")),
    };
    match json::parse(&String::from_utf8_lossy(&bytes)) {
        Ok(report) => Given::Saved(Box::new(report)),
        Err(why) => Given::Refused(say::not_reopened(path, &why, lang)),
    }
}
