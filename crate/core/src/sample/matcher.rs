//! The matcher alone.

use crate::dispatch::Dispatch;
use crate::record::{Form, Record};

/// The matcher without all that stands before and behind it: from a message to its event and fields.
pub struct Matcher {
    dispatch: Dispatch,
    messages: Vec<Vec<u8>>,
}

impl Matcher {
    /// Takes the messages out of syslog lines, once.
    pub fn new(text: &[u8]) -> Matcher {
        let message = |line: &[u8]| {
            memchr::memmem::find(line, b"]: ")
                .and_then(|at| line.get(at + 3..))
                .map(<[u8]>::to_vec)
        };
        Matcher {
            dispatch: Dispatch::new(),
            messages: text
                .split(|byte| *byte == b'\n')
                .filter_map(message)
                .collect(),
        }
    }

    /// Matches every message; gives how many were read.
    pub fn run(&mut self) -> usize {
        let record = |message| Record {
            form: Form::Syslog,
            stamp: None,
            host: b"web1",
            program: b"sshd",
            pid: Some(1),
            message,
            rest: message,
            doubtful: false,
        };
        let dispatch = &mut self.dispatch;
        self.messages
            .iter()
            .filter(|message| dispatch.find(&record(message.as_slice())).is_some())
            .count()
    }
}
