//! Block rules, for the tool that the reader's server has.

use maud::{Markup, html};

use super::View;
use crate::block::{Format, propose, rules};
use crate::words::{self, block as say};

impl View<'_> {
    /// A saved report holds none: rules are for whoever runs the server, on the day.
    pub(super) fn block(&self) -> Markup {
        html! {
            h2 { (self.lang.of(say::TITLE)) }
            @if self.report.attackers.is_empty() {
                p { (self.no_attackers()) }
            } @else if self.report.is_narrowed() {
                p { (self.lang.of(words::narrow::NO_RULES)) }
                p .buttons {
                    button type="button" data-action="widen" data-what="all" {
                        (self.lang.of(words::narrow::EVERYTHING))
                    }
                }
            } @else {
                p .about { (self.lang.of(say::ABOUT)) }
                (self.block_choice())
                div #block-rules { (self.block_rules()) }
            }
        }
    }

    fn block_choice(&self) -> Markup {
        let choice = &self.state.block.choice;
        html! {
            p .filter {
                span {
                    label for="block-least" { (self.lang.of(say::LEAST)) }
                    input #block-least type="number" min="1" value=(choice.least) data-action="block-least"
                        aria-controls="block-rules";
                }
                span {
                    label for="block-own" { (self.lang.of(say::OWN)) }
                    input #block-own type="text" value=(self.state.block.own) data-action="block-own"
                        autocomplete="off" spellcheck="false" aria-controls="block-rules";
                }
            }
        }
    }

    /// The tools, and the text for the chosen one.
    pub(super) fn block_rules(&self) -> Markup {
        let state = &self.state.block;
        let chosen = state.format;
        let proposal = propose(self.report, &state.choice);
        html! {
            div .choices role="group" aria-label=(self.lang.of(say::TOOL)) {
                @for format in Format::ALL {
                    button type="button" data-action="block-for" data-tool=(format.name())
                        aria-pressed=(format == chosen) {
                            @if format == Format::List { (self.lang.of(say::LIST)) } @else { (format.name()) }
                        }
                }
            }
            p .buttons {
                button type="button" data-action="copy" data-target="block-text" { (self.lang.of(words::finding::COPY)) }
                button type="button" data-action="block-ranges" aria-pressed=(state.choice.ranges) {
                    (self.lang.of(say::RANGES))
                }
            }
            @if !state.own.is_empty() && state.choice.own.is_empty() {
                p .hint role="status" { (self.lang.of(say::OWN_UNREAD)) }
            }
            textarea #block-text rows="14" readonly spellcheck="false" aria-label=(self.lang.of(say::TITLE)) {
                (rules(&proposal, chosen, self.lang))
            }
        }
    }
}
