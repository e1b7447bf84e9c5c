//! One log line taken apart into its head and its message.

use crate::heads;
use crate::journal;
use crate::object::{self, Told};
use crate::pasted::{self, ContainerLine};
use crate::stamp::{Clock, Stamp, access_stamp, month};
use memchr::{memchr, memchr2, memmem, memrchr};
use serde::{Deserialize, Serialize};

/// A line's head and message. Empty where the line does not say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record<'a> {
    pub form: Form,
    pub stamp: Option<Stamp>,
    pub host: &'a [u8],
    /// Without its pid: `sshd`, `postfix/smtpd`.
    pub program: &'a [u8],
    pub pid: Option<u32>,
    pub message: &'a [u8],
    /// All that stands behind the stamp.
    pub rest: &'a [u8],
    /// The line itself names two visitors.
    pub doubtful: bool,
}

/// Which form a line's head has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// `Feb  7 04:41:05 host sshd[1]: message`
    Syslog,
    /// `2014-02-07T04:41:05+09:00 host sshd[1]: message`
    Rfc3339,
    /// `<38>1 2014-02-07T04:41:05+09:00 host sshd 1 - - message`
    Rfc5424,
    /// `2020-08-23 00:50:09 host sshd[1]: message`
    Iso,
    /// A stamp of another notation, and whatever the program writes behind it.
    Stamped,
    /// A web server's access log.
    Access,
    /// `{"__REALTIME_TIMESTAMP": …}`: an entry of the journal.
    Journal,
    /// A line of a command's output; the program is its kind.
    Document,
    /// No head: a message alone.
    #[default]
    Bare,
}

impl Form {
    /// As `report::FileReport::format` names it.
    pub fn name(self) -> &'static str {
        match self {
            Form::Syslog => "syslog",
            Form::Rfc3339 => "syslog-rfc3339",
            Form::Rfc5424 => "syslog-rfc5424",
            Form::Iso => "syslog-iso",
            Form::Stamped => "stamped",
            Form::Access => "access",
            Form::Journal => "journal",
            Form::Document => "document",
            Form::Bare => "bare",
        }
    }
}

impl<'a> Record<'a> {
    /// A line inside a document of this kind.
    pub(crate) fn inside(kind: &'a [u8], message: &'a [u8]) -> Record<'a> {
        Record {
            form: Form::Document,
            program: kind,
            message,
            ..Record::default()
        }
    }
}

/// What is known of all lines of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habit {
    /// Most of them are an access log's.
    pub access_first: bool,
    /// Whoever took them down has put his own stamp before each. Of a single line nobody could say whether what stands
    /// behind its stamp is a second head or a stranger's text.
    pub stamped_twice: bool,
}

/// Takes a line apart. `scratch` holds a message that had to be put together anew.
pub fn read<'a>(
    text: &'a [u8],
    habit: Habit,
    clock: &mut Clock,
    scratch: &'a mut Vec<u8>,
) -> Record<'a> {
    let text = pasted::without_pad(text);
    let access_first = habit.access_first;
    if let Some(entry) = pasted::container_json(text) {
        return by_container(entry, access_first, clock, scratch);
    }
    if let Some(entry) = journal::entry(text) {
        return entry.record(scratch);
    }
    if text.ends_with(b"}")
        && let Some(told) = object::combined(behind_container(text).unwrap_or(text), clock, scratch)
    {
        return by_object(told, clock, scratch);
    }
    let inner = match habit.stamped_twice {
        true => behind_outer_stamp(text, clock),
        false => None,
    };
    let found = inner
        .and_then(|inner| whole_head(inner, access_first, clock))
        .or_else(|| head_of(text, access_first, clock))
        .or_else(|| head_of(behind_container(text)?, access_first, clock))
        .or_else(|| whole_head(pasted::line(text)?, access_first, clock));
    if let Some(head) = found
        && head.message.ends_with(b"}")
        && (head.program == b"caddy" || WEB_SERVERS.contains(&head.program))
        && let Some(told) = object::combined(head.message, clock, scratch)
    {
        return Record {
            host: head.host,
            stamp: head.stamp,
            ..by_object(told, clock, scratch)
        };
    }
    let mut record = match found {
        Some(record) => red_hat_pam(record, scratch),
        None => with_plain_blanks(text, access_first, clock, scratch).unwrap_or(Record {
            message: text.trim_ascii(),
            ..Record::default()
        }),
    };
    if let Some(stamp) = &mut record.stamp {
        stamp.offset = stamp.offset.or(clock.zone);
    }
    record
}

/// A line whose blanks a mail program or a page has made unbreakable: two that follow each other (`Feb  7`), or all.
fn with_plain_blanks<'a>(
    text: &[u8],
    access_first: bool,
    clock: &mut Clock,
    scratch: &'a mut Vec<u8>,
) -> Option<Record<'a>> {
    let plain: &'a [u8] = pasted::plain_blanks(text, scratch)?;
    whole_head(plain, access_first, clock)
        .or_else(|| whole_head(pasted::line(plain)?, access_first, clock))
}

/// A request that was written as an object.
fn by_object<'a>(told: Told, clock: &Clock, text: &'a [u8]) -> Record<'a> {
    let stamp = told.stamp.map(|stamp| Stamp {
        offset: stamp.offset.or(clock.zone),
        ..stamp
    });
    Record {
        form: Form::Access,
        stamp,
        program: b"httpd",
        message: text,
        rest: text,
        doubtful: told.doubtful,
        ..Record::default()
    }
}

/// A line that a container wrote: its own head, or, where it has none, the time at which it was taken down.
fn by_container<'a>(
    entry: ContainerLine<'_>,
    access_first: bool,
    clock: &mut Clock,
    scratch: &'a mut Vec<u8>,
) -> Record<'a> {
    let line = entry.log.trim_ascii_end().as_bytes();
    if line.ends_with(b"}")
        && let Some(told) = object::combined(line, clock, scratch)
    {
        return by_object(told, clock, scratch);
    }
    scratch.clear();
    scratch.extend_from_slice(line);
    let text: &'a [u8] = scratch;
    let written = clock.read(entry.time.as_bytes());
    let outer = |(stamp, _)| other_stamp(stamp, text);
    head_of(text, access_first, clock)
        .or_else(|| written.map(outer))
        .unwrap_or(Record {
            message: text,
            ..Record::default()
        })
}

