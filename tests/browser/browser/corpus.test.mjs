// Every file of the corpus, in the page: the same report as the native program.

import test from 'node:test';
import assert from 'node:assert/strict';
import { basename, relative } from 'node:path';
import { readFileSync } from 'node:fs';

import { corpus, report as native, root } from '../lib/program.mjs';
import { begin } from '../lib/begin.mjs';
import { choose, drop, open } from '../lib/chromium.mjs';

const { browser, list, address } = await begin();

/** The page knows files' names, the program their paths; what is in an archive begins with the archive's. */
function expected(paths) {
  const quoted = (text) => JSON.stringify(text).slice(1, -1);
  const json = paths.reduce((json, path) => json.replaceAll(quoted(path), quoted(basename(path))), native(paths));
  return JSON.parse(json, unhashed);
}
/** The page computes a file's hash when a report is saved: `export.test.mjs` compares it. */
const unhashed = (key, value) => (key === 'sha256' ? undefined : value);

for (const path of corpus()) {
  test(relative(root, path), async () => {
    const { context, page, seen } = await open(browser, address);
    assert.deepEqual(JSON.parse(await choose(page, path)), expected([path]));
    assert.deepEqual([seen.errors, seen.broken], [[], []]);
    await context.close();
  });
}

for (const [place, address] of list) {
  test(`${place}: all files at once`, async () => {
    const { context, page, seen } = await open(browser, address);
    assert.deepEqual(JSON.parse(await choose(page, corpus())), expected(corpus()));
    assert.deepEqual([seen.errors, seen.broken], [[], []]);
    await context.close();
  });

  test(`${place}: a file that is dropped gives the same as one that is chosen`, async () => {
    const path = corpus().find((path) => path.endsWith('.log'));
    const { context, page } = await open(browser, address);
    const dropped = JSON.parse(await drop(page, [{ name: basename(path), text: readFileSync(path, 'utf8') }]));
    const chosen = expected([path]);
    assert.deepEqual(dropped.attackers, chosen.attackers);
    assert.deepEqual(dropped.sections, chosen.sections);
    await context.close();
  });
}
