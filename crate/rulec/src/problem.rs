//! What is wrong with a page, where, and how to mend it.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: String,
    pub line: usize,
    pub what: String,
    pub mend: String,
}

impl Problem {
    pub fn new(path: &str, line: usize, what: impl Into<String>, mend: impl Into<String>) -> Problem {
        Problem { path: path.to_owned(), line, what: what.into(), mend: mend.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n    mend: {}", self.path, self.line, self.what, self.mend)
    }
}
