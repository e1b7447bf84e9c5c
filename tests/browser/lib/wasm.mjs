// The program inside the page, taken out of the very file that is shipped and run in Node.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createHash } from 'node:crypto';
import vm from 'node:vm';

/** What the page holds: its policy, script, style, and the wasm. */
export async function parts(path) {
  const html = readFileSync(path, 'utf8');
  const inside = (open, close) => html.split(open)[1].split(close)[0];
  const script = inside('<script>', '</script>');
  return {
    html,
    policy: inside('http-equiv="Content-Security-Policy" content="', '"'),
    style: inside('<style>', '</style>'),
    script,
    program: inside('<meta name="logyomi-program" content="', '"'),
    wasm: await unpacked(script, bytes(inside('id="wasm">', '</script>'))),
  };
}

/** Of a text with seven bits a letter; a letter of two bytes holds one that cannot stand in a page, and the next. */
function bytes(text) {
  const codes = Array.from(text, (letter) => letter.codePointAt(0));
  const septets = codes.flatMap((code) => (code > 127 ? [[0, 13, 60][(code >> 7) - 2], code & 127] : [code]));
  const bits = septets.map((septet) => septet.toString(2).padStart(7, '0')).join('');
  const read = bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(read.slice(0, read.length & ~3));
}

/** By the unpacker in the page itself. */
async function unpacked(script, packed) {
  const self = { onmessage: null };
  const { XzReadableStream } = vm.runInThisContext(`(function (self) { ${script}; return this['xz-decompress']; })`).call(self, self);
  return Buffer.from(await new Response(new XzReadableStream(new Blob([packed]).stream())).arrayBuffer());
}

export const sha256 = (data, encoding) => createHash('sha256').update(data).digest(encoding);

/** The wasm's exports, started as a worker starts them, and its memory. */
export async function start(path) {
  const { script, wasm } = await parts(path);
  const self = { onmessage: null };
  const bindings = vm.runInThisContext(`(function (self) { ${script}; return wasm_bindgen; })`)(self);
  const { memory } = bindings.initSync({ module: wasm });
  return Object.assign(bindings, { memory });
}

/** A file as a browser would hand it over. */
export function file(path) {
  return new File([readFileSync(path)], basename(path));
}
