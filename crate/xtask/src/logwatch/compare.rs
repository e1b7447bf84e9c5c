//! LogWatch's figures beside ours.

use super::ours::Ours;
use super::outline::Entry;
use super::pattern::{Hole, Pattern, Read};
use super::table::{Differs, Figure, Place, Rows, Service};

/// A figure of LogWatch and what we have for it.
#[derive(Debug, PartialEq)]
pub struct Compared {
    /// Headings and line, as LogWatch prints them.
    pub chain: Vec<String>,
    pub theirs: Option<u64>,
    pub ours: Option<u64>,
    /// Where ours stands: `section/event`.
    pub place: String,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Equal,
    /// It differs, and the table says why.
    Reason(String),
    /// It differs by no more than the rows that our page's `top` and `min` leave out.
    LeftOut,
    /// The log's own words, which LogWatch shows because it cannot read them; we have the same lines.
    SameLines,
    /// Our report does not have it, and the table says why.
    Missing(String),
    /// No figure of the log.
    Nothing(String),
    Differs,
    NotInOurReport,
    /// The table has no entry for such a line.
    NoEntry,
}

impl Compared {
    pub fn is_explained(&self) -> bool {
        !matches!(
            self.verdict,
            Verdict::Differs | Verdict::NotInOurReport | Verdict::NoEntry
        )
    }
}

pub fn compare(service: &Service, lines: &[Entry], ours: &Ours) -> Vec<Compared> {
    lines
        .iter()
        .flat_map(|line| of_line(service, line, ours))
        .collect()
}

/// One for each entry of the table that reads the line; headings give none.
fn of_line(service: &Service, line: &Entry, ours: &Ours) -> Vec<Compared> {
    let readings: Vec<(&Figure, Read)> = service
        .figures
        .iter()
        .filter_map(|figure| Some((figure, read(figure, &line.chain)?)))
        .collect();
    let special = readings
        .iter()
        .filter(|(figure, _)| !figure.otherwise)
        .count();
    if special == 0 && is_heading(service, line) {
        return Vec::new();
    }
    if readings.is_empty() {
        return vec![no_entry(line)];
    }
    // Those that are meant for it; or else the first that takes what is left.
    let taken = readings
        .iter()
        .filter(|(figure, _)| special == 0 || !figure.otherwise)
        .take(special.max(1));
    taken
        .map(|(figure, read)| judged(figure, read, line, ours))
        .collect()
}

/// What the entry reads, if it stands for this line.
fn read(figure: &Figure, chain: &[String]) -> Option<Read> {
    let Some(gap) = figure.chain.iter().position(|pattern| pattern.any) else {
        return read_all(figure.chain.iter().collect(), chain);
    };
    // Headings above the gap, and those below it.
    let above = figure.chain.get(..gap)?;
    let below = figure.chain.get(gap + 1..)?;
    let skipped = chain.len().checked_sub(above.len() + below.len())?;
    let lines: Vec<String> = chain
        .iter()
        .take(gap)
        .chain(chain.iter().skip(gap + skipped))
        .cloned()
        .collect();
    read_all(above.iter().chain(below).collect(), &lines)
}

fn read_all(patterns: Vec<&Pattern>, lines: &[String]) -> Option<Read> {
    if patterns.len() != lines.len() {
        return None;
    }
    let mut whole = Read::default();
    for (pattern, line) in patterns.into_iter().zip(lines) {
        let read = pattern.read(line)?;
        whole.keys.extend(read.keys);
        whole.figure = read.figure;
    }
    Some(whole)
}

/// Lines that only say what stands below them.
fn is_heading(service: &Service, line: &Entry) -> bool {
    let depth = line.chain.len();
    let known = service.figures.iter().any(|figure| {
        figure.chain.len() > depth
            && figure
                .chain
                .iter()
                .zip(&line.chain)
                .all(|(pattern, line)| pattern.read(line).is_some())
            && !figure
                .chain
                .get(depth - 1)
                .is_some_and(|pattern| pattern.figure || pattern.star)
    });
    line.heads && known
}

fn no_entry(line: &Entry) -> Compared {
    Compared {
        chain: line.chain.clone(),
        theirs: None,
        ours: None,
        place: String::new(),
        verdict: Verdict::NoEntry,
    }
}

