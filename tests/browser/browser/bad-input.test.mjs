// Files that are no logs, or broken: a sentence for each in the reader's language, and the others unharmed.

import test from 'node:test';
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { begin } from '../lib/begin.mjs';
import { choose, open, report } from '../lib/chromium.mjs';

const { browser, list } = await begin();

const line = (number) => `Dec 10 06:55:${String(10 + (number % 50))} host sshd[${number}]: Invalid user u${number} from 203.0.113.9\n`;
const log = Array.from({ length: 2000 }, (_, number) => line(number)).join('');
const packed = gzipSync(log);

const GOOD = { name: 'good.log', buffer: Buffer.from(log) };
const BAD = [
  { name: 'empty.log', buffer: Buffer.alloc(0), ja: '空', en: 'empty' },
  { name: 'photo.jpg', buffer: Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb0043', 'hex'), ja: 'JPEG', en: 'JPEG' },
  { name: 'noise.bin', buffer: Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 251)), ja: 'テキスト', en: 'text' },
  { name: 'cut.log.gz', buffer: packed.subarray(0, packed.length / 2), ja: '途中', en: 'end' },
  { name: 'long.log', buffer: Buffer.from(`${line(1)}Dec 10 06:56:00 host sshd[9]: ${'x'.repeat(10_000_000)}\n${line(2)}`), ja: '64', en: '64' },
  { name: 'invalid.log', buffer: Buffer.concat([Buffer.from(line(3)), Buffer.from([0x41, 0xff, 0xfe, 0xc0, 0x0a]), Buffer.from(line(4))]), ja: '文字', en: 'valid' },
];

for (const [place, address] of list) {
  test(`${place}: a sentence for each, in both languages`, async () => {
    const { context, page, seen } = await open(browser, address);
    await page.setInputFiles('#chosen-files', [GOOD, ...BAD].map(({ name, buffer }) => ({ name, buffer, mimeType: '' })));
    const { files } = JSON.parse(await report(page));
    assert.deepEqual(files.map((file) => file.path), [GOOD, ...BAD].map((file) => file.name).sort());
    for (const lang of ['ja', 'en']) {
      await page.click(`[data-lang=${lang}]`);
      for (const bad of BAD) {
        const sentences = await problems(page, bad.name);
        assert.ok(sentences.length > 0, `${bad.name} has a sentence in ${lang}`);
        assert.ok(sentences.join().includes(bad[lang]), `${bad.name} in ${lang}: ${sentences}`);
      }
      assert.deepEqual(await problems(page, GOOD.name), []);
    }
    assert.deepEqual([seen.errors, seen.broken], [[], []]);
    await context.close();
  });

  test(`${place}: the good file's report is the same with and without them`, async () => {
    const { context, page } = await open(browser, address);
    await page.setInputFiles('#chosen-files', [{ ...GOOD, mimeType: '' }]);
    const alone = JSON.parse(await report(page));
    const silent = BAD.filter((bad) => ['empty.log', 'photo.jpg', 'noise.bin'].includes(bad.name));
    await page.setInputFiles('#chosen-files', silent.map(({ name, buffer }) => ({ name, buffer, mimeType: '' })));
    const together = JSON.parse(await report(page));
    assert.equal(together.files.length, 4);
    // The files stand in another order, so lines have other places.
    const placeless = (attackers) => attackers.map((attacker) => ({ ...attacker, samples: attacker.samples.map(({ text }) => text) }));
    assert.deepEqual(placeless(together.attackers), placeless(alone.attackers));
    assert.deepEqual(together.sections.map((section) => section.tables.map((table) => table.count)), alone.sections.map((section) => section.tables.map((table) => table.count)));
    await context.close();
  });
}

test('a file that grew since it was chosen is one sentence, and the others are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logyomi-'));
  const [growing, good] = ['growing.log', 'good.log'].map((name) => join(folder, name));
  writeFileSync(growing, log);
  writeFileSync(good, log + line(1));
  const { context, page } = await open(browser, list[0][1]);
  await choose(page, growing);
  appendFileSync(growing, line(2));
  // More input: everything is read again.
  const { files } = JSON.parse(await choose(page, good));
  assert.deepEqual(files.map((file) => [file.path, file.lines.read]), [['good.log', 2001], ['growing.log', 0]]);
  assert.deepEqual(files[1].problems.map((problem) => problem.problem), ['unreadable']);
  assert.equal((await problems(page, 'growing.log')).length, 1);
  await context.close();
  rmSync(folder, { recursive: true });
});

/** The sentences under a file's name. */
function problems(page, name) {
  return page.evaluate((name) => {
    const rows = [...document.querySelectorAll('table.files tbody tr')];
    const row = rows.find((row) => row.querySelector('.value')?.textContent === name);
    return [...row.querySelectorAll('.problems li')].map((item) => item.textContent);
  }, name);
}
