// Pictures of every view, to be looked at: node shots.mjs FOLDER [VIEW…]

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { launch, open, places } from './lib/chromium.mjs';
import { alone, VIEWS } from './lib/views.mjs';

const [folder, ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const views = VIEWS.filter(([name]) => !wanted.length || wanted.includes(name));
const unknown = wanted.filter((name) => !VIEWS.some(([known]) => known === name));
if (unknown.length) throw new Error(`no such view: ${unknown.join(', ')}`);

/** The part where one is named; else the page, or no more than the window where a dialog covers it. */
async function picture(page, part, path) {
  if (part) return page.locator(part).screenshot({ path });
  const fullPage = !(await page.locator('dialog[open]').count());
  return page.screenshot({ path, fullPage });
}

/** A view is reached once in each language; widths and colours change under it. */
async function pictures(view, locale) {
  const [name, reach, part] = view;
  const { context, page } = await open(browser, address, { locale, viewport: { width: 1440, height: 900 } });
  await reach(page);
  if (part) await alone(page, part);
  for (const width of [1440, 1024, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await picture(page, part, join(folder, `${name}-${width}-${locale.slice(0, 2)}-${colorScheme}.png`));
    }
  }
  await context.close();
}

const browser = await launch();
const { list: [[, address]], close } = await places();
const jobs = views.flatMap((view) => ['ja-JP', 'en-US'].map((locale) => [view, locale]));
/** As many at a time as there are cores to draw with, mostly. */
await Promise.all([1, 2].map(async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const began = Date.now();
    await pictures(...job);
    console.log(`${job[0][0]} ${job[1]}: ${Date.now() - began} ms`);
  }
}));
await browser.close();
close();
console.log(folder);
