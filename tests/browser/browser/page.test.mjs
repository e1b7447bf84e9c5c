// What the reader does with the page.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { begin } from '../lib/begin.mjs';
import { drop, open, report, workersLeft } from '../lib/chromium.mjs';
import { log, random } from '../lib/logs.mjs';
import { root } from '../lib/program.mjs';

const { browser, address } = await begin();

const line = (at, user, from) => `Dec 10 06:55:${String(10 + (at % 50))} host sshd[${at}]: Invalid user ${user} from ${from}\n`;
const LOG = [
  ...Array.from({ length: 5 }, (_, at) => line(at, 'oracle', '203.0.113.5')),
  ...Array.from({ length: 300 }, (_, at) => line(100 + at, 'admin', '198.51.100.7')),
  ...Array.from({ length: 20 }, (_, at) => line(500 + at, 'test', '192.0.2.200')),
].join('');

const dropped = async (options) => {
  const opened = await open(browser, address, options);
  opened.json = await drop(opened.page, [{ name: 'auth.log', text: LOG }]);
  return opened;
};
const addresses = (page) => page.$$eval('table.attackers tbody th > .value', (cells) => cells.map((cell) => cell.textContent));

test('the page speaks the reader’s language and changes it without reading again', async () => {
  const { context, page, json } = await dropped({ locale: 'en-US' });
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  const reads = await page.evaluate(() => performance.getEntriesByType('resource').length);
  await page.click('[data-lang=ja]');
  assert.equal(await page.getAttribute('html', 'lang'), 'ja');
  assert.match(await page.textContent('#attackers h2'), /攻撃元/);
  assert.equal(await page.evaluate(() => wasm_bindgen.report_json()), json);
  assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').length), reads);
  await context.close();
});

test('who follows a link while tables above are laid out stays where it led', async () => {
  const { context, page } = await open(browser, address);
  await page.evaluate(() => {
    document.documentElement.style.scrollBehavior = 'auto';
    const places = [];
    self.followed = new Promise((done) => {
      let target;
      // At the first picture of the report, and then at each one until all of it is laid out.
      const look = () => {
        if (wasm_bindgen.report_json() !== undefined) {
          if (target === undefined) {
            const link = [...document.querySelectorAll('#nav a[href^="#section-"]')].at(-1);
            link.click();
            target = document.querySelector(link.hash);
          }
          places.push([target.getBoundingClientRect().top, scrollY]);
          if (document.querySelector('.filling') === null) return done(places);
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  });
  await drop(page, [{ name: 'messages', text: log(random(7), 400_000) }]);
  const places = await page.evaluate(() => self.followed);
  const [[top, before], [, after]] = [places[0], places.at(-1)];
  assert.ok(after > before + 100, `nothing was laid out above: ${before}, ${after}`);
  assert.deepEqual(places.filter(([now]) => Math.abs(now - top) > 2), []);
  await context.close();
});

test('attackers are sorted and filtered; the keyboard stays where it was', async () => {
  const { context, page } = await dropped();
  assert.deepEqual(await addresses(page), ['198.51.100.7', '192.0.2.200', '203.0.113.5']);
  await page.focus('[data-column=address]');
  await page.keyboard.press('Enter');
  assert.deepEqual(await addresses(page), ['192.0.2.200', '198.51.100.7', '203.0.113.5']);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.column), 'address');
  await page.keyboard.press('Enter');
  assert.deepEqual(await addresses(page), ['203.0.113.5', '198.51.100.7', '192.0.2.200']);
  await page.fill('#attackers-filter', 'oracle');
  assert.deepEqual(await addresses(page), ['203.0.113.5']);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'attackers-filter');
  await context.close();
});

test('a finding says why; an answer about the server changes its level', async () => {
  const { context, page, json } = await dropped({ locale: 'en-US' });
  const level = () => page.textContent('#finding-brute-force .level');
  assert.equal(JSON.parse(json).findings.find((finding) => finding.id === 'brute-force').level, 'warning');
  assert.match(await page.textContent('.verdict'), /Action needed/);
  assert.match(await level(), /Warning/);
  await page.click('#finding-brute-force summary');
  assert.match(await page.textContent('#finding-brute-force .inside'), /300 attempts/);
  assert.match(await page.inputValue('#reply-brute-force'), /\[E1\] auth\.log/);
  await page.click('[data-fold=facts]');
  await page.click('[data-fact=ssh-keys-only][data-answer=yes]');
  assert.match(await level(), /Information/);
  assert.match(await page.textContent('#finding-brute-force .inside'), /because you answered/);
  assert.match(await page.textContent('.verdict'), /Nothing urgent/);
  await context.close();
});

test('names are hidden in drafts on request', async () => {
  const { context, page } = await dropped({ locale: 'en-US' });
  await page.click('#finding-brute-force summary');
  await page.click('[data-fold="draft/reply-brute-force"]');
  const draft = () => page.inputValue('#reply-brute-force');
  assert.match(await draft(), /Invalid user admin from 198\.51\.100\.7/);
  await page.click('[data-action=mask][data-target=reply-brute-force]');
  assert.match(await draft(), /a\*\*\* from 198\.51\.100\.7/);
  assert.ok(!(await draft()).includes('admin'));
  await context.close();
});

test('block rules are for the chosen tool, and never for the reader’s own network', async () => {
  const { context, page } = await dropped();
  await page.click('[data-tool=nginx]');
  const rules = async () => (await page.inputValue('#block-text')).split('\n').filter((rule) => rule.startsWith('deny'));
  assert.deepEqual(await rules(), ['deny 198.51.100.7;', 'deny 192.0.2.200;']);
  await page.fill('#block-own', '192.0.2.0/24');
  assert.deepEqual(await rules(), ['deny 198.51.100.7;']);
  await page.fill('#block-own', '192.0.2.0/24, 198.51.100.7');
  assert.deepEqual(await rules(), []);
  assert.match(await page.textContent('#finding-brute-force'), /198\.51\.100\.7/);
  assert.ok(!(await page.locator('#finding-brute-force .level.warning').count()), 'their own address is no attacker');
  await page.fill('#block-own', '192.0.2.0/24');
  await page.fill('#block-least', '301');
  assert.deepEqual(await rules(), []);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'block-least');
  await context.close();
});

