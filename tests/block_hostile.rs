//! Reports that want another address blocked, a command run, or a login shut out: whatever they hold,
//! only the tools' own grammar comes out, and only addresses that may be blocked.
//!
//! The oracle is naive on purpose: numbers instead of prefixes, std's own words for private addresses.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use logyomi_core::report::{
    Attacker, Document, DocumentRow, Finding, Report, Row, SectionReport, Subject, Table,
};
use logyomi_view::Lang;
use logyomi_view::block::{Choice, Format, network, propose, rules};
use proptest::prelude::*;
use proptest::sample::select;

/// Stands in every hostile text, and in no text of ours.
const MARK: &str = "zqx";

const HOSTILE: [&str; 14] = [
    "zqx; reboot",
    "`zqx`",
    "$(zqx)",
    "203.0.113.9\nzqx ALL: ALL",
    "203.0.113.9; zqx",
    "203.0.113.9/0 zqx",
    "zqx\\",
    "zqx 198.51.100.77",
    "\" -j ACCEPT zqx",
    "' zqx '",
    "}\nzqx",
    "zqx\u{202e}\u{0}",
    "</Location>zqx",
    "日本語 zqx",
];

const GUARDED: [&str; 16] = [
    "10.0.0.5",
    "172.20.1.1",
    "192.168.3.4",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.1.1",
    "224.0.0.9",
    "255.255.255.255",
    "0.0.0.0",
    "::1",
    "::",
    "fe80::7",
    "fd12::1",
    "ff02::1",
    "::ffff:10.0.0.5",
    "64:ff9b::7f00:1",
];

/// Few networks, so that neighbours, guarded addresses and logins meet.
fn real() -> BoxedStrategy<String> {
    prop_oneof![
        (0..24u8).prop_map(|last| format!("203.0.113.{last}")),
        any::<u8>().prop_map(|last| format!("198.51.100.{last}")),
        (0..12u8).prop_map(|last| format!("::ffff:203.0.113.{last}")),
        (0..4u8, 0..6u8).prop_map(|(net, host)| format!("2001:db8:0:{net}::{host:x}")),
        (1..6u8).prop_map(|host| format!("64:ff9b::cb00:71{host:02x}")),
        (250..=255u8).prop_map(|last| format!("9.255.255.{last}")),
    ]
    .boxed()
}

fn address() -> BoxedStrategy<String> {
    prop_oneof![
        8 => real(),
        2 => select(&GUARDED[..]).prop_map(str::to_owned),
        2 => hostile(),
    ]
    .boxed()
}

fn hostile() -> BoxedStrategy<String> {
    select(&HOSTILE[..]).prop_map(str::to_owned).boxed()
}

fn moment() -> BoxedStrategy<Option<String>> {
    let real = (1..28u8).prop_map(|day| Some(format!("2017-02-{day:02}T04:32:51")));
    prop_oneof![6 => real, 1 => hostile().prop_map(Some), 1 => Just(None)].boxed()
}

fn attacker() -> BoxedStrategy<Attacker> {
    let ip =
        prop_oneof![10 => Just(None), 1 => hostile().prop_map(Some), 1 => real().prop_map(Some)];
    let succeeded = prop_oneof![9 => Just(0u64), 1 => Just(1u64)];
    (
        address(),
        ip,
        0..24u64,
        succeeded,
        hostile(),
        (moment(), moment()),
    )
        .prop_map(
            |(address, ip, attempts, succeeded, name, (first, last))| Attacker {
                ip: ip.or_else(|| {
                    address
                        .parse::<IpAddr>()
                        .ok()
                        .map(|ip| ip.to_canonical().to_string())
                }),
                address,
                names: vec![name],
                attempts,
                first,
                last,
                succeeded,
                ..Attacker::default()
            },
        )
        .boxed()
}

fn table(event: &str, level: &str, addresses: Vec<String>) -> Table {
    let row = |address: String| Row {
        key: vec![format!("zqx; {address}"), address],
        ..Row::default()
    };
    Table {
        event: event.into(),
        level: level.into(),
        fields: vec!["user".into(), "addr".into()],
        rows: addresses.into_iter().map(row).collect(),
        ..Table::default()
    }
}

/// Nobody in here may be covered by a range; logins and own addresses may not be named at all.
#[derive(Clone, Debug)]
struct World {
    report: Report,
    choice: Choice,
    logins: Vec<String>,
    harmless: Vec<String>,
    own: Vec<String>,
}

