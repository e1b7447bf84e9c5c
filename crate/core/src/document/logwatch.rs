//! LogWatch's mails: blocks between banners, lines under headings.
//!
//! LogWatch has no format but indentation, and mailers take that away. A line is flattened to all that it
//! stands under, `SSHD > Illegal users from: > 203.0.113.9: 2 Times`, and pages read it so.

use logyomi_sections::plain;

/// A line that parts the blocks of a mail.
#[derive(Debug, PartialEq, Eq)]
pub enum Banner<'a> {
    Begin(&'a str),
    End(&'a str),
    /// The rules round the mail's own head, and its end.
    Mail,
}

/// The banner that a line is. `among` says that blocks of LogWatch stand above: then a name between dashes
/// alone begins a block, too.
pub fn banner(line: &str, among: bool) -> Option<Banner<'_>> {
    let line = line.trim();
    let bare = line.trim_matches(['#', ' ']);
    let ruled = line.starts_with("###") && bare.len() < line.len();
    let word = |text: &str| {
        let start = text.get(..8).unwrap_or_default();
        start.eq_ignore_ascii_case("logwatch")
    };
    if word(bare) && (ruled || bare.eq_ignore_ascii_case("logwatch end"))
        || line.len() > 20 && bare.is_empty()
    {
        return Some(Banner::Mail);
    }
    let behind = line.trim_start_matches('-');
    if line.len() - behind.len() < 3 || !behind.starts_with(' ') {
        return None;
    }
    let name = behind.trim_end_matches('-').trim();
    let closed = behind.ends_with("---");
    if let Some(name) = name.strip_suffix(" Begin") {
        return Some(Banner::Begin(name));
    }
    if let Some(name) = name.strip_suffix(" End") {
        return Some(Banner::End(name));
    }
    let known = name == DISK || among && name.len() <= 40 && name.chars().any(char::is_alphabetic);
    (closed && known && !name.contains(['(', ':'])).then_some(Banner::Begin(name))
}

/// The block whose lines are those of `df`.
pub const DISK: &str = "Disk Space";

/// Blocks whose rows begin with right-aligned counts.
const COUNTS_FIRST: [&str; 2] = ["postfix", "dovecot"];

/// The one heading of theirs whose counts are not aligned: all its rows stand side by side.
const NOT_ALIGNED: &str = "Unknown users blocked:";

/// One block of a mail, read line by line.
#[derive(Debug)]
pub struct Block {
    pub name: String,
    counts_first: bool,
    above: Vec<Above>,
    /// A line that the mailer wrapped.
    wrapped: String,
}

#[derive(Debug)]
struct Above {
    depth: usize,
    text: String,
    /// Lines stood under it.
    rows: bool,
}

impl Block {
    pub fn new(name: &str) -> Block {
        Block {
            name: name.to_owned(),
            counts_first: COUNTS_FIRST
                .iter()
                .any(|counted| name.eq_ignore_ascii_case(counted)),
            above: Vec::new(),
            wrapped: String::new(),
        }
    }

    /// A line with all that it stands under; nothing where it is a rule, or goes on in the next line.
    pub fn line(&mut self, text: &str, next: Option<&str>) -> Option<String> {
        let aligned = |above: &Above| !above.text.starts_with(NOT_ALIGNED);
        let counts_first = self.counts_first && self.above.iter().all(aligned);
        let depth = plain::depth(text, counts_first || is_kind(text));
        let line = plain::line(&format!("{} {text}", std::mem::take(&mut self.wrapped)));
        // What a stranger wrote in a row must not look like a row of its own.
        let line = line.replace(" > ", " › ");
        if !line.chars().any(char::is_alphanumeric) {
            return None;
        }
        if next.is_some_and(|next| wraps(&line, next.trim())) {
            self.wrapped = line;
            return None;
        }
        let heading = is_heading(&line);
        let status = is_status(&line);
        let ends = |above: &Above| {
            let beside = heading && above.rows && (!status || is_status(&above.text));
            above.depth > depth || above.depth == depth && (depth > 0 || beside)
        };
        while self.above.last().is_some_and(ends) {
            self.above.pop();
        }
        if !heading {
            self.above.iter_mut().for_each(|above| above.rows = true);
        }
        let mut whole = self.name.clone();
        for above in &self.above {
            whole = format!("{whole} > {}", above.text);
        }
        whole = format!("{whole} > {line}");
        if heading || depth > 0 {
            self.above.push(Above {
                depth,
                text: line,
                rows: false,
            });
        }
        Some(whole)
    }
}

/// Whether a line goes on in the next one: mailers wrap at some 72 letters, and a line of LogWatch ends with
/// its figure.
fn wraps(line: &str, next: &str) -> bool {
    let ended = line.ends_with([':', ')']) || line.ends_with("Times") || line.ends_with("Time");
    !ended
        && (next.starts_with("Time")
            || next.starts_with("user=")
            || next.starts_with('"')
            || line.len() >= 60 && next.ends_with("Time(s)") && !next.contains(" > "))
}

/// `99 Documents (34.85 MB),`: the block of the web server aligns the counts of these alone.
fn is_kind(line: &str) -> bool {
    line.trim_end_matches([',', ' ']).ends_with(" MB)")
}

/// Whether a line heads others: it ends with a colon, names what LogWatch did not know, or is one of the
/// headings that LogWatch writes without a colon.
fn is_heading(line: &str) -> bool {
    const BARE: [&str; 3] = [
        "unmatched entries",
        "requests with error response codes",
        "users logged successfully",
    ];
    const ENDS: [&str; 3] = [" Total", " sites probed the server", " ROBOTS were logged"];
    let bare = line.trim_matches(['*', ' ']);
    line.ends_with(':')
        || BARE.iter().any(|known| bare.eq_ignore_ascii_case(known))
        || ENDS.iter().any(|end| line.ends_with(end))
        || is_status(line)
}

