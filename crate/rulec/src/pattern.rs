//! The text of a pattern, taken apart into pieces: `Invalid user {user*} from {addr}{? port {port}}`.

use crate::problem::Wrong;

/// A piece of a pattern as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Literal(String),
    /// A field, or nothing for `_`.
    Hole {
        field: Option<String>,
        extent: Extent,
    },
    Optional(Vec<Piece>),
    /// One of these words, which the field keeps where one is named.
    Choice {
        field: Option<String>,
        words: Vec<String>,
    },
}

/// How far a hole goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// As its field's class says.
    Class,
    /// `{time/3}`: so many words.
    Words(u8),
    /// `{user*}`: bounded by nothing.
    Free,
}

/// Takes a pattern apart; the error says what is wrong in the reader's words.
pub fn parse(text: &str) -> Result<Vec<Piece>, Wrong> {
    let mut rest = text;
    let pieces = pieces(&mut rest, 0)?;
    if rest.is_empty() {
        Ok(pieces)
    } else {
        Err(Wrong::new(
            "a `}` closes nothing",
            "write a brace as `}}`, or open the hole",
        ))
    }
}

fn pieces(rest: &mut &str, depth: usize) -> Result<Vec<Piece>, Wrong> {
    let mut found = Vec::new();
    let mut literal = String::new();
    while let Some(c) = rest.chars().next() {
        if depth == 0 && rest.starts_with("}}") || rest.starts_with("{{") {
            literal.push(c);
            *rest = &rest[2..];
        } else if c == '}' {
            break;
        } else if c == '{' {
            *rest = &rest[1..];
            if !literal.is_empty() {
                found.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            found.push(braced(rest, depth)?);
        } else {
            literal.push(c);
            *rest = &rest[c.len_utf8()..];
        }
    }
    if !literal.is_empty() {
        found.push(Piece::Literal(literal));
    }
    Ok(found)
}

fn braced(rest: &mut &str, depth: usize) -> Result<Piece, Wrong> {
    if let Some(inside) = rest.strip_prefix('?') {
        *rest = inside;
        let inner = pieces(rest, depth + 1)?;
        *rest = rest
            .strip_prefix('}')
            .ok_or_else(|| Wrong::new("an optional part is not closed", "end it with `}`"))?;
        return Ok(Piece::Optional(inner));
    }
    let end = rest.find('}').ok_or_else(|| {
        Wrong::new(
            "a `{` is not closed",
            "write a brace as `{{`, or close the hole",
        )
    })?;
    let inside = &rest[..end];
    *rest = &rest[end + 1..];
    if let Some((name, words)) = inside.split_once('=') {
        return choice(name, words);
    }
    let (name, extent) = extent(inside);
    if name.is_empty() {
        return Err(Wrong::new(
            "a hole without a name",
            "name its field, or write `{_}` where the value is not kept",
        ));
    }
    let field = (name != "_").then(|| name.to_owned());
    Ok(Piece::Hole { field, extent })
}

/// A hole's name, and how far it goes.
fn extent(inside: &str) -> (&str, Extent) {
    if let Some(name) = inside.strip_suffix('*') {
        return (name, Extent::Free);
    }
    let words = inside.split_once('/').and_then(|(name, words)| {
        let words = words.parse().ok().filter(|words| *words > 1)?;
        Some((name, Extent::Words(words)))
    });
    words.unwrap_or((inside, Extent::Class))
}

/// `{=in|il}`, or `{state=LISTEN|UNCONN}`, whose word is the field's value.
fn choice(name: &str, words: &str) -> Result<Piece, Wrong> {
    let field = (!name.is_empty()).then(|| name.to_owned());
    let words: Vec<String> = words.split('|').map(str::to_owned).collect();
    if name == "_" {
        return Err(Wrong::new(
            "`{_=…}` keeps its word nowhere",
            "write `{=…}`, or name the field that keeps the word",
        ));
    }
    if field.is_some() && words.iter().any(String::is_empty) {
        return Err(Wrong::new(
            format!("a word of `{{{name}=…}}` is empty"),
            "put what may be missing into an optional part: `{? {state=LISTEN}}`",
        ));
    }
    Ok(Piece::Choice { field, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces as a reader would say them: `'a'`, `user`, `user*`, `_`, `?[…]`, `a|b`.
    fn say(pieces: &[Piece]) -> String {
        let one = |piece: &Piece| match piece {
            Piece::Literal(text) => format!("'{text}'"),
            Piece::Hole { field, extent } => format!(
                "{}{}",
                field.as_deref().unwrap_or("_"),
                match extent {
                    Extent::Class => String::new(),
                    Extent::Words(words) => format!("/{words}"),
                    Extent::Free => "*".to_owned(),
                }
            ),
            Piece::Optional(inner) => format!("?[{}]", say(inner)),
            Piece::Choice { field: None, words } => words.join("|"),
            Piece::Choice {
                field: Some(field),
                words,
            } => format!("{field}={}", words.join("|")),
        };
        pieces.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    fn check(input: &str, expect: &str) {
        assert_eq!(
            parse(input).map_or_else(|wrong| wrong.what, |pieces| say(&pieces)),
            expect,
            "{input}"
        );
    }

    #[test]
    fn pieces_of_a_pattern() {
        check("", "");
        check("user {user*} from {addr}", "'user ' user* ' from ' addr");
        check("{_}: {_*}", "_ ': ' _*");
        check("{time/3} {path*}", "time/3 ' ' path*");
        check("{time/1}", "time/1");
        check("{=in|il}valid", "in|il 'valid'");
        check("{state=on|off}.", "state=on|off '.'");
        check("ユーザー {user}", "'ユーザー ' user");
        check("{{{user}}}", "'{' user '}'");
    }

    #[test]
    fn optional_parts_nest() {
        check("a{? port {port}}", "'a' ?[' port ' port]");
        check("a{? b{? c {user}}}d", "'a' ?[' b' ?[' c ' user]] 'd'");
        check("{?{{}", "?['{']");
    }

    #[test]
    fn braces_that_do_not_match() {
        check("a {user", "a `{` is not closed");
        check("a {? b {user}", "an optional part is not closed");
        check("a } b", "a `}` closes nothing");
        check("a {} b", "a hole without a name");
        check("a {*} b", "a hole without a name");
        check("a {_=b|c}", "`{_=…}` keeps its word nowhere");
        check("a {state=b|}", "a word of `{state=…}` is empty");
    }
}
