//! Which pages read which document: by the command's name, the shown file's name, or a first line.

use super::{Dispatch, Lazy};
use crate::document::prompt::shown_as;
use crate::record::Record;
use crate::tree::Tree;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use logyomi_sections::{Format, SECTIONS, Section};
use std::sync::LazyLock;

/// A kind of document is named by the first of the names that its pages claim.
pub(super) struct Kinds {
    /// Every claimed name → its kind.
    names: HashMap<&'static str, &'static str, FixedState>,
    /// Each kind's pages.
    trees: HashMap<&'static str, Lazy, FixedState>,
    /// All pages of documents.
    all: Lazy,
}

/// Made once a process: it depends on the pages alone.
pub(super) static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::new);

/// What the kernel says is read by the kernel's pages, also where `dmesg` prints it.
const DMESG: &str = "dmesg";

impl Kinds {
    fn new() -> Kinds {
        let mut kinds = Kinds {
            names: HashMap::default(),
            trees: HashMap::default(),
            all: Lazy::default(),
        };
        for (section, number) in SECTIONS.iter().zip(0_u16..) {
            if let Some((kind, names)) = claims(section) {
                let names = names.iter().map(|name| (*name, kind));
                kinds.names.extend(names);
                kinds.trees.entry(kind).or_default().sections.push(number);
            }
            if section.format == Format::Document {
                kinds.all.sections.push(number);
            }
        }
        kinds
    }

    pub(super) fn tree(&self, kind: &[u8]) -> Option<&'static Tree> {
        let kind = self.trees.get(std::str::from_utf8(kind).ok()?)?;
        Some(kind.get())
    }
}

/// The kind whose lines a page reads, and the names that the page claims for it.
fn claims(section: &'static Section) -> Option<(&'static str, &'static [&'static str])> {
    match section.format {
        Format::Document => Some((section.programs.first()?, &section.programs)),
        Format::Syslog if section.programs.contains(&"kernel") => Some((DMESG, &[DMESG])),
        _ => None,
    }
}

impl Dispatch {
    /// The kind of document that a command or a file of this name is.
    pub fn kind(&self, name: &str) -> Option<&'static str> {
        KINDS.names.get(name).copied()
    }

    /// The kind that a file's name tells of: `last`, `netstat-an.txt`, `passwd`.
    pub fn kind_of_file(&self, path: &str) -> Option<&'static str> {
        let name = shown_as(path);
        let begins = name
            .find(['-', '_', '.'])
            .filter(|at| *at > 0)
            .and_then(|at| name.get(..at));
        let ends = [".txt", ".out", ".log", ".TXT"]
            .iter()
            .find_map(|end| name.strip_suffix(end));
        [Some(name), ends, begins]
            .into_iter()
            .flatten()
            .find_map(|name| self.kind(name))
    }

    /// Whether the pages of a kind read a line; `loose` lets in patterns that take what nothing else reads.
    pub fn reads(&mut self, kind: &str, message: &[u8], loose: bool) -> bool {
        self.best(&Record::inside(kind.as_bytes(), message))
            .is_some_and(|best| loose || !best.leaf.pattern.fallback)
    }

    /// The kind that begins with this line, also without a prompt.
    pub fn opened(&mut self, message: &[u8]) -> Option<&'static str> {
        let best = self.walk(KINDS.all.get(), message, false)?;
        let hit = self.hit(best, b"")?;
        let kind = hit.section.programs.first().copied();
        kind.filter(|_| hit.event.opens)
    }
}
