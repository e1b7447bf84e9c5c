//! Block rules: their real parsers take them, and no rule touches whom it may not.

use crate::support::report;
use ipnet::IpNet;
use logyomi_core::report::{Attacker, Report};
use logyomi_core::{Reach, reach};
use logyomi_view::Lang;
use logyomi_view::block::{Choice, Format, Proposal, propose, rules};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::IpAddr;
use std::process::{Command, Output, Stdio};

/// Names that would be commands, and addresses where none belongs.
const HOSTILE: &str = "x;reboot`id`$(id)\"'\n198.51.100.77 || true # -j ACCEPT";

/// Attackers of both families, neighbours, and logins that worked.
fn sample() -> Report {
    let mut log = String::new();
    for n in 0..60 {
        let (second, pid) = (n % 60, 100 + n);
        for (message, address) in [
            ("Invalid user x;reboot", format!("203.0.113.{}", n % 3 + 4)),
            ("Invalid user `id`", format!("2001:db8:1::{}", n % 3 + 1)),
            ("Invalid user 198.51.100.77", "192.0.2.9".to_owned()),
            ("Failed password for bob", "198.51.100.5".to_owned()),
        ] {
            let end = if message.starts_with("Failed") {
                " port 4000 ssh2"
            } else {
                ""
            };
            writeln!(
                log,
                "Mar  1 04:00:{second:02} host sshd[{pid}]: {message} from {address}{end}"
            )
            .unwrap();
        }
    }
    log += "Mar  1 04:01:00 host sshd[900]: Accepted password for bob from 198.51.100.5 port 4000 ssh2\n";
    report(&[("auth.log", log.as_bytes())])
}

fn shown(format: Format) -> String {
    let choice = Choice {
        ranges: true,
        ..Choice::default()
    };
    rules(&propose(&sample(), &choice), format, Lang::Ja)
}

#[test]
fn the_sample_gives_what_is_tried_below() {
    let list = shown(Format::List);
    let list: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(list, ["192.0.2.9", "203.0.113.4/30", "2001:db8:1::/126"]);
}

