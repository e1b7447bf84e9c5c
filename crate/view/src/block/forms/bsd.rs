//! Firewalls of the BSDs.

use super::target::Target;
use crate::words::Lang;

/// No commas: pf allows a line break before a comma, not behind it, and needs none.
pub(super) fn pf(targets: &[Target], lang: Lang) -> String {
    let mut out = "table <logyomi> persist {\n".to_owned();
    for target in targets {
        out += &target.told("    ", lang);
        out += &format!("    {}\n", target.shown());
    }
    out + "}\nblock in quick from <logyomi> to any\n"
}

pub(super) fn ipfw(targets: &[Target], lang: Lang) -> String {
    let mut out = String::new();
    for target in targets {
        out += &target.told("", lang);
        out += &format!("table 1 add {}\n", target.shown());
    }
    out + "add 100 deny ip from table(1) to any in\n"
}
