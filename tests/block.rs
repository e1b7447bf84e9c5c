//! Block rules before the tools that will read them. A tool that is missing, or that may not run here,
//! is named on standard error as skipped.

use crate::support::report;
use logyomi_view::Lang;
use logyomi_view::block::{Choice, Format, Proposal, propose, rules};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Attackers that become a range, single addresses and one of IPv6; `mail` was let in.
fn proposal() -> Proposal {
    let mut log = String::new();
    let attackers = [
        "203.0.113.9",
        "203.0.113.77",
        "203.0.113.200",
        "198.51.100.36",
        "2001:db8::bad:cafe",
    ];
    for address in attackers {
        for n in 0..12 {
            writeln!(log, "Feb  7 04:32:{n:02} host sshd[{n}]: Failed password for root from {address} port 4{n:03} ssh2").unwrap();
        }
    }
    log +=
        "Feb  7 05:00:00 host sshd[99]: Accepted password for mail from 192.0.2.7 port 4000 ssh2\n";
    log += "Feb  7 05:00:01 host vsftpd[7]: refused connect from dyn-36.dsl.example.net (198.51.100.36)\n";
    let choice = Choice {
        ranges: true,
        ..Choice::default()
    };
    propose(&report(&[("auth.log", log.as_bytes())]), &choice)
}

/// One way to have a tool read the rules.
struct Parser {
    format: Format,
    /// Programs that it needs.
    needs: &'static [&'static str],
    /// Run by `sh -e` in a folder of its own, where the rules are in the file `rules`.
    script: &'static str,
    /// What it must print.
    prints: &'static [&'static str],
    /// Whether it writes to the kernel's tables: then it has a network of its own, or only checks.
    network: bool,
}

const PARSERS: [Parser; 10] = [
    Parser {
        format: Format::Nftables,
        needs: &["nft"],
        // Twice: the second run must find nothing in its way.
        script: "nft -c -f rules; [ $OWN = no ] || { nft -f rules; nft -f rules; nft list table inet logyomi; nft delete table inet logyomi; }",
        prints: &[
            "203.0.113.0/24 comment",
            "198.51.100.36 comment",
            "2001:db8::bad:cafe comment",
        ],
        network: true,
    },
    Parser {
        format: Format::Iptables,
        needs: &["iptables-restore", "iptables"],
        script: "iptables-restore --test -n <rules; [ $OWN = no ] || { iptables-restore -n <rules; iptables -S; iptables -D INPUT -j LOGYOMI; iptables -F LOGYOMI; iptables -X LOGYOMI; }",
        prints: &[
            "-A INPUT -j LOGYOMI",
            "-s 203.0.113.0/24",
            "-s 198.51.100.36/32",
        ],
        network: true,
    },
    Parser {
        format: Format::Ip6tables,
        needs: &["ip6tables-restore", "ip6tables"],
        script: "ip6tables-restore --test -n <rules; [ $OWN = no ] || { ip6tables-restore -n <rules; ip6tables -S; ip6tables -D INPUT -j LOGYOMI; ip6tables -F LOGYOMI; ip6tables -X LOGYOMI; }",
        prints: &["-A INPUT -j LOGYOMI", "-s 2001:db8::bad:cafe/128"],
        network: true,
    },
    Parser {
        format: Format::Ufw,
        needs: &["ufw"],
        script: "sed -e 's/^ufw /ufw --dry-run /' rules >dry; sh -e dry; sed 's/ prepend / delete /' dry >undo; sh -e undo",
        prints: &["203.0.113.0/24", "198.51.100.36", "2001:db8::bad:cafe"],
        network: true,
    },
    Parser {
        format: Format::Firewalld,
        needs: &["sh"],
        script: "sh -n rules; grep -c add-source= rules",
        prints: &["3"],
        network: false,
    },
    Parser {
        format: Format::HostsDeny,
        needs: &["tcpdmatch"],
        script: ": >hosts.allow; cp rules hosts.deny; for a in 203.0.113.5 198.51.100.36 2001:db8::bad:cafe 192.0.2.7; do tcpdmatch -d sshd $a; done | tr -d '\\n'",
        prints: &[
            "203.0.113.5server:   process  sshdaccess:   denied",
            "2001:db8::bad:cafeserver:   process  sshdaccess:   denied",
            "192.0.2.7server:   process  sshdaccess:   granted",
        ],
        network: false,
    },
    Parser {
        format: Format::Apache,
        needs: &["apache2|httpd"],
        script: "$PROGRAM -t -d . -f \"$PWD/apache.conf\" 2>&1",
        prints: &["Syntax OK"],
        network: false,
    },
    Parser {
        format: Format::Nginx,
        needs: &["nginx"],
        script: "nginx -t -p . -c nginx.conf -g 'error_log stderr;' 2>&1",
        prints: &["syntax is ok", "test is successful"],
        network: false,
    },
    Parser {
        format: Format::Pf,
        needs: &["pfctl"],
        script: "pfctl -nvf rules",
        prints: &["<logyomi>"],
        network: false,
    },
    Parser {
        format: Format::Ipfw,
        needs: &["ipfw"],
        script: "ipfw -n \"$PWD/rules\"",
        prints: &[],
        network: false,
    },
];

