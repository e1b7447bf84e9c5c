//! Heads that lines before had: most lines of a log begin with one of a few hosts and programs.
//!
//! A head is remembered as far as it decides how a line is taken apart: `web1 sshd[`, `mail1 dovecot: `. What is
//! found here is what `record` would find.

use crate::record::{Record, digits};
use memchr::memchr;

/// How many heads are remembered; a new one takes the oldest one's place.
const HEADS: usize = 8;

/// Longer ones are taken apart each time.
const LONGEST: usize = 64;

#[derive(Clone, Debug, Default)]
pub struct Remembered {
    heads: Vec<Head>,
    oldest: usize,
}

#[derive(Clone, Debug)]
struct Head {
    /// Host, blank, program, and `[` or `: `.
    text: Vec<u8>,
    host: usize,
    program: usize,
    numbered: bool,
}

impl Remembered {
    /// Takes apart what stands behind a stamp, if a line before had the same head.
    #[inline]
    pub fn read<'a>(&self, record: &mut Record<'a>, rest: &'a [u8]) -> bool {
        self.heads
            .iter()
            .any(|head| head.read(record, rest).is_some())
    }

    /// Remembers the head that `record` has.
    pub fn learn(&mut self, record: &Record<'_>, rest: &[u8]) {
        let Some(head) = Head::of(record, rest) else {
            return;
        };
        match self.heads.get_mut(self.oldest) {
            Some(place) => *place = head,
            None => self.heads.push(head),
        }
        self.oldest = (self.oldest + 1) % HEADS;
    }
}

impl Head {
    fn of(record: &Record<'_>, rest: &[u8]) -> Option<Head> {
        let (host, program) = (record.host.len(), record.program.len());
        let behind = host.checked_add(1 + program)?;
        let whole = host > 0 && program > 0 && behind <= LONGEST;
        let stands = rest.get(..host) == Some(record.host)
            && rest.get(host) == Some(&b' ')
            && rest.get(host + 1..behind) == Some(record.program);
        let numbered = rest.get(behind)? == &b'[';
        let length = behind + if numbered { 1 } else { 2 };
        let head = Head {
            text: rest.get(..length)?.to_vec(),
            host,
            program,
            numbered,
        };
        let mut again = Record::default();
        let same = whole
            && stands
            && (numbered || head.text.ends_with(b": "))
            && head.read(&mut again, rest).is_some()
            && (again.pid, again.message) == (record.pid, record.message);
        same.then_some(head)
    }

    #[inline]
    fn read<'a>(&self, record: &mut Record<'a>, rest: &'a [u8]) -> Option<()> {
        let mut message = rest.strip_prefix(self.text.as_slice())?;
        let mut pid = None;
        if self.numbered {
            let end = memchr(b']', message.get(..10.min(message.len()))?)?;
            pid = Some(digits(message.get(..end)?)?);
            message = message.get(end..)?.strip_prefix(b"]: ")?;
        }
        record.host = rest.get(..self.host)?;
        record.program = rest.get(self.host + 1..self.host + 1 + self.program)?;
        record.pid = pid;
        record.message = message;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use crate::record;
    use crate::stamp::Clock;

    /// Each line behind each other one, and alone: the same record.
    #[test]
    fn a_line_before_changes_nothing() {
        let lines = [
            "web1 sshd[17]: Failed",
            "web1 sshd[1]: x",
            "web1 sshd[]: x",
            "web1 sshd[12345678901]: x",
            "web1 sshd[7] x",
            "web1 sshd[7]:x",
            "web1 sshd[7]:",
            "web1 sshd[7]: ",
            "web1 sshd: x",
            "web1 sshd:x",
            "web1 sshd: ",
            "web1 dovecot: a: b",
            "web1 sshd(pam_unix)[17]: x",
            "web1 auth-worker(17): x",
            "web1 auth.info sshd[7]: x",
            "auth.info web1 sshd[7]: x",
            "web1 mail.info: x",
            "mail.info: web1 sshd[7]: x",
            "a[1] sshd[7]: x",
            "a:b sshd[7]: x",
            "sshd[7]: x",
            "web1 sshd[7a]: x",
            "web1 %ASA-4-1: x",
            "web1 kernel: [   12.345678] x",
            "web1 sshd[+7]: x",
            "web1 nginx[7]: web1 nginx: x",
            "web1 auth|security:info sshd[7]: x",
            "Message forwarded from web1: sshd[7]: x",
            "web1 auth|security:info Message forwarded from web2: sshd: x",
            "web1 gdm-password][7]: x",
            "web1 gdm-password]: x",
            "web1 kdm: :0[7]: x",
            "2020 web1 sshd[7]: x",
            "192.0.2.1 Nov  1 00:00:01 web1 sshd[7]: x",
            " web1 sshd[7]: x",
            "0x1a2b     Default     0x0   17   0    sshd: x",
            "web1 [auth.info] sshd[7]: x",
        ];
        for before in lines {
            for line in lines {
                let stamped = |text: &str| format!("Nov  1 00:00:01 {text}");
                let (before, line) = (stamped(before), stamped(line));
                let (mut clock, mut scratch) = (Clock::new(Default::default()), Vec::new());
                let read = |clock: &mut Clock, text: &str, scratch: &mut Vec<u8>| {
                    format!(
                        "{:?}",
                        record::read(text.as_bytes(), record::Habit::default(), clock, scratch)
                    )
                };
                let alone = read(&mut clock.clone(), &line, &mut scratch);
                read(&mut clock, &before, &mut scratch);
                assert_eq!(
                    read(&mut clock, &line, &mut scratch),
                    alone,
                    "{before} / {line}"
                );
            }
        }
    }
}
