//! Which files of an archive are logs: by name and by shape.

use crate::document::prompt::base;
use crate::plan::Layout;

/// Folders that hold logs and little else.
const FOLDERS: [&str; 3] = ["log", "logs", "journal"];

/// Names of logs that do not end in `log`.
const NAMES: [&str; 26] = [
    "messages",
    "secure",
    "mail",
    "auth",
    "kern",
    "daemon",
    "cron",
    "boot",
    "debug",
    "user",
    "news",
    "mail.err",
    "mail.info",
    "mail.warn",
    "authpriv",
    "security",
    "wtmp",
    "btmp",
    "utmp",
    "utx",
    "spooler",
    "xferlog",
    "dmesg",
    "journal",
    "audit",
    "syslogs",
];

/// Whether a file is a log (or of a log) by its name: such a file is read, whatever its lines are.
pub fn is_named_log(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let mut folders = path.split('/').rev().skip(1);
    if folders.any(|folder| FOLDERS.contains(&folder)) {
        return true;
    }
    let (stem, _) = crate::rotation::stem(base(&path));
    stem.ends_with("log")
        || NAMES.contains(&stem.as_str())
        || stem.ends_with(".err")
        || stem.contains("journalctl")
}

/// Whether a file is one by its shape: lines with stamps, or what documents begin with.
pub fn is_shaped(format: &str, layout: &Layout) -> bool {
    *layout != Layout::Lines || !matches!(format, "bare" | "binary" | "empty")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_by_name() {
        for (path, wanted) in [
            ("sos/var/log/anything", true),
            ("maillog-20130224.gz", true),
            ("backup/secure.1", true),
            ("messages", true),
            ("access_log", true),
            ("error.log.2.xz", true),
            ("sos_commands/logs/journalctl_--no-pager", true),
            ("etc/services", false),
            ("readme.txt", false),
            ("mailer.cf", false),
            ("proc/cpuinfo", false),
        ] {
            assert_eq!(is_named_log(path), wanted, "{path}");
        }
    }
}