test('an attacker’s row opens its lines and the mail to its provider', async () => {
  const { context, page } = await dropped({ locale: 'en-US' });
  await page.click('[data-action=attacker][data-address="198.51.100.7"]');
  assert.match(await page.textContent('#attackers .evidence code'), /Invalid user admin from 198\.51\.100\.7/);
  assert.match(await page.inputValue('[id="abuse-198_51_100_7"]'), /Source address: 198\.51\.100\.7/);
  await page.click('[data-action=attacker][data-address="198.51.100.7"]');
  assert.equal(await page.locator('#attackers .evidence').count(), 0);
  await context.close();
});

test('a row opens its lines, read back from the file', async () => {
  const { context, page } = await dropped();
  const row = page.locator('tr', { hasText: '198.51.100.7' }).locator('[data-action=evidence]').first();
  await row.click();
  await page.waitForFunction(() => document.querySelectorAll('.evidence .samples li').length === 200);
  const lines = await page.$$eval('.evidence .samples code', (codes) => codes.map((code) => code.textContent));
  assert.ok(lines.every((line) => line.includes('Invalid user admin from 198.51.100.7')));
  assert.equal(lines[0], line(100, 'admin', '198.51.100.7').trim());
  await context.close();
});

test('a second drop adds, and gives what both together give', async () => {
  const { context, page } = await dropped();
  const added = JSON.parse(await drop(page, [{ name: 'more.log', text: line(900, 'guest', '203.0.113.5') }]));
  assert.deepEqual(added.files.map((file) => file.path), ['auth.log', 'more.log']);
  assert.equal(added.attackers.find((attacker) => attacker.address === '203.0.113.5').attempts, 6);
  await context.close();
});

test('text is pasted into the dialog, and anywhere else', async () => {
  const { context, page } = await open(browser, address);
  await page.click('[data-action=paste]');
  await page.fill('#paste-text', line(1, 'oracle', '203.0.113.5'));
  await page.click('[data-action=paste-read]');
  assert.equal(JSON.parse(await report(page)).files[0].path, 'paste-1.log');
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, line(2, 'guest', '203.0.113.6'));
  const { attackers } = JSON.parse(await report(page));
  assert.deepEqual(attackers.map((attacker) => attacker.address), ['203.0.113.5', '203.0.113.6']);
  await context.close();
});

