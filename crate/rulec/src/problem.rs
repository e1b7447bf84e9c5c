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
    pub fn new(
        path: &str,
        line: usize,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        Problem {
            path: path.to_owned(),
            line,
            what: what.into(),
            mend: mend.into(),
        }
    }
}

/// What is wrong with a pattern or a condition; the page and the line are added by the caller, who knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub what: String,
    pub mend: &'static str,
}

impl Wrong {
    pub fn new(what: impl Into<String>, mend: &'static str) -> Wrong {
        Wrong {
            what: what.into(),
            mend,
        }
    }

    pub fn field(name: &str) -> Wrong {
        Wrong::new(
            format!("the field `{name}` is not in fields.toml"),
            "use a field of that table, or add it there",
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}\n    mend: {}",
            self.path, self.line, self.what, self.mend
        )
    }
}
