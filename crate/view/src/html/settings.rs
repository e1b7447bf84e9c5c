//! The dialogs of settings and of keys.

use logyomi_sections::Words;
use maud::{Markup, html};

use super::page::button;
use crate::state::{Detail, ViewState, ZONES, zone_name};
use crate::words::{self, Lang, setting as say};

/// What a key does: its name as the browser has it, the page's or view's action, and the word.
/// `crate/web` looks the pressed key up here.
pub const KEYS: [(&str, &str, Words); 11] = [
    ("?", "keys-open", say::KEY_HELP),
    ("o", "choose-files", say::KEY_FILES),
    ("v", "paste", say::KEY_PASTE),
    ("f", "narrow-open", say::KEY_NARROW),
    ("/", "filter-open", say::KEY_FILTER),
    ("j", "next", say::KEY_NEXT),
    ("k", "previous", say::KEY_PREVIOUS),
    ("s", "settings-open", say::KEY_SETTINGS),
    ("l", "other-lang", say::KEY_LANG),
    ("t", "other-theme", say::KEY_THEME),
    ("Escape", "escape", say::KEY_ESCAPE),
];

pub(super) fn dialogs(state: &ViewState) -> Markup {
    let lang = state.lang;
    html! {
        dialog #settings aria-labelledby="settings-title" {
            h2 #settings-title { (lang.of(say::SETTINGS)) }
            div #settings-inside { (settings(state)) }
            (close("settings-close", lang))
        }
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { (lang.of(say::KEYS_TITLE)) }
            (keys(lang))
            (close("keys-close", lang))
        }
    }
}

pub(super) fn settings(state: &ViewState) -> Markup {
    let lang = state.lang;
    html! {
        div .setting role="group" aria-labelledby="detail-label" {
            p #detail-label .label { (lang.of(say::DETAIL)) }
            @for detail in Detail::ALL {
                button type="button" data-action="detail" data-detail=(detail.name())
                    aria-pressed=(detail == state.settings.detail) { (lang.of(detail_word(detail))) }
            }
        }
        div .setting {
            label for="zone" { (lang.of(say::ZONE)) }
            select #zone data-action="zone" {
                (zones(state.query.zone_minutes, say::ZONE_AS_WRITTEN, lang))
            }
            p .hint { (lang.of(say::ZONE_NOTE)) }
        }
        div .setting {
            label for="anchor" { (lang.of(say::ANCHOR)) }
            input #anchor type="date" data-action="anchor"
                value=(state.settings.anchor.map(|day| day.to_string()).unwrap_or_default());
            p .hint { (lang.of(say::ANCHOR_NOTE)) }
        }
        div .setting {
            label .switch {
                input type="checkbox" data-action="keys" checked[state.settings.keys];
                (lang.of(say::KEYS))
            }
        }
    }
}

/// The zones to choose from; `none` is what it is without one.
pub(super) fn zones(chosen: Option<i32>, none: Words, lang: Lang) -> Markup {
    html! {
        option value="" { (lang.of(none)) }
        @for zone in ZONES {
            option value=(zone_name(zone)) selected[chosen == Some(zone)] { (place(zone)) }
        }
    }
}

fn keys(lang: Lang) -> Markup {
    html! {
        dl .keys {
            @for (key, _, word) in KEYS {
                dt { kbd { (key) } }
                dd { (lang.of(word)) }
            }
        }
    }
}

fn close(action: &str, lang: Lang) -> Markup {
    html! {
        p .buttons { (button(action, words::CLOSE, lang)) }
    }
}

fn detail_word(detail: Detail) -> Words {
    match detail {
        Detail::Low => say::DETAIL_LOW,
        Detail::Med => say::DETAIL_MED,
        Detail::High => say::DETAIL_HIGH,
    }
}

/// Two zones that most readers look for have a name beside their figures.
fn place(zone: i32) -> String {
    let name = zone_name(zone);
    match zone {
        540 => format!("{name} JST"),
        0 => format!("{name} UTC"),
        _ => name,
    }
}
