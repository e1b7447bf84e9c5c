//! Under an attacker's address: the country it is registered in, and who holds it.

use logyomi_core::report::Attacker;
use maud::{Markup, html};

use super::{View, piece};
use crate::lookup;
use crate::words;

impl View<'_> {
    pub(super) fn origin(&self, attacker: &Attacker) -> Markup {
        html! {
            @if let Some(code) = &attacker.country {
                span .kind {
                    (self.lang.of(words::COUNTRY)) ": " (piece::value(&words::country(code, self.lang), self.lang))
                }
            }
            @if let Some(whois) = &attacker.whois {
                span .kind {
                    (self.lang.of(words::WHOIS)) ": "
                    @for (at, value) in lookup::whois(whois).enumerate() {
                        @if at > 0 { ", " }
                        (piece::value(value, self.lang))
                    }
                }
            }
        }
    }

    /// Under the table.
    pub(super) fn origin_note(&self) -> Markup {
        let shown = self
            .report
            .attackers
            .iter()
            .any(|one| one.country.is_some());
        html! { @if shown { p .hint { (piece::said(&words::country_note(self.lang))) } } }
    }
}
