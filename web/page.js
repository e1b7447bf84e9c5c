// In the page: unpack the program, compile it once for the page and all workers, and start it.
// Only what this script makes passes the policy: a worker from its own text, and markup from whoever holds `policy`.
if (self.document) (async () => {
  const worker = URL.createObjectURL(new Blob([document.currentScript.textContent], { type: 'text/javascript' }));
  const rules = { createHTML: (html) => html, createScriptURL: (url) => (url === worker ? url : '') };
  const policy = self.trustedTypes ? trustedTypes.createPolicy('logyomi', rules) : rules;
  const packed = Uint8Array.from(atob(document.getElementById('wasm').textContent), (letter) => letter.charCodeAt(0));
  const { XzReadableStream } = self['xz-decompress'];
  const program = await new Response(new XzReadableStream(new Blob([packed]).stream())).arrayBuffer();
  const module = await WebAssembly.compile(program);
  await wasm_bindgen({ module_or_path: module });
  wasm_bindgen.page_main({ policy, worker, module });
})().catch((error) => {
  document.getElementById('app').textContent =
    `このブラウザーでは動きません。新しい Chrome、Edge、Firefox、Safari でお試しください。 / This browser cannot run the page. Please try a current Chrome, Edge, Firefox or Safari. (${error})`;
});
