// The built wasm over the corpus: the same report as the native program, byte for byte.

import test from 'node:test';
import assert from 'node:assert/strict';
import { relative } from 'node:path';

import { corpus, page, report, root } from '../lib/program.mjs';
import { file, start } from '../lib/wasm.mjs';

const DATE = '2026-11-23';
const wasm = start(page);
const native = (files) => JSON.parse(report(files, ['--date', DATE]));
const inNode = async (files) => JSON.parse(await wasm.read_files(files.map((path) => file(path)), DATE, DATE));

for (const path of corpus()) {
  test(relative(root, path), async () => assert.deepEqual(await inNode([path]), native([path])));
}

test('all files at once, in any order', async () => {
  const files = corpus();
  const expected = native(files);
  assert.deepEqual(await inNode(files), expected);
  assert.deepEqual(await inNode(files.reverse()), expected);
});
