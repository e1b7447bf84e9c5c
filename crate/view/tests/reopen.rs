//! What was saved as JSON opens again and looks the same; what a stranger saved does no harm.

mod expect;
mod sample;

use expect::check;
use logyomi_core::report::{Asked, Report};
use logyomi_view::csv::{self, Which, csv};
use logyomi_view::state::ViewState;
use logyomi_view::words::{Lang, export};
use logyomi_view::{html, json, text};
use serde_json::Value;

/// Everything that a report is shown as.
fn shown(report: &Report, lang: Lang) -> Vec<String> {
    let state = ViewState {
        lang,
        today: "2017-03-01".parse().ok(),
        ..ViewState::default()
    };
    let tables = csv::names(report);
    let tables = tables.iter().filter_map(|name| Which::of(name));
    let tables = tables.filter_map(|which| csv(report, &which, lang));
    let whole = [
        html::report(report, &state),
        html::document(report, &state, "a { }"),
        text::text(report, lang),
        json::json(report),
    ];
    whole.into_iter().chain(tables).collect()
}

#[test]
fn a_report_that_is_read_back_looks_the_same() {
    let mut report = sample::report();
    report.asked = Some(Asked {
        zone_minutes: Some(540),
        ..Asked::default()
    });
    report.files[0].sha256 = Some("e3b0c442".repeat(8));
    for saved in [json::json(&report), json::pretty(&report)] {
        let again = json::parse(&saved).unwrap();
        for lang in Lang::ALL {
            assert_eq!(shown(&again, lang), shown(&report, lang));
        }
    }
}

/// Its lines are shown with their bytes.
#[test]
fn a_report_that_was_saved_without_numbers_opens() {
    fn forget(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("line");
                fields.values_mut().for_each(forget);
            }
            Value::Array(list) => list.iter_mut().for_each(forget),
            _ => {}
        }
    }
    let mut saved: Value = serde_json::from_str(&json::json(&sample::report())).unwrap();
    let before = saved.clone();
    forget(&mut saved);
    assert_ne!(saved, before);
    let report = json::parse(&saved.to_string()).unwrap();
    let shown = shown(&report, Lang::En);
    assert!(shown.iter().any(|shown| shown.contains("at byte 81,234")));
    assert!(shown.iter().all(|shown| !shown.contains("</span> line ")));
}

/// From a worker to the page.
#[test]
fn a_report_that_was_sent_is_the_same() {
    let mut report = sample::report();
    let row = report.sections[0].tables[0].rows[0].clone();
    report.sections[0].tables[0].rows = vec![row; 100_000];
    let (mut lines, mut joined) = (0, json::Joined::default());
    json::send(report.clone(), |line| {
        assert!(!line.contains('\n') && line.len() < 400_000);
        joined.line(line.as_bytes());
        lines += 1;
    });
    assert!(lines > 300, "{lines}");
    assert!(joined.report() == Some(report.clone()));

    let sent = || {
        let mut lines = Vec::new();
        json::send(report.clone(), |line| lines.push(line.to_owned()));
        lines
    };
    // Its sender failed in the middle, and another one took over.
    let half = sent().into_iter().take(100);
    assert!(put_together(half.chain(sent())) == Some(report.clone()));
    let damaged = |line: &str| put_together(sent().into_iter().chain([line.to_owned()]));
    assert_eq!(damaged("{}"), None);
    assert_eq!(
        damaged(r#"{"Rows":[9,0,[]]}"#),
        None,
        "into a table that is not there"
    );
    assert_eq!(put_together(sent().into_iter().skip(1)), None);
}

fn put_together(lines: impl IntoIterator<Item = String>) -> Option<Report> {
    let mut joined = json::Joined::default();
    lines
        .into_iter()
        .for_each(|line| joined.line(line.as_bytes()));
    joined.report()
}

/// What the page shows bit by bit is what it would show at once.
#[test]
fn a_report_that_is_filled_in_is_whole() {
    let report = sample::report();
    for lang in Lang::ALL {
        let state = ViewState {
            lang,
            today: "2017-03-01".parse().ok(),
            ..ViewState::default()
        };
        let mut filled = html::frame(&report, &state);
        let later = html::LATER.map(str::to_owned);
        for place in html::places(&report, &state).into_iter().chain(later) {
            let id = format!("id=\"{place}\"");
            let tag = filled
                .find(&id)
                .unwrap_or_else(|| panic!("{place} is missing"));
            let inside = tag + filled[tag..].find('>').unwrap() + 1;
            filled.insert_str(inside, &html::inside(&report, &state, &place));
        }
        assert_eq!(filled, html::report(&report, &state));
    }
}

#[test]
fn figures_and_places_of_a_stranger_do_no_harm() {
    let mut value = serde_json::to_value(sample::report()).unwrap();
    exaggerate(&mut value, "");
    let report = json::parse(&value.to_string()).unwrap();
    for lang in Lang::ALL {
        for shown in shown(&report, lang) {
            assert!(
                shown.contains("18,446,744,073,709,551,615")
                    || shown.contains(&u64::MAX.to_string())
            );
        }
    }
}

/// Every figure the largest, every place behind the end.
fn exaggerate(value: &mut Value, key: &str) {
    match value {
        Value::Number(number) if key != "schema" => {
            *number = match key {
                "file" | "length" => u32::MAX.into(),
                _ => u64::MAX.into(),
            };
        }
        Value::Array(list) => list.iter_mut().for_each(|one| exaggerate(one, key)),
        Value::Object(fields) => {
            fields
                .iter_mut()
                .for_each(|(key, one)| exaggerate(one, key));
        }
        _ => (),
    }
}

#[test]
fn a_reopened_report_says_what_it_cannot_do() {
    for lang in Lang::ALL {
        let state = |reopened| ViewState {
            lang,
            reopened,
            ..ViewState::default()
        };
        let page = |reopened| html::report(&sample::report(), &state(reopened));
        let limits = lang.of(export::REOPENED_LIMITS);
        assert_eq!(page(true).matches(limits).count(), 1);
        assert_eq!(page(false).matches(limits).count(), 0);
        let lines = |page: String| page.matches("data-format=\"ndjson\"").count();
        assert_eq!([lines(page(true)), lines(page(false))], [0, 1]);
    }
}

#[test]
fn tables_for_spreadsheets_in_both_languages() {
    let mut report = sample::report();
    report.attackers[0].users[0].value = "=HYPERLINK(\"http://example.com/\")".to_owned();
    report.attackers[0].address = "@SUM(A1)".to_owned();
    for lang in Lang::ALL {
        let table = csv(&report, &Which::Attackers, lang).unwrap();
        check(&format!("attackers.{}.csv", lang.tag()), &table);
        let which = Which::of("sshd/illegal-user").unwrap();
        let table = csv(&report, &which, lang).unwrap();
        check(&format!("illegal-user.{}.csv", lang.tag()), &table);
    }
}
