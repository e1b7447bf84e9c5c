//! Asking for less of the input: time, addresses, service, level, all together.
//!
//! What is asked for is in force for everything below it: the workers read again, and nothing is
//! patched. So the form says what is left out as long as anything is.

use logyomi_core::report::Asked;
use logyomi_sections::Words;
use maud::{Markup, html};

use super::{View, piece};
use crate::words::{self, narrow as say};

impl View<'_> {
    pub(super) fn narrow(&self) -> Markup {
        let asked = self.state.query.asked().unwrap_or_default();
        let summary = html! { (self.lang.of(say::TITLE)) };
        html! {
            (self.fold("narrow", summary, self.fields(&asked)))
            @if asked.narrows() { (self.in_force(&asked)) }
        }
    }

    fn fields(&self, asked: &Asked) -> Markup {
        let addresses = asked.addresses.join(" ");
        html! {
            div .fields {
                (self.moment_field("narrow-from", say::FROM, asked.from.as_deref()))
                (self.moment_field("narrow-to", say::TO, asked.to.as_deref()))
                div {
                    label for="narrow-addresses" { (self.lang.of(say::ADDRESSES)) }
                    input #narrow-addresses type="text" data-form="narrow" value=(addresses)
                        autocomplete="off" spellcheck="false";
                }
                (self.service_field(asked))
                (self.level_field(asked))
                button type="button" data-action="narrow" data-form="narrow" { (self.lang.of(say::APPLY)) }
            }
            p .hint { (self.lang.of(say::NOTE)) }
        }
    }

    fn moment_field(&self, id: &str, label: Words, value: Option<&str>) -> Markup {
        html! {
            div {
                label for=(id) { (self.lang.of(label)) }
                input id=(id) type="datetime-local" data-form="narrow" value=(value.unwrap_or_default());
            }
        }
    }

    fn service_field(&self, asked: &Asked) -> Markup {
        let chosen = asked.services.first().map(String::as_str);
        html! {
            div {
                label for="narrow-service" { (self.lang.of(say::SERVICE)) }
                select #narrow-service data-form="narrow" {
                    option value="" { (self.lang.of(say::ANY)) }
                    @for service in &self.state.services {
                        option value=(service) selected[chosen == Some(service)] { (piece::log(service)) }
                    }
                }
            }
        }
    }

    fn level_field(&self, asked: &Asked) -> Markup {
        html! {
            div {
                label for="narrow-level" { (self.lang.of(say::LEVEL)) }
                select #narrow-level data-form="narrow" {
                    option value="" { (self.lang.of(say::ANY)) }
                    @for (level, word) in say::LEVELS {
                        option value=(level) selected[asked.level.as_deref() == Some(level)] { (self.lang.of(word)) }
                    }
                }
            }
        }
    }

    /// For a saved file, which has no buttons: what of the input it tells.
    pub(super) fn conditions(&self) -> Markup {
        html! {
            @if let Some(told) = words::narrow::told(self.report, self.lang) { p .asked { (piece::log(&told)) } }
        }
    }

    /// What is asked for, each with the button that gives it up.
    fn in_force(&self, asked: &Asked) -> Markup {
        let time = words::narrow::between(asked, self.lang);
        let level = asked.level.as_deref().and_then(words::narrow::level);
        html! {
            p .asked role="status" {
                strong { (self.lang.of(say::IN_FORCE)) }
                @if let Some(time) = time { (self.chip("time", &time)) }
                @if !asked.addresses.is_empty() { (self.chip("addresses", &asked.addresses.join(" "))) }
                @if !asked.services.is_empty() { (self.chip("services", &asked.services.join(" "))) }
                @if let Some(word) = level { (self.chip("level", self.lang.of(word))) }
                button type="button" data-action="widen" data-what="all" { (self.lang.of(say::EVERYTHING)) }
            }
        }
    }

    fn chip(&self, what: &str, text: &str) -> Markup {
        let shown = crate::visible::visible(text);
        html! {
            button .chip type="button" data-action="widen" data-what=(what)
                aria-label=(words::narrow::give_up(&shown, self.lang)) {
                span .value { (piece::log(text)) } " " span aria-hidden="true" { "×" }
            }
        }
    }
}
