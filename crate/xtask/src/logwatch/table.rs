//! `tests/logwatch/SERVICE.toml`: where our report has what LogWatch prints for a service.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use super::pattern::{Hole, Pattern};
use crate::shell::root;

/// Where the tables lie, from the root.
pub const FOLDER: &str = "tests/logwatch";

pub struct Service {
    /// As LogWatch calls it: `http-error`.
    pub name: String,
    pub counts_first: bool,
    pub figures: Vec<Figure>,
}

/// A kind of line in LogWatch's report.
pub struct Figure {
    /// The headings it stands under, outermost first, and the line itself.
    pub chain: Vec<Pattern>,
    pub place: Place,
    /// How LogWatch's figure may differ from ours, and why.
    pub reason: Option<(Differs, String)>,
    /// Taken only where no other entry reads the line.
    pub otherwise: bool,
}

/// Where our report has the figure.
pub enum Place {
    /// In rows of tables.
    Rows(Rows),
    /// In the lines with these words; without words, with those at the hole `{wording}`: LogWatch shows the log's own.
    Lines(Option<String>),
    /// Nowhere, and why.
    Missing(String),
    /// The line says nothing of the log that is not said elsewhere, and why.
    Nothing(String),
}

pub struct Rows {
    /// `sshd*/failed-login`; a star is any text, so that a page may be split.
    pub tables: Vec<String>,
    /// Keys that the rows must have.
    pub keys: BTreeMap<String, String>,
    pub what: What,
    pub fold_case: bool,
}

