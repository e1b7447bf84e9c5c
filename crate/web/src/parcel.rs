//! Bytes on their way out of our memory, which never gets smaller: they leave it a megabyte at a time.

use std::io;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::host;

/// So many bytes leave at once.
const STEP: usize = 1 << 20;

/// So many go as one array; more are the browser's to keep, as a Blob.
const FEW: usize = 32 << 20;

#[derive(Default)]
pub struct Parcel {
    here: Vec<u8>,
    gone: Array,
    length: usize,
}

impl Parcel {
    pub fn into_blob(mut self) -> Result<Blob, String> {
        self.send();
        Blob::new_with_u8_array_sequence(&self.gone).map_err(|error| host::reason(&error))
    }

    /// One array, or a Blob.
    pub fn into_value(mut self) -> Result<JsValue, String> {
        self.send();
        if self.length > FEW {
            return self.into_blob().map(JsValue::from);
        }
        let whole = Uint8Array::new_with_length(u32::try_from(self.length).unwrap_or(0));
        let mut at = 0;
        for piece in self.gone.iter().map(Uint8Array::from) {
            whole.set(&piece, at);
            at += piece.length();
        }
        Ok(whole.into())
    }

    fn send(&mut self) {
        if !self.here.is_empty() {
            self.gone.push(&Uint8Array::from(self.here.as_slice()));
            self.here.clear();
        }
    }
}

impl io::Write for Parcel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.length += bytes.len();
        self.here.extend_from_slice(bytes);
        if self.here.len() >= STEP {
            self.send();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
