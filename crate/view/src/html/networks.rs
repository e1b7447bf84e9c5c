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
                    p .hint { (self.lang.of(words::NETWORKS_NOTE)) }
                    (piece::scroll(&title, self.networks_table(&title)))
                    (self.show_all(networks.len(), "networks"))
                }))
            }
        }
    }

    fn networks_table(&self, title: &str) -> Markup {
        html! {
            table .networks {
                caption .vh { (title) }
                thead {
                    tr {
                        th scope="col" { (self.lang.of(words::NETWORK)) }
                        @for word in [words::ADDRESSES, words::ATTEMPTS, words::SUCCEEDED] {
                            th .number scope="col" { (self.lang.of(word)) }
                        }
                        @for word in [words::FIRST, words::LAST] { th scope="col" { (self.lang.of(word)) } }
                    }
                }
                tbody {
                    @for network in self.first_rows(&self.report.networks, "networks") { (self.network(network)) }
                }
            }
        }
    }

    fn network(&self, network: &Network) -> Markup {
        html! {
            tr {
                th .key scope="row" { (piece::value(&network.prefix, self.lang)) }
                (piece::figure(network.addresses))
                (piece::figure(network.attempts))
                (self.succeeded(network.succeeded))
                td .time { (piece::moment(network.first.as_deref())) }
                td .time { (piece::moment(network.last.as_deref())) }
            }
        }
    }

    /// A cell with the logins that were let in: none is the only figure that is no alarm.
    pub(super) fn succeeded(&self, logins: u64) -> Markup {
        html! {
            td .number {
                @if logins > 0 {
                    strong .alarm { span .icon aria-hidden="true" { "◆" } " " (number::grouped(logins)) }
                } @else { "0" }
            }
        }
    }
}
