//! The report as JSON, field by field; `schema` is its version. What was saved opens again.
//!
//! Whoever opens a file does not know who wrote it: what is read here may be damaged, another program's,
//! or made by a stranger. Its texts are shown like those of a log, and its places are looked up, never trusted.

mod sent;

pub use sent::{Joined, send};

use logyomi_core::report::{Report, SCHEMA};
use serde::Deserialize;

/// Without line breaks, for machines.
pub fn json(report: &Report) -> String {
    // Maps with keys that are not strings are what makes this fail; a Report has none.
    serde_json::to_string(report).unwrap_or_default()
}

/// Indented, for people and for comparing two reports line by line.
pub fn pretty(report: &Report) -> String {
    serde_json::to_string_pretty(report).unwrap_or_default()
}

/// Why a file is no report that can be opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotReopened {
    /// It is no JSON, or ends too early; where that was seen, from 1.
    Broken { line: usize, column: usize },
    /// JSON, but of another program.
    Foreign,
    /// Of a version of Logyomi that is newer than this one.
    Newer { schema: u64 },
    /// Of our schema, but something in it is missing or is something else than it should be.
    Damaged { reason: String },
    /// Longer than what is opened.
    TooLong { bytes: u64 },
}

/// Longer reports are not opened: they are held in memory as a whole, several times.
pub const LONGEST: u64 = 256 << 20;

/// Whether a file begins as a saved report does; `head` are its first bytes. Decided by its content:
/// a log whose name ends in `.json` is a log.
pub fn is_saved(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = head.get(..200).unwrap_or(head);
    let dense: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    dense.starts_with(b"{\"schema\":")
}

/// A report that was saved before.
pub fn parse(json: &str) -> Result<Report, NotReopened> {
    if json.len() as u64 > LONGEST {
        return Err(NotReopened::TooLong {
            bytes: json.len() as u64,
        });
    }
    let json = json.strip_prefix('\u{feff}').unwrap_or(json);
    // From bytes, as everything else is: each source of JSON has a reader of the whole report in the program.
    let json = json.as_bytes();
    let Head { schema } = serde_json::from_slice(json).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => NotReopened::Foreign,
        _ => NotReopened::Broken {
            line: error.line(),
            column: error.column(),
        },
    })?;
    if schema > u64::from(SCHEMA) {
        return Err(NotReopened::Newer { schema });
    }
    if schema == 0 {
        return Err(NotReopened::Foreign);
    }
    serde_json::from_slice(json).map_err(|error| NotReopened::Damaged {
        reason: error.to_string(),
    })
}

/// What is looked at first: a report of another version need not have our fields.
#[derive(Deserialize)]
struct Head {
    schema: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            schema: SCHEMA,
            ..Report::default()
        }
    }

    #[test]
    fn a_saved_report_opens_again() {
        for saved in [json(&report()), pretty(&report())] {
            assert!(is_saved(saved.as_bytes()));
            assert_eq!(parse(&saved), Ok(report()));
            assert_eq!(parse(&format!("\u{feff}{saved}")), Ok(report()));
        }
    }

    #[test]
    fn what_is_not_ours_says_why() {
        let saved = json(&report());
        let cut = saved.get(..saved.len() / 2).unwrap_or_default();
        assert_eq!(
            parse(cut),
            Err(NotReopened::Broken {
                line: 1,
                column: cut.len()
            })
        );
        for foreign in [
            "[]",
            "{}",
            "7",
            r#"{"schema":"x"}"#,
            r#"{"schema":-1}"#,
            r#"{"schema":0}"#,
        ] {
            assert_eq!(parse(foreign), Err(NotReopened::Foreign), "{foreign}");
        }
        let newer = format!(r#"{{"schema":{},"files":7}}"#, SCHEMA + 1);
        let schema = u64::from(SCHEMA) + 1;
        assert_eq!(parse(&newer), Err(NotReopened::Newer { schema }));
        let damaged = saved.replace("\"files\":[]", "\"files\":{}");
        assert!(matches!(parse(&damaged), Err(NotReopened::Damaged { .. })));
        let deep = format!("{{\"schema\":1,\"files\":{}", "[".repeat(100_000));
        assert!(matches!(parse(&deep), Err(NotReopened::Broken { .. })));
    }

    #[test]
    fn a_log_is_no_saved_report() {
        for log in [
            "Dec 10 06:55:46 host sshd[1]: {\"schema\":1}",
            r#"{"message":"x","schema":1}"#,
            r#"["schema"]"#,
            "",
        ] {
            assert!(!is_saved(log.as_bytes()), "{log}");
        }
    }
}