test('a log too large for one worker is read in ranges, with progress', async () => {
  const { context, page, json } = await dropped();
  const one = JSON.parse(json);
  const times = 1000;
  await page.reload();
  await page.waitForSelector('[data-action=choose-files]');
  await page.evaluate(() => {
    globalThis.shares = [];
    new MutationObserver(() => shares.push(Number(document.getElementById('progress').value))).observe(document.body, { subtree: true, attributes: true });
  });
  const whole = JSON.parse(await drop(page, [{ name: 'auth.log', text: LOG.repeat(times) }]));
  assert.equal(whole.files[0].lines.read, one.files[0].lines.read * times);
  const shares = await page.evaluate(() => shares);
  assert.ok(shares.some((share) => share > 0 && share < 1), 'there was progress on the way');
  await context.close();
});

test('cancelling keeps what is finished, and says so', async () => {
  const { context, page } = await open(browser, address);
  await page.evaluate((log) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([log.repeat(5_000)], 'auth.log'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, LOG);
  await page.waitForFunction(() => Number(document.getElementById('progress')?.value) > 0.02);
  await page.click('[data-action=cancel]');
  const { files } = JSON.parse(await report(page));
  assert.ok(files[0].lines.read < 325 * 5_000);
  assert.ok(await page.isHidden('#running'));
  assert.match(await page.textContent('#message'), /中止/);
  await context.close();
});

test('the report is saved: JSON as it is, HTML that stands alone', async () => {
  const { context, page, json } = await dropped();
  const saved = async (format) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`.tools [data-format=${format}]`)]);
    assert.match(download.suggestedFilename(), /^logyomi-\d{4}-\d\d-\d\d\.(html|txt|json)$/);
    return readFileSync(await download.path(), 'utf8');
  };
  const again = JSON.parse(await saved('json'), (key, value) => (key === 'sha256' ? undefined : value));
  assert.deepEqual(again, JSON.parse(json));
  assert.match(await saved('text'), /198\.51\.100\.7/);
  const html = await saved('html');
  assert.match(html, /198\.51\.100\.7/);
  assert.doesNotMatch(html, /<script/);
  await context.close();
});

test('a folder is dropped with all that is in it', async () => {
  const { context, page } = await open(browser, address);
  await page.evaluate((log) => {
    const file = (name, text) => ({ isDirectory: false, fullPath: `/var/log/${name}`, file: (found) => found(new File([text], name)) });
    const names = Array.from({ length: 250 }, (_, at) => file(`auth.log.${at}`, log));
    const batches = [names.slice(0, 100), names.slice(100, 200), names.slice(200), []];
    const folder = { isDirectory: true, fullPath: '/var/log', createReader: () => ({ readEntries: (found) => found(batches.shift()) }) };
    DataTransferItem.prototype.webkitGetAsEntry = () => folder;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([], 'log'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, LOG);
  const { files } = JSON.parse(await report(page));
  assert.equal(files.length, 250);
  // In the order of writing: the highest number is the oldest.
  assert.equal(files[0].path, 'var/log/auth.log.249');
  await context.close();
});

test('the page names the program inside it', async () => {
  const { context, page } = await open(browser, address);
  assert.match(await page.textContent('#wasm-hash'), /^[0-9a-f]{64}$/);
  await page.click('[data-theme=dark]');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  await page.click('[data-lang=en]');
  assert.equal(await page.getAttribute('[data-action=theme][data-theme=dark]', 'aria-pressed'), 'true');
  await context.close();
});

test('the guessed year of a single file is set right, and guessed again', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  await drop(page, [{ name: 'a.log', text: LOG }, { name: 'b.log', text: LOG.replaceAll('Dec', 'Nov') }]);
  const years = async () => JSON.parse(await report(page)).files.map((file) => [file.path, file.span.first.slice(0, 4), file.anchor_from]);
  const before = await years();
  const give = async (day) => {
    await page.fill('[data-action=file-day][data-path="b.log"]', day);
    await page.locator('[data-action=file-day][data-path="b.log"]').dispatchEvent('change');
    await page.waitForFunction((wanted) => JSON.parse(wasm_bindgen.report_json() ?? '{"files":[]}').files.some((file) => (file.anchor_from === 'user') === wanted), day !== '');
  };
  await page.click('[data-fold="day/b.log"]');
  await give('2012-12-31');
  assert.deepEqual(await years(), [before[0], ['b.log', '2012', 'user']]);
  assert.ok(await page.isVisible('[data-action=file-day][data-path="b.log"]'), 'the field stays where it was');
  await give('');
  assert.deepEqual(await years(), before);
  await context.close();
});

test('the zone of a single file is said, and its times are moved like those with an offset', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  await drop(page, [{ name: 'a.log', text: LOG }, { name: 'b.log', text: LOG.replaceAll('Dec', 'Nov') }]);
  const firsts = async () => JSON.parse(await report(page)).files.map(({ zone_minutes, span }) => [zone_minutes, Date.parse(`${span.first}Z`)]);
  const [[, a], [, b]] = await firsts();
  const choose = async (selector, zone, wanted) => {
    await page.selectOption(selector, zone);
    await page.waitForFunction(wanted);
  };
  await page.click('[data-fold="day/b.log"]');
  await choose('[data-action=file-zone][data-path="b.log"]', '+09:00', () => wasm_bindgen.report_json()?.includes('"zone_minutes":540'));
  assert.deepEqual(await firsts(), [[undefined, a], [540, b]], 'said, not moved');
  assert.match(await page.textContent('#files'), /Times without an offset are taken as \+09:00/);
  await page.click('[data-action=settings-open]');
  await choose('#zone', '+00:00', () => wasm_bindgen.report_json()?.includes('"zone_minutes":0'));
  assert.deepEqual(await firsts(), [[undefined, a], [540, b - 9 * 3600_000]]);
  await context.close();
});