/// Whether a line has a whole head behind a stamp of somebody else.
pub(crate) fn is_stamped_twice(text: &[u8], clock: &mut Clock) -> bool {
    let inner = behind_outer_stamp(text, clock);
    inner.is_some_and(|inner| whole_head(inner, false, clock).is_some())
}

/// What a terminal program, a log service or a container's runtime has put its time before; the latter names the
/// stream as well.
fn behind_outer_stamp<'a>(text: &'a [u8], clock: &mut Clock) -> Option<&'a [u8]> {
    let (_, rest) = clock.read(text).or_else(|| clock.read_other(text))?;
    const STREAMS: [&[u8]; 2] = [b"stdout F ", b"stderr F "];
    let stream = STREAMS.iter().find_map(|stream| rest.strip_prefix(*stream));
    Some(stream.unwrap_or(rest))
}

/// A head that leaves nothing to be guessed.
fn whole_head<'a>(text: &'a [u8], access_first: bool, clock: &mut Clock) -> Option<Record<'a>> {
    head_of(text, access_first, clock).filter(|record| {
        let is_named = !record.host.is_empty() || record.pid.is_some();
        record.form == Form::Access
            || record.stamp.is_some() && is_named && !record.program.is_empty()
    })
}

fn head_of<'a>(text: &'a [u8], access_first: bool, clock: &mut Clock) -> Option<Record<'a>> {
    if !access_first {
        return syslog(text, clock).or_else(|| access(text));
    }
    let by_syslog = begins_with_stamp(text)
        .then(|| syslog(text, clock))
        .flatten()
        .filter(|record| WEB_SERVERS.contains(&record.program));
    by_syslog
        .or_else(|| access(text))
        .or_else(|| syslog(text, clock))
}

/// Who sends access lines by syslog. A line that is an access log's by its form, and begins with another program's
/// head, begins with what a visitor wrote (`X-Forwarded-For`, `Host`).
const WEB_SERVERS: [&[u8]; 13] = [
    b"httpd",
    b"apache",
    b"apache2",
    b"apache-access",
    b"apache_access",
    b"httpd-access",
    b"access_log",
    b"nginx",
    b"nginx-access",
    b"nginx_access",
    b"lighttpd",
    b"thttpd",
    b"traefik",
];

/// `Nov 27 03:11:00 host httpd: line`: an access log that came by syslog may stand among lines that did not.
/// The month is no client.
fn begins_with_stamp(text: &[u8]) -> bool {
    let is_dashed = || text.get(4) == Some(&b'-') && text.get(7) == Some(&b'-');
    match text {
        [b'<', ..] => true,
        [b'0'..=b'9', ..] => is_dashed(),
        [first, second, third, b' ', ..] => month(&[*first, *second, *third]).is_some(),
        _ => false,
    }
}

/// `web-1     | line`, `[pod/web-1/nginx] line`: as `docker compose logs` and `kubectl logs --prefix` show the lines of
/// several containers.
fn behind_container(text: &[u8]) -> Option<&[u8]> {
    let (name, rest) = word(text)?;
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-/".contains(byte);
    let of_pod = name
        .strip_prefix(b"[pod/")
        .and_then(|name| name.strip_suffix(b"]"));
    let (name, inner) = match of_pod {
        Some(name) => (name, rest),
        None => (name, rest.trim_ascii_start().strip_prefix(b"| ")?),
    };
    name.iter().all(is_of_name).then_some(inner)
}

fn syslog<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (priority, text) = priority(text);
    if let Some(rest) = priority.then(|| text.strip_prefix(b"1 ")).flatten() {
        return rfc5424(rest, clock);
    }
    if let Some((stamp, rest)) = clock.read(text) {
        return Some(stamped(stamp, text, rest, clock));
    }
    if let Some(record) = heads::read(text, clock) {
        return Some(record);
    }
    if let Some((stamp, rest)) = clock.read_other(text) {
        // No brackets: what stands behind them is an application's own text (PHP's `error_log`).
        let is_own_head = |record: &Record<'_>| {
            is_short_unix(text)
                || text.first().is_some_and(u8::is_ascii_uppercase) && !record.host.is_empty()
        };
        let host = unstamped(rest).filter(is_own_head);
        return Some(match host {
            Some(record) => Record {
                form: Form::Iso,
                stamp: Some(stamp),
                rest,
                ..record
            },
            None => other_stamp(stamp, rest),
        });
    }
    if let Some(record) = behind_file(text, clock) {
        return Some(record);
    }
    let tagged = || priority.then(|| only_priority(text)).flatten();
    unstamped(text).or_else(tagged).map(|mut record| {
        heads::inner(&mut record, clock);
        record
    })
}

/// `/var/log/auth.log.1:Sep 20 10:00:01 web1 sshd[17]: message`: what `grep` prints before the line. Only the name of a
/// log file or a line's number, and no blank behind the colon: `ValueError: …`, `User-Agent: …`, `panic: …` and
/// `nick: …` stand before a stranger's text.
fn behind_file<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (first, _) = word(text)?;
    let colon = memchr(b':', first)?;
    let behind = text.get(colon + 1..)?;
    if !is_log_file(text.get(..colon)?) {
        return None;
    }
    // `grep -n` puts the line's number there as well.
    let number = behind.iter().take_while(|byte| byte.is_ascii_digit());
    let numbered = behind.get(number.count()..)?.strip_prefix(b":");
    let (behind, (stamp, rest)) = [Some(behind), numbered]
        .into_iter()
        .flatten()
        .find_map(|behind| Some((behind, clock.read(behind)?)))?;
    let record = stamped(stamp, behind, rest, clock);
    (!record.program.is_empty() && (record.pid.is_some() || !record.host.is_empty()))
        .then_some(record)
}

