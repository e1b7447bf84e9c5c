//! Heads that programs write themselves, before their message or once more behind syslog's.

use crate::record::{self, Form, Record, digits, unstamped, word};
use crate::stamp::{Clock, Stamp, eight_digits};
use memchr::{memchr, memmem};

/// A line that begins with a program's own head.
pub fn read<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    match text.first()? {
        b'[' => in_brackets(text, clock),
        b'(' => pure_ftpd(text),
        b'I' | b'W' | b'E' | b'F' => glog(text, clock),
        b'S' => no_time(text).or_else(|| sulog(text, clock)),
        b'd' => dovecot(text, clock),
        b'\\' | 0xC2 => wrapped(text),
        byte if byte.is_ascii_hexdigit() => redis(text, clock)
            .or_else(|| opensmtpd(text))
            .or_else(|| wrapped(text)),
        _ => None,
    }
}

/// `dovecot: Jun 23 15:04:05 Info: message`: Dovecot 1 into a file of its own.
fn dovecot<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    const LEVELS: [&[u8]; 5] = [b"Info: ", b"Warn: ", b"Warning: ", b"Error: ", b"Fatal: "];
    let (stamp, rest) = clock.read(text.strip_prefix(b"dovecot: ")?)?;
    let message = LEVELS.iter().find_map(|level| rest.strip_prefix(*level))?;
    Some(Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        program: b"dovecot",
        message,
        rest: message,
        ..Record::default()
    })
}

/// `[error] [client 203.0.113.5] message`: Apache's log as people paste it, without its time.
fn apache(text: &[u8]) -> Option<Record<'_>> {
    const LEVELS: [&[u8]; 6] = [b"error", b"warn", b"notice", b"crit", b"alert", b"emerg"];
    let (level, rest) = bracket(text)?;
    (LEVELS.contains(&level) && rest.starts_with(b" ")).then_some(Record {
        program: b"httpd",
        message: text,
        rest: text,
        ..Record::default()
    })
}

/// `[**] [1:469:3] message`: Snort's alerts without their time.
fn snort(text: &[u8]) -> Option<Record<'_>> {
    let message = text.strip_prefix(b"[**] ")?;
    message.starts_with(b"[").then_some(Record {
        program: b"snort",
        message,
        rest: message,
        ..Record::default()
    })
}

/// `SOMEDATETIME SOMEIP message`: a syslog line as people paste it, with words for its time and its host.
fn no_time(text: &[u8]) -> Option<Record<'_>> {
    let rest = text.strip_prefix(b"SOMEDATETIME ")?;
    let mut record = Record {
        form: Form::Syslog,
        message: rest,
        rest,
        ..Record::default()
    };
    record::head(&mut record, rest);
    Some(record)
}

/// `SU 01/28 11:52 + pts/1 taro-root`: the file `sulog` of Solaris, HP-UX and AIX.
fn sulog<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (stamp, rest) = clock.month_and_minute(text.strip_prefix(b"SU ")?)?;
    let message = rest.strip_prefix(b" ")?;
    matches!(message, [b'+' | b'-', b' ', ..]).then_some(Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        program: b"su",
        message,
        rest: message,
        ..Record::default()
    })
}

/// `02\xb1\x02\xb1`, `¥¥x02¥¥xb1`: the inside of an overlong request that a mail or a page has wrapped.
fn wrapped(text: &[u8]) -> Option<Record<'_>> {
    let text = text.trim_ascii();
    let is_inside =
        |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b'x' | b'\\' | 0xC2 | 0xA5);
    let escapes = text
        .windows(2)
        .filter(|pair| matches!(pair, [b'\\' | 0xA5, b'x']));
    (text.iter().all(is_inside) && escapes.count() >= 4).then_some(Record {
        program: b"wrapped-request",
        message: text,
        rest: text,
        ..Record::default()
    })
}

