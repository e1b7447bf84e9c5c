//! Block rules: text to review, never run, that shuts the addresses of attackers out.
//!
//! [`propose`] says which addresses and why, and which not and why not; [`rules`] writes them in the form
//! of a firewall or a server. A wrong rule shuts a customer out of their own server, so whatever is in
//! doubt is left out and told. Of the log only three things reach a rule or its comments: addresses and
//! dates, printed from what they were parsed into, and host names that are nothing but that.

mod choose;
mod forms;
mod guard;
mod known;
mod network;
mod proposal;
mod ranges;
mod remark;
mod words;

pub use choose::propose;
pub use forms::rules;
pub use network::network;
pub use proposal::{Because, Candidate, Left, Proposal, Range, Why};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// The tool that a rule is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// IPv4 only, as `iptables-restore -n` reads it.
    Iptables,
    /// IPv6 only, as `ip6tables-restore -n` reads it.
    Ip6tables,
    Nftables,
    Ufw,
    Firewalld,
    HostsDeny,
    Pf,
    Ipfw,
    Apache,
    Nginx,
    /// One address a line.
    List,
}

impl Format {
    pub const ALL: [Format; 11] = [
        Format::Iptables,
        Format::Ip6tables,
        Format::Nftables,
        Format::Ufw,
        Format::Firewalld,
        Format::HostsDeny,
        Format::Pf,
        Format::Ipfw,
        Format::Apache,
        Format::Nginx,
        Format::List,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Format::Iptables => "iptables",
            Format::Ip6tables => "ip6tables",
            Format::Nftables => "nftables",
            Format::Ufw => "ufw",
            Format::Firewalld => "firewalld",
            Format::HostsDeny => "hosts.deny",
            Format::Pf => "pf",
            Format::Ipfw => "ipfw",
            Format::Apache => "apache",
            Format::Nginx => "nginx",
            Format::List => "list",
        }
    }

    pub fn of(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How strongly the report speaks against an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// It made attempts: logins that were refused, or attacks.
    #[default]
    Attempts,
    /// A line of the level `attack` names it.
    Attack,
    /// A finding of the level `warning` or `critical` names it.
    Finding,
}

/// Which addresses are propose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Least number of attempts, over all services.
    pub least: u64,
    pub evidence: Evidence,
    /// Only addresses whose last attempt is within so many days of the report's last moment.
    pub days: Option<u32>,
    /// Whether neighbours become ranges.
    pub ranges: bool,
    /// A range needs so many chosen addresses. Two in one network are often chance, three seldom are.
    pub together: usize,
    /// Networks that are never blocked: the server's own, the office's, the customer's.
    pub own: Vec<IpNet>,
}

impl Default for Choice {
    /// Ten attempts: the finding `password-guessing` begins at three, which is also a person who mistypes,
    /// and sshd lets one connection try six times. Whoever was refused ten times came back and had
    /// learned nothing. Most scripts make hundreds, so that a higher number would spare few people more.
    fn default() -> Self {
        Choice {
            least: 10,
            evidence: Evidence::default(),
            days: None,
            ranges: false,
            together: 3,
            own: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::of(format.name()), Some(format));
        }
        assert_eq!(Format::of("ipchains"), None);
    }

    #[test]
    fn a_choice_that_names_only_some_is_filled_up() {
        let read: Result<Choice, _> =
            serde_json::from_str("{\"least\":3,\"own\":[\"192.0.2.0/24\"]}");
        let own = network("192.0.2.0/24").into_iter().collect();
        let wanted = Choice {
            least: 3,
            own,
            ..Choice::default()
        };
        assert_eq!(read.ok(), Some(wanted));
    }
}
