//! A proposal in the forms of the tools.

mod bsd;
mod firewall;
mod server;
mod target;

use super::proposal::{Proposal, Why};
use super::{Format, words};
use crate::words::Lang;
use std::collections::BTreeMap;
use std::net::IpAddr;
use target::Target;

/// So many of the addresses that logged in are named; all of them stand with the attackers.
const NAMED: usize = 20;

/// The rules as a text to review: comments first, then, where there is an address, the rules.
pub fn rules(proposal: &Proposal, format: Format, lang: Lang) -> String {
    let targets = target::targets(proposal, format);
    let mut out = String::new();
    for line in head(proposal, format, &targets, lang) {
        out.push_str(&format!("# {line}\n"));
    }
    if !targets.is_empty() {
        out.push('\n');
        out.push_str(&body(&targets, format, lang));
    }
    out
}

fn body(targets: &[Target], format: Format, lang: Lang) -> String {
    match format {
        Format::Iptables | Format::Ip6tables => firewall::iptables(targets, lang),
        Format::Nftables => firewall::nftables(targets, lang),
        Format::Ufw => firewall::ufw(targets, lang),
        Format::Firewalld => firewall::firewalld(targets, lang),
        Format::HostsDeny => server::hosts_deny(targets, lang),
        Format::Pf => bsd::pf(targets, lang),
        Format::Ipfw => bsd::ipfw(targets, lang),
        Format::Apache => server::apache(targets, lang),
        Format::Nginx => server::nginx(targets, lang),
        Format::List => server::list(targets),
    }
}

fn head(proposal: &Proposal, format: Format, targets: &[Target], lang: Lang) -> Vec<String> {
    let mut lines = vec![words::title(format, lang)];
    if let (Some(first), Some(last)) = (proposal.first, proposal.last) {
        lines.push(words::span(first.date(), last.date(), lang));
    }
    let addresses = targets.iter().map(|target| target.holds).sum();
    lines.push(words::figures(addresses, targets.len(), lang));
    if let Some(other) = target::other_family(format)
        && proposal.take.len() > addresses
    {
        let rest = proposal.take.len() - addresses;
        lines.push(words::other_family(rest, other, lang));
    }
    lines.extend(left_out(proposal, lang));
    if targets.is_empty() {
        lines.push(lang.of(words::NOTHING).to_owned());
    } else {
        lines.extend([words::CHECK, words::KEEP_A_DOOR].map(|line| lang.of(line).to_owned()));
        lines.extend(words::usage(format).map(|line| lang.of(line).to_owned()));
    }
    lines
}

/// A line for each reason; the gravest one names its addresses.
fn left_out(proposal: &Proposal, lang: Lang) -> Vec<String> {
    let mut reasons: BTreeMap<Why, usize> = BTreeMap::new();
    for left in &proposal.left {
        *reasons.entry(left.why).or_default() += 1;
    }
    let line = |(why, count)| match why {
        Why::LoggedIn => words::logged_in(&logged_in(proposal), count, lang),
        _ => words::left_out(why, count, lang),
    };
    reasons.into_iter().map(line).collect()
}

fn logged_in(proposal: &Proposal) -> Vec<String> {
    let left = proposal
        .left
        .iter()
        .filter(|left| left.why == Why::LoggedIn);
    let ips = left.filter_map(|left| left.address.parse::<IpAddr>().ok());
    ips.take(NAMED).map(|ip| ip.to_string()).collect()
}
