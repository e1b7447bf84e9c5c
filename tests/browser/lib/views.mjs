// The page in all its states, for those who look at it: the accessibility checker and the screenshots.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { drop } from './chromium.mjs';
import { root } from './program.mjs';

const seed = (number) => readFileSync(join(root, `tests/corpus/seed-00${number}.log`), 'utf8');

const LONG = 'a-customer-with-a-very-long-host-name.dynamic.pool-198-51-100.access.network.region.example.net';

/** What is hard to lay out: a long name without a blank, one line that stands for a million, hidden characters. */
const EXTREMES = [
  `Dec 10 06:55:46 host in.ftpd[1]: refused connect from ${LONG} (198.51.100.7)`,
  ...Array.from({ length: 12 }, (_, at) => `Dec 10 06:55:${10 + at} host sshd[${at}]: Failed password for invalid user ${'long'.repeat(20)} from 203.0.113.5 port 4${at} ssh2`),
  `Dec 10 06:56:46 host sshd[2]: Failed password for root from 2001:db8:1234:5678:9abc:def0:1234:5678 port 41 ssh2`,
  'Dec 10 06:56:47 host last message repeated 999999 times',
  `Dec 10 06:57:00 host sshd[3]: Invalid user \u202eevil\u0007 from 192.0.2.200`,
  'Dec 10 06:58:00 host odd[4]: a line that no page knows',
].join('\n');

const files = () => [
  ...[0, 1, 2, 3].map((number) => (number === 0 ? ['access.log', readFileSync(join(root, 'tests/corpus/access_log'), 'utf8')] : [`seed-00${number}.log`, seed(number)])),
  ['extremes.log', `${EXTREMES}\n`],
  ['empty.log', ''],
].map(([name, text]) => ({ name, text }));

const dialog = (name) => async (page) => {
  await page.click(`[data-action=${name}-open]`);
  await page.waitForSelector(`dialog#${name}[open]`);
};

/** `[name, what to do to get there]`; each begins with an opened page. */
export const VIEWS = [
  ['start', async () => {}],
  ['paste', async (page) => page.click('[data-action=paste]')],
  ['settings', dialog('settings')],
  ['keys', dialog('keys')],
  ['empty', async (page) => drop(page, [{ name: 'empty.log', text: '' }])],
  ['report', async (page) => drop(page, files())],
  ['opened', async (page) => {
    await drop(page, files());
    for (const fold of ['.findings summary', '[data-fold=narrow]', '[data-fold=facts]', '[data-fold=figures]']) await page.locator(fold).first().click();
    await page.locator('[data-action=attacker]').first().click();
    await page.locator('[data-action=evidence]').first().click();
  }],
  ['narrowed', async (page) => {
    await drop(page, files());
    await page.click('[data-fold=narrow]');
    await page.selectOption('#narrow-level', 'attack');
    await page.click('[data-action=narrow]');
    await page.waitForFunction(() => wasm_bindgen.report_json()?.includes('"asked"'));
  }],
];
