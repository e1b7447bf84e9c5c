// Asking for less of the input: the form, the chart, an address; and what the address bar keeps of it.

import test from 'node:test';
import assert from 'node:assert/strict';

import { begin } from '../lib/begin.mjs';
import { drop, open, report } from '../lib/chromium.mjs';

const { browser, address } = await begin();

// Hour by hour: one address guesses at ssh from 01:00 to 06:00, another at ftp from 04:00 to 08:00.
const two = (number) => String(number).padStart(2, '0');
const LOG = Array.from({ length: 8 }, (_, hour) => [
  ...(hour < 6 ? Array.from({ length: 10 }, (_, at) =>
    `Dec 10 ${two(hour + 1)}:10:${two(at)} host sshd[${hour * 100 + at}]: Invalid user admin from 203.0.113.5\n`) : []),
  ...(hour >= 3 ? Array.from({ length: 4 }, (_, at) =>
    `Dec 10 ${two(hour + 1)}:20:${two(at)} host vsftpd[${hour * 100 + at}]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=root rhost=198.51.100.7  user=root\n`) : []),
].join('')).join('');

const dropped = async (options = {}) => {
  const opened = await open(browser, options.address ?? address, { locale: 'en-US', ...options });
  opened.first = JSON.parse(await drop(opened.page, [{ name: 'auth.log', text: LOG }]));
  return opened;
};
const attempts = (json) => Object.fromEntries(json.attackers.map((one) => [one.address, one.attempts]));
// A new report has taken the old one's place.
const after = async (page, act) => {
  await act();
  await page.waitForFunction(() => document.getElementById('running').hidden);
  return JSON.parse(await report(page));
};
const year = (json) => json.timeline.buckets[0].start.slice(0, 4);

test('all conditions hold together, and each is given up by its button', async () => {
  const { context, page, first, seen } = await dropped();
  assert.deepEqual(attempts(first), { '203.0.113.5': 60, '198.51.100.7': 20 });
  await page.click('[data-fold=narrow]');
  await page.fill('#narrow-from', `${year(first)}-12-10T04:00`);
  await page.fill('#narrow-to', `${year(first)}-12-10T06:00`);
  const timed = await after(page, () => page.click('[data-action=narrow]'));
  assert.deepEqual(attempts(timed), { '203.0.113.5': 20, '198.51.100.7': 8 });
  assert.equal(timed.asked.from, `${year(first)}-12-10T04:00:00`);
  await page.selectOption('#narrow-service', 'ftp');
  const both = await after(page, () => page.press('#narrow-addresses', 'Enter'));
  assert.deepEqual(attempts(both), { '198.51.100.7': 8 });
  assert.equal(both.files[0].lines.filtered, 80 - 8);
  const ftp = await after(page, () => page.click('.chip[data-what=time]'));
  assert.deepEqual(attempts(ftp), { '198.51.100.7': 20 });
  // The list still offers what is left out.
  assert.deepEqual(await page.$$eval('#narrow-service option', (all) => all.map((one) => one.value)), ['', 'ftp', 'ssh']);
  const again = await after(page, () => page.click('[data-action=widen][data-what=all]'));
  assert.deepEqual(again, first);
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.broken, []);
  await context.close();
});

test('an attacker’s row narrows to its address, a level to what is as grave', async () => {
  const { context, page } = await dropped();
  await page.click('[data-action=attacker][data-address="203.0.113.5"]');
  const one = await after(page, () => page.click('[data-action=narrow-address]'));
  assert.deepEqual(attempts(one), { '203.0.113.5': 60 });
  assert.match(await page.textContent('.asked'), /203\.0\.113\.5/);
  // Who else logged in is not known now: no rules, and no word that nobody did.
  assert.equal(await page.locator('#block-text').count(), 0);
  assert.doesNotMatch(await page.textContent('#summary'), /no record of a login that succeeded/);
  await after(page, () => page.click('[data-action=widen][data-what=all]'));
  await page.click('[data-fold=narrow]');
  await page.selectOption('#narrow-level', 'attack');
  const attacks = await after(page, () => page.click('[data-action=narrow]'));
  const levels = attacks.sections.flatMap((section) => section.tables.map((table) => table.level));
  assert.deepEqual([...new Set(levels)], ['attack']);
  await context.close();
});

test('what is dropped beside a narrowed report is read under the same query', async () => {
  const { context, page, first } = await dropped();
  await page.click('[data-action=attacker][data-address="203.0.113.5"]');
  await after(page, () => page.click('[data-action=narrow-address]'));
  await drop(page, [{ name: 'more.log', text: LOG.replaceAll('host sshd', 'other sshd') }]);
  await page.waitForFunction(() => JSON.parse(wasm_bindgen.report_json() ?? 'null')?.files.length === 2);
  assert.deepEqual(attempts(JSON.parse(await report(page))), { '203.0.113.5': 120 });
  const all = await after(page, () => page.click('[data-action=widen][data-what=all]'));
  assert.deepEqual(attempts(all), { '203.0.113.5': 120, '198.51.100.7': 40 });
  assert.deepEqual(attempts(first), { '203.0.113.5': 60, '198.51.100.7': 20 });
  await context.close();
});