/// `404 Not Found`: the answer under which the block of the web server lists addresses of pages.
fn is_status(line: &str) -> bool {
    let Some((code, reason)) = line.split_once(' ') else {
        return false;
    };
    let figures = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let words = |c: char| c.is_ascii_alphabetic() || " ()-'".contains(c);
    figures && reason.chars().all(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expect: &[&str]) {
        let mut block = Block::new(name);
        let lines: Vec<&str> = text.lines().collect();
        let found: Vec<String> = (0..lines.len())
            .filter(|index| !lines[*index].trim().is_empty())
            .filter_map(|index| block.line(lines[index], lines.get(index + 1).copied()))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn banners_of_all_generations() {
        for (line, wanted) in [
            (
                " --------------------- SSHD Begin ------------------------ ",
                Some(Banner::Begin("SSHD")),
            ),
            ("----- httpd End -----", Some(Banner::End("httpd"))),
            (
                "----- Connections (secure-log) Begin",
                Some(Banner::Begin("Connections (secure-log)")),
            ),
            ("----- Disk Space -----", Some(Banner::Begin("Disk Space"))),
            (
                "################### Logwatch 7.7 (07/22/22) ####",
                Some(Banner::Mail),
            ),
            ("LogWatch End", Some(Banner::Mail)),
            ("--- 192.0.2.1 ping statistics ---", None),
            ("-----BEGIN PGP MESSAGE-----", None),
            ("-----", None),
            ("# a comment", None),
        ] {
            assert_eq!(banner(line, false), wanted, "{line}");
        }
        assert_eq!(banner("--- (省略) ---", true), None);
    }

    #[test]
    fn lines_stand_under_their_headings() {
        check(
            "SSHD",
            " Illegal users from:\n    192.0.2.1: 2 Times\n       admin: 2 Times\n    192.0.2.2: 1 Time\n SSHD Killed: 1 Time\n",
            &[
                "SSHD > Illegal users from:",
                "SSHD > Illegal users from: > 192.0.2.1: 2 Times",
                "SSHD > Illegal users from: > 192.0.2.1: 2 Times > admin: 2 Times",
                "SSHD > Illegal users from: > 192.0.2.2: 1 Time",
                "SSHD > SSHD Killed: 1 Time",
            ],
        );
    }

    #[test]
    fn a_row_cannot_pretend_to_stand_under_another() {
        check(
            "SSHD",
            " Illegal users from:\n    192.0.2.1: 2 Times\n       x > 198.51.100.77: 9 Times\n",
            &[
                "SSHD > Illegal users from:",
                "SSHD > Illegal users from: > 192.0.2.1: 2 Times",
                "SSHD > Illegal users from: > 192.0.2.1: 2 Times > x › 198.51.100.77: 9 Times",
            ],
        );
    }

    #[test]
    fn a_count_before_a_name_is_no_indentation() {
        check(
            "Dovecot",
            "Unknown users blocked: 16 Total\n     3 test,203.0.113.9\n     13 web,203.0.113.11\n",
            &[
                "Dovecot > Unknown users blocked: 16 Total",
                "Dovecot > Unknown users blocked: 16 Total > 3 test,203.0.113.9",
                "Dovecot > Unknown users blocked: 16 Total > 13 web,203.0.113.11",
            ],
        );
    }

    #[test]
    fn kinds_of_files_stand_side_by_side() {
        check(
            "httpd",
            "     3606 Images (301.26 MB),\n       99 Documents (34.85 MB),\n     1327 Other (211.30 MB) \n",
            &[
                "httpd > 3606 Images (301.26 MB),",
                "httpd > 99 Documents (34.85 MB),",
                "httpd > 1327 Other (211.30 MB)",
            ],
        );
    }

    #[test]
    fn headings_without_a_colon_and_without_indentation() {
        check(
            "httpd",
            "A total of 1 sites probed the server\n203.0.113.9\n\nRequests with error response codes\n403 Forbidden\n/a: 2 Time(s)\n404 Not Found\n/b: 1 Time(s)\n\nA total of 2 ROBOTS were logged\nbot 3 Time(s)\n",
            &[
                "httpd > A total of 1 sites probed the server",
                "httpd > A total of 1 sites probed the server > 203.0.113.9",
                "httpd > Requests with error response codes",
                "httpd > Requests with error response codes > 403 Forbidden",
                "httpd > Requests with error response codes > 403 Forbidden > /a: 2 Time(s)",
                "httpd > Requests with error response codes > 404 Not Found",
                "httpd > Requests with error response codes > 404 Not Found > /b: 1 Time(s)",
                "httpd > A total of 2 ROBOTS were logged",
                "httpd > A total of 2 ROBOTS were logged > bot 3 Time(s)",
            ],
        );
    }

    #[test]
    fn headings_without_indentation() {
        check(
            "pam_unix",
            "dovecot:\n\nUnknown Entries:\n\nfailure; rhost=\nuser=hanako: 25 Time(s)\n\nfailure; rhost= : 7\nTime(s)\n\nsu:\n\nSessions Opened:\n\n(uid=0) - news: 1 Time(s)\n",
            &[
                "pam_unix > dovecot:",
                "pam_unix > dovecot: > Unknown Entries:",
                "pam_unix > dovecot: > Unknown Entries: > failure; rhost= user=hanako: 25 Time(s)",
                "pam_unix > dovecot: > Unknown Entries: > failure; rhost= : 7 Time(s)",
                "pam_unix > su:",
                "pam_unix > su: > Sessions Opened:",
                "pam_unix > su: > Sessions Opened: > (uid=0) - news: 1 Time(s)",
            ],
        );
    }
}
