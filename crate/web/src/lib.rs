//! The browser: page, worker, pool.
mod host;

use wasm_bindgen::prelude::*;
use js_sys::Uint8Array;
use web_sys::{DedicatedWorkerGlobalScope, File, HtmlInputElement, MessageEvent, ReadableStreamDefaultReader, ReadableStreamReadResult};

#[wasm_bindgen]
pub fn worker_main(_seed: f64) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let post = scope.clone();
    let handler = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let file: File = event.data().unchecked_into();
        let post = post.clone();
        js_sys::futures::spawn_local(async move {
            let count = count(file).await.unwrap_or(f64::NAN);
            let _ = post.post_message(&JsValue::from(count));
        });
    });
    scope.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
}

async fn count(file: File) -> Result<f64, JsValue> {
    let reader: ReadableStreamDefaultReader = file.stream().get_reader().unchecked_into();
    let mut lines = 0;
    loop {
        let read = reader.read().await?;
        let chunk: ReadableStreamReadResult = read.unchecked_into();
        if chunk.get_done().unwrap_or(true) { return Ok(f64::from(lines)); }
        let bytes: Uint8Array = chunk.get_value().unchecked_into();
        lines += bytes.to_vec().iter().filter(|byte| **byte == b'\n').count() as i32;
    }
}

#[wasm_bindgen]
pub fn page_main(parts: host::Parts) -> Result<(), JsValue> {
    let document = gloo::utils::document();
    let app: host::Place = document.get_element_by_id("app").ok_or("no #app")?.unchecked_into();
    app.set_inner_html(&parts.policy().html("<input type=file id=choose> <output id=out>?</output>"));
    let worker = host::Worker::new(&parts.policy().script_url(&parts.worker()))?;
    let start = js_sys::Object::new();
    js_sys::Reflect::set(&start, &"module".into(), &parts.module())?;
    js_sys::Reflect::set(&start, &"seed".into(), &1.into())?;
    worker.post_message(&start)?;
    let out = document.get_element_by_id("out").ok_or("no out")?;
    let seen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| out.set_text_content(event.data().as_f64().map(|n| n.to_string()).as_deref()));
    worker.set_onmessage(Some(seen.as_ref().unchecked_ref()));
    seen.forget();
    let input: HtmlInputElement = document.get_element_by_id("choose").ok_or("no choose")?.unchecked_into();
    let target = input.clone();
    gloo::events::EventListener::new(&target, "change", move |_| {
        if let Some(file) = input.files().and_then(|files| files.get(0)) { let _ = worker.post_message(&file); }
    }).forget();
    Ok(())
}
