// Pictures of every view, to be looked at: node shots.mjs FOLDER

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { launch, open, places } from './lib/chromium.mjs';
import { VIEWS } from './lib/views.mjs';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const browser = await launch();
const { list: [[, address]], close } = await places();
for (const width of [1440, 1024, 390]) {
  for (const locale of ['ja-JP', 'en-US']) {
    for (const colorScheme of ['light', 'dark']) {
      for (const [name, reach] of VIEWS) {
        const { context, page } = await open(browser, address, { locale, colorScheme, viewport: { width, height: 900 } });
        await reach(page);
        // A dialog is as tall as the window, whatever lies below it.
        const fullPage = !(await page.locator('dialog[open]').count());
        await page.screenshot({ path: join(folder, `${name}-${width}-${locale.slice(0, 2)}-${colorScheme}.png`), fullPage });
        await context.close();
      }
    }
  }
}
await browser.close();
close();
console.log(folder);
