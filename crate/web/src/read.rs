//! The bytes of a file, as they come.

use std::ops::Range;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ReadableStreamDefaultReader, ReadableStreamReadResult};

use crate::host;
use crate::pause::Rest;

/// Gives these bytes to `each`, until it says that it has enough.
///
/// Through the stream's default reader: a BYOB reader on a file was seen never to resolve.
pub async fn chunks(
    file: &Blob,
    range: Range<u64>,
    each: impl FnMut(&[u8]) -> bool,
) -> Result<(), String> {
    let read = match range.end - range.start <= SHORT {
        true => at_once(file, range, each).await,
        false => read(file, range, each).await,
    };
    read.map_err(|error| host::reason(&error))
}

/// So many bytes are given at once: of packed data a hundred times as much may come out of them.
const STEP: usize = 64 << 10;

/// A stream costs more than so many bytes.
const SHORT: u64 = 256 << 10;

fn part(file: &Blob, range: &Range<u64>) -> Result<Blob, JsValue> {
    file.slice_with_f64_and_f64(range.start as f64, range.end as f64)
}

async fn at_once(
    file: &Blob,
    range: Range<u64>,
    mut each: impl FnMut(&[u8]) -> bool,
) -> Result<(), JsValue> {
    let bytes = part(file, &range)?.array_buffer().await?;
    each(&Uint8Array::new(&bytes).to_vec());
    Ok(())
}

async fn read(
    file: &Blob,
    range: Range<u64>,
    mut each: impl FnMut(&[u8]) -> bool,
) -> Result<(), JsValue> {
    let wanted = part(file, &range)?;
    let reader: ReadableStreamDefaultReader = wanted.stream().get_reader().unchecked_into();
    let (mut bytes, mut rest) = (Vec::new(), Rest::new());
    loop {
        let read: ReadableStreamReadResult = reader.read().await?.unchecked_into();
        if read.get_done().unwrap_or(true) {
            return Ok(());
        }
        let chunk: Uint8Array = read.get_value().unchecked_into();
        bytes.resize(chunk.length() as usize, 0);
        chunk.copy_to(&mut bytes);
        for step in bytes.chunks(STEP) {
            if !each(step) {
                let _ = reader.cancel().await;
                return Ok(());
            }
            rest.if_due().await;
        }
    }
}

/// A short stretch of a file, as a whole.
pub async fn slice(file: &Blob, start: u64, end: u64) -> Result<Vec<u8>, String> {
    let mut whole = Vec::new();
    let keep = |bytes: &[u8]| {
        whole.extend_from_slice(bytes);
        true
    };
    chunks(file, start..end, keep).await?;
    Ok(whole)
}