fn world() -> BoxedStrategy<World> {
    let some = |max| proptest::collection::vec(real(), 0..max);
    let attackers = proptest::collection::vec(attacker(), 0..40);
    (
        attackers,
        some(3),
        some(4),
        some(2),
        some(3),
        (0..14u64, any::<bool>(), hostile()),
    )
        .prop_map(
            |(attackers, logins, harmless, own, nets, (least, ranges, text))| {
                let local = own.iter().map(|own| DocumentRow {
                    event: text.clone(),
                    fields: [("local".to_owned(), own.clone())].into(),
                    ..DocumentRow::default()
                });
                let subject = Subject {
                    field: "addr".into(),
                    value: text.clone(),
                    ip: Some(text.clone()),
                    ..Subject::default()
                };
                let tables = vec![
                    table("accepted", "normal", logins.clone()),
                    table(&text, "normal", harmless.clone()),
                    table(&text, "attack", harmless.clone()),
                ];
                let report = Report {
                    attackers,
                    sections: vec![SectionReport {
                        id: "sshd".into(),
                        tables,
                        ..SectionReport::default()
                    }],
                    documents: vec![Document {
                        rows: local.collect(),
                        ..Document::default()
                    }],
                    findings: vec![Finding {
                        id: text,
                        level: "critical".into(),
                        subjects: vec![subject],
                        ..Finding::default()
                    }],
                    ..Report::default()
                };
                let own_nets = nets.iter().filter_map(|net| network(net)).collect();
                let choice = Choice {
                    least,
                    ranges,
                    own: own_nets,
                    ..Choice::default()
                };
                World {
                    report,
                    choice,
                    logins,
                    harmless,
                    own: own.into_iter().chain(nets).collect(),
                }
            },
        )
        .boxed()
}

/// Family and number.
type Number = (bool, u128);

fn number(ip: IpAddr) -> Number {
    match ip.to_canonical() {
        IpAddr::V4(v4) => (true, u128::from(u32::from(v4))),
        IpAddr::V6(v6) => (false, u128::from(v6)),
    }
}

fn numbers(texts: &[String]) -> BTreeSet<Number> {
    texts
        .iter()
        .map(|text| number(text.parse().unwrap()))
        .collect()
}

fn is_guarded((v4, number): Number) -> bool {
    if v4 {
        let ip = Ipv4Addr::from(u32::try_from(number).unwrap());
        let [a, b, ..] = ip.octets();
        return ip.is_private()
            || ip.is_loopback()
            || ip.is_link_local()
            || ip.is_multicast()
            || a == 0
            || a >= 240
            || (a == 100 && (64..128).contains(&b));
    }
    let ip = std::net::Ipv6Addr::from(number);
    let inner = || is_guarded((true, number & 0xffff_ffff));
    ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_unicast_link_local()
        || ip.is_unique_local()
        || (number >> 32 == 0x0064_ff9b_u128 << 64 && inner())
}

/// Whom the oracle would block, one by one.
fn wanted(world: &World) -> BTreeSet<Number> {
    let mut attempts: BTreeMap<Number, u64> = BTreeMap::new();
    let mut never = numbers(&world.logins);
    never.extend(numbers(&world.own));
    for one in &world.report.attackers {
        let shown = one.address.parse::<IpAddr>().ok().map(number);
        let kept = one
            .ip
            .as_ref()
            .map(|ip| ip.parse::<IpAddr>().ok().map(number));
        match (shown, kept) {
            (Some(shown), Some(Some(kept))) if shown == kept => {
                *attempts.entry(shown).or_default() += one.attempts;
                if one.succeeded > 0 {
                    never.insert(shown);
                }
            }
            (shown, kept) => never.extend(shown.into_iter().chain(kept.flatten())),
        }
    }
    let inside = |number: Number| {
        if !number.0 && number.1 >> 32 == 0x0064_ff9b_u128 << 64 {
            (true, number.1 & 0xffff_ffff)
        } else {
            number
        }
    };
    let own = numbers(&world.own);
    attempts
        .into_iter()
        .filter(|(ip, count)| *count >= world.choice.least && !never.contains(ip))
        .filter(|(ip, _)| !is_guarded(*ip) && !own.contains(&inside(*ip)))
        .map(|(ip, _)| ip)
        .collect()
}

/// First and last number of a target as a tool would read it.
fn span(text: &str) -> (Number, Number) {
    let (address, length) = text.split_once('/').unwrap_or((text, ""));
    let address = address.trim_start_matches('[').trim_end_matches(']');
    let ip: IpAddr = address
        .parse()
        .unwrap_or_else(|_| panic!("no address: {text:?}"));
    let bits: u32 = if ip.is_ipv4() { 32 } else { 128 };
    let length = match (length, length.parse::<Ipv4Addr>()) {
        ("", _) => bits,
        (_, Ok(mask)) => u32::from(mask).leading_ones(),
        (length, _) => length.parse().unwrap(),
    };
    let (family, first) = number(ip);
    let size = if length == 0 {
        u128::MAX
    } else {
        (1u128 << (bits - length)) - 1
    };
    assert_eq!(first & size, 0, "{text}: bits behind the prefix");
    ((family, first), (family, first + size))
}

/// What stands between; what the tool keeps as a comment is of a few letters only.
fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    line.strip_prefix(before)?.strip_suffix(after)
}

fn with_note<'a>(line: &'a str, before: &str, middle: &str, after: &str) -> Option<&'a str> {
    let (target, note) = line.strip_prefix(before)?.split_once(middle)?;
    let note = note.strip_suffix(after)?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " ,:-".contains(c);
    note.chars().all(plain).then_some(target)
}

