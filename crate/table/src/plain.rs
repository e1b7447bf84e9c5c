//! How lines of documents are made plain before they are read: mails, web pages and word processors
//! put other quotes, dashes and blanks into them. The compiler reads its samples in the same way.

/// A line with the quotes and dashes that were typed, every run of blanks as one, and none at its ends.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match typed(c) {
            Some(" ") if out.is_empty() || out.ends_with(' ') => {}
            Some(typed) => out.push_str(typed),
            None => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The end of a line as it was typed, of which the plain line has this.
pub fn typed_end<'a>(line: &'a str, plain: &str) -> Option<&'a str> {
    let mut before = line;
    for (behind, word) in plain.rsplit(' ').enumerate() {
        let trimmed = before.trim_end();
        // Something must stand between two words.
        if behind > 0 && trimmed.len() == before.len() {
            return None;
        }
        before = trimmed.strip_suffix(word)?;
    }
    let start = before.len();
    line.get(start..)
}

/// The column where a line's text begins. `counts_first`: the line may begin with a right-aligned count
/// (`12`, `5.289K`), and what is indented is the text behind it.
pub fn depth(line: &str, counts_first: bool) -> usize {
    let text = line.trim_start();
    let is_count = |word: &str| {
        let figures = word.trim_end_matches(['K', 'M', 'G']);
        figures.parse::<f64>().is_ok()
    };
    let counted = text
        .split_once(' ')
        .filter(|(count, _)| counts_first && is_count(count));
    let text = counted.map_or(text, |(_, behind)| behind.trim_start());
    let before = line.strip_suffix(text).unwrap_or_default();
    before.chars().fold(0, |column, letter| match letter {
        '\t' => column / 8 * 8 + 8,
        _ => column + 1,
    })
}

/// Only the quotes and dashes as they were typed; blanks stay, but for those that are not ASCII.
pub fn quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match typed(c) {
            Some(typed) if !c.is_ascii() => out.push_str(typed),
            _ => out.push(c),
        }
    }
    out
}

/// What was typed where this stands now; nothing where it is itself.
fn typed(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' | '‚' | '′' => "'",
        '“' | '”' | '„' | '″' => "\"",
        '–' | '‐' | '‑' | '−' => "-",
        '—' | '―' => "--",
        '…' => "...",
        '\u{200b}' | '\u{feff}' => "",
        _ if c.is_whitespace() => " ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_it_was_typed() {
        for (text, wanted) in [
            ("  mity\tpts/0   10:39 – 10:42 ", "mity pts/0 10:39 - 10:42"),
            ("S.5….T  c /etc/hosts", "S.5....T c /etc/hosts"),
            ("find ‘/x’ — “y”\u{3000}z", "find '/x' -- \"y\" z"),
            ("合計 5976", "合計 5976"),
        ] {
            assert_eq!(line(text), wanted);
        }
        assert_eq!(quotes("a  b ’"), "a  b '");
        for (text, plain, wanted) in [
            ("  9  echo  'a  b' ", "echo 'a b'", Some("echo  'a  b' ")),
            ("9 ls", "ls", Some("ls")),
            ("9 ls", "cat", None),
            ("9 ls", "l s", None),
        ] {
            assert_eq!(typed_end(text, plain), wanted);
        }
    }
}
