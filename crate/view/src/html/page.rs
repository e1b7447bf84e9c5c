//! The page around the report: promise, drop hint, buttons, progress.
//!
//! The page's own code finds these elements by id:
//!
//! | id | is |
//! |---|---|
//! | `switches` | language and appearance; [`part`](super::part) renders it for `Part::Theme` |
//! | `start` | the first screen's text and buttons; smaller (`class="small"`) once there is a report |
//! | `check` | the `<details>` on how to check the promise: open at first, closed with `small` |
//! | `wasm-hash`, `wasm-date` | empty `<code>`: hash and date of the program inside the page |
//! | `drop-over` | shown (`hidden` taken off) while something is dragged over the window |
//! | `paste` | `<dialog>`; open with `showModal()` |
//! | `paste-text` | its `<textarea>` |
//! | `explain` | `<dialog>`; `explain-text` its `<textarea>`, `explain-answer` what [`explanation`](super::explanation) fills |
//! | `settings`, `keys` | `<dialog>`s; the inside of the first is `settings-inside` ([`settings`](super::settings)) |
//! | `licences` | `<dialog>`; `licences-text` is its empty `<pre>` |
//! | `running` | all about a run; `hidden` until one starts |
//! | `progress` | `<progress max="1" value="0">` |
//! | `progress-text` | bytes of bytes, bytes a second, time left: changes often, is not read out |
//! | `live` | polite live region: a sentence every few seconds |
//! | `message` | `role="alert"`: what went wrong with the page itself; empty otherwise |
//! | `report` | the empty `<main>` that [`report`](super::report) fills |
//!
//! Its own actions (`data-action`) are `choose-files`, `choose-folder`, `paste`, `paste-read`,
//! `paste-close`, `explain`, `explain-read`, `explain-close`, `sample` (with `data-sample`), `cancel`, `clear`,
//! `settings-open`, `keys-open` and `licences-open` (and each with `-close`), and in the report `save`
//! (with `data-format`: `html`, `text`, `json`, `ndjson`, or `csv` with `data-table`)
//! and `print`. All others are the view's ([`Action::parse`](crate::Action::parse)).

use logyomi_sections::Words;
use maud::{Markup, html};

use crate::state::{Theme, ViewState};
use crate::words::{self, Lang};

/// The page's body, before anything was read.
pub fn page_shell(lang: Lang) -> String {
    shell(&ViewState {
        lang,
        ..ViewState::default()
    })
    .into_string()
}

/// The same, with the reader's choices already made: for when the language changes under a report.
pub fn page_shell_for(state: &ViewState) -> String {
    shell(state).into_string()
}

fn shell(state: &ViewState) -> Markup {
    let lang = state.lang;
    html! {
        (banner(state))
        (start(lang))
        // Only who drags something over the window has use for it.
        div #drop-over hidden aria-hidden="true" { p { (lang.of(words::DROP_NOW)) } }
        (paste(lang))
        (super::explain::dialog(lang))
        (super::settings::dialogs(state))
        (running(lang))
        p #message role="alert" {}
        main #report tabindex="-1" lang=(lang.tag()) {}
        (foot(lang))
    }
}

/// Whose work the page is. The page fills the dialog when it is opened: the texts are long.
fn foot(lang: Lang) -> Markup {
    html! {
        footer .foot { p { "Logyomi: MIT OR Apache-2.0 " (button("licences-open", words::LICENCES, lang)) } }
        dialog #licences aria-labelledby="licences-title" {
            h2 #licences-title { (lang.of(words::LICENCES)) }
            p { (lang.of(words::LICENCES_NOTE)) }
            pre #licences-text lang="en" tabindex="0" aria-labelledby="licences-title" role="group" {}
            p .buttons { (button("licences-close", words::CLOSE, lang)) }
        }
    }
}

