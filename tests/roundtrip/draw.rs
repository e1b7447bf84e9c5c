//! What a stranger sends: text that looks like the daemon's own lines about somebody else.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// One kind of line that a daemon writes.
pub struct Form {
    /// What the line says, for the test's messages and the documents.
    pub id: &'static str,
    /// The daemon's words before and after a stranger's text allow two readings of the whole line.
    pub doubtful: bool,
    /// The message, as the daemon's format string makes it. The peer is `Draw::peer`.
    pub write: fn(&mut Draw) -> String,
}

/// A form that has one reading only.
pub const fn form(id: &'static str, write: fn(&mut Draw) -> String) -> Form {
    Form {
        id,
        doubtful: false,
        write,
    }
}

/// A form that a stranger can give two readings.
pub const fn doubtful(id: &'static str, write: fn(&mut Draw) -> String) -> Form {
    Form {
        id,
        doubtful: true,
        write,
    }
}

/// A daemon: its lines, and what surrounds them in its log.
pub struct Daemon {
    pub id: &'static str,
    pub forms: &'static [Form],
    /// A message becomes a line.
    pub line: fn(&mut Draw, String) -> String,
}

/// A line, and whom it may name.
pub struct Written {
    pub line: String,
    pub form: &'static Form,
    /// The peer, as the daemon knows it: address, and name where it has one. Nobody, where the line names nobody.
    pub peers: Vec<String>,
    /// The daemon's own end of the message may be missing.
    pub cut: bool,
}

/// Chance, the peer whose line is being written, and the daemon whose words a stranger copies.
pub struct Draw {
    rng: StdRng,
    daemon: &'static Daemon,
    /// How deep in quoted lines: the outermost line is of the true peer.
    depth: u8,
    address: String,
    name: Option<String>,
    cut: bool,
}

impl Draw {
    pub fn new(daemon: &'static Daemon, seed: u64) -> Draw {
        Draw {
            rng: StdRng::seed_from_u64(seed),
            daemon,
            depth: 0,
            address: String::new(),
            name: None,
            cut: false,
        }
    }

    /// A line about a true peer, whose every free field is hostile.
    pub fn line(&mut self) -> Written {
        self.depth = 0;
        self.address = self.true_address();
        self.name = None;
        self.cut = false;
        let form = &self.daemon.forms[self.below(self.daemon.forms.len())];
        let message = (form.write)(self);
        let line = (self.daemon.line)(self, message);
        let peers = std::iter::once(self.address.clone())
            .chain(self.name.clone())
            .collect();
        let cut = self.cut;
        Written {
            line,
            form,
            peers,
            cut,
        }
    }

    /// A line whose message the daemon cuts at so many bytes: nobody sees in a long one whether it was.
    pub fn longest(&mut self, line: String, most: usize) -> String {
        let message = line.split_once("]: ").map_or("", |(_, message)| message);
        self.cut |= self.depth == 0 && message.len() >= most;
        line
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.rng.random_range(0..end)
    }

    /// One time in so many.
    pub fn rarely(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub fn number(&mut self, end: usize) -> String {
        self.below(end).to_string()
    }

    /// The peer's address. Inside a quoted line it is the decoy's.
    pub fn peer(&self) -> String {
        self.address.clone()
    }

    /// The peer's name in the reverse tree, which belongs to the peer.
    pub fn host_name(&mut self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let number = self.below(1000);
        let name = match self.below(5) {
            0 => format!("198.51.100.77.dyn{number}.evil.example"),
            1 => format!("198-51-100-77.pool{number}.example.net"),
            2 => format!("from.198.51.100.77.port{number}.example"),
            3 => format!("rhost.unknown{number}.example.com"),
            _ => format!("host{number}.example.org"),
        };
        self.name = Some(name.clone());
        name
    }

    /// The peer where a daemon writes its name or, without one, its address.
    pub fn name_or_address(&mut self) -> String {
        match self.below(3) {
            0 => self.host_name(),
            _ => self.peer(),
        }
    }

    fn true_address(&mut self) -> String {
        let number = self.below(255);
        match self.below(6) {
            0 => format!("2001:db8::{number:x}"),
            1 => format!("2001:db8:1:{number:x}:9abc:def0:1234:5678"),
            _ => format!("203.0.113.{number}"),
        }
    }

    /// A stranger's text of at most so many bytes, as it was sent: nothing in it is escaped yet.
    pub fn text(&mut self, most: usize) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.below(4) {
            let piece = self.piece();
            text.push_str(&piece);
            if self.rarely(3) {
                text.push_str(self.pick(&[" ", ": ", ", ", "  ", "\"", "'", ">", "] ", ") "]));
            }
        }
        if self.rarely(40) {
            text = text.repeat(1 + most / text.len().max(1));
        }
        cut(text, most)
    }

