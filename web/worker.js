// In a worker: the page sends the compiled program first, then jobs. Starting is synchronous, so that no job is missed.
if (!self.document) {
  // A trap inside a promise is no error that the page hears of: it is thrown once more, where it is.
  self.onunhandledrejection = ({ reason }) => setTimeout(() => { throw reason; });
  self.onmessage = ({ data: { module, name } }) => {
    self.onmessage = null;
    wasm_bindgen.initSync({ module });
    wasm_bindgen.worker_main(name);
  };
}
