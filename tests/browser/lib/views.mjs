// The page in all its states, for those who look at it: the accessibility checker and the screenshots.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { choose, drop, report } from './chromium.mjs';
import { root } from './program.mjs';

const corpus = (name) => join(root, 'tests/corpus', name);
const text = (name) => ({ name, text: readFileSync(corpus(name), 'utf8') });
const log = (...lines) => `${lines.join('\n')}\n`;

const LONG = 'a-customer-with-a-very-long-host-name.dynamic.pool-198-51-100.access.network.region.example.net';
const failed = (at, user, from) => `Dec 10 06:55:${10 + (at % 50)} host sshd[${at}]: Failed password for ${user} from ${from} port ${4000 + at} ssh2`;
const accepted = (user, from) => `Dec 10 06:56:00 host sshd[999]: Accepted password for ${user} from ${from} port 4022 ssh2`;

/** What is hard to lay out: a long name without a blank, one line that stands for a million, hidden characters. */
const EXTREMES = log(
  `Dec 10 06:55:46 host in.ftpd[1]: refused connect from ${LONG} (198.51.100.7)`,
  ...Array.from({ length: 12 }, (_, at) => failed(at, `invalid user ${'long'.repeat(20)}`, '203.0.113.5')),
  failed(20, 'root', '2001:db8:1234:5678:9abc:def0:1234:5678'),
  'Dec 10 06:56:47 host last message repeated 999999 times',
  'Dec 10 06:57:00 host sshd[3]: Invalid user \u202eevil\u0007 from 192.0.2.200',
  `203.0.113.88 - - [10/Dec/2012:07:00:00 +0900] "GET /${'very-long-path/'.repeat(30)}wp-login.php HTTP/1.1" 404 12345678 "-" "-"`,
  'Dec 10 06:58:00 host odd[4]: a line that no page knows',
  `Dec 10 06:58:01 host odd[4]: ${'a-word-that-never-ends-'.repeat(20)}`,
);

const ONE = log(failed(1, 'root', '203.0.113.5'));
const BROKEN_IN = log(...Array.from({ length: 9 }, (_, at) => failed(at, 'root', '203.0.113.5')), accepted('root', '203.0.113.5'));
const MANY = log(...Array.from({ length: 1200 }, (_, at) => failed(at, `user${at % 40}`, `203.0.${112 + (at % 3)}.${at % 30}`)));

const PS = log(
  '  PID TTY      STAT   TIME COMMAND',
  '    1 ?        Ss     0:03 /sbin/init',
  ' 6666 ?        S      9:10 /tmp/.x/xmrig -o stratum+tcp://198.51.100.3:3333',
);

const BROKEN = [
  'bad-checksum.gz', 'damaged.log', 'empty.log', 'members-and-garbage.gz', 'mixed-encodings.log',
  'nested.zip', 'photo.jpg', 'secure.xz', 'secure.zst', 'truncated.gz', 'utf-16.log', 'var-log.tar.gz', 'var-log.zip',
].map(corpus);

const mixed = () => [
  { ...text('access_log'), name: 'access.log' }, text('seed-001.log'), text('seed-002.log'), text('seed-003.log'),
  { name: `${LONG}-${LONG}.log`, text: EXTREMES }, { name: 'empty.log', text: '' },
];

const opens = (action, id) => async (page) => {
  await page.click(`[data-action=${action}]`);
  await page.waitForSelector(`dialog#${id}[open]`);
};
const sample = (name, ...then) => async (page) => {
  await page.click(`[data-sample=${name}]`);
  await report(page);
  for (const step of then) await step(page);
};
const dropped = (files, ...then) => async (page) => {
  await drop(page, typeof files === 'function' ? files() : files);
  for (const step of then) await step(page);
};
const click = (...selectors) => async (page) => {
  for (const selector of selectors) await page.locator(selector).first().click();
};
const explains = (line) => async (page) => {
  await opens('explain', 'explain')(page);
  await page.fill('#explain-text', line);
  await page.click('[data-action=explain-read]');
};
const narrows = (level) => async (page) => {
  await page.click('[data-fold=narrow]');
  await page.selectOption('#narrow-level', level);
  await page.click('[data-action=narrow]');
  await page.waitForFunction(() => wasm_bindgen.report_json()?.includes('"asked"'));
};

/** So large a log that it is still being read when it is looked at. */
async function reading(page) {
  await page.evaluate((lines) => {
    const some = new Blob([lines.repeat(400)]);
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(Array.from({ length: 40 }, () => some), 'auth.log'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, MANY);
  await page.waitForFunction(() => /^\d+\.\d\sMiB/.test(document.getElementById('progress-text').textContent));
}

/** What a save button wrote, to be read again. */
async function saves(page, format) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`.tools [data-format=${format}]`)]);
  return readFileSync(await download.path(), 'utf8');
}