#[test]
fn every_tool_that_is_here_reads_its_rules() {
    let proposal = proposal();
    assert_eq!((proposal.take.len(), proposal.ranges.len()), (5, 1));
    for parser in &PARSERS {
        match tried(parser, &proposal) {
            Ok(()) => say(parser, "read"),
            Err(why) => say(parser, &format!("SKIPPED: {why}")),
        }
    }
}

/// Past the test's capture: a skipped tool must be seen where all tests pass.
fn say(parser: &Parser, what: &str) {
    let (format, needs) = (parser.format.name(), parser.needs.join(", "));
    let line = format!("block rules, {format} by {needs}: {what}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Why it could not be tried. What the tool refuses is a failure of the test.
fn tried(parser: &Parser, proposal: &Proposal) -> Result<(), String> {
    let mut program = PathBuf::new();
    for need in parser.needs {
        program = need
            .split('|')
            .find_map(found)
            .ok_or(format!("{need} is not installed"))?;
    }
    for lang in Lang::ALL {
        let folder = folder(parser, lang);
        let text = rules(proposal, parser.format, lang);
        std::fs::write(folder.join("rules"), &text).unwrap();
        servers(&folder);
        let (output, own) = run(parser, &program, &folder);
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        if !output.status.success() && forbidden(&said) {
            return Err(format!("no right to run it: {}", said.trim()));
        }
        assert!(
            output.status.success(),
            "{} refused:\n{said}\n{text}",
            parser.format.name()
        );
        for wanted in parser.prints.iter().filter(|_| own || !parser.network) {
            assert!(
                said.contains(wanted),
                "{wanted} is missing:\n{said}\n{text}"
            );
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
    Ok(())
}

/// And whether it had a network of its own.
fn run(parser: &Parser, program: &Path, folder: &Path) -> (Output, bool) {
    let own = parser.network && own_network();
    let mut command = if own {
        let mut command = Command::new("unshare");
        command.args(["-rn", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    let output = command
        .args(["-ec", parser.script])
        .env("PATH", path())
        .env("PROGRAM", program)
        .env("OWN", if own { "yes" } else { "no" })
        .current_dir(folder)
        .output();
    (output.unwrap(), own)
}

fn own_network() -> bool {
    let tried = Command::new("unshare").args(["-rn", "true"]).output();
    tried.is_ok_and(|output| output.status.success())
}

fn forbidden(said: &str) -> bool {
    let words = [
        "permission denied",
        "not permitted",
        "be root",
        "can't initialize",
        "protocol not supported",
    ];
    let said = said.to_lowercase();
    words.iter().any(|word| said.contains(word))
}

/// Servers' configurations that do nothing but include the rules.
fn servers(folder: &Path) {
    let modules = [
        "/usr/lib/apache2/modules",
        "/usr/lib64/httpd/modules",
        "/usr/lib/httpd/modules",
    ];
    let mut apache =
        "ServerName localhost\nListen 127.0.0.1:8099\nDefaultRuntimeDir .\nErrorLog error.log\n"
            .to_owned();
    for module in ["mpm_event", "authz_core", "authz_host"] {
        let file = modules.iter().map(|dir| format!("{dir}/mod_{module}.so"));
        if let Some(file) = file.into_iter().find(|file| Path::new(file).exists()) {
            writeln!(apache, "LoadModule {module}_module {file}").unwrap();
        }
    }
    std::fs::write(folder.join("apache.conf"), apache + "Include rules\n").unwrap();
    let mut nginx = "pid pid;\nevents { }\nhttp {\naccess_log off;\n".to_owned();
    for temporary in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        writeln!(nginx, "{temporary}_temp_path {temporary};").unwrap();
    }
    nginx += "server { listen unix:socket; include rules; }\n}\n";
    std::fs::write(folder.join("nginx.conf"), nginx).unwrap();
}

fn folder(parser: &Parser, lang: Lang) -> PathBuf {
    let name = format!(
        "logyomi-block-{}-{}-{}",
        std::process::id(),
        parser.format.name(),
        lang.tag()
    );
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Users that are not root have no `sbin` in their path.
fn path() -> String {
    format!(
        "{}:/usr/sbin:/sbin",
        std::env::var("PATH").unwrap_or_default()
    )
}

fn found(program: &str) -> Option<PathBuf> {
    let path = path();
    let mut places = path.split(':').map(|place| Path::new(place).join(program));
    places.find(|place| place.is_file())
}
