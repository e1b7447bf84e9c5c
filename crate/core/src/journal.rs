//! systemd's journal as `journalctl` prints it for programs: `-o json`, an object a line, and `-o export`.
//!
//! The forms for people (`short`, `short-iso`, `short-full` …) are lines like any other.

mod export;
mod json;

pub use export::{Export, Piece, is_export, last_date};
pub use json::entry;

use crate::record::{Form, Record};
use crate::stamp::Stamp;

/// The fields of an entry that a line of a log has.
#[derive(Default)]
pub struct Entry<'a> {
    /// Microseconds since 1970.
    pub time: Option<i64>,
    pub host: Text<'a>,
    /// What the program calls itself; the kernel's name of it where it does not.
    pub identifier: Text<'a>,
    pub command: Text<'a>,
    pub pid: Option<u32>,
    pub message: Text<'a>,
}

/// A field's value: mostly a piece of the line itself.
#[derive(Debug, Default, PartialEq)]
pub enum Text<'a> {
    #[default]
    None,
    Here(&'a [u8]),
    /// It was written with escapes, or as a list of bytes.
    Made(Vec<u8>),
}

impl Text<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Text::None => b"",
            Text::Here(bytes) => bytes,
            Text::Made(bytes) => bytes,
        }
    }

    /// A word of a head: whatever could end it is taken out.
    fn word(&self, out: &mut Vec<u8>) {
        let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./@+".contains(&byte);
        let word = self.bytes().iter();
        out.extend(word.map(|byte| if is_of_word(*byte) { *byte } else { b'_' }));
    }
}

impl Entry<'_> {
    fn program(&self) -> &Text<'_> {
        match self.identifier {
            Text::None => &self.command,
            _ => &self.identifier,
        }
    }

    /// The entry as a record, whose texts are kept in `scratch`.
    pub fn record<'s>(&self, scratch: &'s mut Vec<u8>) -> Record<'s> {
        scratch.clear();
        self.host.word(scratch);
        let host = scratch.len();
        self.program().word(scratch);
        let program = scratch.len();
        scratch.extend_from_slice(self.message.bytes());
        let (head, message) = scratch.split_at_checked(program).unwrap_or_default();
        let (host, program) = head.split_at_checked(host).unwrap_or_default();
        Record {
            form: Form::Journal,
            stamp: self.time.map(|micros| Stamp {
                local: micros.div_euclid(1_000_000),
                offset: Some(0),
                year_guessed: false,
            }),
            host,
            program,
            pid: self.pid,
            message,
            rest: message,
            doubtful: false,
        }
    }
}
