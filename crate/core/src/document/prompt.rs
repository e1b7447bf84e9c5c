//! Where a shell's prompt stands in a transcript, and which command was typed behind it.

/// What was typed at a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prompt<'a> {
    /// The whole command line; empty where the prompt stands alone.
    pub command: &'a str,
    /// A bare `#` or `$` is a prompt only where a known command follows: comments begin so too.
    pub bare: bool,
}

/// The prompt that a line begins with.
pub fn prompt(line: &str) -> Option<Prompt<'_>> {
    let line = line.trim();
    let (command, bare) = bracketed(line)
        .or_else(|| at_host(line))
        .or_else(|| windows(line))
        .map(|command| (command, false))
        .or_else(|| short(line))?;
    Some(Prompt {
        command: command.trim(),
        bare,
    })
}

const SIGNS: [char; 3] = ['#', '$', '%'];

/// `[root@school /root]# dmesg`
fn bracketed(line: &str) -> Option<&str> {
    let (inside, rest) = line.strip_prefix('[')?.split_once(']')?;
    let named = inside.contains('@') && inside.len() <= 120 && !inside.contains('[');
    named.then(|| rest.strip_prefix(SIGNS))?
}

/// `root@host:/etc# ls`, `host:~ # ls`, `bash-4.2$ ls`
fn at_host(line: &str) -> Option<&str> {
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    if first.len() > 120 {
        return None;
    }
    let place = |text: &str| text.contains(":~") || text.contains(":/");
    if let Some(head) = first.strip_suffix(SIGNS) {
        let shell = ["bash-", "-bash-", "sh-"]
            .iter()
            .any(|name| head.starts_with(name));
        let host = head.contains('@') && (place(head) || !head.contains(':'));
        return (shell || host).then_some(rest);
    }
    let sign = rest
        .strip_prefix(SIGNS)
        .or_else(|| rest.strip_prefix('>'))?;
    (place(first) && !first.contains("//") && sign.starts_with(' ')).then_some(sign)
}

/// `C:\Users\support>netstat -an`
fn windows(line: &str) -> Option<&str> {
    let (place, command) = line.split_once('>')?;
    let drive = place.chars().next()?.is_ascii_alphabetic() && place.get(1..3)? == ":\\";
    drive.then_some(command)
}

/// `# lastb`, `host# lastb`
fn short(line: &str) -> Option<(&str, bool)> {
    let (first, command) = line.split_once(' ')?;
    let head = first.strip_suffix(SIGNS)?;
    let host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    head.chars().all(host).then_some((command, true))
}

/// Whether nothing but a command can be meant: all that follows its name are options and whole paths.
/// `# cat /etc/passwd` is one also where comments begin with `#`; `# last line` is none.
pub fn is_plain_command(command: &str) -> bool {
    let mut words = command.split_ascii_whitespace();
    let named = words.next().is_some();
    let argument = |word: &str| word.starts_with(['-', '/', '~']);
    let mut arguments = words.peekable();
    named && arguments.peek().is_some() && arguments.all(argument)
}

/// A command's output as it would stand in a terminal. What was copied with its prompt has it already.
pub fn output_of(command: &str, text: &str) -> String {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let typed = first.and_then(prompt);
    match typed.is_some_and(|typed| subject(typed.command) == subject(command)) {
        true => text.to_owned(),
        false => format!("[root@server ~]# {command}\n{text}\n"),
    }
}

