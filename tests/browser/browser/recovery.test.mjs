// Workers that die while they read: the report is the same as if none had.
// LOGYOMI_KILLS=200 makes the long run, LOGYOMI_SEED another one.

import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { begin } from '../lib/begin.mjs';
import { choose, open } from '../lib/chromium.mjs';
import { log, random } from '../lib/logs.mjs';

const KILLS = Number(process.env.LOGYOMI_KILLS ?? 20);
const SEED = Number(process.env.LOGYOMI_SEED ?? 1);
const draw = random(SEED);

const { browser, address } = await begin();
const folder = mkdtempSync(join(tmpdir(), 'logyomi-'));
const path = join(folder, 'secure');
// A range of 16 MiB and a short one.
writeFileSync(path, log(draw, 17 << 20));
test.after(() => rmSync(folder, { recursive: true }));

test(`${KILLS} workers are killed, seed ${SEED}: every report is the same`, async () => {
  const { report: wanted } = await run({ delay: -1 });
  let killed = 0;
  for (let tries = 0; killed < KILLS; tries += 1) {
    assert.ok(tries < KILLS * 4, `${killed} workers were killed in ${tries} runs`);
    // One in ten dies without a word, as a worker does that the system takes away.
    const how = { delay: Math.floor(draw() * 250), which: Math.floor(draw() * 2), silent: draw() < 0.1 };
    const { report, kills } = await run(how);
    assert.equal(report, wanted, JSON.stringify(how));
    killed += kills;
  }
  console.log(`${killed} workers killed, all reports the same`);
});

/** Reads the file in a new page, in which a worker may die. */
async function run(how) {
  const { context, page } = await open(browser, address, { script: [arm, how] });
  const report = await choose(page, path);
  const kills = await page.evaluate(() => self.kills);
  await context.close();
  return { report, kills };
}

/** In the page: two workers, one of which ends some milliseconds after it was given something to read. */
function arm({ delay, which, silent }) {
  Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 2 });
  const Worker = self.Worker;
  let count = 0;
  self.kills = 0;
  self.Worker = class extends Worker {
    postMessage(message, ...rest) {
      super.postMessage(message, ...rest);
      if (this.reads || !message[0]?.Read) return;
      this.reads = true;
      if (count++ === which) setTimeout(() => this.die(), delay);
    }

    terminate() {
      this.over = true;
      super.terminate();
    }

    die() {
      if (this.over) return;
      self.kills += 1;
      super.terminate();
      if (!silent) this.dispatchEvent(new ErrorEvent('error', { message: 'killed' }));
    }
  };
}