/// A path, `auth.log`, `messages-20200120`, `secure.1`, or a number.
fn is_log_file(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 12] = [
        b"messages",
        b"secure",
        b"maillog",
        b"syslog",
        b"cron",
        b"daemon",
        b"auth",
        b"authlog",
        b"kern",
        b"user",
        b"debug",
        b"xferlog",
    ];
    let is_of_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    let is_ending = |byte: &u8| byte.is_ascii_digit() || b".-".contains(byte);
    let name_alone = name.rsplit(|byte| *byte == b'/').next().unwrap_or(name);
    let known = |known: &&[u8]| {
        name_alone
            .strip_prefix(*known)
            .is_some_and(|ending| ending.iter().all(is_ending))
    };
    !name.is_empty()
        && name.iter().all(is_of_path)
        && (name.iter().all(u8::is_ascii_digit)
            || matches!(name, [b'/', ..] | [b'.', b'/', ..])
            || memmem::find(name_alone, b".log").is_some()
            || NAMES.iter().any(known))
}

/// `<4>kernel: message`: a priority stands for the stamp that the sender left out.
fn only_priority(text: &[u8]) -> Option<Record<'_>> {
    let mut record = Record {
        message: text,
        rest: text,
        ..Record::default()
    };
    given(&mut record, text);
    (!record.program.is_empty()).then_some(record)
}

/// `1361647383.123456 host sshd[17]: message`: `journalctl -o short-unix`.
fn is_short_unix(text: &[u8]) -> bool {
    text.get(10) == Some(&b'.') && text.get(17) == Some(&b' ')
}

/// A stamp of another notation, mostly without a head behind it; OpenWrt's `logread` has priority and tag there.
fn other_stamp(stamp: Stamp, rest: &[u8]) -> Record<'_> {
    let mut record = Record {
        form: Form::Stamped,
        stamp: Some(stamp),
        message: rest,
        rest,
        ..Record::default()
    };
    if let Some(behind) = behind_priority(rest) {
        head(&mut record, behind);
    }
    record
}

/// `<38>`, as it arrives over the network.
fn priority(text: &[u8]) -> (bool, &[u8]) {
    let inner = text.strip_prefix(b"<").and_then(|rest| {
        memchr(b'>', rest.get(..4.min(rest.len()))?)
            .and_then(|at| Some((rest.get(..at)?, rest.get(at + 1..)?)))
    });
    match inner {
        Some((digits, rest)) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            (true, rest)
        }
        _ => (false, text),
    }
}

/// `STAMP HOST APP PROCID MSGID SD MESSAGE`
fn rfc5424<'a>(text: &'a [u8], clock: &mut Clock) -> Option<Record<'a>> {
    let (stamp, rest) = match text.strip_prefix(b"- ") {
        Some(rest) => (None, rest),
        None => clock.read(text).map(|(stamp, rest)| (Some(stamp), rest))?,
    };
    let (host, rest) = word(rest)?;
    let (program, rest) = word(rest)?;
    let (pid, rest) = word(rest)?;
    let behind_pid = rest;
    let (_, rest) = word(rest)?;
    // Junos tells all it has to say in the name of the message and its elements.
    let message = match rest.strip_prefix(b"[junos@") {
        Some(_) => behind_pid,
        None => structured_data(rest),
    };
    let message = message.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(message);
    Some(Record {
        form: Form::Rfc5424,
        stamp,
        host: dash(host),
        program: dash(program),
        pid: digits(pid),
        message,
        rest: message,
        doubtful: false,
    })
}

/// What stands behind `-` or `[id key="value"]…`.
fn structured_data(text: &[u8]) -> &[u8] {
    let mut rest = text;
    if let Some(after) = rest.strip_prefix(b"-") {
        return after.strip_prefix(b" ").unwrap_or(after);
    }
    while rest.starts_with(b"[") {
        let Some(end) = element(rest) else {
            return rest;
        };
        rest = rest.get(end..).unwrap_or_default();
    }
    rest.strip_prefix(b" ").unwrap_or(rest)
}

/// Where `[id key="value"]` ends: at the first bracket that stands in no value. A backslash in a value takes
/// its meaning from what follows.
fn element(text: &[u8]) -> Option<usize> {
    let mut quoted = false;
    let mut bytes = text.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if quoted => drop(bytes.next()),
            b'"' => quoted = !quoted,
            b']' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn dash(text: &[u8]) -> &[u8] {
    if text == b"-" { b"" } else { text }
}

/// A line with a stamp in front.
fn stamped<'a>(stamp: Stamp, text: &'a [u8], rest: &'a [u8], clock: &mut Clock) -> Record<'a> {
    let form = match text.get(4) {
        Some(b'-' | b'/') if memchr(b'T', text.get(..11).unwrap_or_default()).is_some() => {
            Form::Rfc3339
        }
        Some(b'-' | b'/') => Form::Iso,
        _ => Form::Syslog,
    };
    let mut record = Record {
        form,
        stamp: Some(stamp),
        message: rest,
        rest: rest.trim_ascii_start(),
        ..Record::default()
    };
    if !clock.heads.read(&mut record, rest) {
        behind_stamp(&mut record, rest, clock);
    }
    heads::inner(&mut record, clock);
    record
}

fn behind_stamp<'a>(record: &mut Record<'a>, rest: &'a [u8], clock: &mut Clock) {
    // socklog writes `facility.level: ` and then what it was given, which may have a stamp of its own.
    if let Some(behind) = behind_priority(rest) {
        let behind = clock.read(behind).map_or(behind, |(_, inner)| inner);
        record.message = behind;
        given(record, behind);
    } else if let Some((program, pid, message)) = log_show(rest) {
        (record.program, record.pid, record.message) = (program, pid, message);
    } else if let Some(behind) = rest.strip_prefix(b" ") {
        given(record, behind.trim_ascii_start());
    } else {
        head(record, rest);
        clock.heads.learn(record, rest);
        if record.program.is_empty() {
            passed_on(record, rest, clock);
        }
    }
}

