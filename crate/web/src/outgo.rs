//! In a worker: what goes out of the page beside the report. A file's hash, and its lines in pieces.

use std::fmt::Write;

use js_sys::Array;
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use crate::job::{Answer, Piece};
use crate::meter::Meter;
use crate::{host, read};

/// So many letters are handed to the browser at once; it keeps them outside of our memory.
const PIECE: usize = 1 << 20;

/// SHA-256 of each file. A hash knows no ranges, so a file is read by one worker from its beginning.
pub async fn hashes(
    pieces: &[Piece],
    files: &Array,
    say: &impl Fn(Answer, JsValue),
) -> Result<Vec<String>, String> {
    let mut meter = Meter::default();
    let mut names = Vec::new();
    for (_, file) in pieces.iter().zip(files.iter()) {
        let mut hash = Sha256::new();
        let each = |bytes: &[u8]| {
            hash.update(bytes);
            if meter.is_due(bytes.len()) {
                let bytes = meter.bytes();
                say(Answer::Progress { bytes, lines: 0 }, JsValue::UNDEFINED);
            }
            true
        };
        read::chunks(file.unchecked_ref(), 0, each).await?;
        names.push(name(&hash.finalize()));
    }
    Ok(names)
}

/// As `sha256sum` prints it.
fn name(hash: &[u8]) -> String {
    let mut name = String::new();
    for byte in hash {
        // A String takes all that is written into it.
        let _ = write!(name, "{byte:02x}");
    }
    name
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