/// Takes off what a program wrote again behind syslog's head.
pub fn inner(record: &mut Record<'_>, clock: &mut Clock) {
    record.message = message_id(record.message).unwrap_or(record.message);
    // Only `log show` has it: in syslog a message may begin with a name in parentheses that a stranger chose.
    if record.form == Form::Iso {
        record.message = subsystem(record.message).unwrap_or(record.message);
    }
    if record.pid.is_some() {
        record.message = explicit_priority(record.message).unwrap_or(record.message);
    } else if digits(record.program).is_some() {
        record.message = sequence(record.message).unwrap_or(record.message);
    }
    if matches!(record.program, b"postgres" | b"postgresql" | b"postmaster")
        && is_statement(record.message)
    {
        record.program = b"postgres-statement";
    }
    let message = record.message;
    let rest = match record.program {
        b"kernel" => since_boot(message),
        b"dropbear" => dropbear(message, clock).map(|of_own| of_own.message),
        b"fail2ban-server" | b"fail2ban" => fail2ban(message),
        b"kdm" | b"xdm" => display(message),
        b"postgres" | b"postgresql" => postgres(message, clock),
        b"vsftpd" | b"roundcube" => clock.read_other(message).map(|(_, rest)| rest),
        b"httpd" | b"apache2" | b"apache" if message.starts_with(b"[") => {
            clock.read_other(message).map(|(_, rest)| rest)
        }
        program => nested(message, record.host, program),
    };
    record.message = rest.unwrap_or(message);
}

/// `[ID 702911 auth.info] message`: Solaris numbers its messages.
fn message_id(message: &[u8]) -> Option<&[u8]> {
    let (id, rest) = word(message.strip_prefix(b"[ID ")?)?;
    let end = memchr(b']', rest.get(..24.min(rest.len()))?)?;
    digits(id).and(rest.get(end + 1..)?.strip_prefix(b" "))
}

/// `%AUTH-6: message`, `%INTERACT-6-UI_LOGIN_EVENT: message`: Junos with `explicit-priority`.
fn explicit_priority(message: &[u8]) -> Option<&[u8]> {
    let rest = message.strip_prefix(b"%")?;
    let dash = memchr(b'-', rest.get(..24.min(rest.len()))?)?;
    let facility = rest.get(..dash)?;
    let is_facility = !facility.is_empty() && facility.iter().all(u8::is_ascii_uppercase);
    match rest.get(dash + 1..)? {
        [b'0'..=b'7', b'-', behind @ ..] | [b'0'..=b'7', b':', b' ', behind @ ..] => {
            is_facility.then_some(behind)
        }
        _ => None,
    }
}

/// `000033: message`: Cisco's `service sequence-numbers`, behind the number that counts the lines sent.
fn sequence(message: &[u8]) -> Option<&[u8]> {
    let (number, rest) = word(message)?;
    let number = number
        .strip_suffix(b":")
        .filter(|number| number.len() == 6)?;
    digits(number).and(Some(rest))
}

/// `(library) [com.apple.sshd:session] message`: macOS names the library and the part that wrote.
fn subsystem(message: &[u8]) -> Option<&[u8]> {
    let (library, rest) = word(message.strip_prefix(b"(")?)?;
    library.strip_suffix(b")")?;
    let (part, rest) = word(rest)?;
    let part = part.strip_prefix(b"[")?.strip_suffix(b"]")?;
    (part.contains(&b'.') && part.contains(&b':')).then_some(rest)
}

/// nginx that logs to a collector: `host nginx[7]: host nginx: message`.
fn nested<'a>(message: &'a [u8], host: &[u8], program: &[u8]) -> Option<&'a [u8]> {
    if host.is_empty() || program.is_empty() {
        return None;
    }
    let rest = message.strip_prefix(host)?.strip_prefix(b" ")?;
    rest.strip_prefix(program)?.strip_prefix(b": ")
}

/// `[2-1] 2021-01-28 11:52:05 JST [17] taro@db FATAL: message`: a count of the lines, and a time of its own.
fn postgres<'a>(message: &'a [u8], clock: &mut Clock) -> Option<&'a [u8]> {
    let (count, rest) = bracket(message)?;
    // Behind `[2-2]` goes on what a statement said.
    let number = count.strip_suffix(b"-1").unwrap_or(count);
    let rest = rest
        .strip_prefix(b" ")
        .filter(|_| digits(number).is_some())?;
    let (_, behind) = clock.read(rest)?;
    Some(behind.trim_ascii_start())
}

