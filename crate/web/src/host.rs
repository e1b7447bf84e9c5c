//! What the browser's own bindings do not say: the pieces the start script hands over, and the three
//! places where a policy for Trusted Types stands between a text and its effect.
//!
//! web-sys takes these as `&str`, which throws under the page's policy; here they take what the policy made.

use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// Handed over by page.js.
    pub type Parts;
    #[wasm_bindgen(method, getter)]
    pub fn policy(this: &Parts) -> Policy;
    /// The blob address of the worker's script.
    #[wasm_bindgen(method, getter)]
    pub fn worker(this: &Parts) -> String;
    /// The compiled `WebAssembly.Module`.
    #[wasm_bindgen(method, getter)]
    pub fn module(this: &Parts) -> JsValue;

    pub type Policy;
    #[wasm_bindgen(method, js_name = createHTML)]
    pub fn html(this: &Policy, html: &str) -> JsValue;
    #[wasm_bindgen(method, js_name = createScriptURL)]
    pub fn script_url(this: &Policy, url: &str) -> JsValue;

    #[wasm_bindgen(extends = Element)]
    pub type Place;
    #[wasm_bindgen(method, setter, js_name = innerHTML)]
    pub fn set_inner_html(this: &Place, html: &JsValue);

    #[wasm_bindgen(extends = web_sys::Worker, js_name = Worker)]
    pub type Worker;
    #[wasm_bindgen(constructor, catch, js_class = "Worker")]
    pub fn new(url: &JsValue) -> Result<Worker, JsValue>;
}
