// What a reader does from the first screen to the printed page, over file:// and from a host.

import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { begin } from '../lib/begin.mjs';
import { drop, open, report } from '../lib/chromium.mjs';

const { browser, list } = await begin();

const line = (at, from) => `Dec 10 06:55:${10 + (at % 50)} host sshd[${at}]: Invalid user admin from ${from}\n`;
const LOG = Array.from({ length: 40 }, (_, at) => line(at, '203.0.113.5')).join('');

const TRANSCRIPT = `[root@www ~]# uptime
 10:02:11 up 12 days,  3:04,  2 users,  load average: 0.08, 0.03, 0.01
[root@www ~]# last
admin    pts/0        203.0.113.5      Mon Nov 23 10:00   still logged in
[root@www ~]# tail -1 /var/log/secure
Nov 23 10:00:01 www sshd[77]: Accepted password for admin from 203.0.113.5 port 40022 ssh2
`;

/** Ctrl+V on the page. */
const paste = (page, text) => page.evaluate((text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);

for (const [place, address] of list) {
  test(`${place}: a folder is chosen, and each file stands under its path`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'logyomi-'));
    mkdirSync(join(folder, 'var/log'), { recursive: true });
    writeFileSync(join(folder, 'var/log/auth.log'), LOG);
    writeFileSync(join(folder, 'maillog'), 'Dec 10 06:55:10 host postfix/smtpd[1]: connect from unknown[203.0.113.9]\n');
    const { context, page, seen } = await open(browser, address);
    await page.setInputFiles('#chosen-folder', folder);
    const json = JSON.parse(await report(page));
    rmSync(folder, { recursive: true });
    const paths = json.files.map((file) => file.path.split('/').slice(1).join('/'));
    assert.deepEqual(paths.sort(), ['maillog', 'var/log/auth.log']);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${place}: a pasted transcript is read as what it is`, async () => {
    const { context, page } = await open(browser, address);
    await paste(page, TRANSCRIPT);
    const json = JSON.parse(await report(page));
    assert.deepEqual(json.documents.map((one) => one.kind), ['uptime', 'last']);
    assert.equal(json.files[0].lines.matched, 1, 'the line of the log between them');
    await context.close();
  });

  test(`${place}: reading is cancelled, and what was read is shown`, async () => {
    const { context, page } = await open(browser, address, { locale: 'en-US' });
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      const parts = Array.from({ length: 40_000 }, () => text);
      dataTransfer.items.add(new File(parts, 'auth.log'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, LOG);
    await page.waitForFunction(() => Number(document.getElementById('progress').value) > 0);
    // The language is changed in the middle, and the reading goes on.
    await page.click('[data-lang=ja]');
    assert.match(await page.textContent('#running'), /読み取り中/);
    const pressed = Date.now();
    await page.click('[data-action=cancel]');
    await page.waitForFunction(() => document.getElementById('running').hidden);
    const waited = Date.now() - pressed;
    assert.ok(waited < 2000, `${waited} ms`);
    assert.match(await page.textContent('#message'), /途中で中止しました/);
    const json = JSON.parse(await report(page));
    assert.ok(json.files[0].lines.read < 40_000 * 40);
    await context.close();
  });

  test(`${place}: the mail to the provider is copied`, async () => {
    const { context, page } = await open(browser, address, { locale: 'en-US' });
    await drop(page, [{ name: 'auth.log', text: LOG }]);
    await page.click('[data-action=attacker]');
    await page.click('[data-fold="draft/abuse-203_0_113_5"]');
    await page.click('[data-action=copy][data-target="abuse-203_0_113_5"]');
    // Where a page may not write the clipboard, the text is selected, so that Ctrl+C does the rest.
    const selected = await page.evaluate(() => {
      const area = document.activeElement;
      return area.value.slice(area.selectionStart, area.selectionEnd);
    });
    assert.match(selected, /Source address: 203\.0\.113\.5/);
    await context.close();
  });

  test(`${place}: the report is printed`, async () => {
    const { context, page } = await open(browser, address);
    await drop(page, [{ name: 'auth.log', text: LOG }]);
    const pdf = await page.pdf({ format: 'A4' });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#nav').isVisible(), false);
    assert.equal(await page.locator('#attackers table').isVisible(), true);
    await context.close();
  });
}

test('four times as large, nothing has to be scrolled sideways', async () => {
  for (const locale of ['ja-JP', 'en-US']) {
    const { context, page } = await open(browser, list[0][1], { locale, viewport: { width: 320, height: 256 } });
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(await wide(), 0, 'the first screen');
    await drop(page, [{ name: `${'long'.repeat(30)}.log`, text: LOG }]);
    await page.click('[data-fold=narrow]');
    await page.locator('.findings summary').first().click();
    assert.equal(await wide(), 0, 'the report');
    await page.click('[data-action=settings-open]');
    assert.equal(await wide(), 0, 'the settings');
    await context.close();
  }
});

test('by keyboard alone: paste, read, open the evidence, make a rule', async () => {
  const { context, page } = await open(browser, list[0][1], { locale: 'en-US' });
  const active = () => page.evaluate(() => document.activeElement.dataset.action ?? document.activeElement.id);
  const tabTo = async (wanted) => {
    for (let at = 0; at < 400; at += 1) {
      if (await active() === wanted) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${wanted} cannot be reached; the focus is at ${await active()}`);
  };
  await tabTo('paste');
  await page.keyboard.press('Enter');
  await tabTo('paste-text');
  await page.keyboard.insertText(LOG);
  await tabTo('paste-read');
  await page.keyboard.press('Enter');
  await report(page);
  await page.keyboard.press('/');
  assert.equal(await active(), 'filter');
  await tabTo('attacker');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#attackers .evidence').count(), 1);
  assert.equal(await active(), 'attacker');
  await tabTo('block-for');
  await page.keyboard.press('Enter');
  assert.match(await page.inputValue('#block-text'), /203\.0\.113\.5/);
  await tabTo('evidence');
  await page.keyboard.press('Space');
  await page.waitForSelector('#sections .evidence');
  assert.equal(await active(), 'evidence');
  await context.close();
});
