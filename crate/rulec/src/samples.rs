//! The sample lines of a `log` block.

use crate::markdown::Block;
use regex::Regex;
use std::sync::LazyLock;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Line on the page.
    pub line: usize,
    pub text: String,
    /// Stands behind a `# injection:` comment.
    pub injection: bool,
}

/// The samples of a block; lines that begin with `# ` are comments.
pub fn samples(block: &Block) -> Vec<Sample> {
    let mut injection = false;
    let mut found = Vec::new();
    for (index, text) in block.text.lines().enumerate() {
        if let Some(comment) = text.strip_prefix("# ") {
            injection |= comment.starts_with("injection:");
        } else if !text.is_empty() {
            found.push(Sample {
                line: block.line + index,
                text: text.to_owned(),
                injection,
            });
            injection = false;
        }
    }
    found
}

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[A-Z][a-z]{2} [ 0-9]?[0-9] [0-9:]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[^ ]+) [^ ]+ (?:(?P<program>[^\[: ]+)(?:\[[0-9]+\])?:)? ?(?P<message>.*)$").unwrap()
});

static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    const TIME: &str = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?";
    const ZONE: &str = r"(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?";
    let stamps = [
        format!("[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} [ 0-9]?[0-9] {TIME} [0-9]{{4}}"),
        format!("[A-Z][a-z]{{2}} [ 0-9]?[0-9] (?:[0-9]{{4}} )?{TIME}"),
        format!("[0-9]{{4}}[-/][0-9]{{2}}[-/][0-9]{{2}}(?:[T ]{TIME}|  ?[0-9]:[0-9:]{{5}}){ZONE}"),
        format!("[0-9]{{2}}/[0-9]{{2}}(?:/[0-9]{{2}})?-{TIME}"),
        format!(r"[IWEF][0-9]{{4}} {TIME} +[0-9]+ [^ ]+\]"),
        format!("[0-9]{{2}}-[A-Z][a-z]{{2}}-[0-9]{{4}} {TIME}(?: [A-Z][A-Za-z/_]+|{ZONE})"),
        format!("[0-9]{{2}}/[A-Z][a-z]{{2}}/[0-9]{{4}}[: ]{TIME}{ZONE}"),
        "[0-9]{6} [ 0-9][0-9]:[0-9]{2}:[0-9]{2}".to_owned(),
        r"[0-9]{9,10}\.[0-9]{3}".to_owned(),
        "SOMEDATETIME".to_owned(),
    ];
    Regex::new(&format!(r"^(?:\[(?:{0})\]|(?:{0})) *", stamps.join("|"))).unwrap()
});

/// What a line says behind its stamp, whatever notation that has; nothing where it has none.
pub fn behind_stamp(text: &str) -> Option<&str> {
    STAMP.find(text).map(|stamp| &text[stamp.end()..])
}

/// Program and message of a sample with a syslog head, or the whole line as a bare message.
pub fn split(text: &str) -> (Option<&str>, String) {
    let Some(found) = HEAD.captures(text) else {
        return (None, text.to_owned());
    };
    let message = found.name("message").map_or("", |message| message.as_str());
    let Some(program) = found.name("program").map(|program| program.as_str()) else {
        // The old syslogd names its version where others have their colon: `syslogd 1.3-3: restart.`
        return match message.strip_prefix("syslogd ") {
            Some(rest) => (Some("syslogd"), rest.to_owned()),
            None => (None, message.to_owned()),
        };
    };
    // Red Hat 9's pam_unix names itself in the tag: `sshd(pam_unix)[7]: message`.
    match program.strip_suffix("(pam_unix)") {
        Some(daemon) => (Some(daemon), format!("pam_unix({daemon}:): {message}")),
        None => (Some(program), message.to_owned()),
    }
}
