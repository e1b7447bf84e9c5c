// What goes out of the page, held against the command line; and what comes back into it.

import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { begin } from '../lib/begin.mjs';
import { choose, drop, open } from '../lib/chromium.mjs';
import { corpus, report as native, run } from '../lib/program.mjs';
import { sha256 } from '../lib/wasm.mjs';

const { browser, address } = await begin();
const folder = mkdtempSync(join(tmpdir(), 'logyomi-'));
test.after(() => rmSync(folder, { recursive: true }));

const line = (at, user, from) => `Dec 10 06:55:${String(10 + (at % 50))} host sshd[${at}]: Invalid user ${user} from ${from}\n`;
const LOG = [
  ...Array.from({ length: 40 }, (_, at) => line(at, 'oracle', '203.0.113.5')),
  ...Array.from({ length: 300 }, (_, at) => line(100 + at, '=HYPERLINK("a","b")', '198.51.100.7')),
  'Dec 10 06:57:00 host strange[7]: nobody knows this\n',
].join('');

/** The page's own way to a file, by a button. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return readFileSync(await download.path(), 'utf8');
}
const format = (name) => `.tools [data-format=${name}]`;
const named = (text, path) => text.replaceAll(JSON.stringify(path), JSON.stringify(basename(path)));
const without = ({ files, ...rest }) => ({ ...rest, files: files.map(({ sha256: _, ...file }) => file) });

for (const path of corpus().filter((path) => /\.(log|gz)$/.test(path)).slice(0, 6)) {
  test(`page, JSON and command line have the same figures: ${basename(path)}`, async () => {
    const { context, page, seen } = await open(browser, address, { locale: 'en-US' });
    await choose(page, path);
    const json = await saved(page, format('json'));
    assert.equal(`${json}\n`, named(native([path]), path));
    const report = JSON.parse(json);
    assert.equal(report.files[0].sha256, sha256(readFileSync(path), 'hex'));
    assert.equal(await saved(page, format('csv')), run(['report', '--format', 'csv', path]));
    assert.equal(await saved(page, format('ndjson')), run(['lines', '--format', 'ecs', path]));
    for (const button of (await page.$$('.event .save')).slice(0, 5)) {
      const table = await button.getAttribute('data-table');
      assert.equal(await saved(page, `.event [data-table="${table}"]`), run(['report', '--format', 'csv', '--table', table, path]));
    }
    const figures = await page.$$eval('table.attackers tbody tr:not(.gap)', (rows) => rows.map((row) => [
      row.querySelector('th > .value')?.textContent, Number(row.querySelector('td.number')?.textContent.replaceAll(',', '')),
    ]));
    assert.deepEqual(figures, report.attackers.slice(0, figures.length).map((one) => [one.address, one.attempts]));
    assert.deepEqual([seen.errors, seen.broken], [[], []]);
    await context.close();
  });
}

test('all lines of several files go out as NDJSON, in the order of the report', async () => {
  const paths = ['b.log', 'a.log', 'c.log'].map((name) => join(folder, name));
  paths.forEach((path, at) => writeFileSync(path, LOG.repeat(at + 1)));
  const { context, page } = await open(browser, address);
  await choose(page, paths);
  assert.equal(await saved(page, format('ndjson')), run(['lines', ...paths]));
  await context.close();
});

test('a cell of a spreadsheet is never a formula', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  await drop(page, [{ name: 'auth.log', text: LOG }]);
  const csv = await saved(page, '.event [data-table="sshd-illegal/illegal-user"]');
  assert.ok(csv.startsWith('\u{feff}'));
  assert.ok(csv.includes(`"'=HYPERLINK(""a"",""b"")"`));
  assert.doesNotMatch(csv, /(^|,)"?[=+@-]/m);
  await context.close();
});

const parts = ['summary', 'attackers', 'targets', 'sections', 'unmatched', 'files'];
/** The parts as they stand, without the fields that read the logs again: a saved report has no logs. */
const shown = (page) => page.evaluate((parts) => parts.map((id) => {
  const part = document.getElementById(id).cloneNode(true);
  part.querySelectorAll('.day').forEach((field) => field.remove());
  return part.innerHTML;
}), parts);

test('a saved report opens again, looks the same in both languages, and says what it cannot do', async () => {
  const first = await open(browser, address);
  await drop(first.page, [{ name: 'auth.log', text: LOG }]);
  const path = join(folder, 'saved.json');
  writeFileSync(path, await saved(first.page, format('json')));
  const { context, page, seen } = await open(browser, address);
  assert.equal(await choose(page, path), readFileSync(path, 'utf8'));
  for (const lang of ['ja', 'en']) {
    for (const one of [first.page, page]) await one.click(`[data-lang=${lang}]`);
    assert.deepEqual(await shown(page), await shown(first.page));
    assert.match(await page.textContent('.reopened'), lang === 'ja' ? /できません.*絞り込み/ : /cannot be filtered/);
    assert.equal(await page.locator('.reopened').count(), 1);
  }
  assert.equal(await page.locator('#narrow, .day, .tools [data-format=ndjson]').count(), 0);
  await page.locator('[data-action=evidence]').first().click();
  assert.equal(await page.locator('.evidence .samples li').count(), 3);
  assert.equal(await saved(page, format('json')), readFileSync(path, 'utf8'), 'saved once more, it is the same');
  assert.equal(await saved(page, format('text')), run(['report', path]), 'the command line opens it, too');
  // Logs take its place.
  const after = JSON.parse(await drop(page, [{ name: 'auth.log', text: LOG }]));
  assert.deepEqual(after, without(JSON.parse(readFileSync(path, 'utf8'))));
  assert.equal(await page.locator('.reopened').count(), 0);
  assert.deepEqual([seen.errors, seen.broken], [[], []]);
  await first.context.close();
  await context.close();
});

