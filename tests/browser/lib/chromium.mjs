// A real Chromium with the page open, and a record of everything that it asked the world for.

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

import { page as path } from './program.mjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run', '--disable-quic',
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROME ?? '/usr/bin/chromium', args: FLAGS });
}

/** What a static host serves, by address. */
export const SERVED = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/sw.js': ['sw.js', 'text/javascript; charset=utf-8'],
  '/manifest.webmanifest': ['manifest.webmanifest', 'application/manifest+json'],
};

/** The page over file:// and over http on loopback: `[name, address]`, and what to do when done. */
export async function places() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const [name, type] = SERVED[request.url] ?? [];
    if (name === undefined) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(readFileSync(join(dirname(path), name)));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const http = `http://127.0.0.1:${server.address().port}/`;
  return { list: [['file', pathToFileURL(path).href], ['http', http]], asked, close: () => server.close() };
}

/** Opens the page. `seen` holds requests, errors and broken rules of the page and its workers. */
export async function open(browser, address, { locale = 'ja-JP', setHTML = true, warm = false, serviceWorkers = 'block', script, ...others } = {}) {
  const context = await browser.newContext({ locale, acceptDownloads: true, serviceWorkers, ...others });
  const seen = { requests: [], errors: [], broken: [] };
  context.on('request', (request) => seen.requests.push(request.url()));
  await context.exposeBinding('brokenRule', (_, rule) => seen.broken.push(rule));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => brokenRule(`${event.violatedDirective} ${event.blockedURI}`));
  });
  if (!warm) await context.addInitScript(cold);
  if (!setHTML) await context.addInitScript(() => delete Element.prototype.setHTML);
  if (script) await context.addInitScript(...script);
  const page = await context.newPage();
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  await page.goto(address);
  await page.waitForSelector('[data-action=choose-files]');
  return { context, page, seen };
}

/**
 * In the page: workers do not read the made logs while it waits. What it says does not hang on that, and it would take
 * an eighth of the processor's time of all tests; those of workers, and those that look at the clock, want it.
 */
function cold() {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.[0] !== 'Warm') post.call(this, message, ...rest);
  };
}

/** Waits until the report stands there, to its end, and gives its JSON. */
export async function report(page) {
  await page.waitForFunction(() => wasm_bindgen.report_json() !== undefined, undefined, { timeout: 120_000 });
  await page.waitForFunction(() => !document.querySelector('.filling'));
  return page.evaluate(() => wasm_bindgen.report_json());
}

/** Chooses files, as the button does. */
export async function choose(page, files) {
  await page.setInputFiles('#chosen-files', files);
  return report(page);
}

/** Drops files on the window: `[{ name, text }]`. */
export async function drop(page, files) {
  await page.evaluate((files) => {
    const dataTransfer = new DataTransfer();
    for (const { name, text } of files) dataTransfer.items.add(new File([text], name));
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, files);
  return report(page);
}

/** How many workers are left once the browser has had time to tell of their end: at most five seconds. */
export async function workersLeft(page) {
  for (let at = 0; at < 100 && page.workers().length > 0; at += 1) await page.waitForTimeout(50);
  return page.workers().length;
}
