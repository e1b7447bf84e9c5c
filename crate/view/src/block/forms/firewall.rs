//! Firewalls of Linux.

use super::target::Target;
use crate::words::Lang;
use std::fmt::Write;

/// A line of `$out`, which is a String: writing to it cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {{ let _ = writeln!($out, $($arg)*); }};
}

/// A chain of our own, so that one command takes all rules back.
pub(super) fn iptables(targets: &[Target], lang: Lang) -> String {
    let mut out = "*filter\n:LOGYOMI - [0:0]\n".to_owned();
    for target in targets {
        let (network, kept) = (target.network, target.kept());
        out += &target.named("", lang);
        put!(
            out,
            "-A LOGYOMI -s {network} -m comment --comment \"{kept}\" -j DROP"
        );
    }
    out + "-I INPUT 1 -j LOGYOMI\nCOMMIT\n"
}

/// The first line makes the table where there is none, so that the second can delete it: running the
/// file again changes nothing.
pub(super) fn nftables(targets: &[Target], lang: Lang) -> String {
    let (v4, v6): (Vec<&Target>, Vec<&Target>) = targets.iter().partition(|one| one.is_v4());
    let mut out =
        "table inet logyomi\ndelete table inet logyomi\ntable inet logyomi {\n".to_owned();
    out += &set("blocked4", "ipv4_addr", &v4, lang);
    out += &set("blocked6", "ipv6_addr", &v6, lang);
    out += "    chain input {\n";
    out += "        type filter hook input priority -10; policy accept;\n";
    out += "        ip saddr @blocked4 counter drop\n";
    out += "        ip6 saddr @blocked6 counter drop\n";
    out + "    }\n}\n"
}

fn set(name: &str, kind: &str, targets: &[&Target], lang: Lang) -> String {
    let mut out = format!("    set {name} {{\n        type {kind}\n        flags interval\n");
    if !targets.is_empty() {
        out += "        elements = {\n";
        for target in targets {
            out += &target.named("            ", lang);
            put!(
                out,
                "            {} comment \"{}\",",
                target.shown(),
                target.kept()
            );
        }
        out += "        }\n";
    }
    out + "    }\n"
}

/// `prepend` (0.36), since `insert 1` is refused where ufw has no rule yet, and always for IPv6, whose rules
/// stand behind those of IPv4.
pub(super) fn ufw(targets: &[Target], lang: Lang) -> String {
    let mut out = String::new();
    for target in targets {
        out += &target.named("", lang);
        put!(
            out,
            "ufw prepend deny from {} comment '{}'",
            target.shown(),
            target.kept()
        );
    }
    out
}

pub(super) fn firewalld(targets: &[Target], lang: Lang) -> String {
    let mut out = String::new();
    for target in targets {
        out += &target.told("", lang);
        put!(
            out,
            "firewall-cmd --permanent --zone=drop --add-source={}",
            target.shown()
        );
    }
    out + "firewall-cmd --reload\n"
}
