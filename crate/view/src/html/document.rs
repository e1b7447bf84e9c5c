//! The report as a file of its own: no script, nothing fetched, readable in twenty years.

use logyomi_core::report::Report;
use maud::{DOCTYPE, PreEscaped, html};

use super::{View, sheets};
use crate::state::{Theme, ViewState};
use crate::words;

/// A saved file may travel by mail: its policy forbids whatever a mail reader might let it do.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/// A whole HTML document. `css` is the page's own style sheet.
pub fn document(report: &Report, state: &ViewState, css: &str) -> String {
    let lang = state.lang;
    let theme = (state.theme != Theme::Auto).then_some(state.theme.name());
    let title = lang.of(words::REPORT);
    let page = html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-theme=[theme] {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (title) " – " (lang.of(words::APP)) }
                style { (style(css)) }
                style { (style(&sheets(report, lang))) }
            }
            body .saved {
                header .banner { h1 { (title) } }
                main #report { (View::saved(report, state).report()) }
            }
        }
    };
    page.into_string()
}

/// The style sheet is ours, but an end tag inside it would end it early.
fn style(css: &str) -> PreEscaped<String> {
    PreEscaped(css.replace("</", "<\\/"))
}