/// `[2-2] …FATAL: …`: a long message goes on in lines of their own, which begin with whatever a statement said. Only the
/// first one says what happened.
fn is_statement(message: &[u8]) -> bool {
    let part = bracket(message).and_then(|(count, _)| count.split(|byte| *byte == b'-').nth(1));
    part.and_then(digits).is_some_and(|part| part > 1)
        && (memmem::find(message, b"FATAL:").is_some() || memmem::find(message, b"LOG:").is_some())
}

/// `:0[17]: message`: KDM writes its display behind its name.
fn display(message: &[u8]) -> Option<&[u8]> {
    let (name, rest) = word(message.strip_prefix(b":")?)?;
    let name = name.strip_suffix(b"]:")?;
    let open = memchr(b'[', name)?;
    digits(name.get(..open)?).and(digits(name.get(open + 1..)?))?;
    Some(rest)
}

/// `fail2ban.actions        [11524]: message`: fail2ban's own log, sent on to the journal.
fn fail2ban(message: &[u8]) -> Option<&[u8]> {
    let (_, rest) = word(message.strip_prefix(b"fail2ban.")?)?;
    let (pid, rest) = bracket(rest.trim_ascii_start())?;
    digits(pid).and(rest.strip_prefix(b": "))
}

fn in_brackets<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    if let Some(message) = since_boot(text) {
        // The journal writes monotonic stamps in the same brackets, and the whole head behind them.
        return Some(unstamped(message).unwrap_or(Record {
            program: b"kernel",
            message,
            rest: message,
            ..Record::default()
        }));
    }
    name_server(text, clock)
        .or_else(|| dropbear(text, clock))
        .or_else(|| {
            let (pid, rest) = pid_in_brackets(text)?;
            redis_behind(pid, rest, clock)
        })
        .or_else(|| samba(text, clock))
        .or_else(|| xrdp(text))
        .or_else(|| apache(text))
        .or_else(|| snort(text))
}

/// `[1669734000] unbound[1234:0] info: message`, `[2022-11-29 15:00:00.123] nsd[1234]: notice: message`: their own log
/// files. Both write the message to syslog too, unbound with the level.
fn name_server<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (inside, rest) = bracket(text)?;
    let rest = rest.strip_prefix(b" ")?;
    let program = [&b"unbound"[..], b"nsd"]
        .into_iter()
        .find(|name| rest.starts_with(name))?;
    let (number, behind) = bracket(rest.get(program.len()..)?)?;
    if !number
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b':')
    {
        return None;
    }
    let message = match program {
        b"nsd" => behind.get(memmem::find(behind.strip_prefix(b": ")?, b": ")? + 4..)?,
        _ => behind.strip_prefix(b" ")?,
    };
    let stamp = match std::str::from_utf8(inside).ok()?.parse() {
        Ok(local) => Stamp {
            local,
            offset: Some(0),
            year_guessed: false,
        },
        Err(_) => clock.read_other(text)?.0,
    };
    let pid = number.split(|byte| *byte == b':').next();
    Some(Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        program,
        pid: pid.and_then(digits),
        message,
        rest: message,
        ..Record::default()
    })
}

/// `[20220407-12:22:02] [INFO ] message`; the level belongs to the message, as it does in syslog.
fn xrdp(text: &[u8]) -> Option<Record<'_>> {
    let (stamp, rest) = eight_digits(text.strip_prefix(b"[")?)?;
    let message = rest.strip_prefix(b"] ")?;
    message.starts_with(b"[").then_some(Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        program: b"xrdp-sesman",
        message,
        rest: message,
        ..Record::default()
    })
}

/// `[2019/01/02 03:04:05.678,  1, pid=7, effective(0, 0), real(0, 0)] ../source3/auth/auth.c:334(check)`: level and
/// more before the bracket closes, then the place in the source. The message stands on the next line.
fn samba<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (stamp, rest) = clock.read(text.strip_prefix(b"[")?)?;
    let level = rest.strip_prefix(b",")?.trim_ascii_start();
    let place = rest.get(memchr(b']', rest)? + 1..)?.trim_ascii_start();
    let (place, _) = word(place).unwrap_or((place, b""));
    let is_head = level.first()?.is_ascii_digit() && memmem::find(place, b".c:").is_some();
    is_head.then_some(Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        program: b"smbd",
        message: text,
        rest: text,
        ..Record::default()
    })
}