    fn piece(&mut self) -> String {
        match self.below(8) {
            0..3 if self.depth < 2 => self.quoted(),
            0..4 => self
                .pick(&[
                    "root",
                    "admin",
                    "x",
                    "",
                    "invalid user root",
                    "authenticating user root",
                    "a:b",
                    "ssh2",
                    "[preauth]",
                    "198.51.100.77",
                    "2001:db8:bad::77",
                    "::ffff:198.51.100.77",
                    "evil.example",
                    "port 22",
                    "from",
                ])
                .to_owned(),
            4 => self
                .pick(&[
                    " from 198.51.100.77",
                    " from 198.51.100.77 port 22 ssh2",
                    " rhost=198.51.100.77",
                    "rhost=198.51.100.77  user=root",
                    ", rip=198.51.100.77, lip=192.0.2.1",
                    ">, rip=198.51.100.77",
                    "[198.51.100.77]",
                    " (evil.example[198.51.100.77])",
                    ", relay=evil.example [198.51.100.77]",
                    ", client: 198.51.100.77, server: x",
                    "[client 198.51.100.77]",
                    "[client 198.51.100.77:80] ",
                    "Client \"198.51.100.77\"",
                    "] FAIL LOGIN: Client \"198.51.100.77\"",
                    "198.51.100.77 - - [22/Nov/2026:11:00:00 +0900] \"GET / HTTP/1.1\" 401 1",
                    "\" 200 1 \"-\" \"x",
                    ",198.51.100.77)",
                ])
                .to_owned(),
            5 => self
                .pick(&[
                    "\n",
                    "\r\n",
                    "\t",
                    "\u{0}",
                    "\u{1b}[31m",
                    "\u{7f}",
                    "\\",
                    "\\\"",
                    "\"",
                    "'",
                    "#012",
                    "\u{202e}",
                    "\u{200b}",
                    "é",
                    "漢字",
                    "%s%n",
                    "<",
                    ">",
                    "[",
                    "]",
                    "(",
                    ")",
                    ":",
                    ",",
                    ";",
                    "=",
                    "{",
                    "|",
                ])
                .to_owned(),
            _ => {
                let letters = b"abz019 .:-_@/=[]()<>\"',;#";
                (0..self.below(8))
                    .map(|_| char::from(self.pick(letters)))
                    .collect()
            }
        }
    }

    /// A piece of what this daemon would write about the decoy, or a whole line of it.
    fn quoted(&mut self) -> String {
        let (address, name) = (self.address.clone(), self.name.take());
        let number = self.below(255);
        self.address = match self.below(6) {
            0 => format!("2001:db8:bad::{number:x}"),
            _ => format!("198.51.100.{number}"),
        };
        self.depth += 1;
        let form = &self.daemon.forms[self.below(self.daemon.forms.len())];
        let message = (form.write)(self);
        let text = match self.below(6) {
            0 => (self.daemon.line)(self, message),
            1 => message,
            _ => self.slice(message),
        };
        self.depth -= 1;
        (self.address, self.name) = (address, name);
        text
    }

    /// From one of its words to another.
    fn slice(&mut self, text: String) -> String {
        let ends: Vec<usize> = text
            .char_indices()
            .filter(|(_, letter)| !letter.is_alphanumeric())
            .map(|(at, _)| at)
            .chain([0, text.len()])
            .collect();
        let (one, other) = (self.pick(&ends), self.pick(&ends));
        text[one.min(other)..one.max(other)].to_owned()
    }
}

/// The first so many bytes, at a letter's end.
pub fn cut(mut text: String, most: usize) -> String {
    if text.len() > most {
        let whole = (0..=most).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(whole.unwrap_or(0));
    }
    text
}

/// What a syslog daemon makes of a message: controls become `#ooo`.
pub fn syslog(draw: &mut Draw, program: &str, message: &str) -> String {
    let mut line = format!(
        "Nov 22 {:02}:{:02}:{:02} host {program}[{}]: ",
        draw.below(24),
        draw.below(60),
        draw.below(60),
        100 + draw.below(900)
    );
    for letter in message.chars() {
        match letter {
            '\0'..' ' | '\u{7f}' => line.push_str(&format!("#{:03o}", u32::from(letter))),
            _ => line.push(letter),
        }
    }
    line
}
