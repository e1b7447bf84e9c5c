// The checklist after a suspected break-in.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { begin } from '../lib/begin.mjs';
import { drop, open, report } from '../lib/chromium.mjs';

const { browser, list, address } = await begin();

const LOG = [
  ...Array.from({ length: 9 }, (_, at) => `Dec 10 06:55:${10 + at} host sshd[${at}]: Failed password for root from 203.0.113.5 port 4022 ssh2\n`),
  'Dec 10 06:56:00 host sshd[99]: Accepted password for root from 203.0.113.5 port 4022 ssh2\n',
].join('');
const PS = `  PID TTY      STAT   TIME COMMAND
    1 ?        Ss     0:03 /sbin/init
  513 ?        Ss     0:10 /usr/sbin/sshd
 6666 ?        S      9:10 /tmp/.x/xmrig -o stratum+tcp://198.51.100.3:3333
`;
const opened = async (locale = 'en-US') => {
  const page = await open(browser, address, { locale });
  await drop(page.page, [{ name: 'auth.log', text: LOG }]);
  return page;
};

test('commands stand in two groups, what is gone first before', async () => {
  const { context, page } = await opened();
  const groups = await page.$$eval('ul.checklist', (lists) => lists.map((list) => [...list.querySelectorAll('.head > code')].map((code) => code.textContent)));
  assert.equal(groups.length, 2);
  for (const command of ['w', 'who', 'netstat -an', 'ps -axf', 'lsof -i']) assert.ok(groups[0].includes(command), command);
  for (const command of ['history', 'rpm -Va', 'cat /etc/passwd']) assert.ok(groups[1].includes(command), command);
  await context.close();
});

test('an output that is pasted is read as that command’s, and judged at once', async () => {
  const { context, page, seen } = await opened();
  await page.click('[data-fold="check/ps -axf"]');
  await page.fill('#check-output-ps_-axf', PS);
  await page.click('[data-action=check-read][data-command="ps -axf"]');
  await page.waitForFunction(() => JSON.parse(wasm_bindgen.report_json() ?? '{}').documents?.length === 1);
  const { documents } = JSON.parse(await report(page));
  assert.deepEqual([documents[0].kind, documents[0].command], ['ps', 'ps -axf']);
  assert.ok(documents[0].judgements.length > 0);
  const check = page.locator('.checklist > li', { hasText: 'ps -axf' }).first();
  assert.match(await check.locator('.head .level').textContent(), /^1 line to look at$/);
  assert.ok((await check.locator('.problems li').count()) > 0);
  assert.equal(await page.inputValue('#check-output-ps_-axf'), '');
  assert.deepEqual([seen.errors, seen.broken], [[], []]);
  await context.close();
});

test('ticks and notes are kept while the page is open, and saved', async () => {
  const { context, page } = await opened();
  assert.match(await page.textContent('#checklist-done'), /^0 of \d+ checked$/);
  await page.check('#check-w');
  assert.match(await page.textContent('#checklist-done'), /^1 of \d+ checked$/);
  await page.fill('#check-note-w', 'two people, both known <b>');
  await page.click('[data-lang=ja]');
  assert.ok(await page.isChecked('#check-w'));
  assert.equal(await page.inputValue('#check-note-w'), 'two people, both known <b>');
  await drop(page, [{ name: 'more.log', text: LOG.replaceAll('Dec 10', 'Dec 11') }]);
  await page.waitForFunction(() => JSON.parse(wasm_bindgen.report_json() ?? '{}').files?.length === 2);
  assert.ok(await page.isChecked('#check-w'), 'more input leaves the ticks alone');
  await page.click('[data-lang=en]');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-format=html]')]);
  const html = readFileSync(await download.path(), 'utf8');
  assert.match(html, /☑ Checked.*two people, both known &lt;b&gt;/);
  assert.doesNotMatch(html, /data-action="check/);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.isVisible('#check-note-w'));
  assert.ok(!(await page.isVisible('.checklist .output')));
  await context.close();
});
