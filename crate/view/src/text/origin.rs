//! Where the attackers come from.

use logyomi_core::report::{Attacker, Network};

use super::{Text, rows};
use crate::visible::visible;
use crate::{lookup, words};

impl Text {
    /// `Registered country: Japan (JP)`, `Registered to (whois): EXAMPLE-NET, 203.0.113.0/24, NL, abuse@example.net`
    pub(super) fn origin(&mut self, attacker: &Attacker) {
        if let Some(code) = &attacker.country {
            let (word, country) = (words::COUNTRY, words::country(code, self.lang));
            let word = self.lang.of(word);
            self.indented(1, &format!("{word}: {}", visible(&country)));
        }
        if let Some(whois) = &attacker.whois {
            let values: Vec<_> = lookup::whois(whois).map(visible).collect();
            let word = self.lang.of(words::WHOIS);
            self.indented(1, &format!("{word}: {}", values.join(", ")));
        }
    }

    /// What the countries mean, below all attackers.
    pub(super) fn origin_note(&mut self, attackers: &[Attacker]) {
        if attackers.iter().any(|one| one.country.is_some()) {
            self.out.push('\n');
            self.line(&words::country_note(self.lang));
        }
    }

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
