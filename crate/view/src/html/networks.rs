//! Attackers that are neighbours, in a fold under their table.

use logyomi_core::report::Network;
use maud::{Markup, html};

use super::{View, piece};
use crate::{number, words};

impl View<'_> {
    pub(super) fn networks(&self) -> Markup {
        let networks = &self.report.networks;
        let title = words::networks(networks.len(), self.lang);
        html! {
            @if !networks.is_empty() {
                (self.fold("networks", html! { (title) }, html! {
                    p .hint { (piece::said(self.lang.of(words::NETWORKS_NOTE))) }
                    (piece::scroll(&title, self.networks_table(&title)))
                    (self.show_all(networks.len(), "networks"))
                }))
            }
        }
    }

    fn networks_table(&self, title: &str) -> Markup {
        html! {
            table .networks.stacks role="table" {
                caption .vh { (title) }
                (piece::head(html! {
                    (piece::column(self.lang.of(words::NETWORK)))
                    @for word in [words::ADDRESSES, words::ATTEMPTS, words::SUCCEEDED] { (piece::figures(self.lang.of(word))) }
                    @for word in [words::FIRST, words::LAST] { (piece::column(self.lang.of(word))) }
                }))
                tbody role="rowgroup" {
                    @for network in self.first_rows(&self.report.networks, "networks") { (self.network(network)) }
                }
            }
        }
    }

    fn network(&self, network: &Network) -> Markup {
        html! {
            tr role="row" {
                th .key scope="row" role="rowheader" { (piece::address(&network.prefix)) }
                (piece::figure(self.lang.of(words::ADDRESSES), network.addresses))
                (piece::figure(self.lang.of(words::ATTEMPTS), network.attempts))
                (self.succeeded(network.succeeded))
                (piece::time(self.lang.of(words::FIRST), network.first.as_deref()))
                (piece::time(self.lang.of(words::LAST), network.last.as_deref()))
            }
        }
    }

    /// A cell with the logins that were let in: none is the only figure that is no alarm.
    pub(super) fn succeeded(&self, logins: u64) -> Markup {
        html! {
            td .number role="cell" data-label=(self.lang.of(words::SUCCEEDED)) {
                @if logins > 0 {
                    strong .alarm { span .icon aria-hidden="true" { "◆" } " " (number::grouped(logins)) }
                } @else { "0" }
            }
        }
    }
}
