//! How a line of LogWatch is written in a table: `{addr}: # Time(s)`.
//!
//! `#` is the figure that is compared, `{field}` a key of our rows, `{field?}` one that only some of our tables
//! have, `{#}` another figure, `{_}` anything. `Time(s)` is also `Time` and `Times`.
//! A whole pattern `*` is any line, `**` any lines or none.

use anyhow::{Context, Result, bail};
use regex::Regex;

pub struct Pattern {
    regex: Regex,
    pub fields: Vec<Hole>,
    pub figure: bool,
    /// Stands for any line: it knows none.
    pub star: bool,
    /// Stands for any lines or none.
    pub any: bool,
}

/// A hole that holds a key of our rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Hole {
    pub field: String,
    pub optional: bool,
}

/// What a line holds at a pattern's holes.
#[derive(Debug, Default, PartialEq)]
pub struct Read {
    pub keys: Vec<(Hole, String)>,
    pub figure: Option<u64>,
}

impl Pattern {
    pub fn parse(text: &str) -> Result<Pattern> {
        let mut regex = String::from("^");
        let mut fields = Vec::new();
        let mut figure = false;
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("Time(s)") {
                regex.push_str(r"Time(?:s|\(s\))?");
                rest = after;
            } else if let Some(after) = rest.strip_prefix('{') {
                let (name, after) = after
                    .split_once('}')
                    .with_context(|| format!("{text:?}: a brace is not closed"))?;
                hole(name, &mut regex, &mut fields);
                rest = after;
            } else if letter == '#' {
                if figure {
                    bail!(
                        "{text:?} has two figures: write two entries, each with {{_}} for the other's"
                    );
                }
                figure = true;
                regex.push_str("([0-9][0-9,]*)");
                rest = &rest[1..];
            } else if text == "*" || text == "**" {
                regex.push_str(".*");
                rest = "";
            } else {
                regex.push_str(&regex::escape(&rest[..letter.len_utf8()]));
                rest = &rest[letter.len_utf8()..];
            }
        }
        regex.push('$');
        let regex = Regex::new(&regex).with_context(|| format!("{text:?}"))?;
        Ok(Pattern {
            regex,
            fields,
            figure,
            star: matches!(text, "*" | "**"),
            any: text == "**",
        })
    }

    /// What the line holds, if it is written like this.
    pub fn read(&self, line: &str) -> Option<Read> {
        let found = self.regex.captures(line)?;
        let mut read = Read::default();
        let mut fields = self.fields.iter();
        for (index, name) in self.regex.capture_names().enumerate().skip(1) {
            let value = &found[index];
            match name {
                None => read.figure = value.replace(',', "").parse().ok(),
                Some(_) => read.keys.push((fields.next()?.clone(), value.to_owned())),
            }
        }
        Some(read)
    }
}

fn hole(name: &str, regex: &mut String, fields: &mut Vec<Hole>) {
    let any = match name {
        "_" => Some(".*?"),
        "#" => Some("[0-9][0-9.,]*"),
        _ => None,
    };
    if let Some(any) = any {
        regex.push_str(any);
        return;
    }
    regex.push_str(&format!("(?P<f{}>.*?)", fields.len()));
    fields.push(Hole {
        field: name.trim_end_matches('?').to_owned(),
        optional: name.ends_with('?'),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, line: &str, keys: &[(&str, &str)], figure: Option<u64>) {
        let read = Pattern::parse(pattern).unwrap().read(line).unwrap();
        let found: Vec<(&str, &str)> = read
            .keys
            .iter()
            .map(|(hole, value)| (hole.field.as_str(), value.as_str()))
            .collect();
        assert_eq!((found.as_slice(), read.figure), (keys, figure), "{pattern}");
    }

    #[test]
    fn lines_are_read() {
        let times = "{addr}: # Time(s)";
        check(
            times,
            "192.0.2.1: 12 Times",
            &[("addr", "192.0.2.1")],
            Some(12),
        );
        check(
            times,
            "192.0.2.1: 1 Time",
            &[("addr", "192.0.2.1")],
            Some(1),
        );
        check(
            times,
            "a: 2 Time(s): 3 Time(s)",
            &[("addr", "a: 2 Time(s)")],
            Some(3),
        );
        check(
            "# Bytes accepted {_}",
            "5,416 Bytes accepted 9%",
            &[],
            Some(5416),
        );
        let both = [("user", "hanako"), ("uid", "1001")];
        check("{user} ({uid})", "hanako (1001)", &both, None);
        check("{#} / #", "1,024 / 7", &[], Some(7));
        check("*", "anything", &[], None);
    }

    #[test]
    fn other_lines_are_not() {
        for (pattern, line) in [
            ("{addr}: # Time(s)", "192.0.2.1: many"),
            ("{#} / #", "some / 7"),
        ] {
            assert_eq!(
                Pattern::parse(pattern).unwrap().read(line),
                None,
                "{pattern}"
            );
        }
    }

    #[test]
    fn a_field_may_be_optional() {
        let pattern = Pattern::parse("{service?}:").unwrap();
        assert_eq!(
            pattern.fields,
            [Hole {
                field: "service".to_owned(),
                optional: true
            }]
        );
    }

    #[test]
    fn a_line_has_one_figure() {
        assert!(Pattern::parse("# of #").is_err());
        assert!(Pattern::parse("{addr").is_err());
    }
}