test('whose work the page is stands in the page', async () => {
  const { context, page } = await open(browser, address, { locale: 'en-US' });
  await page.click('[data-action=licences-open]');
  const text = await page.textContent('#licences[open] pre');
  assert.equal(text, readFileSync(join(root, 'web/licences.txt'), 'utf8'));
  await page.click('[data-action=licences-close]');
  assert.equal(await page.locator('#licences[open]').count(), 0);
  await context.close();
});

test('no worker is left when the work is done', async () => {
  const { context, page } = await dropped();
  assert.equal(await workersLeft(page), 0);
  await context.close();
});

test('a worker that dies is replaced, and nothing is lost', async () => {
  const { context, page, json } = await dropped();
  await page.reload();
  await page.waitForSelector('[data-action=choose-files]');
  await page.evaluate(() => {
    // The first worker dies when it is given something to read.
    const post = Worker.prototype.postMessage;
    let dead = false;
    Worker.prototype.postMessage = function (...words) {
      if (!dead && words[0][0]?.Read) {
        dead = true;
        this.dispatchEvent(new ErrorEvent('error', { message: 'dead' }));
        return;
      }
      post.apply(this, words);
    };
  });
  const again = JSON.parse(await drop(page, [{ name: 'auth.log', text: LOG }]));
  assert.deepEqual(again.attackers, JSON.parse(json).attackers);
  assert.deepEqual(again.files[0].problems, []);
  await context.close();
});

test('a worker that falls silent is replaced too', async () => {
  const { context, page } = await open(browser, address);
  await page.clock.install();
  await page.evaluate(() => {
    // The first one that is given something to read hears nothing any more.
    const post = Worker.prototype.postMessage;
    let deaf;
    Worker.prototype.postMessage = function (...words) {
      if (words[0][0]?.Read) deaf ??= this;
      if (this !== deaf) post.apply(this, words);
    };
  });
  const reading = drop(page, [{ name: 'auth.log', text: LOG }]);
  await page.waitForFunction(() => !document.getElementById('running').hidden);
  await page.clock.runFor(70_000);
  const { files } = JSON.parse(await reading);
  assert.deepEqual([files[0].lines.read, files[0].problems], [325, []]);
  await context.close();
});

test('a browser without setHTML shows the same, through the page’s own policy', async () => {
  const [with_, without] = [await dropped(), await dropped({ setHTML: false })];
  assert.ok(await with_.page.evaluate(() => 'setHTML' in Element.prototype));
  assert.ok(!(await without.page.evaluate(() => 'setHTML' in Element.prototype)));
  const text = async ({ page }) => {
    const html = await page.evaluate(() => document.getElementById('app').innerHTML);
    return html.replace(/<span id="progress-text">.*?<\/span>/, '');
  };
  assert.equal(await text(without), await text(with_));
  assert.deepEqual([without.seen.errors, without.seen.broken], [[], []]);
  await with_.context.close();
  await without.context.close();
});