/// The record of an indented line below one of Samba's heads: its time and program are the head's.
pub fn below<'a>(text: &'a [u8], before: &Record<'a>) -> Option<Record<'a>> {
    let head = before.message;
    (before.program == b"smbd" && head.starts_with(b"[20") && head.ends_with(b")")).then_some(
        Record {
            message: text.trim_ascii(),
            rest: text.trim_ascii(),
            ..*before
        },
    )
}

/// `[   12.345678] message`, `[   12.345678][    T1] message`: the kernel's clock, and its thread or processor.
fn since_boot(text: &[u8]) -> Option<&[u8]> {
    let (time, rest) = bracket(text)?;
    let dot = memchr(b'.', time)?;
    let (seconds, fraction) = (time.get(..dot)?, time.get(dot + 1..)?);
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if !is_number(seconds) || !is_number(fraction) {
        return None;
    }
    let rest = match bracket(rest) {
        Some(([b'T' | b'C', number @ ..], behind)) if is_number(number) => behind,
        _ => rest,
    };
    rest.strip_prefix(b" ")
}

/// What stands in a bracket at the beginning, without the blanks before it, and what stands behind it.
fn bracket(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = text.strip_prefix(b"[")?;
    let end = memchr(b']', inner.get(..24.min(inner.len()))?)?;
    Some((inner.get(..end)?.trim_ascii_start(), inner.get(end + 1..)?))
}

fn pid_in_brackets(text: &[u8]) -> Option<(u32, &[u8])> {
    let (pid, rest) = bracket(text)?;
    Some((digits(pid)?, rest.strip_prefix(b" ")?))
}

/// `[826] Jul 10 12:34:56 message`: Dropbear when it logs to its own output.
fn dropbear<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (pid, rest) = pid_in_brackets(text)?;
    let (stamp, message) = clock.read(rest).filter(|(stamp, _)| stamp.year_guessed)?;
    Some(Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        program: b"dropbear",
        pid: Some(pid),
        message,
        rest: message,
        ..Record::default()
    })
}

/// `123:M 01 Jan 2020 12:00:00.123 * message`; the letter is the role of the process.
fn redis<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (who, rest) = word(text)?;
    let (pid, role) = who.split_at_checked(memchr(b':', who)?)?;
    if !matches!(role, [b':', b'M' | b'S' | b'C' | b'X']) {
        return None;
    }
    redis_behind(digits(pid)?, rest, clock)
}

/// `01 Jan 2020 12:00:00.123 * message`; the sign is the level.
fn redis_behind<'a>(pid: u32, rest: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (stamp, rest) = clock.day_and_month(rest)?;
    let (level, message) = word(rest.strip_prefix(b" ")?)?;
    matches!(level, b"." | b"-" | b"*" | b"#").then_some(Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        program: b"redis-server",
        pid: Some(pid),
        message,
        rest: message,
        ..Record::default()
    })
}

/// `I0613 12:34:56.789012    1234 file.go:12] message`: glog of Google's libraries; it names no program.
fn glog<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (stamp, rest) = clock.four_digits(text.get(1..)?)?;
    let (thread, rest) = word(rest.trim_ascii_start())?;
    let (place, message) = rest.split_at_checked(memmem::find(rest, b"] ")?)?;
    let place_is_line = memchr(b' ', place).is_none() && memchr(b':', place).is_some();
    let message = message.get(2..).filter(|_| place_is_line)?;
    Some(Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        pid: Some(digits(thread)?),
        message,
        rest: message,
        ..Record::default()
    })
}

/// `(user@203.0.113.5) [WARNING] message`; `(?@…)` before the login.
fn pure_ftpd(text: &[u8]) -> Option<Record<'_>> {
    const LEVELS: [&[u8]; 5] = [b"INFO", b"NOTICE", b"WARNING", b"ERROR", b"DEBUG"];
    let (who, behind) = text.split_at_checked(memmem::find(text, b") [")?)?;
    let behind = behind.get(3..)?;
    let level = behind.get(..memchr(b']', behind)?)?;
    (memchr(b'@', who).is_some() && LEVELS.contains(&level)).then_some(Record {
        program: b"pure-ftpd",
        message: text,
        rest: text,
        ..Record::default()
    })
}

