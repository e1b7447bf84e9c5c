// A report on a phone: nothing to be moved sideways, and tables are still tables for those who hear them.

import test from 'node:test';
import assert from 'node:assert/strict';

import { begin } from '../lib/begin.mjs';
import { open } from '../lib/chromium.mjs';
import { VIEWS } from '../lib/views.mjs';

const { browser, address } = await begin();
const reach = Object.fromEntries(VIEWS);
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const ROLES = ['table', 'row', 'columnheader', 'rowheader', 'cell'];

/** How many elements of each role the browser tells of. */
async function roles(context, page) {
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const told = nodes.filter((node) => !node.ignored).map((node) => node.role.value);
  const cells = { gridcell: 'cell' };
  return ROLES.map((role) => [role, told.filter((one) => (cells[one] ?? one) === role).length]);
}

for (const name of ['attacker', 'evidence', 'broken-files', 'quiet-day']) {
  test(`nothing is wider than a phone, and no table is lost: ${name}`, async () => {
    const { context, page } = await open(browser, address, { viewport: WIDE });
    await reach[name](page);
    const wide = await roles(context, page);
    assert.ok(wide.every(([, count]) => count > 0), JSON.stringify(wide));
    await page.setViewportSize(PHONE);
    assert.deepEqual(await roles(context, page), wide);
    const wider = await page.evaluate(() => ['html', 'main .scroll'].flatMap((selector) =>
      [...document.querySelectorAll(selector)].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.outerHTML.slice(0, 120))));
    assert.deepEqual(wider, []);
    await context.close();
  });
}

test('a cell is shown with the name of its column', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US', viewport: PHONE });
  await reach['quiet-day'](page);
  const shown = await page.evaluate(() => {
    const cell = document.querySelector('.event tbody td.number');
    return [cell.dataset.label, getComputedStyle(cell, '::before').content];
  });
  assert.equal(shown[0], 'Times');
  assert.match(shown[1], /Times/);
  await context.close();
});
