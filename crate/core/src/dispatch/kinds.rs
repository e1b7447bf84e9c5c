//! Which pages read which document: by the command's name, the shown file's name, or a first line.

use super::Dispatch;
use crate::record::{Form, Record};
use crate::tree::{Tree, tree};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use logyomi_sections::{Format, SECTIONS};
use std::cell::OnceCell;

/// A kind of document is named by the first of the names that its pages claim.
pub(super) struct Kinds {
    /// Every claimed name → its kind.
    names: HashMap<&'static str, &'static str, FixedState>,
    trees: HashMap<&'static str, Kind, FixedState>,
    opens: OnceCell<&'static Tree>,
}

struct Kind {
    sections: Vec<u16>,
    tree: OnceCell<&'static Tree>,
}

/// What the kernel says is read by the kernel's pages, also where `dmesg` prints it.
const KERNEL: (&str, &str) = ("dmesg", "kernel");

impl Kinds {
    pub(super) fn new() -> Kinds {
        let mut names = HashMap::default();
        let mut trees: HashMap<&'static str, Kind, FixedState> = HashMap::default();
        for (section, number) in SECTIONS.iter().zip(0_u16..) {
            let Some(kind) = kind_of(section, &mut names) else {
                continue;
            };
            let entry = trees.entry(kind).or_insert_with(|| Kind {
                sections: Vec::new(),
                tree: OnceCell::new(),
            });
            entry.sections.push(number);
        }
        Kinds {
            names,
            trees,
            opens: OnceCell::new(),
        }
    }

    pub(super) fn tree(&self, kind: &[u8]) -> Option<&'static Tree> {
        let kind = self.trees.get(std::str::from_utf8(kind).ok()?)?;
        Some(kind.tree.get_or_init(|| tree(&kind.sections, 0)))
    }

    fn opens(&self) -> &'static Tree {
        self.opens.get_or_init(|| {
            let mut all: Vec<u16> = SECTIONS
                .iter()
                .zip(0_u16..)
                .filter(|(section, _)| section.format == Format::Document)
                .map(|(_, number)| number)
                .collect();
            all.sort_unstable();
            tree(&all, 0)
        })
    }
}

/// The kind whose lines a page reads; notes its names.
fn kind_of(
    section: &'static logyomi_sections::Section,
    names: &mut HashMap<&'static str, &'static str, FixedState>,
) -> Option<&'static str> {
    let first = *section.programs.first()?;
    if section.format != Format::Document {
        let kernel = section.format == Format::Syslog && section.programs.contains(&KERNEL.1);
        return kernel.then(|| {
            names.insert(KERNEL.0, KERNEL.0);
            KERNEL.0
        });
    }
    for name in &section.programs {
        names.insert(name, first);
    }
    Some(first)
}

impl Dispatch {
    /// The kind of document that a command or a file of this name is.
    pub fn kind(&self, name: &str) -> Option<&'static str> {
        self.kinds.names.get(name).copied()
    }

    /// The kind that a file's name tells of: `last`, `netstat-an.txt`, `passwd`.
    pub fn kind_of_file(&self, path: &str) -> Option<&'static str> {
        let name = super::super::document::prompt::base(path);
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
        let record = Record {
            form: Form::Document,
            program: kind.as_bytes(),
            message,
            ..Record::default()
        };
        self.best(&record)
            .is_some_and(|best| loose || !best.pattern.fallback)
    }

    /// The kind that begins with this line, also without a prompt.
    pub fn opened(&mut self, message: &[u8]) -> Option<&'static str> {
        let opens = self.kinds.opens();
        let best = self.walk(opens, message, false)?;
        let section = SECTIONS.get(usize::from(best.event.0))?;
        let event = section.events.get(usize::from(best.event.1))?;
        event
            .opens
            .then(|| section.programs.first().copied())
            .flatten()
    }
}
