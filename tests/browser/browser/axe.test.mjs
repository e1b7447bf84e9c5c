// Nothing for axe-core to find: each state of the page, in both languages, light and dark.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { begin } from '../lib/begin.mjs';
import { open } from '../lib/chromium.mjs';
import { VIEWS } from '../lib/views.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { browser, address } = await begin();

/** What is wrong, a line each: the rule, and the first elements that break it. */
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
}

for (const [name, reach] of VIEWS) {
  test(`nothing is wrong for those who hear or enlarge the page: ${name}`, async () => {
    const { context, page } = await open(browser, address);
    await reach(page);
    for (const lang of ['ja', 'en']) {
      for (const theme of ['light', 'dark']) {
        // A dialog covers the switches, and is closed by the other language: it is reached anew.
        await page.evaluate(() => document.querySelectorAll('dialog[open]').forEach((one) => one.close()));
        await page.click(`[data-action=lang][data-lang=${lang}]`);
        await page.click(`[data-action=theme][data-theme=${theme}]`);
        if (['paste', 'settings', 'keys'].includes(name)) await reach(page);
        assert.deepEqual(await violations(page), [], `${name}, ${lang}, ${theme}`);
      }
    }
    await context.close();
  });
}