test('dragging across the chart asks for that time', async () => {
  const { context, page, first } = await dropped();
  const columns = page.locator('#plot > .column');
  assert.equal(await columns.count(), 8);
  await page.locator('#plot').scrollIntoViewIfNeeded();
  const middle = async (at) => {
    const box = await columns.nth(at).boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const dragged = await after(page, async () => {
    await page.mouse.move(...await middle(6));
    await page.mouse.down();
    await page.mouse.move(...await middle(4));
    assert.equal(await page.locator('.column.picked').count(), 3);
    await page.mouse.up();
  });
  assert.deepEqual(dragged.asked, { ...dragged.asked, from: `${year(first)}-12-10T05:00:00`, to: `${year(first)}-12-10T08:00:00` });
  assert.deepEqual(attempts(dragged), { '203.0.113.5': 20, '198.51.100.7': 12 });
  // The same by keyboard, in the table.
  await page.click('[data-fold=figures]');
  await page.focus(`[data-action=narrow-time][data-from="${year(first)}-12-10T06:00:00"]`);
  const hour = await after(page, () => page.keyboard.press('Enter'));
  assert.deepEqual(attempts(hour), { '203.0.113.5': 10, '198.51.100.7': 4 });
  await context.close();
});

test('the address bar keeps the view and nothing of the log', async () => {
  const { context, page, first } = await dropped();
  await page.click('[data-lang=ja]');
  await page.click('[data-theme=dark]');
  await page.click('[data-fold=narrow]');
  await page.fill('#narrow-from', `${year(first)}-12-10T04:00`);
  await page.fill('#narrow-addresses', '203.0.113.5');
  await page.fill('#attackers-filter', 'admin');
  await after(page, () => page.click('[data-action=narrow]'));
  await page.click('#nav a[href="#timeline"]');
  await page.waitForFunction(() => location.hash.startsWith('#timeline?'));
  const hash = await page.evaluate(() => location.hash);
  assert.equal(hash, `#timeline?lang=ja&theme=dark&from=${year(first)}-12-10T04:00:00`);
  await context.close();

  const later = await dropped({ address: address + hash });
  assert.equal(await later.page.getAttribute('html', 'lang'), 'ja');
  assert.equal(await later.page.getAttribute('html', 'data-theme'), 'dark');
  assert.deepEqual(attempts(later.first), { '203.0.113.5': 30, '198.51.100.7': 20 });
  await later.context.close();
});

test('settings: detail, clock and year; keys can be switched off', async () => {
  const { context, page } = await dropped();
  await page.keyboard.press('s');
  assert.ok(await page.locator('dialog#settings[open]').count());
  await page.click('[data-detail=low]');
  const levels = await page.$$eval('.event .level', (all) => all.map((one) => one.classList[1]));
  assert.ok(levels.length > 0 && levels.every((level) => ['attack', 'warning'].includes(level)), levels.join());
  await page.fill('#anchor', '2014-12-24');
  await page.dispatchEvent('#anchor', 'change');
  await page.waitForFunction(() => JSON.parse(wasm_bindgen.report_json() ?? 'null')?.files[0].anchor === '2014-12-24');
  assert.equal(year(JSON.parse(await report(page))), '2014');
  await page.click('[data-action=keys]');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.click('[data-action=settings-open]');
  await page.click('[data-action=keys]');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  assert.match(await page.textContent('dialog#keys[open]'), /Choose files/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  assert.equal(await page.getAttribute('html', 'lang'), 'ja');
  await context.close();
});

test('twenty thousand attackers are scrolled through, and only those in view are there', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  const many = Array.from({ length: 20_000 }, (_, at) =>
    `Dec 10 06:00:00 host sshd[${at}]: Invalid user admin from 10.${20 + (at >> 14)}.${(at >> 7) & 127}.${at & 127}\n`).join('');
  await drop(page, [{ name: 'auth.log', text: many }]);
  await page.click('[data-action=expand][data-table=attackers]');
  assert.equal(await page.locator('[data-window^="attackers/"]').count(), 400);
  const rows = () => page.locator('table.attackers tbody tr:not(.gap)').count();
  assert.ok(await rows() < 1000, `${await rows()} rows`);
  await page.locator('[data-window="attackers/300"]').scrollIntoViewIfNeeded();
  await page.waitForSelector('[data-window="attackers/300"] [data-action=attacker]');
  assert.ok(await rows() < 1500, `${await rows()} rows`);
  // An opened row stays where it is.
  const row = page.locator('[data-window="attackers/300"] [data-action=attacker]').first();
  await row.scrollIntoViewIfNeeded();
  const place = async () => (await row.boundingBox()).y;
  const before = await place();
  await row.click();
  await page.waitForSelector('[data-window="attackers/300"] .evidence');
  assert.ok(Math.abs(await place() - before) < 40, `${before} → ${await place()}`);
  await context.close();
});
