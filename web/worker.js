// In a worker: the page sends the compiled program first, then jobs. Starting is synchronous, so that no job is missed.
if (!self.document) {
  self.onmessage = ({ data: { module } }) => {
    self.onmessage = null;
    wasm_bindgen.initSync({ module });
    wasm_bindgen.worker_main();
  };
}
