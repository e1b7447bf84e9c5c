// The built wasm over the corpus: the reports that the native tests expect, byte for byte.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { corpus, page } from '../lib/program.mjs';
import { file, start } from '../lib/wasm.mjs';

const TODAY = '2026-11-23';
const wasm = await start(page);
const read = (paths) => wasm.read_files(paths.map((path) => file(path)), TODAY);

for (const path of corpus()) {
  test(basename(path), async () => {
    const report = JSON.parse(await read([path]));
    assert.equal(`${JSON.stringify(report, null, 2)}\n`, readFileSync(`${path}.json`, 'utf8'));
  });
}

test('all files at once, in any order', async () => {
  const files = corpus();
  assert.equal(await read(files), await read(files.toReversed()));
});
