//! Small pieces that every table needs: log text, figures, moments, levels.

use maud::{Markup, html};

use crate::lookup::slug;
use crate::number;
use crate::visible::{Piece, name, pieces, sign, visible};
use crate::words::{self, Lang};

/// Text that a stranger may have chosen. A hidden character becomes a sign that is set off
/// from its surroundings, so that it cannot be mistaken for a `␛` that really stands in the log.
/// Few fonts have the pictures of control characters: the style sheet shows the name in their place.
pub fn log(text: &str) -> Markup {
    html! {
        @for piece in pieces(text) {
            @match piece {
                Piece::Plain(plain) => (plain),
                Piece::Hidden(hidden) => span .sign data-name=[name(hidden)]
                    title=(format!("U+{:04X}", u32::from(hidden))) { (sign(hidden)) },
            }
        }
    }
}

/// A key or value of the log: isolated, so that right-to-left text does not turn its neighbours round.
pub fn value(text: &str, lang: Lang) -> Markup {
    html! {
        @if text.is_empty() {
            span .empty { (lang.of(words::EMPTY_KEY)) }
        } @else {
            span .value { (breakable(text)) }
        }
    }
}

/// Long paths, addresses and names are broken behind these signs, where they do not fit. Short ones are moved whole.
const JOINTS: [char; 9] = ['/', '.', ':', '@', '?', '&', '=', ',', ';'];

fn breakable(text: &str) -> Markup {
    const SHORT: usize = 16;
    const LONGEST: usize = 32;
    if text.len() <= SHORT {
        return log(text);
    }
    let mut parts = text.split_inclusive(JOINTS).peekable();
    html! {
        @while let Some(part) = parts.next() {
            (log(part))
            // Before a part that is too long for any line, a break would leave the line nearly empty.
            @if parts.peek().is_some_and(|next| next.len() <= LONGEST) { wbr; }
        }
    }
}

/// Breaks between day and time, nowhere else.
pub fn moment(iso: Option<&str>) -> Markup {
    let Some(iso) = iso else { return html! {} };
    let moment = number::moment(iso);
    html! {
        time datetime=(visible(iso)) {
            @for (at, part) in moment.splitn(2, ' ').enumerate() {
                @if at > 0 { " " }
                span { (log(part)) }
            }
        }
    }
}

/// A note of a page: what stands between grave accents is to be typed or looked for as it is.
pub fn note(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (said(part)) }
        }
    }
}

/// A value that may be broken behind a dot or a colon, where it does not fit: an address, a host name.
pub fn address(text: &str) -> Markup {
    html! {
        span .value {
            @for part in text.split_inclusive(['.', ':']) { (log(part)) wbr; }
        }
    }
}

/// A sentence of ours: a figure and what it counts stay on one line, and so do a day and its time.
pub fn said(text: &str) -> Markup {
    let text = unparted(text);
    let mut rest = &*text;
    html! {
        @while let Some((before, moment, behind)) = first_moment(rest) {
            (log(before))
            span .moment { (moment) }
            ({ rest = behind; "" })
        }
        (log(rest))
    }
}

/// `2026-10-14`, with the time of day behind it, and what stands round it.
fn first_moment(text: &str) -> Option<(&str, &str, &str)> {
    let is_day = |at: &usize| {
        text.get(*at..at + 10).is_some_and(is_date)
            && !text[..*at].ends_with(|letter: char| letter.is_ascii_digit())
    };
    let at = (0..text.len())
        .filter(|at| text.is_char_boundary(*at))
        .find(is_day)?;
    let (before, from) = text.split_at(at);
    let is_of_time = |letter: char| letter.is_ascii_digit() || letter == ':';
    let behind = &from[10..];
    let behind = match behind.strip_prefix('\u{a0}') {
        Some(time) if time.starts_with(is_of_time) => time.trim_start_matches(is_of_time),
        _ => behind,
    };
    let moment = &from[..from.len() - behind.len()];
    Some((before, moment, behind))
}

/// A blank between a figure and a letter becomes one that does not break.
fn unparted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut figure = false;
    while let Some(letter) = letters.next() {
        let word = letters.peek().is_some_and(|next| next.is_alphabetic());
        out.push(if letter == ' ' && figure && (word || is_date(&out)) {
            '\u{a0}'
        } else {
            letter
        });
        figure = letter.is_ascii_digit();
    }
    out
}