/// ` 0x1a2b  Default  0x0  17  0  sshd: message`: `log show` of macOS has thread, type, activity, process and time
/// to live between the time and the tag.
fn log_show(rest: &[u8]) -> Option<(&[u8], Option<u32>, &[u8])> {
    if !rest.trim_ascii_start().starts_with(b"0x") {
        return None;
    }
    let mut fields = [&b""[..]; 5];
    let mut rest = rest;
    for field in &mut fields {
        (*field, rest) = word(rest.trim_ascii_start())?;
    }
    let [_thread, kind, activity, pid, time_to_live] = fields;
    let is_kind = kind.iter().all(u8::is_ascii_alphabetic) && activity.starts_with(b"0x");
    let pid = digits(time_to_live).and(digits(pid)).filter(|_| is_kind)?;
    let (program, _, message) = tag(rest.trim_ascii_start())?;
    Some((program, Some(pid), message))
}

/// `192.0.2.1 Sep 20 10:00:01 web1 sshd[17]: message`: a whole line that was passed on with one more time and host;
/// `2020 web1 sshd[17]: message`: the year behind the time.
fn passed_on<'a>(record: &mut Record<'a>, rest: &'a [u8], clock: &mut Clock) {
    let Some((host, after)) = word(rest).filter(|(host, _)| is_host(host)) else {
        return;
    };
    // IOS XR: `RP/0/RSP0/CPU0:Sep 20 10:00:01.123 : SSHD_[17]: message`.
    if after.starts_with(b"RP/") || after.starts_with(b"LC/") {
        let inner = memmem::find(after, b" : ").and_then(|at| after.get(at + 3..));
        if let Some((program, pid, message)) = inner.and_then(tag) {
            (record.host, record.program, record.pid, record.message) =
                (host, program, pid, message);
        }
        return;
    }
    let inner = match clock.read(after) {
        Some((_, inner)) => inner,
        None if host.len() == 4 && digits(host).is_some() => after,
        None => return,
    };
    if word(inner).is_some_and(|(host, after)| is_host(host) && tag(after).is_some()) {
        head(record, inner);
    }
}

/// What a syslog daemon was given: a tag, with or without a host, or a message alone.
fn given<'a>(record: &mut Record<'a>, text: &'a [u8]) {
    let host = word(text).filter(|(host, _)| is_host(host));
    if tag(text).is_some() || host.is_some_and(|(_, after)| tag(after).is_some()) {
        head(record, text);
    }
}

/// Host, program, pid and message behind the stamp.
pub(crate) fn head<'a>(record: &mut Record<'a>, rest: &'a [u8]) {
    if let Some((program, pid, message)) = tag(rest) {
        (record.program, record.pid, record.message) = (program, pid, message);
        return;
    }
    let Some((host, after)) = forwarded(rest).or_else(|| word(rest)) else {
        return;
    };
    // BusyBox, AIX and sendmail's own log have the priority behind the host.
    let after = behind_priority(after).unwrap_or(after);
    let (host, after) = forwarded(after).unwrap_or((host, after));
    if let Some((program, pid, message)) = tag(after).or_else(|| loose_tag(after)) {
        (record.host, record.program, record.pid, record.message) = (host, program, pid, message);
    } else if is_host(host) {
        (record.host, record.message) = (host, after);
    }
}

/// `Message forwarded from web1: sshd[17]: message`: AIX names the host whose line it passes on.
fn forwarded(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (host, rest) = word(text.strip_prefix(b"Message forwarded from ")?)?;
    let host = host.strip_suffix(b":").filter(|host| is_host(host))?;
    Some((host, rest))
}

pub(crate) fn is_host(word: &[u8]) -> bool {
    word.iter().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'/' | b'@')
    }) && !word.ends_with(b":")
}

/// `sshd[17]: message`, `kernel: message`, `auth-worker(17): message`, `[sshd]: message`.
pub(crate) fn tag(text: &[u8]) -> Option<(&[u8], Option<u32>, &[u8])> {
    // Cisco's tags begin with a percent sign: `%ASA-4-106023: message`.
    let sign = usize::from(text.starts_with(b"%"));
    let letters = text.get(sign..)?.iter().take(64);
    let name = sign + letters.clone().position(|byte| !is_tag_byte(*byte))?;
    let (name_text, after) = text.split_at_checked(name)?;
    match after.first()? {
        b':' if !name_text.is_empty() => Some((name_text, None, blank(after.get(1..)?)?)),
        // Debian's GDM names its worker `gdm-password]`.
        b']' if !name_text.is_empty() => {
            let (pid, after) = match after.strip_prefix(b"][") {
                Some(inner) => {
                    let end = memchr(b']', inner.get(..12.min(inner.len()))?)?;
                    (Some(digits(inner.get(..end)?)?), inner.get(end..)?)
                }
                None => (None, after),
            };
            Some((name_text, pid, blank(after.strip_prefix(b"]:")?)?))
        }
        b'[' if name == 0 => {
            let end = memchr(b']', text.get(..64.min(text.len()))?)?;
            let inner = text
                .get(1..end)
                .filter(|inner| inner.iter().all(|byte| is_tag_byte(*byte)))?;
            Some((
                inner,
                None,
                blank(text.get(end + 1..)?.strip_prefix(b":")?)?,
            ))
        }
        b'[' | b'(' => {
            // `sshd(pam_unix)[17]:` keeps its module in the name; `auth-worker(17):` has its pid in parentheses.
            let close = text.iter().take(96).position(|byte| *byte == b':')?;
            let (whole, message) = (text.get(..close)?, text.get(close + 1..)?);
            if whole.contains(&b' ') {
                return None;
            }
            let (program, pid) = program_and_pid(whole)?;
            Some((program, pid, blank(message)?))
        }
        _ => None,
    }
}

