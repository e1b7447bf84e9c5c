//! The nested rows of one table.
//!
//! ```text
//! 203.0.113.9
//!    root from 192.0.2.1 port 22: 1 Time(s)
//!    webmaster: 1 Time(s)
//! ```
//!
//! Keys that share a prefix with the row above are nested under it; the innermost key carries the count.
//! A key is a stranger's text: it is made visible, so that a row is always one line.

use std::borrow::Cow;
use std::fmt::Write as _;

use logyomi_core::report::{LeftOut, Row, Table};
use logyomi_sections::Event;

use super::INDENT;
use crate::visible::visible;
use crate::words::{self, Lang};

/// A line of `$out`, which is a String: writing to it cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {{ let _ = writeln!($out, $($arg)*); }};
}

/// The rows and what was left out of them. Always English: the pages' `report` blocks are made of it.
pub fn rows(table: &Table) -> String {
    rows_in(table, Lang::En)
}

/// [`rows`], and the total where the event asks for it.
pub fn block(table: &Table, event: &Event) -> String {
    block_in(table, event.total, Lang::En)
}

pub(super) fn block_in(table: &Table, total: bool, lang: Lang) -> String {
    let mut out = rows_in(table, lang);
    if total {
        let word = lang.of(words::TOTAL);
        let sums = sums(table.sum, &table.sums);
        put!(out, "{word}: {sums}{}", table.count);
    }
    out
}

fn rows_in(table: &Table, lang: Lang) -> String {
    let mut out = String::new();
    let mut above: &[String] = &[];
    for row in &table.rows {
        let depth = parents(&mut out, row, above, lang);
        leaf(&mut out, row, depth, lang);
        above = &row.key;
    }
    left_out(&mut out, table.left_out, lang);
    out
}

/// Writes the outer keys that the row above does not share, and gives the depth of the innermost.
fn parents(out: &mut String, row: &Row, above: &[String], lang: Lang) -> usize {
    let outer = row.key.len().saturating_sub(1);
    let shared = row
        .key
        .iter()
        .zip(above)
        .take_while(|(key, above)| key == above)
        .count();
    for (depth, key) in row.key.iter().enumerate().take(outer).skip(shared) {
        put!(out, "{}{}", INDENT.repeat(depth), shown(key, lang));
    }
    outer
}

fn leaf(out: &mut String, row: &Row, depth: usize, lang: Lang) {
    let key = row.key.last().map(|key| shown(key, lang));
    let indent = INDENT.repeat(depth);
    let lines = match row.lines == row.count {
        true => String::new(),
        false => self::lines(row.lines, lang),
    };
    let times = times(row.count, lang);
    let sums = sums(row.sum, &row.sums);
    match (key, row.sum) {
        (Some(key), Some(_)) => put!(out, "{indent}{sums}{}: {key}{lines}", row.count),
        (None, Some(_)) => put!(out, "{indent}{sums}{}{lines}", row.count),
        (Some(key), None) => put!(out, "{indent}{key}: {times}{lines}"),
        (None, None) => put!(out, "{indent}{times}{lines}"),
    }
}

/// `35/3123/`: what stands before the count, as LogWatch has it.
fn sums(one: Option<u64>, several: &[u64]) -> String {
    let all = match several {
        [] => one.as_slice(),
        _ => several,
    };
    all.iter().map(|sum| format!("{sum}/")).collect()
}

/// LogWatch's own words for how often.
pub(super) fn times(count: u64, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{count} Time(s)"),
        Lang::Ja => format!("{count} 回"),
    }
}

fn lines(lines: u64, lang: Lang) -> String {
    match lang {
        Lang::En => format!(" ({lines} Line(s))"),
        Lang::Ja => format!("({lines} 行)"),
    }
}

pub(super) fn left_out(out: &mut String, left_out: LeftOut, lang: Lang) {
    let LeftOut { rows, count } = left_out;
    match (lang, rows) {
        (_, _) if count == 0 => {}
        (Lang::En, Some(rows)) => put!(out, "({count} left out in {rows} row(s))"),
        (Lang::En, None) => put!(out, "({count} left out)"),
        (Lang::Ja, Some(rows)) => put!(out, "(ほか {rows} 行 {count} 回分を省略)"),
        (Lang::Ja, None) => put!(out, "(ほか {count} 回分を省略)"),
    }
}

