//! The text of a pattern, taken apart into pieces: `Invalid user {user*} from {addr}{? port {port}}`.

/// A piece of a pattern as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Literal(String),
    /// A field, or nothing for `_`; free where a `*` stands.
    Hole { field: Option<String>, free: bool },
    Optional(Vec<Piece>),
    Choice(Vec<String>),
}

/// Takes a pattern apart; the error says what is wrong in the reader's words.
pub fn parse(text: &str) -> Result<Vec<Piece>, String> {
    let mut rest = text;
    let pieces = pieces(&mut rest, 0)?;
    if rest.is_empty() { Ok(pieces) } else { Err("a `}` that closes nothing (a brace is written `}}`)".to_owned()) }
}

fn pieces(rest: &mut &str, depth: usize) -> Result<Vec<Piece>, String> {
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

fn braced(rest: &mut &str, depth: usize) -> Result<Piece, String> {
    if let Some(inside) = rest.strip_prefix('?') {
        *rest = inside;
        let inner = pieces(rest, depth + 1)?;
        *rest = rest.strip_prefix('}').ok_or("an optional part that is not closed")?;
        return Ok(Piece::Optional(inner));
    }
    let end = rest.find('}').ok_or("a `{` that is not closed (a brace is written `{{`)")?;
    let inside = &rest[..end];
    *rest = &rest[end + 1..];
    if let Some(words) = inside.strip_prefix('=') {
        return Ok(Piece::Choice(words.split('|').map(str::to_owned).collect()));
    }
    let (name, free) = inside.strip_suffix('*').map_or((inside, false), |name| (name, true));
    let field = (name != "_").then(|| name.to_owned());
    Ok(Piece::Hole { field, free })
}
