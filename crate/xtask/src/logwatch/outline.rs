//! LogWatch's text as an outline: each line with the headings above it.
//!
//! LogWatch has no format but indentation. A line belongs to the nearest line above it that is indented less.

use logyomi_table::plain;

/// A line of LogWatch's report.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// The lines it stands under, outermost first, and the line itself; blanks folded.
    pub chain: Vec<String>,
    /// Other lines stand under it.
    pub heads: bool,
}

/// `counts_first`: rows begin with right-aligned counts, so what is indented is the text behind them.
pub fn outline(text: &str, counts_first: bool) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut open: Vec<(usize, String)> = Vec::new();
    for line in text.lines().filter(|line| says_something(line)) {
        let depth = plain::depth(line, counts_first);
        while open.last().is_some_and(|(above, _)| *above >= depth) {
            open.pop();
        }
        if let Some(last) = entries.last_mut() {
            last.heads = last.chain.len() == open.len();
        }
        // LogWatch keeps the carriage returns of a log: `test\r: 36 Time(s)`.
        open.push((depth, fold(&line.replace('\r', ""))));
        entries.push(Entry {
            chain: open.iter().map(|(_, line)| line.clone()).collect(),
            heads: false,
        });
    }
    entries
}

/// Runs of blanks become one blank.
pub fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rules and the banners of a section do not.
fn says_something(line: &str) -> bool {
    let banner = line.trim_start().starts_with("-----") && line.trim_end().ends_with("-----");
    line.chars().any(char::is_alphanumeric) && !banner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, counts_first: bool, expect: &[&[&str]]) {
        let found: Vec<Vec<String>> = outline(text, counts_first)
            .into_iter()
            .map(|entry| entry.chain)
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn rows_stand_under_their_headings() {
        check(
            "\n --------------------- SSHD Begin ------------------------ \n\n \
             Illegal users from:\n    192.0.2.1: 2 Times\n       admin: 2 Times\n    192.0.2.2: 1 Time\n \n SSHD Killed: 1 Time\n",
            false,
            &[
                &["Illegal users from:"],
                &["Illegal users from:", "192.0.2.1: 2 Times"],
                &[
                    "Illegal users from:",
                    "192.0.2.1: 2 Times",
                    "admin: 2 Times",
                ],
                &["Illegal users from:", "192.0.2.2: 1 Time"],
                &["SSHD Killed: 1 Time"],
            ],
        );
    }

    #[test]
    fn right_aligned_counts_are_no_indentation() {
        check(
            " Disconnects: 21 Total\n     20 Logged out\n      1 Inactivity\n",
            true,
            &[
                &["Disconnects: 21 Total"],
                &["Disconnects: 21 Total", "20 Logged out"],
                &["Disconnects: 21 Total", "1 Inactivity"],
            ],
        );
        check(
            "   12  Local\n    2     192.0.2.1   host\n 1.5K  Bytes\n",
            true,
            &[
                &["12 Local"],
                &["12 Local", "2 192.0.2.1 host"],
                &["1.5K Bytes"],
            ],
        );
    }

    #[test]
    fn a_heading_knows_that_it_is_one() {
        let heads: Vec<bool> = outline(" New Users:\n    hanako (1001)\n Done: 1\n", false)
            .iter()
            .map(|entry| entry.heads)
            .collect();
        assert_eq!(heads, [true, false, false]);
    }
}