fn is_tag_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'@' | b'+')
}

/// The message behind the colon: one blank is taken off, more belong to it; a word glued to the colon is no tag.
fn blank(text: &[u8]) -> Option<&[u8]> {
    if text.is_empty() {
        Some(text)
    } else {
        text.strip_prefix(b" ")
    }
}

fn program_and_pid(tag: &[u8]) -> Option<(&[u8], Option<u32>)> {
    for (open, close) in [(b'[', b']'), (b'(', b')')] {
        if let Some(inner) = tag.strip_suffix(&[close])
            && let Some(at) = memrchr(open, inner)
            && let (Some(name), Some(text)) = (inner.get(..at), inner.get(at + 1..))
            && !text.contains(&b' ')
        {
            return match digits(text) {
                Some(pid) => Some((name, Some(pid))),
                None => Some((tag, None)),
            };
        }
    }
    None
}

/// Tags without their colon: `sshd[17] message`, RFC 5424 without its priority (`sshd 17 - - message`),
/// and the old syslogd that names its version (`syslogd 1.3-3: restart.`).
fn loose_tag(text: &[u8]) -> Option<(&[u8], Option<u32>, &[u8])> {
    let (first, rest) = word(text)?;
    if first == b"syslogd" {
        return Some((first, None, rest));
    }
    if first.ends_with(b"]")
        && let Some((program, Some(pid))) = program_and_pid(first)
    {
        return Some((program, Some(pid), rest));
    }
    let (pid, rest) = word(rest)?;
    let message = rest.strip_prefix(b"- - ")?;
    Some((first, Some(digits(pid)?), message))
}

/// No stamp, but a tag with a pid: `host sshd[17]: message`, ` sshd[17]: message`.
pub(crate) fn unstamped(text: &[u8]) -> Option<Record<'_>> {
    let rest = text.trim_ascii_start();
    let with_pid = |text| tag(text).filter(|(_, pid, _)| pid.is_some());
    let (host, (program, pid, message)) = match with_pid(rest) {
        Some(found) => (&b""[..], found),
        None => {
            let (host, after) = word(rest).filter(|(host, _)| is_host(host))?;
            (host, with_pid(after)?)
        }
    };
    Some(Record {
        host,
        program,
        pid,
        message,
        rest: message,
        ..Record::default()
    })
}

/// What stands behind `auth.info: `, `<mail.notice> `, `[mail.notice] `, `daemon.warn ` or AIX's `auth|security:info `.
fn behind_priority(text: &[u8]) -> Option<&[u8]> {
    let (first, rest) = word(text)?;
    let inner = match first {
        [b'<', inner @ .., b'>'] | [b'[', inner @ .., b']'] => Some(inner),
        _ => None,
    };
    let name = inner.or_else(|| first.strip_suffix(b":")).unwrap_or(first);
    let dot = memchr2(b'.', b':', name)?;
    let (facility, level) = (name.get(..dot)?, name.get(dot + 1..)?);
    let facility = facility.strip_suffix(b"|security").unwrap_or(facility);
    let known = FACILITIES.contains(&facility) || facility.starts_with(b"local");
    (known && LEVELS.contains(&level)).then_some(rest)
}

const FACILITIES: [&[u8]; 12] = [
    b"auth",
    b"authpriv",
    b"daemon",
    b"kern",
    b"mail",
    b"user",
    b"syslog",
    b"cron",
    b"ftp",
    b"lpr",
    b"news",
    b"ntp",
];

const LEVELS: [&[u8]; 11] = [
    b"emerg", b"panic", b"alert", b"crit", b"err", b"error", b"warning", b"warn", b"notice",
    b"info", b"debug",
];

/// A web server's line: its time stands in the bracket just before the first raw quote.
fn access(text: &[u8]) -> Option<Record<'_>> {
    let text = behind_container(text).unwrap_or(text);
    let mut quotes = memchr::memchr_iter(b'"', text);
    let end = quotes.find_map(|quote| {
        let end = quote.checked_sub(2)?;
        text.get(end..)?.starts_with(b"] ").then_some(end)
    })?;
    let start = memrchr(b'[', text.get(..end)?)?;
    let stamp = access_stamp(text.get(start + 1..end)?)?;
    Some(Record {
        form: Form::Access,
        stamp: Some(stamp),
        program: b"httpd",
        message: text,
        rest: text,
        ..Record::default()
    })
}

/// Red Hat 9's pam_unix names itself in the tag: `sshd(pam_unix)[7]: message` is read as
/// `sshd[7]: pam_unix(sshd:): message`, the form of all later versions.
fn red_hat_pam<'a>(record: Record<'a>, scratch: &'a mut Vec<u8>) -> Record<'a> {
    let Some(daemon) = record.program.strip_suffix(b"(pam_unix)") else {
        return record;
    };
    scratch.clear();
    for part in [b"pam_unix(", daemon, b":): ", record.message] {
        scratch.extend_from_slice(part);
    }
    Record {
        program: daemon,
        message: scratch,
        ..record
    }
}

pub(crate) fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr(b' ', text)?;
    let (word, rest) = text.split_at_checked(at)?;
    (!word.is_empty()).then(|| (word, rest.get(1..).unwrap_or_default()))
}

