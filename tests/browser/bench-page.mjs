// How long a freshly opened page takes from a file to its complete report: `node bench-page.mjs WORKERS FILE…`.
// For each file one line of JSON: milliseconds until the report stands there, and what it says.

import { pathToFileURL } from 'node:url';

import { launch } from './lib/chromium.mjs';
import { page as path } from './lib/program.mjs';

const [workers, ...files] = process.argv.slice(2);

for (const file of files) {
  const browser = await launch();
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.addInitScript((workers) => {
    Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => workers });
    // When the files are there, and when the page has shown the report of them.
    globalThis.bench = new Promise((done) => {
      addEventListener('change', () => {
        const begun = performance.now();
        const timer = setInterval(() => {
          // The report stands there; to write it down again for a comparison is no part of it.
          const ms = performance.now() - begun;
          const json = wasm_bindgen.report_json();
          if (json === undefined) return;
          clearInterval(timer);
          done({ ms, json });
        }, 5);
      }, { capture: true });
    });
  }, Number(workers));
  const begun = Date.now();
  await page.goto(pathToFileURL(path).href);
  await page.waitForSelector('[data-action=choose-files]');
  const ready = Date.now() - begun;
  // As long as somebody needs to find the file.
  await page.waitForTimeout(Number(process.env.WAIT ?? 2000));
  await page.setInputFiles('#chosen-files', file);
  const { ms, json } = await page.evaluate(() => globalThis.bench);
  console.log(JSON.stringify({ file, workers: Number(workers), ready, ms, json }));
  await browser.close();
}
