//! The text of an HTML mail, in the lines that its reader sees.

use mail_parser::decoders::html::html_to_text;

/// Here a block begins or ends. No text holds this character, nor the next one.
const EDGE: char = '\u{1E}';

/// A blank in a text that is shown as it was typed.
const BLANK: char = '\u{1F}';

/// The text of a mail. LogWatch's has lines of its own.
pub fn text(html: &str) -> String {
    match html.contains("class=service") {
        true => logwatch(html),
        false => lines(html),
    }
}

/// `html_to_text` joins all lines but those that a `<br>` or `</p>` ends, so that a log would be one line.
fn lines(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for block in html_to_text(&marked(html)).split(EDGE) {
        // Blanks round a block are those between its tags.
        if block.trim_matches(' ').is_empty() {
            continue;
        }
        for line in block.lines() {
            out += &line.trim_matches(' ').replace(BLANK, " ");
            out.push('\n');
        }
    }
    out
}

/// The same with edges where blocks begin and end, with all blanks and line ends in `<pre>`, and with bare tags:
/// one with attributes is not known to `html_to_text`.
fn marked(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut as_typed = false;
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        put(text, as_typed, &mut out);
        let comment = tag.starts_with("!--");
        let end = if comment { "-->" } else { ">" };
        let (tag, behind) = tag.split_once(end).unwrap_or((tag, ""));
        rest = behind;
        let (close, tag) = match tag.strip_prefix('/') {
            Some(tag) => ("/", tag),
            None => ("", tag),
        };
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        if comment || name.is_empty() {
            continue;
        }
        if name == "pre" {
            as_typed = close.is_empty();
        }
        out += &format!("<{close}{name}>");
        match name.as_str() {
            "td" | "th" => out.push(' '),
            name if BLOCKS.contains(&name) => out.push(EDGE),
            _ => {}
        }
    }
    put(rest, as_typed, &mut out);
    out
}

fn put(text: &str, as_typed: bool, out: &mut String) {
    if !as_typed {
        out.push_str(text);
        return;
    }
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("<br>"),
            '\r' => {}
            ' ' | '\t' => out.push(BLANK),
            letter => out.push(letter),
        }
    }
}

/// What stands on lines of its own.
const BLOCKS: [&str; 31] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tr",
    "ul",
];

/// LogWatch's mail has a row of a table for each line, a heading for each block, and its indentation as blanks
/// that do not break.
fn logwatch(html: &str) -> String {
    let mut out = String::new();
    for service in html.split("class=service").skip(1) {
        let (name, rest) = service.split_once("</h2>").unwrap_or(("", service));
        let name = name.rsplit("<h2>").next().unwrap_or_default();
        out += &format!(" --- {} Begin ---\n", html_to_text(name).trim());
        for row in rest.split("<tr>").skip(1) {
            let mut cell = row
                .split(['\n', '>'])
                .skip_while(|piece| !piece.contains("<t"));
            let cell = cell.nth(1).unwrap_or_default();
            let cell = cell.split("</t").next().unwrap_or_default();
            let cell = cell.replace("&nbsp;", " ");
            let text = cell.trim_start();
            let depth = cell.len() - text.len() + 1;
            out += &format!("{:depth$}{}\n", "", html_to_text(text).trim_end());
        }
    }
    out + " ### Logwatch End ###\n"
}