/// A number that has no sign; nothing where it has other letters, or does not fit.
pub(crate) fn digits(text: &[u8]) -> Option<u32> {
    let (first, rest) = text.split_first()?;
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    rest.iter().try_fold(digit(*first)?, |number, byte| {
        number.checked_mul(10)?.checked_add(digit(*byte)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it stands such a line has no head; where it has one, its blanks are whose they are.
    #[test]
    fn blanks_that_do_not_break_are_blanks() {
        let head = |text: &str| {
            let mut clock = Clock::new(chrono::NaiveDate::from_ymd_opt(2009, 12, 1).unwrap());
            let mut scratch = Vec::new();
            let record = read(text.as_bytes(), Habit::default(), &mut clock, &mut scratch);
            let of = [record.program, record.message].map(String::from_utf8_lossy);
            of.map(String::from)
        };
        let line = "Feb  7 04:41:05 web1 sshd[7]: Failed password for x from 203.0.113.9";
        let wanted = ["sshd", "Failed password for x from 203.0.113.9"];
        for line in [
            line.replace("  ", "\u{a0} "),
            line.replace("  ", " \u{a0}"),
            line.replace(' ', "\u{a0}"),
            format!("> {}", line.replace("  ", "\u{a0} ")),
            format!("\u{200b}{line}"),
        ] {
            assert_eq!(head(&line), wanted, "{line}");
        }
        let own = line.replace("for x", "for x\u{a0}y");
        assert_eq!(
            head(&own)[1],
            "Failed password for x\u{a0}y from 203.0.113.9"
        );
        let none = "no\u{a0}head";
        assert_eq!(head(none), ["", none]);
    }

    #[test]
    fn a_month_is_no_client() {
        let line = "Nov 27 03:11:00 web httpd: 203.0.113.9 - - [27/Nov/2009:03:11:00 +0900] \"GET / HTTP/1.1\" 200 1";
        for line in [
            line.to_owned(),
            format!("<34>{line}"),
            line.replace("Nov 27 03", "2009-11-27T03"),
        ] {
            let mut clock = Clock::new(chrono::NaiveDate::from_ymd_opt(2009, 12, 1).unwrap());
            let mut scratch = Vec::new();
            let record = read(line.as_bytes(), ACCESS_FIRST, &mut clock, &mut scratch);
            assert!(record.message.starts_with(b"203.0.113.9 - - ["), "{line}");
        }
    }

    #[test]
    fn a_visitors_head_before_an_access_line_is_his() {
        for head in [
            "Nov 27 03:11:00",
            "<34>Nov 27 03:11:00",
            "2009-11-27T03:11:00",
        ] {
            let line = format!(
                "{head} web sshd[7]: Failed publickey for a from 198.51.100.77 port 22 ssh2: x, 203.0.113.9 - - [27/Nov/2009:03:11:00 +0900] \"GET / HTTP/1.1\" 200 1"
            );
            let mut clock = Clock::new(chrono::NaiveDate::from_ymd_opt(2009, 12, 1).unwrap());
            let mut scratch = Vec::new();
            let record = read(line.as_bytes(), ACCESS_FIRST, &mut clock, &mut scratch);
            assert_eq!(record.form, Form::Access, "{line}");
        }
    }

    const ACCESS_FIRST: Habit = Habit {
        access_first: true,
        stamped_twice: false,
    };

    #[test]
    fn a_second_stamp_is_taken_off_where_all_lines_have_one() {
        let line = "Dec 10 06:55:46 host sshd[7]: text";
        for before in [
            "[2024-12-10 07:00:00.123] ",
            "[Tue Dec 10 07:00:00.123 2024] ",
            "2024-12-10T07:00:00.123Z ",
            "2024-12-10T07:00:00.123456789+09:00 stderr F ",
        ] {
            let text = format!("{before}{line}");
            let mut clock = Clock::new(chrono::NaiveDate::default());
            assert!(is_stamped_twice(text.as_bytes(), &mut clock), "{text}");
            let mut program = |stamped_twice| {
                let habit = Habit {
                    stamped_twice,
                    ..Habit::default()
                };
                let mut scratch = Vec::new();
                let record = read(text.as_bytes(), habit, &mut clock, &mut scratch);
                String::from_utf8_lossy(record.program).into_owned()
            };
            assert_eq!(
                (program(true).as_str(), program(false).as_str()),
                ("sshd", ""),
                "{text}"
            );
        }
        let mut clock = Clock::new(chrono::NaiveDate::default());
        assert!(!is_stamped_twice(line.as_bytes(), &mut clock));
    }

    #[test]
    fn lines_of_containers_are_read_by_their_own_heads() {
        let access = r#"203.0.113.9 - - [27/Nov/2009:03:11:00 +0900] "GET / HTTP/1.1" 200 1"#;
        let json = format!(
            "{{\"log\":{:?},\"stream\":\"stdout\",\"time\":\"2009-11-27T03:11:01.5Z\"}}",
            format!("{access}\n")
        );
        for text in [
            format!("web-1     | {access}"),
            format!("[pod/web-1/nginx] {access}"),
            json,
        ] {
            check(&text, "", "httpd", None, access);
        }
        let bare = r#"{"log":"a text\n","stream":"stdout","time":"2009-11-27T03:11:01.5Z"}"#;
        check(bare, "", "", None, "a text");
    }

    fn check(text: &str, host: &str, program: &str, pid: Option<u32>, message: &str) {
        let mut scratch = Vec::new();
        let record = read(
            text.as_bytes(),
            Habit::default(),
            &mut Clock::new(chrono::NaiveDate::default()),
            &mut scratch,
        );
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(
            (
                show(record.host).as_str(),
                show(record.program).as_str(),
                record.pid,
                show(record.message).as_str()
            ),
            (host, program, pid, message),
            "{text}"
        );
    }

    #[test]
    fn a_containers_name_is_taken_off_once() {
        let line = "Dec 10 06:55:46 host sshd[7]: text";
        let one = format!("web-1     | {line}");
        check(&one, "host", "sshd", Some(7), "text");
        let two = format!("web-1 | {one}");
        check(&two, "", "", None, &two);
    }

    #[test]
    fn only_a_whole_head_stands_behind_a_quotation() {
        let line = "Dec 10 06:55:46 host sshd[7]: text";
        for quoted in [format!("> {line}   "), format!("　12: {line}\r")] {
            check(&quoted, "host", "sshd", Some(7), "text");
        }
        for none in [
            "> Dec 10 06:55:46 text",
            "> sshd[7]: text",
            "> host sshd[7]: text",
        ] {
            check(none, "", "", None, none);
        }
    }

    #[test]
    fn every_form_of_the_journal_says_the_same() {
        for line in [
            " 2月 23 19:23:03 web1 sshd[17]: Invalid x",
            "2月 23 19:23:03 web1 sshd[17]: Invalid x",
            "土 2013-02-23 19:23:03 JST web1 sshd[17]: Invalid x",
            "Feb 23 19:23:03 web1 sshd[17]: Invalid x",
            "Feb 23 19:23:03.123456 web1 sshd[17]: Invalid x",
            "2013-02-23T19:23:03+0000 web1 sshd[17]: Invalid x",
            "2013-02-23T19:23:03.123456+0000 web1 sshd[17]: Invalid x",
            "Sat 2013-02-23 19:23:03 UTC web1 sshd[17]: Invalid x",
            "Sat 2013-02-23 19:23:03.123456 JST web1 sshd[17]: Invalid x",
            "1361647383.123456 web1 sshd[17]: Invalid x",
            r#"{"_PID":"17","SYSLOG_IDENTIFIER":"sshd","_HOSTNAME":"web1","__REALTIME_TIMESTAMP":"1361647383123456","MESSAGE":"Invalid x","_X":["a",1,null]}"#,
            r#"data: {"__REALTIME_TIMESTAMP":"1361647383123456","MESSAGE":[73,110,118,97,108,105,100,32,120],"_COMM":"sshd","SYSLOG_PID":"17","_HOSTNAME":"web1"}"#,
        ] {
            check(line, "web1", "sshd", Some(17), "Invalid x");
            let mut scratch = Vec::new();
            let anchor = chrono::NaiveDate::from_ymd_opt(2013, 2, 24).unwrap();
            let record = read(
                line.as_bytes(),
                Habit::default(),
                &mut Clock::new(anchor),
                &mut scratch,
            );
            let stamp = record.stamp.map(|stamp| crate::stamp::iso(stamp.local));
            assert_eq!(stamp.as_deref(), Some("2013-02-23T19:23:03"), "{line}");
        }
        // A stranger's text in the message stays there; what ends a head in a name does not.
        check(
            r#"{"__REALTIME_TIMESTAMP":"1361647383123456","MESSAGE":"a\nFeb 23 19:23:03 b sshd[1]: \"x\"","SYSLOG_IDENTIFIER":"su: root","_HOSTNAME":"h"}"#,
            "h",
            "su__root",
            None,
            "a\nFeb 23 19:23:03 b sshd[1]: \"x\"",
        );
    }

    #[test]
    fn heads() {
        check(
            "Feb  7 04:41:05 server sshd[75121]: refused connect",
            "server",
            "sshd",
            Some(75121),
            "refused connect",
        );
        check(
            "Jan 20 12:57:35 school exiting on signal 15",
            "school",
            "",
            None,
            "exiting on signal 15",
        );
        check(
            "Jan 20 12:58:29 school syslogd 1.3-3: restart.",
            "school",
            "syslogd",
            None,
            "1.3-3: restart.",
        );
        check(
            "Jan 20 12:58:32 gw %ASA-4-106023: Deny tcp",
            "gw",
            "%ASA-4-106023",
            None,
            "Deny tcp",
        );
        check("Jan 20 12:58:32 school sshd: ", "school", "sshd", None, "");
        check("Jan 20 12:58:32 school sshd:", "school", "sshd", None, "");
        check(
            "Mar  3 00:17:22 [sshd]: User root from",
            "",
            "sshd",
            None,
            "User root from",
        );
        check(
            "Jan 29 09:38:03 pop3-login: Info: x",
            "",
            "pop3-login",
            None,
            "Info: x",
        );
        check(
            "Jun 12 11:48:12 auth-worker(80180): Info: x",
            "",
            "auth-worker",
            Some(80180),
            "Info: x",
        );
        check(
            "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; x",
            "combo",
            "sshd",
            Some(19939),
            "pam_unix(sshd:): authentication failure; x",
        );
        check(
            "Jun 14 15:16:01 mx postfix/smtpd[9]: connect from x",
            "mx",
            "postfix/smtpd",
            Some(9),
            "connect from x",
        );
        check(
            "2020-05-29T11:28:56.058908+02:00 bastion sshd[20974] error: PAM: x",
            "bastion",
            "sshd",
            Some(20974),
            "error: PAM: x",
        );
        check(
            "<38>1 2019-07-08T17:40:16.954167-04:00 h.example sshd 57915 - - Failed x",
            "h.example",
            "sshd",
            Some(57915),
            "Failed x",
        );
        check(
            "2022-02-24T21:00:42.021457+00:00 evse dropbear 6052 - - Bad x",
            "evse",
            "dropbear",
            Some(6052),
            "Bad x",
        );
        check(
            "2015-05-27T04:31:28.10040 auth.info: May 27 04:31:28 sshd[30993]: Invalid x",
            "",
            "sshd",
            Some(30993),
            "Invalid x",
        );
        check(
            "srv sshd[31603]: Failed x",
            "srv",
            "sshd",
            Some(31603),
            "Failed x",
        );
        check(
            "Jan 20 12:58:32 aix1 auth|security:info sshd[7]: x",
            "aix1",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "Jan 20 12:58:32 Message forwarded from aix2: su: x",
            "aix2",
            "su",
            None,
            "x",
        );
        check(
            "Jan 20 12:58:32 aix1 auth|security:crit Message forwarded from aix2: sshd[7]: x",
            "aix2",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "Jan 20 12:58:32 pc1 gdm-password][7]: x",
            "pc1",
            "gdm-password",
            Some(7),
            "x",
        );
        check(
            "Jan 20 12:58:32 pc1 gdm-password]: x",
            "pc1",
            "gdm-password",
            None,
            "x",
        );
        check(
            "Jan 20 12:58:32 web1 [auth.info] sshd[7]: x",
            "web1",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "/var/log/auth.log.1:Jan 20 12:58:32 web1 sshd[7]: x",
            "web1",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "auth.log:12:Jan 20 12:58:32 web1 su: x",
            "web1",
            "su",
            None,
            "x",
        );
        check("12:Jan 20 12:58:32 web1 su: x", "web1", "su", None, "x");
        check(
            "./messages-20200120:Jan 20 12:58:32 web1 su: x",
            "web1",
            "su",
            None,
            "x",
        );
        // A stranger's text behind a word.
        for line in [
            "ValueError: Jan 20 12:58:32 web1 sshd[7]: x",
            "User-Agent: Jan 20 12:58:32 web1 sshd[7]: x",
            "web1: Jan 20 12:58:32 web1 sshd[7]: x",
            "nick:Jan 20 12:58:32 web1 sshd[7]: x",
        ] {
            check(line, "", "", None, line);
        }
        check(
            "[20-Jan-2020 12:58:32 UTC] web1 sshd[7]: x",
            "",
            "",
            None,
            "web1 sshd[7]: x",
        );
        check("a: Jan 20 12:58:32 b", "", "", None, "a: Jan 20 12:58:32 b");
        check(
            "2026-09-20 10:00:01.123456-0700 0x1a2b     Default     0x0                  17   0    sshd-session: x",
            "",
            "sshd-session",
            Some(17),
            "x",
        );
        check(
            "2026-09-20 10:00:01.123456-0700  localhost sshd[7]: (libx.dylib) [com.apple.x:y] x",
            "localhost",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "Jan 20 12:58:32 2020 web1 sshd[7]: x",
            "web1",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "Jan 20 12:58:32 192.0.2.1 Jan 20 12:58:32 web1 sshd[7]: x",
            "web1",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "Jan 20 12:58:32 gw Jan 20 12:58:32.123 UTC: %SYS-5-CONFIG_I: x",
            "gw",
            "",
            None,
            "Jan 20 12:58:32.123 UTC: %SYS-5-CONFIG_I: x",
        );
        check(
            "Mon Jan 20 12:58:32 2020 web1 sshd[7]: x",
            "web1",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "<14>1 2019-07-08T17:40:16+09:00 srx RT_FLOW - RT_FLOW_X [junos@2636.1 a=\"b\"] x",
            "srx",
            "RT_FLOW",
            None,
            "RT_FLOW_X [junos@2636.1 a=\"b\"] x",
        );
        check(
            "Jan 20 12:58:32 mx1 mgd[7]: %INTERACT-6-UI_LOGIN_EVENT: x",
            "mx1",
            "mgd",
            Some(7),
            "UI_LOGIN_EVENT: x",
        );
        check(
            "Jan 20 12:58:32 mx1 sshd[7]: %AUTH-6: x",
            "mx1",
            "sshd",
            Some(7),
            "x",
        );
        check(
            "Jan 20 12:58:32 rtr 33: 000033: %SYS-5-X: x",
            "rtr",
            "33",
            None,
            "%SYS-5-X: x",
        );
        check(
            "Jan 20 12:58:32 xr1 RP/0/RSP0/CPU0:Jan 20 12:58:32.123 : SSHD_[7]: %SECURITY-SSHD-4-X : x",
            "xr1",
            "SSHD_",
            Some(7),
            "%SECURITY-SSHD-4-X : x",
        );
        check("<4>kernel: x", "", "kernel", None, "x");
        check("<4>x y", "", "", None, "<4>x y");
        check("Jan 20 12:58:32 pc1 kdm: :0[7]: x", "pc1", "kdm", None, "x");
        check(
            "Jan 20 12:58:32 db1 postgres[7]: [2-1] 2021-01-28 11:52:05 JST [7] a@b FATAL:  x",
            "db1",
            "postgres",
            Some(7),
            "JST [7] a@b FATAL:  x",
        );
        check(
            "Jan 20 12:58:32 db1 postgres[7]: [2-1] FATAL:  x",
            "db1",
            "postgres",
            Some(7),
            "[2-1] FATAL:  x",
        );
        // What a statement said, on a line of its own.
        check(
            "Jan 20 12:58:32 db1 postgres[7]: [2-2] 198.51.100.77(5) FATAL:  x",
            "db1",
            "postgres-statement",
            Some(7),
            "[2-2] 198.51.100.77(5) FATAL:  x",
        );
        // A stranger's name before the login, in parentheses.
        check(
            "Jan 20 12:58:32 ftp1 pure-ftpd: (a) [x.y:z] (?@198.51.100.77) [WARNING] x",
            "ftp1",
            "pure-ftpd",
            None,
            "(a) [x.y:z] (?@198.51.100.77) [WARNING] x",
        );
        check(
            "SU 01/20 12:58 - pts/1 a-root",
            "",
            "su",
            None,
            "- pts/1 a-root",
        );
        check(
            " sshd[23964]: Invalid x",
            "",
            "sshd",
            Some(23964),
            "Invalid x",
        );
        check(
            "@400000004c91b044077a9e94 dovecot-auth: pam_unix",
            "",
            "dovecot-auth",
            None,
            "pam_unix",
        );
        check(
            "Failed password for x",
            "",
            "",
            None,
            "Failed password for x",
        );
    }

    #[test]
    fn an_access_line_has_its_time_before_the_first_raw_quote() {
        let text = br#"203.0.113.5 - x [01/Jan/2000:00:00:00 +0000] [22/Nov/2026:11:00:00 +0900] "GET /a HTTP/1.1" 401 381"#;
        let mut scratch = Vec::new();
        let record = read(
            text,
            ACCESS_FIRST,
            &mut Clock::new(chrono::NaiveDate::default()),
            &mut scratch,
        );
        assert_eq!(
            record
                .stamp
                .map(|stamp| (crate::stamp::iso(stamp.local), stamp.offset)),
            Some(("2026-11-22T11:00:00".to_owned(), Some(540)))
        );
    }
}
