//! Rotated logs in the order in which they were written: `maillog-20130224.gz`, `maillog.2.gz`, `maillog.1`, `maillog`.

use chrono::NaiveDate;
use std::cmp::Reverse;

/// Where a file stands in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    Dated(NaiveDate),
    /// The higher, the older.
    Numbered(Reverse<u32>),
    Old,
    /// The one that is still written, or whatever is not rotated.
    Current,
}

/// Endings of packed files.
const PACKED: [&str; 9] = [
    ".gz", ".bz2", ".xz", ".zst", ".lzma", ".z", ".Z", ".GZ", ".tgz",
];

/// A file's name without what rotating added to it, and its turn.
pub fn stem(name: &str) -> (String, Turn) {
    let name = PACKED
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    if let Some((date, at)) = date(name) {
        let (before, after) = (
            name.get(..at.start).unwrap_or(name),
            name.get(at.end..).unwrap_or_default(),
        );
        let before = before.strip_suffix(['-', '.', '_']).unwrap_or(before);
        // What stands behind the date is a time or a number, or the name's own ending.
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit() || "-_.T".contains(c));
        let dot = if after.is_empty() { "" } else { "." };
        return (format!("{before}{dot}{after}"), Turn::Dated(date));
    }
    if let Some((stem, number)) = name.rsplit_once('.')
        && let Some(number) = number
            .parse()
            .ok()
            .filter(|number| *number < 10_000 && !stem.is_empty())
    {
        return (stem.to_owned(), Turn::Numbered(Reverse(number)));
    }
    match name.strip_suffix(".old").filter(|stem| !stem.is_empty()) {
        Some(stem) => (stem.to_owned(), Turn::Old),
        None => (name.to_owned(), Turn::Current),
    }
}

/// By this a path stands in the list of files: folders and names by letters, and each set by time.
pub fn key(path: &str) -> (String, Turn) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    let (folder, name) = path.split_at_checked(at).unwrap_or(("", path));
    let (stem, turn) = stem(name);
    (format!("{folder}{stem}"), turn)
}

/// The date in a file's name, and where it stands: `maillog-20130224.gz`, `auth.log.2013-02-24`.
pub fn date(name: &str) -> Option<(NaiveDate, std::ops::Range<usize>)> {
    let digits: Vec<(usize, char)> = name
        .char_indices()
        .filter(|(_, c)| c.is_ascii_digit())
        .collect();
    digits.windows(8).find_map(|window| {
        let (first, last) = (window.first()?.0, window.last()?.0);
        let between = name.get(first..=last)?;
        let shape = between.len() == 8
            || between.len() == 10
                && between.get(4..5) == between.get(7..8)
                && matches!(between.get(4..5), Some("-" | "_" | "."));
        let text: String = window.iter().map(|(_, c)| c).collect();
        let date = NaiveDate::parse_from_str(&text, "%Y%m%d")
            .ok()
            .filter(|_| shape)?;
        let year = date.format("%Y").to_string();
        year.starts_with(['1', '2'])
            .then_some((date, first..last + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_names() {
        for (name, wanted) in [
            ("maillog-20130224.gz", Some("2013-02-24")),
            ("auth.log.2013-02-24", Some("2013-02-24")),
            ("access_log.1", None),
            ("20139924", None),
        ] {
            assert_eq!(
                date(name).map(|(date, _)| date.to_string()).as_deref(),
                wanted,
                "{name}"
            );
        }
    }

    #[test]
    fn a_set_stands_in_the_order_of_writing() {
        let mut files = vec![
            "log/maillog",
            "log/maillog.2.gz",
            "log/maillog-20130224.gz",
            "log/maillog.10.gz",
            "log/maillog.1",
            "log/maillog-20130217.xz",
            "log/maillog.old",
            "log/app-2024-01-01.log",
            "log/app.log",
            "log/boot.log",
        ];
        files.sort_by_key(|path| key(path));
        assert_eq!(
            files,
            [
                "log/app-2024-01-01.log",
                "log/app.log",
                "log/boot.log",
                "log/maillog-20130217.xz",
                "log/maillog-20130224.gz",
                "log/maillog.10.gz",
                "log/maillog.2.gz",
                "log/maillog.1",
                "log/maillog.old",
                "log/maillog",
            ]
        );
    }
}
