// In the page: unpack the program and compile it on the way, once for the page and all workers, and start it.
// Only what this script makes passes the policy: a worker from its own text, and markup from whoever holds `policy`.
if (self.document) (async () => {
  const worker = URL.createObjectURL(new Blob([document.currentScript.textContent], { type: 'text/javascript' }));
  const rules = { createHTML: (html) => html, createScriptURL: (url) => (url === worker || url === 'sw.js' ? url : '') };
  const policy = self.trustedTypes ? trustedTypes.createPolicy('logyomi', rules) : rules;
  // Seven bits a letter, or fourteen: `crate/xtask/src/pack.rs`.
  const text = document.getElementById('wasm').textContent;
  const packed = new Uint8Array((text.length * 7) >> 2);
  let [to, bits, held] = [0, 0, 0];
  const take = (septet) => {
    bits = (bits << 7) | septet;
    held += 7;
    if (held >= 8) packed[to++] = bits >> (held -= 8);
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) take([0, 13, 60][(code >> 7) - 2]);
    take(code & 127);
  }
  const stream = new self['xz-decompress'].XzReadableStream(new Blob([packed.subarray(0, to & ~3)]).stream());
  const unpacked = new Response(stream, { headers: { 'content-type': 'application/wasm' } });
  const module = await WebAssembly.compileStreaming(unpacked);
  await wasm_bindgen({ module_or_path: module });
  wasm_bindgen.page_main({ policy, worker, module });
  // Where a host serves the page: to be opened again without a network. A host that has no sw.js loses only that.
  if (location.protocol !== 'file:' && navigator.serviceWorker) {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'manifest', href: 'manifest.webmanifest' }));
    await navigator.serviceWorker.register(policy.createScriptURL('sw.js')).catch(() => {});
  }
})().catch((error) => {
  document.getElementById('app').textContent =
    `このブラウザーでは動きません。新しい Chrome、Edge、Firefox、Safari でお試しください。 / This browser cannot run the page. Please try a current Chrome, Edge, Firefox or Safari. (${error})`;
});
