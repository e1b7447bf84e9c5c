// However many workers read, the report is the same, and that of the native program.

import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { begin } from '../lib/begin.mjs';
import { choose, open } from '../lib/chromium.mjs';
import { log, random } from '../lib/logs.mjs';
import { report as native } from '../lib/program.mjs';

const { browser, address } = await begin();
const folder = mkdtempSync(join(tmpdir(), 'logyomi-'));
const paths = ['secure', 'messages'].map((name) => join(folder, name));
paths.forEach((path, at) => writeFileSync(path, log(random(7 + at), (at ? 3 : 18) << 20)));
test.after(() => rmSync(folder, { recursive: true }));

test('1, 2, 3 and 8 workers, files in either order', async () => {
  const wanted = paths.reduce((json, path) => json.replaceAll(JSON.stringify(path), JSON.stringify(basename(path))), native(paths));
  for (const workers of [1, 2, 3, 8]) {
    const files = workers % 2 ? paths : paths.toReversed();
    const { context, page } = await open(browser, address, { warm: true, script: [processors, workers] });
    assert.deepEqual(read(await choose(page, files)), read(wanted), `${workers} workers`);
    await context.close();
  }
});

test('a large packed file is read by all workers, whole or damaged', async () => {
  const packed = gzipSync(log(random(9), 30 << 20));
  const damaged = Buffer.from(packed);
  damaged[Math.floor(packed.length * 0.7)] ^= 8;
  for (const [name, bytes] of [['secure.gz', packed], ['secure-damaged.gz', damaged]]) {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const wanted = native([path]).replaceAll(JSON.stringify(path), JSON.stringify(name));
    const { context, page } = await open(browser, address, { warm: true, script: [processors, 3] });
    await page.evaluate(watch);
    assert.deepEqual(read(await choose(page, [path])), read(wanted), name);
    assert.equal(await page.evaluate(() => self.readers.size), 3);
    await context.close();
  }
});

/** In the page: who is given something to read. */
function watch() {
  const post = Worker.prototype.postMessage;
  self.readers = new Set();
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message[0]?.Read) self.readers.add(this);
    post.call(this, message, ...rest);
  };
}

/** Without the files' hashes, which only the program takes while it reads. */
function read(json) {
  return JSON.parse(json, (key, value) => (key === 'sha256' ? undefined : value));
}

function processors(count) {
  Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => count });
}
