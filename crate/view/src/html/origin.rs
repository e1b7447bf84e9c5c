//! Under an attacker's address: who holds it.

use logyomi_core::report::Attacker;
use maud::{Markup, html};

use super::{View, piece};
use crate::lookup;
use crate::words;

impl View<'_> {
    pub(super) fn origin(&self, attacker: &Attacker) -> Markup {
        html! {
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
}
