//! The compiler of section pages: Markdown in, tables out, or a list of what is wrong and how to mend it.
//!
//! Used at build time (`logyomi-sections`), by `cargo xtask new` and by the tests; never at run time.
//!
//! ```text
//! page text → markdown::parse → Page → compile → Book → check (samples) → emit (Rust source)
//! ```

mod atoms;
mod book;
mod check;
mod condition;
mod emit;
mod expand;
mod fields;
mod findings;
mod judge;
mod lower;
mod markdown;
mod names;
mod notes;
mod oracle;
mod pattern;
mod problem;
mod said;
mod samples;
mod spec;

pub use book::{Book, Section, compile};
pub use check::check;
pub use emit::emit;
pub use fields::Fields;
pub use findings::{Findings, compile_findings};
pub use markdown::{Heading, Page, parse};
pub use names::{Names, compile_names};
pub use problem::Problem;
pub use samples::{Sample, samples};

/// The source of a page: its path (for messages) and its text.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// Reads all pages of a folder, in the order of their names.
pub fn read_folder(folder: &std::path::Path) -> std::io::Result<Vec<Source>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            Ok(Source {
                text: std::fs::read_to_string(&path)?,
                path: path.display().to_string(),
            })
        })
        .collect()
}
