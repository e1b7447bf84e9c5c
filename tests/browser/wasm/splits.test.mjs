// The wasm over random splits and orders of files: the native program's report, byte for byte.
// LOGYOMI_SPLITS=200 makes the long run, LOGYOMI_SEED another one.

import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { log, random } from '../lib/logs.mjs';
import { page, report as native } from '../lib/program.mjs';
import { file, start } from '../lib/wasm.mjs';

const TODAY = '2026-11-23';
const SPLITS = Number(process.env.LOGYOMI_SPLITS ?? 8);
const SEED = Number(process.env.LOGYOMI_SEED ?? 1);
const wasm = await start(page);

test(`${SPLITS} splits in each order of three files, seed ${SEED}`, async () => {
  const draw = random(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'logyomi-'));
  const paths = ['maillog', 'messages', 'secure'].map((name) => join(folder, name));
  paths.forEach((path) => writeFileSync(path, log(draw, 20_000)));
  // The page leaves the files' own dates out, where a test wants it: so does the program with a date of its own.
  const text = native(paths, ['--date', TODAY]);
  const wanted = paths.reduce((json, path) => json.replaceAll(JSON.stringify(path), JSON.stringify(basename(path))), text);
  const whole = await wasm.read_files(paths.map(file), TODAY);
  const data = ({ files, ...rest }) => ({ ...rest, files: files.map(({ anchor_from, sha256, ...file }) => file) });
  assert.deepEqual(data(JSON.parse(whole)), data(JSON.parse(wanted)));
  for (let split = 0; split < SPLITS; split += 1) {
    const range = 1 + Math.floor(draw() ** 3 * 20_000);
    for (const order of orders(paths)) {
      assert.equal(await wasm.read_files(order.map(file), TODAY, Math.max(range, 200)), whole, `ranges of ${range} bytes, ${order}`);
    }
  }
  rmSync(folder, { recursive: true });
});

function orders(list) {
  return list.length < 2 ? [list] : list.flatMap((one, at) => orders(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}
