//! In a worker: what goes out of the page beside the report. A file's hash, and its lines in pieces.

use js_sys::Array;
use logyomi_core::Sha256Sum;
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use crate::job::{self, Answer, Piece};
use crate::meter::Meter;
use crate::{host, read};

/// So many letters are handed to the browser at once; it keeps them outside of our memory.
const PIECE: usize = 1 << 20;

/// SHA-256 of each file. A hash knows no ranges, so a file is read by one worker from its beginning.
pub async fn hashes(
    pieces: &[Piece],
    files: &Array,
    say: &dyn Fn(Answer, JsValue),
) -> Result<Vec<String>, String> {
    let mut meter = Meter::new(say);
    let mut names = Vec::new();
    for (_, file) in job::pairs(pieces, files) {
        let mut sum = Sha256Sum::default();
        let each = |bytes: &[u8]| {
            sum.add(bytes);
            meter.read(bytes.len() as u64, 0);
            true
        };
        read::chunks(&file, 0..file.size() as u64, each).await?;
        names.push(sum.name());
    }
    Ok(names)
}

/// A text that grows outside of our memory.
#[derive(Default)]
pub struct Pieces {
    text: String,
    done: Array,
}

impl Pieces {
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        if self.text.len() >= PIECE {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        let piece = gloo::file::Blob::new(self.text.as_str());
        self.done.push(piece.as_ref());
        self.text.clear();
    }

    pub fn whole(mut self) -> Result<Blob, String> {
        self.hand_over();
        Blob::new_with_blob_sequence(&self.done).map_err(|error| host::reason(&error))
    }
}
