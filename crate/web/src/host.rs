//! What the browser's bindings do not say: what the start script hands over, and the places where a
//! policy for Trusted Types stands between a text and its effect.
//!
//! web-sys takes markup and addresses of scripts as `&str`, which throws under the page's policy;
//! here they take what the policy made.

use js_sys::{Array, Object, Promise, Reflect, Uint32Array};
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// Handed over by page.js.
    #[derive(Clone)]
    pub type Parts;
    #[wasm_bindgen(method, getter)]
    pub fn policy(this: &Parts) -> Policy;
    /// The blob address of the worker's script.
    #[wasm_bindgen(method, getter)]
    pub fn worker(this: &Parts) -> String;
    /// The compiled `WebAssembly.Module`.
    #[wasm_bindgen(method, getter)]
    pub fn module(this: &Parts) -> JsValue;

    #[derive(Clone)]
    pub type Policy;
    #[wasm_bindgen(method, js_name = createHTML)]
    pub fn html(this: &Policy, html: &str) -> JsValue;
    #[wasm_bindgen(method, js_name = createScriptURL)]
    pub fn script_url(this: &Policy, url: &str) -> JsValue;

    /// An element that markup is put into.
    #[wasm_bindgen(extends = Element)]
    pub type Place;
    #[wasm_bindgen(method, getter, js_name = setHTML)]
    pub fn sanitizer(this: &Place) -> JsValue;
    #[wasm_bindgen(method, js_name = setHTML)]
    pub fn set_html(this: &Place, html: &str, options: &Object);
    #[wasm_bindgen(method, setter, js_name = innerHTML)]
    pub fn set_inner_html(this: &Place, html: &JsValue);

    #[derive(Clone)]
    #[wasm_bindgen(extends = web_sys::Worker, extends = web_sys::EventTarget)]
    pub type Worker;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(url: &JsValue) -> Result<Worker, JsValue>;

    /// A style sheet that belongs to no element.
    pub type Sheet;
    #[wasm_bindgen(constructor, js_class = "CSSStyleSheet", catch)]
    pub fn new() -> Result<Sheet, JsValue>;
    #[wasm_bindgen(method, js_class = "CSSStyleSheet", js_name = replaceSync, catch)]
    pub fn replace(this: &Sheet, rules: &str) -> Result<(), JsValue>;

    /// `navigator.locks`, which is not there where the page came over plain http.
    type Locks;
    #[wasm_bindgen(method)]
    fn request(this: &Locks, name: &str, held: &JsValue) -> Promise;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill_random(array: &Uint32Array);
}

/// A seed for the hash tables: wasm has no randomness of its own, and the keys are chosen by attackers.
/// 53 bits, so that it survives being a JavaScript number.
pub fn seed() -> u64 {
    let words = Uint32Array::new_with_length(2);
    fill_random(&words);
    (u64::from(words.get_index(0)) << 21) | u64::from(words.get_index(1) >> 11)
}

/// Calls `held` once the lock is this thread's, which then keeps it for as long as it lives.
pub fn hold(name: &str, held: impl FnOnce() + 'static) {
    lock(name, move || {
        held();
        Promise::new(&mut |_, _| {})
    });
}

/// Calls `free` when whoever holds the lock has ended, in whatever way.
pub fn when_free(name: &str, free: impl FnOnce() + 'static) {
    lock(name, move || {
        free();
        Promise::resolve(&JsValue::UNDEFINED)
    });
}

/// The lock is kept until the promise resolves. Nothing happens where the browser gives none.
fn lock(name: &str, held: impl FnOnce() -> Promise + 'static) {
    let locks = Reflect::get(&js_sys::global(), &"navigator".into())
        .and_then(|navigator| Reflect::get(&navigator, &"locks".into()));
    if let Some(locks) = locks.ok().filter(JsValue::is_object) {
        let held = Closure::once_into_js(held);
        let asked = locks.unchecked_into::<Locks>().request(name, &held);
        // A refusal is no fault of the reader's: who cannot be watched is asked whether he is there.
        js_sys::futures::spawn_local(async move { asked.await.map_or((), |_| ()) });
    }
}

/// `{ name: value, … }`
pub fn object(entries: &[(&str, &JsValue)]) -> Object {
    let pairs: Array = entries
        .iter()
        .map(|(name, value)| Array::of2(&JsValue::from_str(name), value))
        .collect();
    // Fails only for what is no list of pairs.
    Object::from_entries(&pairs).unwrap_or_default()
}

/// A list of words for JavaScript.
pub fn list(words: &[&str]) -> JsValue {
    words
        .iter()
        .map(|word| JsValue::from_str(word))
        .collect::<Array>()
        .into()
}

/// What a failed promise or a thrown value says.
pub fn reason(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => js_sys::JsString::from(error.clone()).into(),
    }
}
