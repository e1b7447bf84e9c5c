// What a freshly opened page does with a file: `node bench-page.mjs report|count WORKERS FILE…`.
// For each file one line of JSON: milliseconds until the complete report stands there, or, with `count`, until
// workers that do nothing else have counted the lines of the same File in the same page.

import { pathToFileURL } from 'node:url';

import { launch } from './lib/chromium.mjs';
import { page as path } from './lib/program.mjs';

const [what, workers, ...files] = process.argv.slice(2);

/** Before the page's first script: when it is ready, when files are there, and when their report is. */
function watch(workers) {
  Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => workers });
  const isReady = () => document.querySelector('[data-action=choose-files]') !== null;
  const until = (found) => new Promise((done) => {
    const timer = setInterval(() => {
      const now = performance.now();
      const value = found();
      if (!value) return;
      clearInterval(timer);
      done({ now, value });
    }, 5);
  });
  const ready = until(isReady).then(({ now }) => now);
  globalThis.bench = new Promise((done) => {
    addEventListener('change', async () => {
      const begun = performance.now();
      // The report stands there; to write it down again for a comparison is no part of it.
      const { now, value } = await until(() => wasm_bindgen.report_json());
      done({ ms: now - begun, ready: await ready, json: value });
    }, { capture: true });
  });
}

/** Counts line ends of the chosen file, a part of it in each worker, as fast as the browser gives its bytes. */
async function count(workers) {
  const read = async ({ data: part }) => {
    const reader = part.stream().getReader();
    let lines = 0;
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      for (let at = value.indexOf(10); at >= 0; at = value.indexOf(10, at + 1)) lines += 1;
    }
    postMessage(lines);
  };
  const address = URL.createObjectURL(new Blob([`onmessage = ${read}`]));
  const [file] = document.querySelector('#chosen-files').files;
  const started = Array.from({ length: workers }, () => new Worker(address));
  const begun = performance.now();
  const counts = await Promise.all(started.map((worker, at) => new Promise((done, failed) => {
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = ({ message }) => failed(new Error(message));
    const edge = (at) => Math.floor(file.size * at / workers);
    worker.postMessage(file.slice(edge(at), edge(at + 1)));
  })));
  return { ms: performance.now() - begun, lines: counts.reduce((sum, one) => sum + one, 0) };
}

async function run(page, file) {
  // As long as somebody needs to find the file.
  await page.waitForTimeout(Number(process.env.WAIT ?? 2000));
  if (what === 'report') {
    await page.setInputFiles('#chosen-files', file);
    return page.evaluate(() => globalThis.bench);
  }
  // Not to the page, which would read it too.
  await page.evaluate(() => addEventListener('change', (event) => event.stopImmediatePropagation(), { capture: true }));
  await page.setInputFiles('#chosen-files', file);
  return page.evaluate(count, Number(workers));
}

for (const file of files) {
  const browser = await launch();
  // The page's policy lets nobody else start a worker.
  const page = await (await browser.newContext({ locale: 'en-US', bypassCSP: what === 'count' })).newPage();
  await page.addInitScript(what === 'report' ? watch : () => {}, Number(workers));
  await page.goto(pathToFileURL(path).href);
  await page.waitForSelector('[data-action=choose-files]');
  console.log(JSON.stringify({ file, workers: Number(workers), ...await run(page, file) }));
  await browser.close();
}
