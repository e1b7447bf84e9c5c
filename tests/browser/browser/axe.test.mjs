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

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const COLOURS = ['color-contrast', 'link-in-text-block'];

const ALL = { runOnly: TAGS };
/** All that another appearance can change. */
const LOOKS = { runOnly: { type: 'rule', values: COLOURS } };
/** All that another language can change. */
const WORDS = { runOnly: TAGS, rules: Object.fromEntries(COLOURS.map((rule) => [rule, { enabled: false }])) };

/** In each language, what is asked in which appearance. Looking at colours takes longer than all else together. */
const ASKED = [
  ['ja-JP', [['light', ALL], ['dark', LOOKS]]],
  ['en-US', [['light', WORDS]]],
];

/** What is wrong, a line each: the rule, and the first elements that break it. */
async function violations(page, options) {
  const found = await page.evaluate((options) => globalThis.axe.run(document, { ...options, resultTypes: ['violations'] }), options);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
}

// Nobody hears paper.
for (const [name, reach, part] of VIEWS.filter(([name]) => name !== 'printed')) {
  test(`nothing is wrong for those who hear or enlarge the page: ${name}`, async () => {
    for (const [locale, asked] of ASKED) {
      const { context, page } = await open(browser, address, { locale });
      await reach(page);
      if (part) await alone(page, part);
      await page.evaluate(axe);
      for (const [colorScheme, options] of asked) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page, options), [], `${name}, ${locale}, ${colorScheme}`);
      }
      await context.close();
    }
  });
}
