//! `logyomi block`

use crate::input::Input;
use crate::read;
use clap::Args;
use ipnet::IpNet;
use logyomi_core::Query;
use logyomi_view::Lang;
use logyomi_view::block::{Choice, Format, propose, rules};

#[derive(Args)]
pub struct Options {
    /// iptables, ip6tables, nftables, ufw, firewalld, hosts.deny, pf, ipfw, apache, nginx or list
    #[arg(long = "for", value_parser = format, value_name = "FORMAT")]
    format: Format,
    /// Only addresses with so many attempts
    #[arg(long, default_value_t = Choice::default().least, value_name = "ATTEMPTS")]
    least: u64,
    /// Only addresses seen in so many days before the last line
    #[arg(long)]
    days: Option<u32>,
    /// One prefix for neighbours, where it covers nobody whose login worked
    #[arg(long)]
    ranges: bool,
    /// Never block these: your own networks, and your customers'
    #[arg(long, value_parser = network, value_name = "ADDRESS[/LENGTH]")]
    own: Vec<IpNet>,
    #[arg(long, default_value = "en", value_name = "ja|en")]
    lang: Lang,
    #[command(flatten)]
    input: Input,
}

fn format(name: &str) -> Result<Format, String> {
    Format::of(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
        format!("the formats are {}", names.join(", "))
    })
}

/// An address alone is a network of one.
fn network(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<std::net::IpAddr>().map(IpNet::from);
    address
        .or_else(|_| text.parse::<IpNet>())
        .map_err(|_| "write an address, or one with a length: 192.0.2.0/24".to_owned())
}

/// Prints the rules; false where a file could not be read.
pub fn run(options: &Options) -> bool {
    let (report, complete) = read::report(&options.input, &Query::default());
    let choice = Choice {
        least: options.least,
        days: options.days,
        ranges: options.ranges,
        own: options.own.clone(),
        ..Choice::default()
    };
    let proposal = propose(&report, &choice);
    print!("{}", rules(&proposal, options.format, options.lang));
    complete
}