/// Feeds a text to a program; nothing where there is no such program.
fn fed(program: &str, arguments: &[&str], text: &str) -> Option<Output> {
    let path = format!(
        "{}:/usr/sbin:/sbin",
        std::env::var("PATH").unwrap_or_default()
    );
    let mut child = Command::new(program)
        .args(arguments)
        .env("PATH", path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    // A program that reads files instead closes its input.
    let _ = child
        .stdin
        .take()
        .map(|mut input| input.write_all(text.as_bytes()));
    child.wait_with_output().ok()
}

/// Also where the test passes: what was skipped must be seen.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Passes where the parser takes the rules, and says so where there is none or it may not run.
fn parsed(format: Format, program: &str, arguments: &[&str], text: &str) {
    let Some(output) = fed(program, arguments, text) else {
        say(&format!(
            "skipped: {} has no {program} to try it with",
            format.name()
        ));
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let forbidden = [
        "Permission denied",
        "Operation not permitted",
        "you must be root",
    ];
    if forbidden.iter().any(|word| said.contains(word)) {
        say(&format!(
            "skipped: {program} may not run here: {}",
            said.trim()
        ));
        return;
    }
    assert!(output.status.success(), "{program}: {said}\n{text}");
    say(&format!("{} was taken by {program}", format.name()));
}

/// A file that goes away with the test.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(name: &str, text: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("logyomi-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Scratch(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn firewalls_take_their_rules() {
    parsed(
        Format::Nftables,
        "nft",
        &["-c", "-f", "-"],
        &shown(Format::Nftables),
    );
    parsed(
        Format::Iptables,
        "iptables-restore",
        &["--test"],
        &shown(Format::Iptables),
    );
    parsed(
        Format::Ip6tables,
        "ip6tables-restore",
        &["--test"],
        &shown(Format::Ip6tables),
    );
    parsed(Format::Pf, "pfctl", &["-n", "-f", "-"], &shown(Format::Pf));
}

#[test]
fn web_servers_take_their_rules() {
    let deny = Scratch::new("deny.conf", &shown(Format::Nginx));
    let nginx = format!(
        "pid /dev/null;\nerror_log stderr;\nevents {{}}\nhttp {{ access_log off; include {}; server {{ listen 127.0.0.1:8099; }} }}\n",
        deny.path()
    );
    let nginx = Scratch::new("nginx.conf", &nginx);
    parsed(Format::Nginx, "nginx", &["-t", "-c", nginx.path()], "");
    let modules = "/usr/lib/apache2/modules";
    let mut apache = String::from(
        "ServerRoot /\nServerName localhost\nListen 127.0.0.1:8098\nErrorLog /dev/stderr\nPidFile /dev/null\n",
    );
    for (name, file) in [
        ("mpm_event", "mod_mpm_event"),
        ("authz_core", "mod_authz_core"),
        ("authz_host", "mod_authz_host"),
    ] {
        writeln!(apache, "LoadModule {name}_module {modules}/{file}.so").unwrap();
    }
    write!(
        apache,
        "<Location />\n{}</Location>\n",
        shown(Format::Apache)
    )
    .unwrap();
    let apache = Scratch::new("apache.conf", &apache);
    parsed(Format::Apache, "apache2", &["-t", "-f", apache.path()], "");
}

/// A rule is one of these, letter by letter.
#[test]
fn every_line_is_a_comment_or_of_our_form() {
    let form = regex::Regex::new(concat!(
        r"^(\s*#.*|",
        r#"\*filter|:LOGYOMI - \[0:0\]|-A INPUT -j LOGYOMI|COMMIT|-A LOGYOMI -s [0-9a-f.:]+/\d+ -m comment --comment "[-0-9a-z ]+" -j DROP|"#,
        r"table inet logyomi \{|\s+set blocked[46] \{|\s+type ipv[46]_addr|\s+flags interval|\s+elements = \{|\s+[0-9a-f.:/]+, # [^\n]*|\s+\}|\}|\s+chain input \{|",
        r"\s+type filter hook input priority -10; policy accept;|\s+ip6? saddr @blocked[46] counter drop|",
        r"ufw prepend deny from [0-9a-f.:/]+ comment '[-0-9a-z ]+'|firewall-cmd --reload|firewall-cmd --permanent --zone=drop --add-source=[0-9a-f.:/]+|",
        r"ALL: \[?[0-9a-f.:]+\]?(/[0-9.]+)?|table <logyomi> persist \{|\s*[0-9a-f.:/]+|block in quick from <logyomi> to any|",
        r"ipfw table 22 create|ipfw table 22 add [0-9a-f.:/]+|ipfw add 100 deny ip from 'table\(22\)' to any|",
        r"<RequireAll>|</RequireAll>|    Require all granted|    Require not ip [0-9a-f.:/]+|deny [0-9a-f.:/]+;)$"
    ))
    .unwrap();
    for report in [sample(), hostile()] {
        for ranges in [false, true] {
            let choice = Choice {
                ranges,
                least: 1,
                ..Choice::default()
            };
            let proposal = propose(&report, &choice);
            assert!(!proposal.take.is_empty());
            for format in Format::ALL {
                for lang in Lang::ALL {
                    let text = rules(&proposal, format, lang);
                    for line in text.lines() {
                        assert!(form.is_match(line), "{}: {line}", format.name());
                    }
                    for word in ["x;reboot", "id`", "ACCEPT", "198.51.100.77"] {
                        assert!(!text.contains(word), "{}: {text}", format.name());
                    }
                }
            }
        }
    }
}

/// The sample with every free text of an attacker made hostile, as a saved report might be.
fn hostile() -> Report {
    let mut report = sample();
    for attacker in &mut report.attackers {
        attacker.names = vec![HOSTILE.to_owned()];
        attacker.first = Some(HOSTILE.to_owned());
        attacker.last = Some(format!("2026-03-01{HOSTILE}"));
        for user in &mut attacker.users {
            user.value = HOSTILE.to_owned();
        }
    }
    let mut other = report.attackers[0].clone();
    (other.address, other.ip) = (HOSTILE.to_owned(), Some(HOSTILE.to_owned()));
    report.attackers.push(other);
    report
}

fn attacker(ip: IpAddr, attempts: u64, succeeded: u64) -> Attacker {
    Attacker {
        address: ip.to_string(),
        ip: Some(ip.to_string()),
        attempts,
        succeeded,
        ..Attacker::default()
    }
}

/// Addresses that lie close together, so that ranges are tried.
fn address() -> impl Strategy<Value = IpAddr> {
    let v4 = (0_usize..4, 0_u8..16).prop_map(|(net, last)| {
        let nets = [[203, 0, 113], [198, 51, 100], [10, 0, 0], [127, 0, 0]];
        let [a, b, c] = nets[net];
        IpAddr::from([a, b, c, last])
    });
    let v6 = (0_u16..3, 0_u16..16).prop_map(|(net, last)| {
        let first = if net == 2 { 0xfe80 } else { 0x2001 };
        IpAddr::from([first, 0xdb8, net, 0, 0, 0, 0, last])
    });
    prop_oneof![v4, v6]
}

/// What may be proposed, looked at address by address.
fn check(report: &Report, choice: &Choice, proposal: &Proposal) -> Result<(), TestCaseError> {
    let holds = |ip: &IpAddr| {
        proposal
            .take
            .iter()
            .filter(|one| one.net.contains(ip))
            .count()
    };
    for one in &report.attackers {
        let ip: IpAddr = one.ip.as_deref().unwrap().parse().unwrap();
        let own = choice.own.iter().any(|own| own.contains(&ip));
        let never = own || one.succeeded > 0 || reach(ip) != Reach::Public;
        if never {
            prop_assert_eq!(holds(&ip), 0, "{} must not be blocked", ip);
        } else if one.attempts >= choice.least {
            prop_assert_eq!(holds(&ip), 1, "{} is to be blocked once", ip);
        }
    }
    for own in &choice.own {
        prop_assert!(proposal.take.iter().all(|one| !one.net.contains(own)));
    }
    let named = proposal.take.iter().map(|one| one.addresses).sum::<u64>();
    prop_assert_eq!(
        named + proposal.left.len() as u64,
        report.attackers.len() as u64
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn no_rule_touches_whom_it_may_not(
        found in prop::collection::btree_map(address(), (0_u64..30, 0_u64..8), 0..40),
        own in prop::collection::vec((address(), 28_u8..33), 0..3),
        together in 2_usize..5,
        ranges: bool,
    ) {
        let attackers = found.into_iter().map(|(ip, (attempts, succeeded))| {
            attacker(ip, attempts, succeeded.saturating_sub(6))
        });
        let report = Report { attackers: attackers.collect(), ..Report::default() };
        let own = own.into_iter().map(|(ip, length)| IpNet::new(ip, length).unwrap().trunc());
        let choice = Choice { ranges, together, own: own.collect(), ..Choice::default() };
        check(&report, &choice, &propose(&report, &choice))?;
    }
}
