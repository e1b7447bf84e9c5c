// Archives, rotated sets, many files, files that go away: as the reader drops them.

import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { begin } from '../lib/begin.mjs';
import { choose, open, report } from '../lib/chromium.mjs';
import { root } from '../lib/program.mjs';

const { browser, list, address } = await begin();

const line = (at, user, from) => `Dec 10 06:${String(10 + (at % 50)).padStart(2, '0')}:10 host sshd[${at + 1}]: Invalid user ${user} from ${from}\n`;
const lines = (count, user, from) => Array.from({ length: count }, (_, at) => line(at, user, from)).join('');
const corpus = (name) => readFileSync(join(root, 'tests/corpus', name));

/** Drops files of bytes on the window. */
async function drop(page, files) {
  const sent = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  await page.evaluate((files) => {
    const dataTransfer = new DataTransfer();
    for (const { name, base64 } of files) dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, sent);
  return JSON.parse(await report(page));
}

/** A tar of these files. */
function tar(files) {
  const blocks = files.flatMap(([name, text]) => {
    const head = Buffer.alloc(512);
    const octal = (number, at, length) => head.write(number.toString(8).padStart(length - 1, '0'), at);
    head.write(name, 0);
    octal(0o644, 100, 8);
    octal(Buffer.byteLength(text), 124, 12);
    octal(1_386_600_000, 136, 12);
    head.write('ustar\0' + '00', 257);
    head.write('        ', 148);
    octal(head.reduce((sum, byte) => sum + byte, 0), 148, 7);
    const body = Buffer.from(text);
    return [head, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

for (const [place, address] of list) {
  for (const name of ['var-log.tar.gz', 'var-log.zip']) {
    test(`${place}: ${name} is dropped: its logs are read, the rest is counted`, async () => {
      const { context, page, seen } = await open(browser, address, { locale: 'en-US' });
      const found = await drop(page, [{ name, bytes: corpus(name) }]);
      const wanted = JSON.parse(corpus(`${name}.json`));
      assert.deepEqual(found.attackers, wanted.attackers);
      assert.deepEqual(found.files.map((file) => [file.path, file.lines.read]), wanted.files.map((file) => [file.path, file.lines.read]));
      const row = page.locator('table.files tbody tr').first();
      assert.match(await row.textContent(), /5\slook like logs\./);
      assert.match(await row.textContent(), /screen\.png/);
      await page.click('[data-lang=ja]');
      assert.match(await page.locator('table.files tbody tr').first().textContent(), /ログと思われる/);
      assert.deepEqual([seen.errors, seen.broken], [[], []]);
      await context.close();
    });
  }
}

test('a row opens its lines out of an archive, in the order of the files', async () => {
  const { context, page } = await open(browser, address);
  const files = [['log/secure', lines(40, 'new', '203.0.113.5')], ['log/secure.2', lines(30, 'old', '203.0.113.5')], ['log/secure.1', lines(31, 'old', '203.0.113.5')]];
  const { files: found } = await drop(page, [{ name: 'logs.tar.gz', bytes: gzipSync(tar(files)) }]);
  assert.deepEqual(found.map((file) => file.path), ['logs.tar.gz', 'logs.tar.gz!/log/secure.2', 'logs.tar.gz!/log/secure.1', 'logs.tar.gz!/log/secure']);
  await page.locator('tr', { hasText: '203.0.113.5' }).locator('[data-action=evidence]').first().click();
  await page.waitForFunction(() => document.querySelectorAll('.evidence .samples li').length > 3);
  const opened = await page.$$eval('.evidence .samples code', (codes) => codes.map((code) => code.textContent));
  const texts = files.map(([, text]) => text.trim().split('\n'));
  const known = [texts[1].concat(texts[2]), texts[0]];
  assert.ok(known.some((wanted) => JSON.stringify(wanted) === JSON.stringify(opened)), `${opened.length} lines`);
  await context.close();
});

test('the same file twice, once in an archive, counts once and is named', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  // Longer than what is looked at: only a whole reading tells.
  const text = lines(4000, 'admin', '203.0.113.5');
  const { files, attackers } = await drop(page, [{ name: 'secure', bytes: text }, { name: 'copy.log', bytes: text }, { name: 'all.tar.gz', bytes: gzipSync(tar([['log/secure', text]])) }]);
  assert.equal(attackers[0].attempts, 4000);
  assert.equal(files.filter((file) => file.problems.some(({ problem }) => problem === 'same-as')).length, 2);
  assert.match(await page.textContent('table.files'), /has the same content as/);
  await context.close();
});

/** Ten thousand in the long run. */
const FILES = Number(process.env.LOGYOMI_FILES ?? 2000);

test(`${FILES} files of a folder`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logyomi-'));
  const inside = join(folder, 'log');
  mkdirSync(inside);
  for (let at = 0; at < FILES; at += 1) writeFileSync(join(inside, `app-${at}.log`), line(at, `u${at}`, `203.0.113.${at % 200}`));
  const { context, page, seen } = await open(browser, address);
  await page.setInputFiles('#chosen-folder', folder);
  const { files, attackers } = JSON.parse(await report(page));
  assert.equal(files.length, FILES);
  assert.equal(files.reduce((sum, file) => sum + file.lines.read, 0), FILES);
  assert.equal(attackers.length, 200);
  assert.deepEqual(seen.errors, []);
  await context.close();
  rmSync(folder, { recursive: true });
});

test('a file that vanishes is one sentence, and the others are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logyomi-'));
  const [gone, packed, good] = ['gone.log', 'gone.tar.gz', 'good.log'].map((name) => join(folder, name));
  writeFileSync(gone, lines(50, 'a', '203.0.113.5'));
  writeFileSync(packed, gzipSync(tar([['log/secure', lines(51, 'b', '203.0.113.6')]])));
  writeFileSync(good, lines(52, 'c', '203.0.113.7'));
  const { context, page } = await open(browser, address);
  await choose(page, [gone, packed]);
  rmSync(gone);
  rmSync(packed);
  // More input: everything is read again.
  const { files } = JSON.parse(await choose(page, good));
  assert.deepEqual(files.map((file) => [file.path, file.lines.read, file.problems.length]), [['gone.log', 0, 1], ['gone.tar.gz', 0, 1], ['good.log', 52, 0]]);
  await context.close();
  rmSync(folder, { recursive: true });
});
