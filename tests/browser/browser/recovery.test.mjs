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
test.after(() => rmSync(folder, { recursive: true }));
const written = (name, megabytes) => {
  const path = join(folder, name);
  writeFileSync(path, log(draw, megabytes << 20));
  return path;
};

test(`${KILLS} workers are killed, seed ${SEED}: every report is the same`, async () => {
  // A file for each worker; and, one time in five, a file that is cut into a range of 8 MiB and a short one.
  const files = await read([written('secure', 5), written('maillog', 5)]);
  const ranges = await read([written('messages', 9)]);
  let killed = 0;
  for (let tries = 0; killed < KILLS; tries += 1) {
    assert.ok(tries < KILLS * 4, `${killed} workers were killed in ${tries} runs`);
    const { paths, wanted, worked } = tries % 5 === 4 ? ranges : files;
    // One in ten dies without a word, as a worker does that the system takes away.
    const how = { delay: Math.floor(draw() * worked), which: Math.floor(draw() * 2), silent: draw() < 0.1 };
    const { report, kills } = await run(paths, how);
    assert.equal(report, wanted, JSON.stringify(how));
    killed += kills;
  }
  console.log(`${killed} workers killed, all reports the same`);
});

/** What these files give where nobody dies, and for how many milliseconds somebody is at work on them. */
async function read(paths) {
  const { report, worked } = await run(paths, { delay: -1, which: -1 });
  return { paths, wanted: report, worked };
}

/** Reads the files in a new page, in which a worker may die. */
async function run(paths, how) {
  const { context, page } = await open(browser, address, { warm: true, script: [arm, how] });
  const report = await choose(page, paths);
  const { kills, worked } = await page.evaluate(() => ({ kills: self.kills, worked: self.worked }));
  await context.close();
  return { report, kills, worked };
}

/** In the page: two workers, one of which ends some milliseconds after it was given something to read. */
function arm({ delay, which, silent }) {
  Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 2 });
  const Worker = self.Worker;
  let count = 0;
  self.kills = 0;
  self.worked = 0;
  self.Worker = class extends Worker {
    postMessage(message, ...rest) {
      super.postMessage(message, ...rest);
      if (this.reads || !message[0]?.Read) return;
      this.reads = performance.now();
      if (count++ === which) setTimeout(() => this.die(), delay);
    }

    terminate() {
      this.over = true;
      if (this.reads) self.worked = performance.now() - this.reads;
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
