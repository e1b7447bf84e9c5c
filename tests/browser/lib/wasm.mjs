// The program inside the page, taken out of the very file that is shipped and run in Node.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import vm from 'node:vm';

/** What the page holds: its policy, script, style, and the wasm. */
export function parts(path) {
  const html = readFileSync(path, 'utf8');
  const inside = (open, close) => html.split(open)[1].split(close)[0];
  return {
    html,
    policy: inside('http-equiv="Content-Security-Policy" content="', '"'),
    style: inside('<style>', '</style>'),
    script: inside('<script>', '</script>'),
    program: inside('<meta name="logyomi-program" content="', '"'),
    wasm: gunzipSync(Buffer.from(inside('id="wasm">', '</script>'), 'base64')),
  };
}

export const sha256 = (data, encoding) => createHash('sha256').update(data).digest(encoding);

/** The wasm's exports, started as a worker starts them. */
export function start(path) {
  const { script, wasm } = parts(path);
  const self = { onmessage: null };
  const bindings = vm.runInThisContext(`(function (self) { ${script}; return wasm_bindgen; })`)(self);
  bindings.initSync({ module: wasm });
  return bindings;
}

/** A file as a browser would hand it over. */
export function file(path) {
  return new File([readFileSync(path)], basename(path));
}
