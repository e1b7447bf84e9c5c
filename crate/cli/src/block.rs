//! `logyomi block`: rules that shut attackers out, to be reviewed and never run by us.

use crate::input::Input;
use crate::read;
use clap::Args;
use ipnet::IpNet;
use logyomi_core::Query;
use logyomi_view::Lang;
use logyomi_view::block::{self, Choice, Format};
use std::io::{self, Write};

#[derive(Args)]
pub struct Options {
    /// The tool that will read the rules: iptables, ip6tables, nftables, ufw, firewalld, hosts.deny, pf, ipfw, apache, nginx, list
    #[arg(long = "for", value_parser = format, value_name = "TOOL")]
    format: Format,
    /// Least number of attempts of an address
    #[arg(long, default_value_t = Choice::default().least, value_name = "N")]
    least: u64,
    /// Only addresses whose last attempt is within N days of the log's last moment
    #[arg(long, value_name = "N")]
    days: Option<u32>,
    /// Ranges where at least three of the addresses are neighbours
    #[arg(long)]
    ranges: bool,
    /// A network or an address that is never blocked; may be given several times
    #[arg(long, value_parser = network, value_name = "192.0.2.0/24")]
    own: Vec<IpNet>,
    #[arg(long, default_value = "en", value_name = "ja|en")]
    lang: Lang,
    #[command(flatten)]
    input: Input,
}

/// Prints the rules; false where a file could not be read.
pub fn run(options: &Options) -> bool {
    let (report, complete) =
        read::report(&options.input, &Query::default(), read::all_processors());
    let choice = Choice {
        least: options.least,
        days: options.days,
        ranges: options.ranges,
        own: options.own.clone(),
        ..Choice::default()
    };
    let proposal = block::propose(&report, &choice);
    let rules = block::rules(&proposal, options.format, options.lang);
    let printed = io::stdout().lock().write_all(rules.as_bytes());
    printed.is_ok() && complete
}

fn format(name: &str) -> Result<Format, String> {
    let names = Format::ALL.map(Format::name).join(", ");
    Format::of(name).ok_or(format!("the tools are {names}"))
}

fn network(text: &str) -> Result<IpNet, &'static str> {
    block::network(text).ok_or("a network is written 192.0.2.0/24")
}