async function reopened(page) {
  const json = await saves(page, 'json');
  await page.reload();
  await page.waitForSelector('[data-action=choose-files]');
  await drop(page, [{ name: 'report.json', text: json }]);
}

/** The saved file in the place of the page, whose rule would not let it in. */
async function saved(page) {
  const html = await saves(page, 'html');
  await page.goto('about:blank');
  await page.setContent(html);
}

const output = async (page) => {
  await page.check('#check-w');
  await page.fill('#check-note-w', '10:05 お客様に確認済み / confirmed by the customer');
  await page.click('[data-fold="check/ps -axf"]');
  await page.fill('#check-output-ps_-axf', PS);
  await page.click('[data-action=check-read][data-command="ps -axf"]');
  await page.waitForFunction(() => JSON.parse(wasm_bindgen.report_json() ?? '{}').documents?.length === 1);
};

/**
 * `[name, what to do to get there, the part of it that is looked at]`; each begins with an opened page.
 * Without the third: the whole page, or the dialog that is open.
 */
export const VIEWS = [
  // Before anything is read.
  ['start', async () => {}],
  ['dragging', async (page) => page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'auth.log'));
    document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true, cancelable: true }));
  })],
  ['paste', opens('paste', 'paste')],
  ['settings', opens('settings-open', 'settings')],
  ['keys', opens('keys-open', 'keys')],
  ['licences', opens('licences-open', 'licences')],
  ['explained', explains(failed(7, 'invalid user \u202eadmin<b>', '203.0.113.5'))],
  ['unexplained', explains('Dec 10 06:55:46 host frob[1]: out of nicks')],
  ['reading', reading],
  ['cancelled', async (page) => {
    await reading(page);
    await page.click('[data-action=cancel]');
    await report(page);
  }, '#message'],

  // Reports as they come.
  ['break-in', sample('break-in'), '#summary'],
  ['attack-day', sample('attack-day'), '#summary'],
  ['quiet-day', sample('quiet-day')],
  ['empty', dropped([{ name: 'empty.log', text: '' }])],
  ['one-line', dropped([{ name: 'auth.log', text: ONE }])],
  ['cannot-tell', dropped([{ name: 'letter.txt', text: 'なんのことでしょう\n' }]), '#summary'],
  ['mixed', dropped(mixed), '#summary'],

  // What can be opened in them.
  ['finding', sample('break-in', click('.findings summary', '.findings [data-fold^=draft]')), '#summary'],
  ['facts', sample('attack-day', click('[data-fold=facts]', '[data-action=fact]')), '#summary'],
  ['attackers', dropped(mixed), '#attackers'],
  ['attacker', dropped(mixed, click('[data-action=attacker]')), '#attackers'],
  ['lines-of', sample('attack-day', click('[data-action=attacker]', '[data-action=lines-of]'), (page) => page.waitForSelector('[data-action=save-lines]')), '#attackers'],
  ['abuse-mail', sample('break-in', click('[data-action=attacker]', '#attackers [data-fold^="draft/abuse"]')), '#attackers'],
  ['many', dropped([{ name: 'auth.log', text: MANY }], click('[data-fold=networks]')), '#attackers'],
  ['filtered', dropped(mixed, (page) => page.fill('#attackers-filter', 'nobody')), '#attackers'],
  ['timeline', sample('attack-day', click('[data-fold=figures]')), '#timeline'],
  ['targets', dropped(mixed), '#targets'],
  ['rules', dropped([{ name: 'auth.log', text: MANY }]), '#block'],
  ['sections', dropped(mixed), '#sections'],
  ['evidence', dropped([{ name: 'extremes.log', text: EXTREMES }], click('[data-action=evidence]')), '#sections'],
  ['unmatched', dropped(mixed, click('[data-fold^="unmatched/"]')), '#unmatched'],
  ['files', dropped(mixed, click('[data-fold^="day/"]')), '#files'],
  ['broken-files', async (page) => choose(page, BROKEN), '#files'],
  ['checklist', dropped([{ name: 'auth.log', text: BROKEN_IN }], output), '#files'],

  // Less of them, and what goes out.
  ['narrowing', sample('attack-day', click('[data-fold=narrow]')), '#narrow'],
  ['narrowed', sample('attack-day', narrows('attack'))],
  ['reopened', sample('break-in', reopened)],
  ['saved', sample('break-in', saved)],
  ['printed', sample('quiet-day', (page) => page.emulateMedia({ media: 'print' }))],
];

/** Leaves of the report only the part that is looked at: the whole is long to check, and taller than a browser likes to draw. */
export async function alone(page, part) {
  if (!(await page.locator(`.part${part}`).count())) return;
  await page.evaluate((part) => {
    for (const other of document.querySelectorAll('.part')) if (!other.matches(part)) other.remove();
  }, part);
}
