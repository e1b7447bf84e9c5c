// One line, what it means; and the lines behind a figure.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { begin } from '../lib/begin.mjs';
import { drop, open } from '../lib/chromium.mjs';

const { browser, address } = await begin();

const explained = async (page, text) => {
  if (!(await page.isVisible('#explain'))) await page.click('[data-action=explain]');
  await page.fill('#explain-text', text);
  await page.click('[data-action=explain-read]');
  return page.textContent('#explain-answer');
};
const LINE = 'Dec 10 06:55:46 host sshd[24200]: Invalid user \u202eadmin<b> from 203.0.113.5 port 4022';

test('a line is explained: event, level, fields in the reader’s language, marks, note', async () => {
  const { context, page, seen } = await open(browser, address, { warm: true });
  const answer = await explained(page, LINE);
  assert.match(answer, /攻撃/);
  assert.match(answer, /接続元アドレス/);
  assert.match(answer, /意味と対応/);
  assert.equal(await page.textContent('#explain-answer pre mark.source'), '203.0.113.5');
  const marks = await page.$$eval('#explain-answer pre mark', (marks) => marks.map((mark) => mark.textContent));
  assert.deepEqual(marks, ['[U+202E]admin<b>', '203.0.113.5', '4022']);
  assert.equal(await page.locator('#explain-answer pre .sign').count(), 1, 'a hidden character stays a sign');
  const looks = await page.$eval('#explain-answer pre mark.source', (mark) => {
    const { textDecorationStyle, fontWeight } = getComputedStyle(mark);
    return `${textDecorationStyle} ${fontWeight}`;
  });
  assert.equal(looks, 'double 700', 'the address is told by more than its colour');
  assert.match(await page.textContent('#explain-answer table.read'), /port|ポート/i);
  assert.deepEqual([seen.errors, seen.broken], [[], []]);
  await page.click('[data-action=explain-close]');
  assert.ok(!(await page.isVisible('#explain')));
  await context.close();
});

test('what cannot be explained says so, and what to do', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US', warm: true });
  assert.match(await explained(page, 'Dec 10 06:55:46 host frob[1]: out of nicks'), /does not know yet.*Look the message up/);
  assert.match(await explained(page, 'なんのことでしょう'), /could not be read as a line of a log.*copy it from the log once more/);
  assert.match(await explained(page, '  '), /There is no line/);
  const answer = await explained(page, AMBIGUOUS);
  assert.match(answer, /two ways that name different addresses.*block or report nobody/);
  assert.equal(await page.locator('#explain-answer mark.source').count(), 0, 'nobody is named');
  const ignored = await explained(page, 'Dec 10 06:55:46 host sshd[1]: pam_unix(sshd:session): session closed for user root');
  assert.match(ignored, /means nothing by itself/);
  await context.close();
});

const AMBIGUOUS = 'Dec 10 11:00:05 host sshd[28004]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser=a rhost=198.51.100.77 rhost=203.0.113.50  user=a rhost=198.51.100.77';

const line = (at, user, from) => `Dec 10 06:${String(10 + (at / 60 | 0) % 50)}:${String(10 + (at % 50))} host sshd[${at}]: Invalid user ${user} from ${from}\n`;
const MANY = Array.from({ length: 2500 }, (_, at) => line(at, `user${at % 7}`, '198.51.100.7')).join('');
const LOG = `${MANY}${line(9000, 'oracle', '203.0.113.5')}Dec 10 08:00:00 host frob[9]: seen 198.51.100.7 again\n`;

test('the lines behind a row and a finding are marked, with their event beside them', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US', warm: true });
  await drop(page, [{ name: 'auth.log', text: LOG }]);
  const row = page.locator('#sections tr', { hasText: '203.0.113.5' }).locator('[data-action=evidence]').first();
  await row.click();
  assert.equal(await page.textContent('#sections .evidence pre mark.source'), '203.0.113.5');
  await page.click('#finding-brute-force summary');
  assert.equal(await page.textContent('#finding-brute-force pre mark.source'), '198.51.100.7');
  assert.equal(await page.locator('#finding-brute-force .told .note').count(), 1, 'the note stands once');
  await context.close();
});

test('all lines of an address are found, counted, shown up to a cap, and saved', async () => {
  const { context, page, seen } = await open(browser, address, { locale: 'en-US', warm: true });
  await drop(page, [{ name: 'auth.log', text: LOG }, { name: 'more.log', text: line(9100, 'admin', '198.51.100.7') }]);
  await page.click('[data-action=attacker][data-address="198.51.100.7"]');
  await page.click('[data-action=lines-of]');
  await page.waitForSelector('[data-action=save-lines]');
  assert.match(await page.textContent('#attackers .evidence [role=status]'), /2,502 lines found: the first 2,000 are shown, 502 are left out/);
  assert.equal(await page.locator('#attackers .evidence .samples li').count(), 2000);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-action=save-lines]')]);
  assert.equal(download.suggestedFilename(), 'logyomi-lines-198.51.100.7.txt');
  const saved = readFileSync(await download.path(), 'utf8').trimEnd().split('\n');
  assert.equal(saved.length, 2502);
  assert.equal(saved[0], `auth.log:1: ${line(0, 'user0', '198.51.100.7').trim()}`);
  assert.match(saved[2500], /^auth\.log:2502: .* frob\[9\]: seen 198\.51\.100\.7 again$/);
  assert.match(saved[2501], /^more\.log:1: /);
  assert.ok(saved.every((one) => !one.includes('203.0.113.5')));
  assert.deepEqual([seen.errors, seen.broken], [[], []]);
  await context.close();
});

test('the search through a large log shows what it has found so far', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US', warm: true });
  const calm = line(1, 'admin', '203.0.113.9').repeat(60);
  await page.evaluate(({ calm, wanted }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([`${wanted}${calm}`.repeat(10_000)], 'auth.log'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, { calm, wanted: line(2, 'oracle', '198.51.100.7') });
  await page.waitForFunction(() => wasm_bindgen.report_json() !== undefined, undefined, { timeout: 240_000 });
  await page.evaluate(() => {
    globalThis.told = [];
    new MutationObserver(() => told.push(document.querySelector('#attackers .evidence [role=status]')?.textContent)).observe(document.body, { subtree: true, childList: true });
  });
  await page.click('[data-action=attacker][data-address="198.51.100.7"]');
  await page.click('[data-action=lines-of]');
  await page.waitForSelector('[data-action=save-lines]', { timeout: 240_000 });
  const told = await page.evaluate(() => told);
  assert.ok(told.some((text) => /^Searching \(\d+ %\)/.test(text)), `${told}`);
  assert.match(told.at(-1), /10,000 lines found/);
  // Several workers have read it, each its part.
  const places = await page.locator('#attackers .evidence .samples .place').allTextContents();
  assert.deepEqual(places.map((place) => place.split(' line ')[1]), Array.from({ length: 2000 }, (_, at) => (61 * at + 1).toLocaleString('en-US')));
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-action=save-lines]')]);
  const saved = readFileSync(await download.path(), 'utf8').trimEnd().split('\n');
  assert.equal(saved.length, 10_000);
  assert.ok(saved.every((one, at) => one.startsWith(`auth.log:${61 * at + 1}: `)));
  await context.close();
});