/// The name under which pages claim what a command prints: the command itself, the file that it shows, or
/// what the last command of a pipe makes of it.
pub fn subject(command: &str) -> &str {
    let mut parts = command.split('|').map(str::trim);
    let first = parts.next().unwrap_or_default();
    let counts = |part: &str| part.split(' ').next() == Some("uniq") && part.contains(" -c");
    if counts(first) || parts.any(counts) {
        return "uniq";
    }
    let mut words = first.split_ascii_whitespace().skip_while(|word| {
        matches!(*word, "sudo" | "time" | "nice" | "nohup") || word.contains('=')
    });
    let name = base(words.next().unwrap_or_default());
    if name == "getent" {
        // `getent group wheel`: the table, and then what is asked for in it.
        return words.next().unwrap_or(name);
    }
    let shown = words
        .filter(|word| !word.starts_with('-') && !word.starts_with('>'))
        .last();
    match (name, shown) {
        (
            "cat" | "more" | "less" | "tail" | "head" | "zcat" | "view" | "vi" | "nl" | "grep"
            | "egrep" | "zgrep" | "type" | "awk" | "gawk" | "cut",
            Some(file),
        ) => shown_as(file),
        ("sshd", _) if first.contains(" -T") => "sshd_config",
        _ => name,
    }
}

/// Folders whose files all have one form, and the name under which pages claim it.
const FOLDERS: [(&str, &str); 6] = [
    ("cron.d", "cron.d"),
    ("cron", "crontab"),
    ("crontabs", "crontab"),
    ("xinetd.d", "xinetd.d"),
    ("rsyslog.d", "rsyslog.conf"),
    ("sshd_config.d", "sshd_config"),
];

/// The name under which pages claim what stands in a file: its own, or its folder's.
pub fn shown_as(path: &str) -> &str {
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or(path);
    let folder = parts.next();
    FOLDERS
        .iter()
        .find(|(known, _)| folder == Some(known))
        .map_or(name, |(_, claimed)| claimed)
}

/// The last part of a path.
pub fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_of_many_shells() {
        for (line, wanted) in [
            (
                "[mity@yh mity]$ netstat -an | more",
                Some(("netstat -an | more", false)),
            ),
            (
                "[root@school /]# tail /var/log/messages",
                Some(("tail /var/log/messages", false)),
            ),
            ("root@host:/etc# ls -l", Some(("ls -l", false))),
            ("user@host:~$", Some(("", false))),
            ("host:~ # rpm -Va", Some(("rpm -Va", false))),
            ("-bash-4.1$ w", Some(("w", false))),
            (
                r"C:\Users\support>netstat -an",
                Some(("netstat -an", false)),
            ),
            ("# lastb", Some(("lastb", true))),
            ("bsd# last", Some(("last", true))),
            ("[client 192.0.2.1] # x", None),
            ("合計 5976", None),
            ("tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN", None),
        ] {
            let found = prompt(line).map(|found| (found.command, found.bare));
            assert_eq!(found, wanted, "{line}");
        }
    }

    #[test]
    fn a_comment_is_no_command() {
        for (command, wanted) in [
            ("cat /etc/passwd", true),
            ("ls -la /tmp", true),
            ("netstat -an", true),
            ("last", false),
            ("last line of defence", false),
            ("crontab for root", false),
            ("cat the logs -n", false),
        ] {
            assert_eq!(is_plain_command(command), wanted, "{command}");
        }
    }

    #[test]
    fn what_a_command_shows() {
        for (command, wanted) in [
            ("netstat -an | more", "netstat"),
            ("sudo /usr/bin/lastb -n 5", "lastb"),
            ("LANG=C ps aux", "ps"),
            ("more /home/mity/.bash_history", ".bash_history"),
            ("tail -100 /var/log/messages", "messages"),
            (
                "cat maillog | awk '{print $1}' | sort | uniq -c | sort -rn",
                "uniq",
            ),
            ("dig -x 192.0.2.1", "dig"),
            ("cat /etc/cron.d/sysstat", "cron.d"),
            ("cat /var/spool/cron/root", "crontab"),
            ("getent passwd", "passwd"),
            ("getent group wheel", "group"),
            ("awk -F: '$3 == 0' /etc/passwd", "passwd"),
            ("sshd -T", "sshd_config"),
        ] {
            assert_eq!(subject(command), wanted, "{command}");
        }
    }
}
