//! What the view writes, compared with files: `UPDATE=1 cargo test -p logyomi-view` writes them anew,
//! then read the diff.
//!
//! The sample's ids are made foreign first, so that a changed word on a section page changes no file here.

mod expect;
mod sample;

use expect::check;
use logyomi_core::report::Report;
use logyomi_view::letter::{About, Letters};
use logyomi_view::state::{Detail, RowId, ViewState, table_id};
use logyomi_view::words::{Lang, abuse};
use logyomi_view::{html, json, text};

#[test]
fn html_in_both_languages() {
    for lang in Lang::ALL {
        let rows = [RowId {
            section: "x-sshd".into(),
            event: "x-illegal-user".into(),
            row: 5,
        }]
        .into();
        let state = ViewState {
            lang,
            rows,
            attackers: ["203.0.113.9".to_owned()].into(),
            today: "2017-03-01".parse().ok(),
            ..ViewState::default()
        };
        check(
            &format!("report.{}.html", lang.tag()),
            &lines(&html::report(&report(), &state)),
        );
        check(
            &format!("saved.{}.html", lang.tag()),
            &lines(&html::document(&report(), &state, "a { }\n")),
        );
    }
}

#[test]
fn first_screen_in_both_languages() {
    for lang in Lang::ALL {
        check(
            &format!("page.{}.html", lang.tag()),
            &lines(&html::page_shell(lang)),
        );
    }
}

#[test]
fn an_empty_report_in_both_languages() {
    for lang in Lang::ALL {
        let state = ViewState {
            lang,
            ..ViewState::default()
        };
        check(
            &format!("empty.{}.html", lang.tag()),
            &lines(&html::report(&Report::default(), &state)),
        );
    }
}

#[test]
fn first_rows_and_then_all() {
    let report = sample::report();
    // Those out of sight are gaps that know how many they stand for.
    let rows = |state: &ViewState| {
        let table = html::table(&report, state, "access", "not-found");
        let windows = table.split(" data-rows=\"").skip(1);
        let rows = windows.filter_map(|rest| rest.split('"').next()?.parse::<usize>().ok());
        rows.sum::<usize>()
    };
    let mut state = ViewState {
        lang: Lang::En,
        ..ViewState::default()
    };
    assert_eq!(rows(&state), Detail::Med.rows());
    state.tables.insert(table_id("access", "not-found"));
    assert_eq!(rows(&state), 230);
}

#[test]
fn a_kind_of_names_is_explained_once_and_linked_from_each_row() {
    let report = sample::report();
    let link = "<a href=\"#name-oracle\">";
    for lang in Lang::ALL {
        let opened = report.attackers.iter();
        let state = ViewState {
            lang,
            // What is folded away is made when it is opened.
            folds: opened.map(|one| format!("kinds/{}", one.address)).collect(),
            ..ViewState::default()
        };
        let note = logyomi_sections::kind("oracle").map(|kind| lang.of(kind.note));
        let note = note.unwrap_or_default();
        let page = html::attackers(&report, &state);
        // Notes of the pages hold nothing that would be escaped.
        let found = [note, link, "id=\"name-oracle\""].map(|text| page.matches(text).count());
        assert_eq!(found, [1, 2, 1]);
        assert_eq!(text::text(&report, lang).matches(note).count(), 1);
    }
}

#[test]
fn text_in_both_languages() {
    for lang in Lang::ALL {
        check(
            &format!("report.{}.txt", lang.tag()),
            &text::text(&report(), lang),
        );
    }
}

#[test]
fn json_of_a_report() {
    check("report.json", &(json::pretty(&report()) + "\n"));
}

#[test]
fn letters_in_both_languages() {
    let report = report();
    for lang in Lang::ALL {
        let mut out = String::new();
        for masked in [false, true] {
            let letters = Letters::new(&report, masked, lang);
            for finding in &report.findings {
                out += &format!("{}\n{}\n", letters.memo(finding), letters.reply(finding));
            }
            for attacker in &report.attackers {
                let about = About {
                    today: "2017-03-01".parse().ok(),
                    zone_minutes: masked.then_some(540),
                };
                match letters.abuse(&attacker.address, &about) {
                    Ok(mail) => {
                        let doubts = mail.doubts.iter().map(|doubt| abuse::doubt(doubt, lang));
                        let doubts: Vec<_> = doubts.collect();
                        out +=
                            &format!("{}\n\n{}\n{}\n", mail.subject, mail.body, doubts.join("\n"));
                    }
                    Err(why) => {
                        out += &format!("{}\n", abuse::no_mail(why, &attacker.address, lang))
                    }
                }
            }
        }
        check(&format!("letters.{}.txt", lang.tag()), &out);
    }
}

fn report() -> Report {
    let mut report = sample::report();
    let users = report.attackers.iter_mut().flat_map(|one| &mut one.users);
    for kind in users.filter_map(|user| user.kind.as_mut()) {
        kind.insert_str(0, "x-");
    }
    for kind in report
        .targets
        .names
        .iter_mut()
        .filter_map(|name| name.kind.as_mut())
    {
        kind.insert_str(0, "x-");
    }
    for finding in &mut report.findings {
        finding.id.insert_str(0, "x-");
    }
    // No page reads them, and none's words stand beside them.
    let subjects = report.findings.iter_mut().flat_map(|one| &mut one.subjects);
    let of_findings = subjects.flat_map(|subject| &mut subject.samples);
    let attackers = report.attackers.iter_mut();
    let of_attackers = attackers.flat_map(|attacker| &mut attacker.samples);
    for sample in of_findings.chain(of_attackers) {
        sample.text = sample.text.replace("sshd[", "x-sshd[");
    }
    for section in &mut report.sections {
        section.id.insert_str(0, "x-");
        for table in &mut section.tables {
            table.event.insert_str(0, "x-");
            table
                .fields
                .iter_mut()
                .for_each(|field| field.insert_str(0, "x-"));
            // Many rows would only make the files long; `first_rows` looks at them.
            table.rows.truncate(8);
        }
    }
    report
}

/// Markup has no line breaks; a diff needs them.
fn lines(html: &str) -> String {
    let mut out = html.to_owned();
    for element in [
        "section", "nav", "main", "div", "h2", "h3", "h4", "tr", "th", "td", "li", "dt", "dd",
        "p ", "p>", "details", "aside", "header", "button", "dialog",
    ] {
        out = out.replace(&format!("<{element}"), &format!("\n<{element}"));
    }
    out.trim_start().to_owned() + "\n"
}
