//! Servers that refuse by themselves, and the plain list.

use super::target::Target;
use crate::words::Lang;

pub(super) fn hosts_deny(targets: &[Target], lang: Lang) -> String {
    let rule = |target: &Target| format!("{}ALL: {}\n", target.told("", lang), target.wrapped());
    targets.iter().map(rule).collect()
}

/// `AuthMerging And`: without it the section would take the place of every `Require` before it, and open
/// what a password protects.
pub(super) fn apache(targets: &[Target], lang: Lang) -> String {
    let mut out = "<Location \"/\">\n    AuthMerging And\n    <RequireAll>\n".to_owned();
    out += "        Require all granted\n";
    for target in targets {
        out += &target.told("        ", lang);
        out += &format!("        Require not ip {}\n", target.shown());
    }
    out + "    </RequireAll>\n</Location>\n"
}

pub(super) fn nginx(targets: &[Target], lang: Lang) -> String {
    let rule = |target: &Target| format!("{}deny {};\n", target.told("", lang), target.shown());
    targets.iter().map(rule).collect()
}

pub(super) fn list(targets: &[Target]) -> String {
    targets.iter().map(|target| target.shown() + "\n").collect()
}
