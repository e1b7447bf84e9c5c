//! The lines of a file, for what LogWatch shows in the log's own words: its `**Unmatched Entries**` above all.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::outline::fold;

#[derive(Default)]
pub struct Wordings(Vec<Line>);

struct Line {
    /// Without the pid, which LogWatch takes off.
    text: String,
    /// The text behind syslog's date and host.
    message: String,
    /// How often it counts: more than once where it is repeated.
    times: u64,
    /// `section/event`, or the line's status where no page reads it.
    place: String,
}

/// What `logyomi lines` says of a line.
#[derive(Deserialize)]
struct Said {
    line: usize,
    #[serde(rename = "logyomi.status")]
    status: String,
    #[serde(rename = "logyomi.times", default = "one")]
    times: u64,
    #[serde(rename = "event.module")]
    section: Option<String>,
    #[serde(rename = "event.action")]
    event: Option<String>,
}

fn one() -> u64 {
    1
}

/// The lines with certain words.
#[derive(Debug, Default, PartialEq)]
pub struct Worded {
    pub lines: u64,
    pub times: u64,
    pub places: BTreeSet<String>,
}

impl Wordings {
    pub fn read(file: &Path, said: &str) -> Result<Wordings> {
        let bytes = fs::read(file).with_context(|| file.display().to_string())?;
        Wordings::parse(&String::from_utf8_lossy(&bytes), said)
    }

    pub fn parse(log: &str, said: &str) -> Result<Wordings> {
        let texts: Vec<&str> = log.split('\n').collect();
        let lines = said.lines().map(|line| {
            let said: Said = serde_json::from_str(line).context("the lines of logyomi")?;
            let text = normal(texts.get(said.line - 1).copied().unwrap_or_default());
            Ok(Line {
                message: text.splitn(5, ' ').nth(4).unwrap_or_default().to_owned(),
                text,
                times: said.times,
                place: match (said.section, said.event) {
                    (Some(section), Some(event)) => format!("{section}/{event}"),
                    _ => said.status,
                },
            })
        });
        Ok(Wordings(lines.collect::<Result<_>>()?))
    }

    /// The lines whose message these words are; if none is, those that end in them; or else those that hold them.
    pub fn find(&self, words: &str) -> Worded {
        let words = normal(words);
        let start = words.trim_end_matches("...");
        let mut found = self.with(|line| line.message == words);
        if found.lines == 0 {
            found = self.with(|line| line.text.ends_with(&words));
        }
        for start in [start, &lower(start)] {
            if found.lines == 0 {
                found = self.with(|line| line.text.contains(start));
            }
        }
        found
    }

    fn with(&self, is_one: impl Fn(&Line) -> bool) -> Worded {
        let mut worded = Worded::default();
        for line in self.0.iter().filter(|line| is_one(line)) {
            worded.lines += 1;
            worded.times += line.times;
            worded.places.insert(line.place.clone());
        }
        worded
    }
}

/// LogWatch begins some of the log's words with a capital.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// Blanks folded, and `sshd[123]:` is `sshd:`.
fn normal(text: &str) -> String {
    let text = fold(text);
    let Some((head, rest)) = text.split_once("]:") else {
        return text;
    };
    match head.rsplit_once('[') {
        Some((head, pid)) if pid.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{head}:{rest}")
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "Mar  1 10:00:00 host sshd[1]: fatal:  no  way\r\n\
                       Mar  1 10:00:01 host last message repeated 2 times\n\
                       Mar  1 10:00:02 host sshd[2]: fatal: no way\n\
                       Mar  1 10:00:03 host sshd[2]: fatal: no way out\n";
    const SAID: &str = r#"{"line":1,"logyomi.status":"matched","event.module":"sshd","event.action":"trouble","logyomi.times":1}
{"line":2,"logyomi.status":"matched","event.module":"sshd","event.action":"trouble","logyomi.times":2}
{"line":3,"logyomi.status":"matched","event.module":"sshd","event.action":"trouble","logyomi.times":1}
{"line":4,"logyomi.status":"unmatched"}"#;

    #[test]
    fn lines_are_found_by_their_words() {
        let wordings = Wordings::parse(LOG, SAID).unwrap();
        let check = |words: &str, lines: u64, place: &str| {
            let found = wordings.find(words);
            assert_eq!(
                (found.lines, found.places),
                (lines, BTreeSet::from([place.to_owned()])),
                "{words}"
            );
        };
        check("sshd: fatal: no way", 2, "sshd/trouble");
        check("no way", 2, "sshd/trouble");
        check("way out", 1, "unmatched");
        check("sshd[2]: fatal: no way out", 1, "unmatched");
        check("no way o", 1, "unmatched");
        check("No way o...", 1, "unmatched");
        assert_eq!(wordings.find("yes").lines, 0);
    }
}