test('answers about the server that a report was saved under stay in force', async () => {
  const first = await open(browser, address, { locale: 'en-US' });
  await drop(first.page, [{ name: 'auth.log', text: LOG }]);
  await first.page.click('[data-fold=facts]');
  await first.page.click('[data-fact=ssh-keys-only][data-answer=yes]');
  const json = await saved(first.page, format('json'));
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  await drop(page, [{ name: 'saved.json', text: json }]);
  assert.match(await page.textContent('#finding-brute-force .level'), /Information/);
  await page.click('[data-fold=facts]');
  await page.click('[data-fact=ssh-keys-only][data-answer=no]');
  assert.match(await page.textContent('#finding-brute-force .level'), /Warning/);
  await first.context.close();
  await context.close();
});

test('what cannot be opened says why, and what was there stays', async () => {
  const { context, page, seen } = await open(browser, address, { locale: 'en-US' });
  const json = await drop(page, [{ name: 'auth.log', text: LOG }]);
  const hostile = `{"schema":1,"files":${'['.repeat(200_000)}`;
  for (const [name, text, why] of [
    ['cut.json', json.slice(0, -100), /“cut\.json” .* no valid JSON \(line 1, byte \d+\)/],
    ['other.json', '{"schema":"http://example.com/","x":1}', /“other\.json” was not made by “Save as JSON”/],
    ['newer.json', json.replace('"schema":1', '"schema":7'), /“newer\.json” was saved by a newer Logyomi \(its schema is 7/],
    ['broken.json', json.replace('"attackers":[', '"attackers":[7,'), /“broken\.json” .* damaged/],
    ['deep.json', hostile, /“deep\.json” /],
    ['<img src=x>.json', '{"schema":0}', /“<img src=x>\.json” was not made/],
  ]) {
    assert.equal(await drop(page, [{ name, text }]), json, name);
    assert.match(await page.textContent('#message'), why);
  }
  await drop(page, [{ name: 'one.json', text: json }, { name: 'two.json', text: json }]);
  assert.match(await page.textContent('#message'), /not opened: “one\.json”, “two\.json”\. What was counted apart/);
  const both = JSON.parse(await drop(page, [{ name: 'more.log', text: line(1, 'guest', '192.0.2.9') }, { name: 'one.json', text: json }]));
  assert.deepEqual(both.files.map((file) => file.path), ['auth.log', 'more.log']);
  assert.match(await page.textContent('#message'), /“one\.json”\. Only the logs were read/);
  assert.deepEqual([seen.errors, seen.broken], [[], []]);
  await context.close();
});

test('on paper: A4, the files with their hashes, and no buttons', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  await drop(page, [{ name: 'auth.log', text: LOG }]);
  assert.ok(await page.isHidden('#heading'));
  await page.evaluate(() => {
    globalThis.printed = 0;
    window.print = () => {
      dispatchEvent(new Event('beforeprint'));
      globalThis.printed += 1;
    };
  });
  await page.click('[data-action=print]');
  await page.waitForFunction(() => globalThis.printed === 1);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.isVisible('#heading'));
  const heading = await page.textContent('#heading');
  assert.ok(heading.includes('auth.log') && heading.includes(sha256(LOG, 'hex')));
  assert.match(heading, /As the logs wrote them/);
  for (const hidden of ['.tools', '#narrow details', '#start', '#switches']) assert.ok(await page.locator(hidden).first().isHidden(), hidden);
  const margins = await page.evaluate(() => document.adoptedStyleSheets[0].cssRules[0].cssText);
  assert.ok(margins.includes(sha256(LOG, 'hex')), margins);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  assert.match(pdf, /\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
  await context.close();
});

test('a saved HTML report stands alone: no script, the hashes, and a page of its own for each sheet', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  await drop(page, [{ name: 'auth.log', text: LOG }]);
  const html = await saved(page, format('html'));
  const path = join(folder, 'saved.html');
  writeFileSync(path, html);
  assert.doesNotMatch(html, /<script|<button|<link|src=/);
  const { context: other, page: reader, seen } = await blank(path);
  assert.ok((await reader.textContent('.heading')).includes(sha256(LOG, 'hex')));
  assert.ok(await reader.isVisible('.heading'));
  assert.deepEqual(seen, [`file://${path}`]);
  await other.close();
  await context.close();
});

/** A page without Logyomi, and all that it asks for. */
async function blank(path) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const seen = [];
  context.on('request', (request) => seen.push(request.url()));
  const page = await context.newPage();
  await page.goto(`file://${path}`);
  return { context, page, seen };
}
