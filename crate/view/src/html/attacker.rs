//! An attacker's opened row: its lines, and what can be done about it.

use logyomi_core::report::Attacker;
use logyomi_core::{Reach, canonical, reach};
use maud::{Markup, html};

use super::{View, piece};
use crate::letter::{About, Letters};
use crate::lookup::slug;
use crate::visible::visible;
use crate::words::{self, abuse as say};

impl View<'_> {
    /// Opens and closes the row. A saved report is closed: its reader has no use for drafts.
    pub(super) fn opener(&self, attacker: &Attacker) -> Markup {
        let open = self.state.attackers.contains(&attacker.address);
        html! {
            @if !self.saved {
                span .toggle {
                    button type="button" data-action="attacker" data-address=(attacker.address)
                        aria-expanded=(open) aria-label=(words::lines_of(&visible(&attacker.address), self.lang)) {}
                }
            }
        }
    }

    pub(super) fn opened(&self, attacker: &Attacker, columns: usize) -> Markup {
        html! {
            @if !self.saved && self.state.attackers.contains(&attacker.address) {
                tr .evidence role="row" {
                    td role="cell" colspan=(columns) {
                        div {
                            (self.lines_frame(attacker))
                            @if self.narrows() { (self.narrowing(attacker)) }
                            (self.provider(attacker))
                        }
                    }
                }
            }
        }
    }

    /// Everything that the input says of this address alone, under all its names.
    fn narrowing(&self, attacker: &Attacker) -> Markup {
        let names: Vec<&str> = [&attacker.address]
            .into_iter()
            .chain(&attacker.names)
            .map(String::as_str)
            .collect();
        html! {
            p {
                button type="button" data-action="narrow-address" data-address=(names.join(" ")) {
                    (self.lang.of(words::narrow::THIS_ADDRESS))
                }
            }
        }
    }

    /// Who holds the address, and the mail to them.
    fn provider(&self, attacker: &Attacker) -> Markup {
        let ip = attacker
            .ip
            .as_deref()
            .and_then(|ip| canonical(ip.as_bytes()));
        let about = About {
            today: self.state.today,
            zone_minutes: None,
        };
        let letters = Letters::new(self.report, self.state.masked, self.lang);
        let mail = letters.abuse(&attacker.address, &about);
        html! {
            @if let Some(ip) = ip.filter(|ip| reach(*ip) == Reach::Public) {
                p { (self.lang.of(say::ASK_WHOIS)) " " code { "whois " (ip) } }
            }
            @match mail {
                Ok(mail) => {
                    @if !mail.doubts.is_empty() {
                        p .hint { (self.lang.of(say::DOUBTS)) }
                        ul .problems { @for doubt in &mail.doubts { li { (say::doubt(doubt, self.lang)) } } }
                    }
                    (self.draft(&format!("abuse-{}", slug(&attacker.address)), say::DRAFT,
                        &format!("{}\n\n{}", mail.subject, mail.body)))
                }
                Err(why) => p .hint { (piece::log(&say::no_mail(why, &attacker.address, self.lang))) },
            }
        }
    }
}