/// `… 2026-10-14`: the time of day that follows stays beside it.
fn is_date(text: &str) -> bool {
    let mut letters = text.chars().rev().take(10);
    let date = |at, letter: char| match at {
        2 | 5 => letter == '-',
        _ => letter.is_ascii_digit(),
    };
    text.len() >= 10
        && letters
            .by_ref()
            .enumerate()
            .all(|(at, letter)| date(at, letter))
}

/// A cell with a figure. Where cells stand below each other, each shows the name of its column.
pub fn figure(column: &str, number: u64) -> Markup {
    html! { td .number role="cell" data-label=(column) { (number::grouped(number)) } }
}

/// A cell with a moment.
pub fn time(column: &str, iso: Option<&str>) -> Markup {
    html! { td .time role="cell" data-label=(column) { (moment(iso)) } }
}

/// The head of a table. Its roles are spelled out, here and in its rows: some browsers forget them
/// where a narrow screen has the cells below each other.
pub fn head(cells: Markup) -> Markup {
    html! { thead role="rowgroup" { tr role="row" { (cells) } } }
}

/// The head of a column.
pub fn column(title: &str) -> Markup {
    html! { th scope="col" role="columnheader" { (title) } }
}

/// The head of a column of figures.
pub fn figures(title: &str) -> Markup {
    html! { th .number scope="col" role="columnheader" { (title) } }
}

/// Shape, word and colour.
pub fn level(level: &str, lang: Lang) -> Markup {
    let (icon, word) = words::level(level, lang);
    html! {
        span class={ "level " (level_class(level)) } { span .icon aria-hidden="true" { (icon) } " " (log(word)) }
    }
}

pub fn level_class(level: &str) -> &'static str {
    match level {
        "attack" => "attack",
        "warning" => "warning",
        "notice" => "notice",
        "normal" => "normal",
        _ => "ignored",
    }
}

/// A region that scrolls by itself where the table is wider than the page; reachable by keyboard.
pub fn scroll(label: &str, table: Markup) -> Markup {
    html! { div .scroll role="group" tabindex="0" aria-label=(label) { (table) } }
}

pub fn section_anchor(section: &str) -> String {
    format!("section-{}", slug(section))
}

pub fn table_anchor(section: &str, event: &str) -> String {
    format!("table-{}-{}", slug(section), slug(event))
}

/// Of a window, `sshd/illegal-user/3` or `attackers/3`.
pub fn window_anchor(window: &str) -> String {
    format!("window-{}", slug(window))
}

/// Of a fold, `users/192.0.2.1`. Two paths that differ in a sign have each their own.
pub fn fold_anchor(fold: &str) -> String {
    let mut anchor = "fold-".to_owned();
    for letter in fold.chars() {
        match letter.is_ascii_alphanumeric() {
            true => anchor.push(letter),
            false => anchor += &format!("_{:x}_", u32::from(letter)),
        }
    }
    anchor
}

pub fn evidence_anchor(section: &str, event: &str, row: usize) -> String {
    format!("lines-{}-{}-{row}", slug(section), slug(event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_not_parted_from_what_it_counts() {
        assert_eq!(unparted("合わせて 169 回です"), "合わせて 169\u{a0}回です");
        assert_eq!(
            unparted("2 files, 173 lines"),
            "2\u{a0}files, 173\u{a0}lines"
        );
        assert_eq!(unparted("a 1 2 - x"), "a 1 2 - x");
        assert_eq!(
            unparted("from 2026-10-14 22:17:01."),
            "from 2026-10-14\u{a0}22:17:01."
        );
    }

    #[test]
    fn a_day_stays_in_one_piece_with_its_time() {
        for (text, marked) in [
            (
                "2026-10-14 22:17:01。",
                "<span class=\"moment\">2026-10-14\u{a0}22:17:01</span>。",
            ),
            (
                "(2026-06-17 時点)",
                "(<span class=\"moment\">2026-06-17</span>\u{a0}時点)",
            ),
            ("92026-10-14-x", "92026-10-14-x"),
            ("é 1-2", "é 1-2"),
        ] {
            assert_eq!(said(text).into_string(), marked);
        }
    }

    #[test]
    fn an_address_breaks_behind_its_dots_and_colons_only() {
        assert_eq!(
            address("2001:db8::1").into_string(),
            "<span class=\"value\">2001:<wbr>db8:<wbr>:<wbr>1<wbr></span>"
        );
    }
}
