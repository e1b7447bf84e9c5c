//! Where the attackers come from.

use logyomi_core::report::Network;

use super::{Text, rows};
use crate::visible::visible;
use crate::words;

impl Text {
    /// `203.0.113.0/24 (2 addresses): 95 Time(s)`
    pub(super) fn networks(&mut self, networks: &[Network]) {
        if networks.is_empty() {
            return;
        }
        self.out.push('\n');
        self.line(&format!("{}:", words::networks(networks.len(), self.lang)));
        for network in networks {
            let addresses = words::addresses(network.addresses, self.lang);
            let times = rows::times(network.attempts, self.lang);
            let prefix = visible(&network.prefix);
            self.indented(1, &format!("{prefix} ({addresses}): {times}"));
        }
    }
}