fn banner(state: &ViewState) -> Markup {
    let lang = state.lang;
    html! {
        header .banner {
            p .app { strong { (lang.of(words::APP)) } span { (lang.of(words::TAGLINE)) } }
            div #switches { (switches(state)) }
        }
    }
}

pub(super) fn switches(state: &ViewState) -> Markup {
    let lang = state.lang;
    html! {
        div role="group" aria-label=(lang.of(words::LANGUAGE)) { @for other in Lang::ALL { (lang_switch(lang, other)) } }
        div role="group" aria-label=(lang.of(words::THEME)) { @for theme in Theme::ALL { (theme_switch(state, theme)) } }
        div {
            (button("settings-open", words::setting::SETTINGS, lang))
            button type="button" data-action="keys-open" aria-label=(lang.of(words::setting::KEYS_TITLE)) { "?" }
        }
    }
}

fn lang_switch(lang: Lang, other: Lang) -> Markup {
    html! {
        button type="button" data-action="lang" data-lang=(other.tag()) lang=(other.tag())
            aria-pressed=(lang == other) { (other.name()) }
    }
}

fn theme_switch(state: &ViewState, theme: Theme) -> Markup {
    let word = match theme {
        Theme::Auto => words::THEME_AUTO,
        Theme::Light => words::THEME_LIGHT,
        Theme::Dark => words::THEME_DARK,
    };
    html! {
        button type="button" data-action="theme" data-theme=(theme.name()) aria-pressed=(theme == state.theme) {
            (state.lang.of(word))
        }
    }
}

fn start(lang: Lang) -> Markup {
    html! {
        section #start aria-labelledby="promise" {
            h1 #promise { (lang.of(words::PROMISE)) }
            div .drop {
                p .lead { (lang.of(words::DROP_HERE)) }
                p .buttons {
                    (button("choose-files", words::CHOOSE_FILES, lang))
                    (button("choose-folder", words::CHOOSE_FOLDER, lang))
                    (button("paste", words::PASTE, lang))
                    (button("explain", words::explain::EXPLAIN, lang))
                }
                p .hint { (lang.of(words::TAKEN)) }
            }
            (super::explain::samples(lang))
            (check(lang))
            noscript { p { (lang.of(words::NO_SCRIPT)) } }
        }
    }
}

/// The promise is worth what the reader can check of it.
fn check(lang: Lang) -> Markup {
    html! {
        details #check .check open {
            summary { (lang.of(words::HOW_TO_CHECK)) }
            ul {
                li { (lang.of(words::CHECK_OFFLINE)) }
                li { (lang.of(words::CHECK_POLICY)) }
                li { (lang.of(words::CHECK_WAYS_OUT)) }
                li {
                    (lang.of(words::CHECK_HASH)) " " code #wasm-hash {}
                }
                li { (lang.of(words::CHECK_DATE)) " " code #wasm-date {} }
            }
        }
    }
}

fn paste(lang: Lang) -> Markup {
    html! {
        dialog #paste aria-labelledby="paste-title" {
            h2 #paste-title { (lang.of(words::PASTE_TITLE)) }
            label for="paste-text" { (lang.of(words::PASTE_LABEL)) }
            textarea #paste-text rows="14" spellcheck="false" autocomplete="off" {}
            p .buttons {
                (button("paste-read", words::PASTE_READ, lang))
                (button("paste-close", words::CLOSE, lang))
            }
        }
    }
}

fn running(lang: Lang) -> Markup {
    html! {
        section #running hidden aria-label=(lang.of(words::READING)) {
            label for="progress" { (lang.of(words::READING)) }
            progress #progress max="1" value="0" {}
            span #progress-text {}
            (button("cancel", words::CANCEL, lang))
            span .hint { (lang.of(words::CANCEL_HINT)) }
        }
        p #live .vh role="status" aria-live="polite" aria-atomic="true" {}
    }
}

pub(super) fn button(action: &str, word: Words, lang: Lang) -> Markup {
    html! { button type="button" data-action=(action) { (lang.of(word)) } }
}