/// `38dd06274cde1fd7 smtp event=…`: the session of OpenSMTPD, and its part.
fn opensmtpd(text: &[u8]) -> Option<Record<'_>> {
    let (session, rest) = word(text)?;
    let (part, _) = word(rest)?;
    let is_session = session.len() == 16 && session.iter().all(u8::is_ascii_hexdigit);
    (is_session && matches!(part, b"smtp" | b"smtp-in" | b"mta" | b"mda")).then_some(Record {
        program: b"smtpd",
        message: text,
        rest: text,
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::record;
    use crate::stamp::{Clock, iso};

    /// Program, pid, time and message of a line.
    fn check(text: &str, program: &str, pid: Option<u32>, time: &str, message: &str) {
        let mut scratch = Vec::new();
        let mut clock = Clock::new("2020-07-15".parse().unwrap_or_default());
        let record = record::read(
            text.as_bytes(),
            record::Habit::default(),
            &mut clock,
            &mut scratch,
        );
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let found = record.stamp.map(|stamp| iso(stamp.local));
        assert_eq!(
            (
                show(record.program).as_str(),
                record.pid,
                found.as_deref().unwrap_or_default(),
                show(record.message).as_str()
            ),
            (program, pid, time, message),
            "{text}"
        );
    }

    #[test]
    fn own_heads() {
        for (text, program, pid, time, message) in [
            (
                "[826] Jul 10 12:34:56 Exit before auth",
                "dropbear",
                Some(826),
                "2020-07-10T12:34:56",
                "Exit before auth",
            ),
            (
                "123:M 01 Jan 2020 12:00:00.123 * Ready",
                "redis-server",
                Some(123),
                "2020-01-01T12:00:00",
                "Ready",
            ),
            (
                "123:S 01 Jan 12:00:00.123 # Ready",
                "redis-server",
                Some(123),
                "2020-01-01T12:00:00",
                "Ready",
            ),
            (
                "[123] 01 Jan 12:00:00.123 # Ready",
                "redis-server",
                Some(123),
                "2020-01-01T12:00:00",
                "Ready",
            ),
            (
                "W0613 12:34:56.789012    1234 client.go:58] CLOSE",
                "",
                Some(1234),
                "2020-06-13T12:34:56",
                "CLOSE",
            ),
            (
                "[   12.345678] usb 1-1: new",
                "kernel",
                None,
                "",
                "usb 1-1: new",
            ),
            (
                "[   12.345678][    T1] usb 1-1: new",
                "kernel",
                None,
                "",
                "usb 1-1: new",
            ),
            (
                "[   12.345678] host sshd[7]: Failed",
                "sshd",
                Some(7),
                "",
                "Failed",
            ),
            (
                "[2019/01/02 03:04:05, 1] ../source3/auth.c:3(check)",
                "smbd",
                None,
                "2019-01-02T03:04:05",
                "[2019/01/02 03:04:05, 1] ../source3/auth.c:3(check)",
            ),
            (
                "[20200102-03:04:05] [INFO ] AUTHFAIL: x",
                "xrdp-sesman",
                None,
                "2020-01-02T03:04:05",
                "[INFO ] AUTHFAIL: x",
            ),
            ("SOMEDATETIME SOMEIP sshd[7]: x", "sshd", Some(7), "", "x"),
            ("SOMEDATETIME SOMEIP #015", "", None, "", "#015"),
            (
                "dovecot: Jul 10 12:34:56 Info: imap-login: x",
                "dovecot",
                None,
                "2020-07-10T12:34:56",
                "imap-login: x",
            ),
            (
                "[error] [client 192.0.2.1] x",
                "httpd",
                None,
                "",
                "[error] [client 192.0.2.1] x",
            ),
            ("[**] [1:2:3] x", "snort", None, "", "[1:2:3] x"),
            (
                "02\\xb1\\x02\\xb1\\x02\\x",
                "wrapped-request",
                None,
                "",
                "02\\xb1\\x02\\xb1\\x02\\x",
            ),
            (
                "¥¥xb1¥¥x02¥¥xb1¥¥x02",
                "wrapped-request",
                None,
                "",
                "¥¥xb1¥¥x02¥¥xb1¥¥x02",
            ),
            (
                "(x@192.0.2.1) [INFO] New connection",
                "pure-ftpd",
                None,
                "",
                "(x@192.0.2.1) [INFO] New connection",
            ),
            (
                "38dd06274cde1fd7 smtp connected",
                "smtpd",
                None,
                "",
                "38dd06274cde1fd7 smtp connected",
            ),
        ] {
            check(text, program, pid, time, message);
        }
    }

    #[test]
    fn heads_behind_the_head() {
        for (text, program, pid, message) in [
            (
                "Jul 10 12:34:56 h dropbear[8]: [826] Jul  9 12:34:56 Exit",
                "dropbear",
                Some(8),
                "Exit",
            ),
            (
                "Jul 10 12:34:56 h kernel: [   12.345678][    T1] usb",
                "kernel",
                None,
                "usb",
            ),
            (
                "Jul 10 12:34:56 h kernel: [UFW BLOCK] IN=eth0",
                "kernel",
                None,
                "[UFW BLOCK] IN=eth0",
            ),
            ("Jul 10 12:34:56 h nginx: h nginx: x", "nginx", None, "x"),
            (
                "Jul 10 12:34:56 h in.telnetd[8]: [ID 927837 local2.info] connect from y",
                "in.telnetd",
                Some(8),
                "connect from y",
            ),
            (
                "Jul 10 12:34:56 h x[8]: [ID of a thing] y",
                "x",
                Some(8),
                "[ID of a thing] y",
            ),
            (
                "Jul 10 12:34:56 h httpd: [Fri Jul 10 10:34:56 2020] [error] [client 192.0.2.1] x",
                "httpd",
                None,
                "[error] [client 192.0.2.1] x",
            ),
            (
                "Jul 10 12:34:56 h vsftpd: Fri Jul 10 10:34:56 2020 [pid 8] CONNECT: x",
                "vsftpd",
                None,
                "[pid 8] CONNECT: x",
            ),
            (
                "Jul 10 12:34:56 h fail2ban-server[8]: fail2ban.actions        [8]: NOTICE  [sshd] Ban x",
                "fail2ban-server",
                Some(8),
                "NOTICE  [sshd] Ban x",
            ),
            (
                "Jul 10 12:34:56 h nginx: h sshd: x",
                "nginx",
                None,
                "h sshd: x",
            ),
            (
                "Jul 10 12:34:56 <mail.notice> h sm-mta[8]: x",
                "sm-mta",
                Some(8),
                "x",
            ),
            (
                "Jul 10 12:34:56 h <mail.notice> sm-mta[8]: x",
                "sm-mta",
                Some(8),
                "x",
            ),
            (
                "Jul 10 12:34:56 h authpriv.info dropbear[8]: x",
                "dropbear",
                Some(8),
                "x",
            ),
            (
                "Jul 10 12:34:56 h proftpd[8] localhost (a[192.0.2.1]): x",
                "proftpd",
                Some(8),
                "localhost (a[192.0.2.1]): x",
            ),
        ] {
            check(text, program, pid, "2020-07-10T12:34:56", message);
        }
        check(
            "Fri Jul 10 12:34:56 2020 authpriv.info dropbear[8]: x",
            "dropbear",
            Some(8),
            "2020-07-10T12:34:56",
            "x",
        );
        check(
            "2020-07-10T12:34:56.46667 auth.info: Invalid user x from y",
            "",
            None,
            "2020-07-10T12:34:56",
            "Invalid user x from y",
        );
    }

    #[test]
    fn what_is_no_head() {
        for text in [
            "[826] Failed",
            "[12.x] usb",
            "123:Q 01 Jan 2020 12:00:00.123 * Ready",
            "123:M 01 Jan 2020 12:00:00.123 Ready",
            "I0613 12:34:56.789012 1234 no place] x",
            "[2019/01/02 03:04:05, one] ../a.c:3(x)",
            "[2019/01/02 03:04:05, 1] no place",
            "[20201302-03:04:05] [INFO ] x",
            "[20200102-03:04:05] x",
            "02\\xb1\\x02",
            "SOMETIME SOMEIP x",
            "(a word) [WARNING] x",
            "(x@y) [SHOUT] z",
            "38dd06274cde1fd7 other x",
        ] {
            check(text, "", None, "", text);
        }
    }
}
