//! A job for one worker, and the files it is about.

use std::ops::Range;

use js_sys::Array;
use web_sys::File;

use crate::job::{Job, Piece, Search};

#[derive(Clone)]
pub struct Task {
    pub kind: Kind,
    pub pieces: Vec<(Piece, File)>,
    /// A worker has failed at it before.
    pub(super) again: bool,
}

/// A job without its pieces.
#[derive(Clone)]
pub enum Kind {
    Look,
    Compare,
    Read,
    Find(Search),
    Hash,
    Write,
}

impl Task {
    pub fn new(kind: Kind, pieces: Vec<(Piece, File)>) -> Task {
        Task {
            kind,
            pieces,
            again: false,
        }
    }

    pub fn bytes(&self) -> u64 {
        self.pieces.iter().map(|(piece, _)| piece.bytes()).sum()
    }

    /// The first file that it is about.
    pub fn file(&self) -> Option<u32> {
        let (piece, _) = self.pieces.first()?;
        piece.files.first().copied()
    }

    /// The range of a file that is read, since another one goes on behind it. Lines are looked for in their order.
    pub(super) fn place(&self) -> Option<(u32, Range<u64>)> {
        match (&self.kind, &self.pieces[..]) {
            (Kind::Read, [(Piece { files, start, end }, _)]) => {
                Some((*files.first()?, *start..*end))
            }
            _ => None,
        }
    }

    pub(super) fn job(&self) -> (Job, Array) {
        let pieces = self.pieces.iter().map(|(piece, _)| piece.clone()).collect();
        let files = self.pieces.iter().map(|(_, file)| file).collect();
        let job = match &self.kind {
            Kind::Look => Job::Look { pieces },
            Kind::Compare => Job::Compare { pieces },
            Kind::Read => Job::Read { pieces },
            Kind::Hash => Job::Hash { pieces },
            Kind::Write => Job::Write { pieces },
            Kind::Find(search) => Job::Find {
                search: search.clone(),
                pieces,
            },
        };
        (job, files)
    }
}