fn shown(key: &str, lang: Lang) -> Cow<'_, str> {
    match key.is_empty() {
        true => Cow::Borrowed(lang.of(words::EMPTY_KEY)),
        false => visible(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &[&str], count: u64) -> Row {
        let key = key.iter().map(|&part| part.to_owned()).collect();
        Row {
            key,
            count,
            lines: count,
            ..Row::default()
        }
    }

    #[track_caller]
    fn check(rows: Vec<Row>, expect: &str) {
        let table = Table {
            rows,
            ..Table::default()
        };
        assert_eq!(super::rows(&table), expect);
    }

    #[test]
    fn keys_that_share_a_prefix_are_nested() {
        check(
            vec![
                row(&["203.0.113.9", "root from 192.0.2.1 port 22"], 1),
                row(&["203.0.113.9", "webmaster"], 1),
                row(&["203.0.113.10", "webmaster"], 2),
            ],
            "203.0.113.9\n   root from 192.0.2.1 port 22: 1 Time(s)\n   webmaster: 1 Time(s)\n\
             203.0.113.10\n   webmaster: 2 Time(s)\n",
        );
    }

    #[test]
    fn a_changed_outer_key_repeats_the_inner_one() {
        check(
            vec![
                row(&["a", "x", "1"], 1),
                row(&["a", "x", "2"], 1),
                row(&["b", "x", "2"], 1),
            ],
            "a\n   x\n      1: 1 Time(s)\n      2: 1 Time(s)\nb\n   x\n      2: 1 Time(s)\n",
        );
    }

    #[test]
    fn one_key_and_none_stand_at_the_margin() {
        check(
            vec![row(&["cyrus"], 1), row(&["news"], 3)],
            "cyrus: 1 Time(s)\nnews: 3 Time(s)\n",
        );
        check(vec![row(&[], 7)], "7 Time(s)\n");
    }

    #[test]
    fn sums_stand_before_the_key() {
        let relay = |key, sum, count| Row {
            sum: Some(sum),
            ..row(&[key], count)
        };
        check(
            vec![
                relay("mail.example.com [192.0.2.7]", 35, 35),
                relay("www.example.com", 34, 25),
            ],
            "35/35: mail.example.com [192.0.2.7]\n34/25: www.example.com\n",
        );
    }

    #[test]
    fn lines_are_told_where_they_differ() {
        check(
            vec![Row {
                lines: 2,
                ..row(&["root"], 5)
            }],
            "root: 5 Time(s) (2 Line(s))\n",
        );
    }

    #[test]
    fn what_is_left_out_is_said() {
        let left_out = |rows, count| Table {
            rows: vec![row(&["a"], 1)],
            left_out: LeftOut { rows, count },
            ..Table::default()
        };
        assert_eq!(rows(&left_out(None, 9)), "a: 1 Time(s)\n(9 left out)\n");
        assert_eq!(
            rows(&left_out(Some(4), 9)),
            "a: 1 Time(s)\n(9 left out in 4 row(s))\n"
        );
    }

    #[test]
    fn a_total_follows_the_rows() {
        let table = Table {
            rows: vec![row(&["a"], 5)],
            count: 5,
            ..Table::default()
        };
        assert_eq!(block_in(&table, true, Lang::En), "a: 5 Time(s)\nTotal: 5\n");
        assert_eq!(block_in(&table, true, Lang::Ja), "a: 5 回\n計: 5\n");
    }

    #[test]
    fn a_stranger_cannot_add_a_row() {
        check(
            vec![
                row(&["x: 9 Time(s)\nroot", "\u{1b}[31m"], 1),
                row(&["x", ""], 1),
            ],
            "x: 9 Time(s)␊root\n   ␛[31m: 1 Time(s)\nx\n   (empty): 1 Time(s)\n",
        );
    }
}