fn judged(figure: &Figure, read: &Read, line: &Entry, ours: &Ours) -> Compared {
    let listed = !figure.chain.last().is_some_and(|pattern| pattern.figure);
    // A row without a figure says that there is one.
    let theirs = if listed { Some(1) } else { read.figure };
    let judge = Judge {
        figure,
        theirs: theirs.unwrap_or_default(),
        listed,
    };
    let (ours, place, verdict) = match &figure.place {
        Place::Rows(rows) => judge.rows(rows, &read.keys, ours),
        Place::Lines(words) => {
            judge.lines(&words.clone().unwrap_or_else(|| wording(&read.keys)), ours)
        }
        Place::Missing(why) => (None, String::new(), Verdict::Missing(why.clone())),
        Place::Nothing(why) => (None, String::new(), Verdict::Nothing(why.clone())),
    };
    Compared {
        chain: line.chain.clone(),
        theirs,
        ours,
        place,
        verdict,
    }
}

/// The log's words, which may stand on two lines: `Level error › code: AH01630 › client denied`.
fn wording(keys: &[(Hole, String)]) -> String {
    let words = keys.iter().filter(|(hole, _)| hole.field == "wording");
    words
        .map(|(_, value)| value.as_str())
        .collect::<Vec<_>>()
        .join(": ")
}

struct Judge<'a> {
    figure: &'a Figure,
    theirs: u64,
    listed: bool,
}

type Judged = (Option<u64>, String, Verdict);

