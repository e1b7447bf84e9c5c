// Workers that are killed or trap in the middle of their work, and a reader who has had enough.

import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { begin } from '../lib/begin.mjs';
import { open, workersLeft } from '../lib/chromium.mjs';
import { report as expected } from '../lib/program.mjs';

const { browser, address } = await begin();
const folder = mkdtempSync(join(tmpdir(), 'logyomi-recovery-'));
test.after(() => rmSync(folder, { recursive: true }));

const line = (at) => `Dec 10 06:${String(10 + (at % 50))}:17 host sshd[${at}]: Invalid user oracle from 203.0.113.${at % 250}\n`;
const log = (name, megabytes) => {
  const piece = Array.from({ length: 20_000 }, (_, at) => line(at)).join('');
  const path = join(folder, name);
  writeFileSync(path, piece.repeat(Math.ceil((megabytes * 1e6) / piece.length)));
  return path;
};

const sections = (json) => JSON.parse(json).sections;

/** Opens the page, gives it a file, and waits until some of it is read. */
const reading = async (path, options) => {
  const opened = await open(browser, address, { warm: true, ...options });
  await opened.page.setInputFiles('#chosen-files', path);
  await opened.page.waitForFunction(() => document.getElementById('progress').value > 0);
  return opened;
};

/** In the page: when the last worker was ended. */
function noteEnds() {
  self.Worker = class extends self.Worker {
    terminate() {
      self.ended = performance.now();
      super.terminate();
    }
  };
}

const done = (page) => page.waitForFunction(() => wasm_bindgen.report_json(), undefined, { timeout: 180_000 });

for (const [what, harm] of [
  // A worker that closes itself says nothing to the page: as one that the system has killed.
  ['killed', () => self.close()],
  ['in a trap', () => void Promise.reject(new WebAssembly.RuntimeError('unreachable'))],
]) {
  test(`what a worker ${what} had is read again, and nothing is lost`, async () => {
    const path = log(`${what.replaceAll(' ', '-')}.log`, 150);
    const { context, page } = await reading(path);
    const begun = Date.now();
    const another = page.waitForEvent('worker', { timeout: 60_000 });
    await Promise.all(page.workers().map((worker) => worker.evaluate(harm).catch(() => undefined)));
    await another;
    // A worker is missed at once, even at long work; a busy machine takes its time to start the next one.
    assert.ok(Date.now() - begun < 2_000, `noticed after ${Date.now() - begun} ms`);
    await done(page);
    const json = await page.evaluate(() => wasm_bindgen.report_json());
    assert.deepEqual(sections(json), sections(expected([path])));
    assert.deepEqual(JSON.parse(json).files[0].problems, []);
    await context.close();
  });
}

/** Milliseconds after the button: until no worker is at work, and until what was read is shown, which is laid out first. */
const STOPPED = 200;
const SHOWN = 400;

test('a reader who has had enough waits no longer', async () => {
  const path = log('cancelled.log', 150);
  const waits = [];
  const soon = ({ stopped, shown }) => stopped < STOPPED && shown < SHOWN;
  // Whatever else the machine does only makes it longer: asked again before it is a no.
  while (waits.length < 5 && !waits.some(soon)) waits.push(await cancelled(path));
  console.log(`after the button: ${waits.map(({ stopped, shown }) => `stopped ${stopped.toFixed()} ms, shown ${shown.toFixed()} ms`).join('; ')}`);
  assert.ok(waits.some(soon));
});

/** How long the workers and the report take after the button; no worker is left after it. */
async function cancelled(path) {
  const { context, page } = await reading(path, { script: [noteEnds] });
  const waited = await page.evaluate(async () => {
    const begun = performance.now();
    document.querySelector('[data-action=cancel]').click();
    while (wasm_bindgen.report_json() === undefined) await new Promise((go) => setTimeout(go, 5));
    return { stopped: self.ended - begun, shown: performance.now() - begun };
  });
  assert.equal(await workersLeft(page), 0);
  await context.close();
  return waited;
}