/// The target of a rule; none where the line is one of the form's fixed ones. Anything else fails.
fn target(line: &str, format: Format) -> Option<&str> {
    let found = match format {
        Format::Iptables | Format::Ip6tables => with_note(
            line,
            "-A LOGYOMI -s ",
            " -m comment --comment \"",
            "\" -j DROP",
        ),
        Format::Nftables => with_note(line, "            ", " comment \"", "\","),
        Format::Ufw => with_note(line, "ufw prepend deny from ", " comment '", "'"),
        Format::Firewalld => between(
            line,
            "firewall-cmd --permanent --zone=drop --add-source=",
            "",
        ),
        Format::HostsDeny => between(line, "ALL: ", ""),
        Format::Pf => between(line, "    ", ""),
        Format::Ipfw => between(line, "table 1 add ", ""),
        Format::Apache => between(line, "        Require not ip ", ""),
        Format::Nginx => between(line, "deny ", ";"),
        Format::List => Some(line),
    };
    let fixed: &[&str] = match format {
        Format::Iptables | Format::Ip6tables => &[
            "*filter",
            ":LOGYOMI - [0:0]",
            "-I INPUT 1 -j LOGYOMI",
            "COMMIT",
        ],
        Format::Nftables => &[
            "table inet logyomi",
            "delete table inet logyomi",
            "table inet logyomi {",
            "    set blocked4 {",
            "    set blocked6 {",
            "        type ipv4_addr",
            "        type ipv6_addr",
            "        flags interval",
            "        elements = {",
            "        }",
            "    }",
            "    chain input {",
            "        type filter hook input priority -10; policy accept;",
            "        ip saddr @blocked4 counter drop",
            "        ip6 saddr @blocked6 counter drop",
            "}",
        ],
        Format::Firewalld => &["firewall-cmd --reload"],
        Format::Pf => &[
            "table <logyomi> persist {",
            "}",
            "block in quick from <logyomi> to any",
        ],
        Format::Ipfw => &["add 100 deny ip from table(1) to any in"],
        Format::Apache => &[
            "<Location \"/\">",
            "    AuthMerging And",
            "    <RequireAll>",
            "        Require all granted",
            "    </RequireAll>",
            "</Location>",
        ],
        _ => &[],
    };
    if fixed.contains(&line) {
        return None;
    }
    Some(found.unwrap_or_else(|| panic!("{}: {line:?}", format.name())))
}

fn targets(text: &str, format: Format) -> Vec<(Number, Number)> {
    let rules = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#') && !line.is_empty());
    rules
        .filter_map(|line| target(line, format))
        .map(span)
        .collect()
}

fn holds((first, last): &(Number, Number), ip: &Number) -> bool {
    first <= ip && ip <= last
}

fn agree(world: &World, format: Format, lang: Lang) {
    let text = rules(&propose(&world.report, &world.choice), format, lang);
    assert!(!text.to_lowercase().contains(MARK), "{text}");
    assert!(
        !text
            .chars()
            .any(|c| c != '\n' && logyomi_view::visible::is_hidden(c)),
        "{text}"
    );
    let family = |ip: &Number| match format {
        Format::Iptables => ip.0,
        Format::Ip6tables => !ip.0,
        _ => true,
    };
    let wanted = wanted(world);
    let targets = targets(&text, format);
    for ip in wanted.iter().filter(|ip| family(ip)) {
        let count = targets.iter().filter(|target| holds(target, ip)).count();
        assert_eq!(count, 1, "{ip:?} in\n{text}");
    }
    let named = [&world.logins, &world.harmless, &world.own].into_iter();
    let attackers = world.report.attackers.iter();
    let logged_in = attackers
        .filter(|one| one.succeeded > 0)
        .map(|one| one.address.clone());
    let real = logged_in.filter(|address| address.parse::<IpAddr>().is_ok());
    let others = numbers(&named.flatten().cloned().chain(real).collect::<Vec<_>>());
    for target in &targets {
        assert!(family(&target.0), "{text}");
        let inside = wanted.iter().filter(|ip| holds(target, ip)).count();
        let alone = target.0 == target.1;
        assert!(
            if alone {
                inside == 1
            } else {
                inside >= world.choice.together
            },
            "{text}"
        );
        assert!(alone || world.choice.ranges);
        let strangers = others
            .iter()
            .filter(|ip| holds(target, ip) && !wanted.contains(ip));
        assert_eq!(strangers.count(), 0, "{text}");
        guarded(target);
    }
}

/// Every address of a range of IPv4; of IPv6 its ends, for nothing guarded is as small as a /64.
fn guarded((first, last): &(Number, Number)) {
    let all = if first.0 {
        first.1..=last.1
    } else {
        first.1..=first.1
    };
    assert!(!all.into_iter().any(|ip| is_guarded((first.0, ip))));
    assert!(!is_guarded(*last));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_rules_come_out_and_only_against_those_who_may_be_blocked(world in world()) {
        for format in Format::ALL {
            for lang in Lang::ALL {
                agree(&world, format, lang);
            }
        }
    }
}