impl Judge<'_> {
    fn rows(&self, rows: &Rows, keys: &[(Hole, String)], ours: &Ours) -> Judged {
        let found = ours.report.find(rows, keys);
        let place = found.tables.iter().cloned().collect::<Vec<_>>().join(" + ");
        let figure = if self.listed {
            found.figure.map(|count| count.min(1))
        } else {
            found.figure
        };
        let difference = self.theirs.checked_sub(figure.unwrap_or(0));
        let verdict = match difference {
            Some(0) => Verdict::Equal,
            _ if self.has_reason(figure.unwrap_or(0)) => self.reason(),
            Some(less) if less <= found.left_out => Verdict::LeftOut,
            _ if figure.is_none() => Verdict::NotInOurReport,
            _ => Verdict::Differs,
        };
        (figure, place, verdict)
    }

    fn lines(&self, words: &str, ours: &Ours) -> Judged {
        let found = ours.wordings.find(words);
        let place = found.places.iter().cloned().collect::<Vec<_>>().join(" + ");
        let figure = if self.listed {
            found.lines.min(1)
        } else if self.theirs == found.lines {
            found.lines
        } else {
            found.times
        };
        let verdict = match figure {
            0 => Verdict::NotInOurReport,
            figure if figure == self.theirs => Verdict::SameLines,
            figure if self.has_reason(figure) => self.reason(),
            _ => Verdict::Differs,
        };
        (Some(figure), place, verdict)
    }

    fn has_reason(&self, ours: u64) -> bool {
        self.figure
            .reason
            .as_ref()
            .is_some_and(|(differs, _)| match differs {
                Differs::More => self.theirs > ours,
                Differs::Less => self.theirs < ours,
                Differs::Twice => self.theirs == 2 * ours,
                Differs::Any => true,
            })
    }

    fn reason(&self) -> Verdict {
        Verdict::Reason(
            self.figure
                .reason
                .as_ref()
                .map(|(_, why)| why.clone())
                .unwrap_or_default(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logwatch::ours::Report;
    use crate::logwatch::outline::outline;
    use crate::logwatch::table::parse;
    use crate::logwatch::wording::Wordings;

    const TABLE: &str = r#"
[[figure]]
logwatch = ["Failed logins from:", "{addr}: # Time(s)"]
ours = ["sshd*/failed"]

[[figure]]
logwatch = ["Failed logins from:", "{addr}: # Time(s)", "{user}/{_}: # Time(s)"]
ours = ["sshd*/failed"]
differs = "less"
reason = "a row for each way"

[[figure]]
logwatch = ["Illegal users from:", "{addr}: # Time(s)"]
ours = ["sshd/illegal"]
differs = "twice"
reason = "both lines of an attempt"

[[figure]]
logwatch = ["Scanned from:", "{addr}"]
ours = ["sshd*/failed"]

[[figure]]
logwatch = ["Keys: #"]
missing = "not counted"

[[figure]]
logwatch = ["Summary", "**", "Total: #"]
ours = ["sshd/illegal"]

[[figure]]
logwatch = ["{wording}: # Time(s)"]
otherwise = true
wording = true
"#;

    const REPORT: &str = r#"{"sections": [{"id": "sshd", "tables": [
        {"event": "failed", "fields": ["addr", "user"], "count": 8, "lines": 8, "sum": null, "left_out": {"count": 1},
         "rows": [{"key": ["192.0.2.1", "root"], "count": 4, "lines": 4, "sum": null},
                  {"key": ["192.0.2.2", "root"], "count": 3, "lines": 3, "sum": null}]},
        {"event": "illegal", "fields": ["addr"], "count": 5, "lines": 9, "sum": null, "left_out": {"count": 0},
         "rows": [{"key": ["192.0.2.1"], "count": 5, "lines": 9, "sum": null}]}]}]}"#;

    const LOG: &str = "Mar  1 10:00:00 host sshd[1]: error: odd";
    const LINES: &str = r#"{"line":1,"logyomi.status":"unmatched"}"#;

    /// LogWatch's text, and what is found of it: ours and the verdict.
    fn check(text: &str, expect: &[(Option<u64>, Verdict)]) {
        let ours = Ours {
            report: Report::parse(REPORT).unwrap(),
            wordings: Wordings::parse(LOG, LINES).unwrap(),
        };
        let compared = compare(&parse("sshd", TABLE).unwrap(), &outline(text, false), &ours);
        let found: Vec<_> = compared
            .into_iter()
            .map(|compared| (compared.ours, compared.verdict))
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    fn reason(why: &str) -> Verdict {
        Verdict::Reason(why.to_owned())
    }

    #[test]
    fn figures_are_held_against_ours() {
        check(
            "Failed logins from:\n   192.0.2.1: 4 Times\n",
            &[(Some(4), Verdict::Equal)],
        );
        check(
            "Failed logins from:\n   192.0.2.1: 6 Times\n",
            &[(Some(4), Verdict::Differs)],
        );
        check(
            "Failed logins from:\n   192.0.2.1: 3 Times\n",
            &[(Some(4), Verdict::Differs)],
        );
        check(
            "Failed logins from:\n   192.0.2.9: 4 Times\n",
            &[(None, Verdict::NotInOurReport)],
        );
    }

    #[test]
    fn what_a_table_leaves_out_may_be_the_rest() {
        check(
            "Failed logins from:\n   192.0.2.1: 5 Times\n",
            &[(Some(4), Verdict::LeftOut)],
        );
        check(
            "Failed logins from:\n   192.0.2.9: 1 Time\n",
            &[(None, Verdict::LeftOut)],
        );
    }

    #[test]
    fn a_reason_is_one_only_where_it_holds() {
        let rows = "Failed logins from:\n   192.0.2.1: 4 Times\n      root/password: ";
        check(
            &format!("{rows}3 Times\n"),
            &[
                (Some(4), Verdict::Equal),
                (Some(4), reason("a row for each way")),
            ],
        );
        check(
            &format!("{rows}9 Times\n"),
            &[(Some(4), Verdict::Equal), (Some(4), Verdict::Differs)],
        );
        check(
            "Illegal users from:\n   192.0.2.1: 10 Times\n",
            &[(Some(5), reason("both lines of an attempt"))],
        );
        check(
            "Illegal users from:\n   192.0.2.1: 9 Times\n",
            &[(Some(5), Verdict::Differs)],
        );
    }

    #[test]
    fn rows_without_a_figure_are_there_or_not() {
        check(
            "Scanned from:\n   192.0.2.1\n",
            &[(Some(1), Verdict::Equal)],
        );
        check(
            "Keys: 7\n",
            &[(None, Verdict::Missing("not counted".to_owned()))],
        );
    }

    #[test]
    fn headings_in_between_may_be_any() {
        check("Summary\n   Total: 5\n", &[(Some(5), Verdict::Equal)]);
        let rows = "Summary\n   a: 1 Time\n      Total: 5\n";
        check(rows, &[(None, Verdict::NoEntry), (Some(5), Verdict::Equal)]);
    }

    #[test]
    fn words_of_the_log_are_looked_for_in_its_lines() {
        check("error: odd: 1 Time\n", &[(Some(1), Verdict::SameLines)]);
        check("error: odd: 2 Times\n", &[(Some(1), Verdict::Differs)]);
        check(
            "error: even: 1 Time\n",
            &[(Some(0), Verdict::NotInOurReport)],
        );
    }

    #[test]
    fn a_line_that_no_entry_reads_is_named() {
        check("New heading 7\n", &[(None, Verdict::NoEntry)]);
        check(
            "New heading\n   and a row\n",
            &[(None, Verdict::NoEntry), (None, Verdict::NoEntry)],
        );
    }
}
