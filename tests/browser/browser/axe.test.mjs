// Nothing for axe-core to find: each state of the page, in both languages, light and dark.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { begin } from '../lib/begin.mjs';
import { open } from '../lib/chromium.mjs';
import { alone, VIEWS } from '../lib/views.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { browser, address } = await begin();

const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** All that another appearance can change. */
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** What is wrong, a line each: the rule, and the first elements that break it. */
async function violations(page, runOnly) {
  await page.evaluate(axe);
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }), runOnly);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
}

// Nobody hears paper.
for (const [name, reach, part] of VIEWS.filter(([name]) => name !== 'printed')) {
  test(`nothing is wrong for those who hear or enlarge the page: ${name}`, async () => {
    for (const locale of ['ja-JP', 'en-US']) {
      const { context, page } = await open(browser, address, { locale });
      await reach(page);
      if (part) await alone(page, part);
      // Colours are the same in both languages.
      const looks = locale === 'ja-JP' ? [['light', ALL], ['dark', COLOURS]] : [['light', ALL]];
      for (const [colorScheme, rules] of looks) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page, rules), [], `${name}, ${locale}, ${colorScheme}`);
      }
      await context.close();
    }
  });
}