/// Which figure of the rows.
#[derive(Debug, PartialEq)]
pub enum What {
    Count,
    Lines,
    Sum,
    /// How many values of this field there are.
    Distinct(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Differs {
    /// LogWatch's figure is larger.
    More,
    /// LogWatch's figure is smaller.
    Less,
    /// LogWatch's figure is twice ours.
    Twice,
    Any,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceFile {
    #[serde(default)]
    counts_first: bool,
    figure: Vec<FigureEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureEntry {
    logwatch: Vec<String>,
    #[serde(default)]
    ours: Vec<String>,
    #[serde(default, rename = "where")]
    keys: BTreeMap<String, String>,
    figure: Option<String>,
    #[serde(default)]
    fold_case: bool,
    #[serde(default)]
    wording: bool,
    words: Option<String>,
    missing: Option<String>,
    nothing: Option<String>,
    differs: Option<Differs>,
    reason: Option<String>,
    #[serde(default)]
    otherwise: bool,
}

/// All tables, by name.
pub fn all() -> Result<Vec<Service>> {
    let mut services = Vec::new();
    for file in root().join(FOLDER).read_dir().context(FOLDER)? {
        let path = file?.path();
        let (Some(name), Some("toml")) = (
            path.file_stem().and_then(|name| name.to_str()),
            path.extension().and_then(|end| end.to_str()),
        ) else {
            continue;
        };
        services.push(
            parse(name, &fs::read_to_string(&path)?)
                .with_context(|| format!("{FOLDER}/{name}.toml"))?,
        );
    }
    services.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(services)
}

pub fn parse(name: &str, text: &str) -> Result<Service> {
    let file: ServiceFile = toml::from_str(text)?;
    let figures = file.figure.into_iter().map(|entry| {
        let heading = entry.logwatch.join(" › ");
        figure(entry).with_context(|| heading)
    });
    Ok(Service {
        name: name.to_owned(),
        counts_first: file.counts_first,
        figures: figures.collect::<Result<_>>()?,
    })
}

fn figure(entry: FigureEntry) -> Result<Figure> {
    ensure!(
        !entry.logwatch.is_empty(),
        "an entry needs a line of LogWatch"
    );
    let chain = entry
        .logwatch
        .iter()
        .map(|line| Pattern::parse(line))
        .collect::<Result<Vec<_>>>()?;
    let reason = match (entry.differs, entry.reason) {
        (Some(differs), Some(reason)) => Some((differs, reason)),
        (None, None) => None,
        _ => bail!("`differs` and `reason` stand together"),
    };
    let place = match (
        entry.ours.is_empty(),
        entry.wording,
        entry.words,
        entry.missing,
        entry.nothing,
    ) {
        (false, false, None, None, None) => Place::Rows(Rows {
            tables: entry.ours,
            keys: entry.keys,
            what: what(entry.figure.as_deref())?,
            fold_case: entry.fold_case,
        }),
        (true, true, None, None, None) => {
            ensure!(
                holes(&chain).any(|hole| hole.field == "wording"),
                "the words are in no hole {{wording}}"
            );
            Place::Lines(None)
        }
        (true, false, Some(words), None, None) => Place::Lines(Some(words)),
        (true, false, None, Some(why), None) => Place::Missing(why),
        (true, false, None, None, Some(why)) => Place::Nothing(why),
        _ => bail!("an entry has one of `ours`, `wording`, `words`, `missing` and `nothing`"),
    };
    Ok(Figure {
        chain,
        place,
        reason,
        otherwise: entry.otherwise,
    })
}

fn what(figure: Option<&str>) -> Result<What> {
    Ok(match figure {
        None | Some("count") => What::Count,
        Some("lines") => What::Lines,
        Some("sum") => What::Sum,
        Some(other) => match other.strip_prefix("distinct ") {
            Some(field) => What::Distinct(field.to_owned()),
            None => bail!("{other:?} is no figure: count, lines, sum, `distinct FIELD`"),
        },
    })
}

/// The keys of our rows that the lines of a chain name.
pub fn holes(chain: &[Pattern]) -> impl Iterator<Item = &Hole> {
    chain.iter().flat_map(|pattern| &pattern.fields)
}

/// Whether a table's `section/event` is one that an entry names.
pub fn is_named(glob: &str, name: &str) -> bool {
    match glob.split_once('*') {
        None => glob == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.is_char_boundary(at) && is_named(tail, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages;

    #[test]
    fn stars() {
        for (glob, name, expect) in [
            ("sshd/failed", "sshd/failed", true),
            ("sshd*/failed", "sshd-old/failed", true),
            ("sshd*/failed", "sshd/failed", true),
            ("sshd*/*", "sshd/anything", true),
            ("sshd*/failed", "sshd/failed-login", false),
            ("sshd/failed", "vsftpd/failed", false),
        ] {
            assert_eq!(is_named(glob, name), expect, "{glob} {name}");
        }
    }

    #[test]
    fn a_reason_says_how_it_differs() {
        let entry = |more: &str| format!("[[figure]]\nlogwatch = [\"{{user}}: #\"]\n{more}");
        assert!(parse("x", &entry("ours = [\"a/b\"]")).is_ok());
        assert!(parse("x", &entry("ours = [\"a/b\"]\nreason = \"odd\"")).is_err());
        assert!(parse("x", &entry("ours = [\"a/b\"]\nmissing = \"no\"")).is_err());
        assert!(parse("x", &entry("wording = true")).is_err());
        assert!(parse("x", &entry("")).is_err());
    }

    /// A page that is renamed or split, or an event that gets other rows, must not make a table point into the void.
    #[test]
    fn tables_name_events_and_fields_that_exist() {
        let events = pages::events().unwrap();
        let mut wrong = Vec::new();
        for service in all().unwrap() {
            for figure in &service.figures {
                wrong.extend(
                    faults(figure, &events).map(|fault| format!("{}: {fault}", service.name)),
                );
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn faults(
        figure: &Figure,
        events: &BTreeMap<String, Vec<String>>,
    ) -> impl Iterator<Item = String> {
        let mut faults = Vec::new();
        if let Place::Rows(rows) = &figure.place {
            let needed: Vec<&String> = holes(&figure.chain)
                .filter(|hole| !hole.optional)
                .map(|hole| &hole.field)
                .chain(rows.keys.keys())
                .collect();
            for glob in &rows.tables {
                let mut found = events
                    .iter()
                    .filter(|(name, _)| is_named(glob, name))
                    .peekable();
                if found.peek().is_none() {
                    faults.push(format!("no page has {glob}"));
                } else if !found
                    .any(|(_, fields)| needed.iter().all(|field| fields.contains(field)))
                {
                    faults.push(format!("no {glob} has rows by {needed:?}"));
                }
            }
        }
        faults.into_iter()
    }

    #[test]
    fn a_table_that_names_nothing_is_found() {
        let events = BTreeMap::from([("sshd/failed".to_owned(), vec!["addr".to_owned()])]);
        let faults = |ours: &str, line: &str| {
            let text = format!("[[figure]]\nlogwatch = [\"{line}\"]\nours = [\"{ours}\"]\n");
            faults(&parse("x", &text).unwrap().figures[0], &events).count()
        };
        assert_eq!(faults("sshd/failed", "{addr}: #"), 0);
        assert_eq!(faults("sshd/refused", "{addr}: #"), 1);
        assert_eq!(faults("sshd/failed", "{user}: #"), 1);
        assert_eq!(faults("sshd/failed", "{user?}: #"), 0);
    }
}
