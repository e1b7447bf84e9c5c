// The samples on the first screen.

import test from 'node:test';
import assert from 'node:assert/strict';

import { begin } from '../lib/begin.mjs';
import { drop, open, report } from '../lib/chromium.mjs';

const { browser, address } = await begin();

const WANTED = [
  ['break-in', /signs of a break-in/],
  ['attack-day', /Action needed/],
  ['quiet-day', /Nothing wrong was found in this range/],
];

for (const [name, verdict] of WANTED) {
  test(`${name} opens with its verdict, and says that it is a sample`, async () => {
    const { context, page, seen } = await open(browser, address, { locale: 'en-US' });
    await page.click(`[data-sample=${name}]`);
    const { files } = JSON.parse(await report(page));
    assert.ok(files.every((file) => file.path.startsWith(`sample/${name}/`)));
    assert.match(await page.textContent('.verdict'), verdict);
    assert.ok(await page.isVisible('.try .opened'));
    assert.deepEqual([seen.errors, seen.broken], [[], []]);
    await context.close();
  });
}

test('a sample is never mixed with another one or with the reader’s own log', async () => {
  const { context, page } = await open(browser, address);
  await page.click('[data-sample=quiet-day]');
  await report(page);
  await page.click('[data-sample=break-in]');
  await page.waitForSelector('.verdict.break-in');
  const paths = async () => JSON.parse(await report(page)).files.map((file) => file.path);
  assert.deepEqual(await paths(), ['sample/break-in/access_log', 'sample/break-in/auth.log']);
  await drop(page, [{ name: 'auth.log', text: 'Dec 10 06:55:46 host sshd[1]: Invalid user admin from 203.0.113.5\n' }]);
  await page.waitForSelector('#start.small:not(.sample)');
  assert.deepEqual(await paths(), ['auth.log']);
  assert.ok(!(await page.isVisible('.try')), 'there is no button that would put the own log away');
  await context.close();
});
