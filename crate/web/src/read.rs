//! The bytes of a file, as they come.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ReadableStreamDefaultReader, ReadableStreamReadResult};

use crate::host;

/// Gives the bytes from `start` on to `each`, until it says that it has enough.
///
/// Through the stream's default reader: a BYOB reader on a file was seen never to resolve.
pub async fn chunks(
    file: &Blob,
    start: u64,
    each: impl FnMut(&[u8]) -> bool,
) -> Result<(), String> {
    read(file, start, each)
        .await
        .map_err(|error| host::reason(&error))
}

async fn read(file: &Blob, start: u64, mut each: impl FnMut(&[u8]) -> bool) -> Result<(), JsValue> {
    let rest = file.slice_with_f64(start as f64)?;
    let reader: ReadableStreamDefaultReader = rest.stream().get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let read: ReadableStreamReadResult = reader.read().await?.unchecked_into();
        if read.get_done().unwrap_or(true) {
            return Ok(());
        }
        let chunk: Uint8Array = read.get_value().unchecked_into();
        bytes.resize(chunk.length() as usize, 0);
        chunk.copy_to(&mut bytes);
        if !each(&bytes) {
            let _ = reader.cancel().await;
            return Ok(());
        }
    }
}

/// A short stretch of a file, as a whole.
pub async fn slice(file: &Blob, start: u64, end: u64) -> Result<Vec<u8>, String> {
    let slice = async || {
        let blob = file.slice_with_f64_and_f64(start as f64, end as f64)?;
        Ok(Uint8Array::new(&blob.array_buffer().await?).to_vec())
    };
    slice().await.map_err(|error: JsValue| host::reason(&error))
}
