//! The same addresses for each tool, with how to take them in, back out, and keep them.

use std::fmt::Write;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{Candidate, Proposal};
use crate::words::Lang;
use crate::words::block as say;

/// What the rules are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Iptables,
    Ip6tables,
    Nftables,
    Ufw,
    Firewalld,
    HostsDeny,
    Pf,
    Ipfw,
    Apache,
    Nginx,
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

    /// As `--for` and the page write it.
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

    /// iptables and ip6tables know one family each.
    fn takes(self, net: &IpNet) -> bool {
        match self {
            Format::Iptables => matches!(net, IpNet::V4(_)),
            Format::Ip6tables => matches!(net, IpNet::V6(_)),
            _ => true,
        }
    }

    /// What stands round the rules.
    fn frame(self) -> (&'static str, &'static str) {
        match self {
            Format::Iptables | Format::Ip6tables => (
                "*filter\n:LOGYOMI - [0:0]\n-A INPUT -j LOGYOMI\n",
                "COMMIT\n",
            ),
            Format::Ipfw => (
                "ipfw table 22 create\n",
                "ipfw add 100 deny ip from 'table(22)' to any\n",
            ),
            Format::Pf => (
                "table <logyomi> persist {\n",
                "}\nblock in quick from <logyomi> to any\n",
            ),
            Format::Firewalld => ("", "firewall-cmd --reload\n"),
            Format::Apache => ("<RequireAll>\n    Require all granted\n", "</RequireAll>\n"),
            _ => ("", ""),
        }
    }
}

/// The text. It begins with what it is and ends with nothing that runs by itself.
pub fn rules(proposal: &Proposal, format: Format, lang: Lang) -> String {
    let taken: Vec<&Candidate> = proposal
        .take
        .iter()
        .filter(|one| format.takes(&one.net))
        .collect();
    let mut out = String::new();
    for line in say::head(format, taken.len(), proposal, lang).lines() {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# {line}");
    }
    if taken.is_empty() {
        return out;
    }
    let (begin, end) = format.frame();
    out += begin;
    match format {
        Format::Nftables => nftables(&mut out, &taken, lang),
        _ => taken
            .iter()
            .for_each(|one| rule(&mut out, one, format, lang)),
    }
    out += end;
    out
}

fn rule(out: &mut String, one: &Candidate, format: Format, lang: Lang) {
    let net = shown(&one.net);
    let note = note(one);
    let said = say::candidate(one, &note, lang);
    let line = match format {
        Format::Iptables | Format::Ip6tables => {
            format!(
                "-A LOGYOMI -s {} -m comment --comment \"{note}\" -j DROP",
                one.net
            )
        }
        Format::Ufw => format!("ufw prepend deny from {net} comment '{note}'"),
        Format::Firewalld => {
            format!("# {said}\nfirewall-cmd --permanent --zone=drop --add-source={net}")
        }
        Format::HostsDeny => format!("# {said}\nALL: {}", wrappers(&one.net)),
        Format::Pf => format!("    {net}"),
        Format::Ipfw => format!("# {said}\nipfw table 22 add {net}"),
        Format::Apache => format!("    # {said}\n    Require not ip {net}"),
        Format::Nginx => format!("# {said}\ndeny {net};"),
        Format::List | Format::Nftables => net,
    };
    let _ = writeln!(out, "{line}");
}

/// A set a family, so that a thousand addresses are one look.
fn nftables(out: &mut String, taken: &[&Candidate], lang: Lang) {
    let families = [
        (
            "blocked4",
            "ipv4_addr",
            "ip",
            taken
                .iter()
                .filter(|one| one.net.addr().is_ipv4())
                .collect::<Vec<_>>(),
        ),
        (
            "blocked6",
            "ipv6_addr",
            "ip6",
            taken
                .iter()
                .filter(|one| one.net.addr().is_ipv6())
                .collect::<Vec<_>>(),
        ),
    ];
    let known = families.iter().filter(|(.., nets)| !nets.is_empty());
    let _ = writeln!(out, "table inet logyomi {{");
    for (set, kind, _, nets) in known.clone() {
        let _ = writeln!(
            out,
            "    set {set} {{\n        type {kind}\n        flags interval\n        elements = {{"
        );
        for one in nets {
            let said = say::candidate(one, &note(one), lang);
            let _ = writeln!(out, "            {}, # {said}", shown(&one.net));
        }
        let _ = writeln!(out, "        }}\n    }}");
    }
    let _ = writeln!(
        out,
        "    chain input {{\n        type filter hook input priority -10; policy accept;"
    );
    for (set, _, family, _) in known {
        let _ = writeln!(out, "        {family} saddr @{set} counter drop");
    }
    let _ = writeln!(out, "    }}\n}}");
}

/// A single address without its length.
fn shown(net: &IpNet) -> String {
    match net.prefix_len() == net.max_prefix_len() {
        true => net.addr().to_string(),
        false => net.to_string(),
    }
}

/// As tcp_wrappers reads it: a mask in dots, IPv6 in brackets.
fn wrappers(net: &IpNet) -> String {
    match net {
        IpNet::V4(v4) if v4.prefix_len() == 32 => v4.addr().to_string(),
        IpNet::V4(v4) => format!("{}/{}", v4.addr(), v4.netmask()),
        IpNet::V6(v6) => format!("[{}]/{}", v6.addr(), v6.prefix_len()),
    }
}

/// Figures and days alone, in ASCII: it stands between quotes.
fn note(one: &Candidate) -> String {
    let day = |iso: &Option<String>| -> String {
        let day = iso.as_deref().unwrap_or_default().chars().take(10);
        day.filter(|c| c.is_ascii_digit() || *c == '-').collect()
    };
    let (first, last) = (day(&one.first), day(&one.last));
    match first == last {
        true => format!("{} attempts {last}", one.attempts),
        false => format!("{} attempts {first} to {last}", one.attempts),
    }
}
