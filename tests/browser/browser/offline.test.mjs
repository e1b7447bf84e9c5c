// Where a host serves the page: visited once, it opens without a network, and never from two versions.

import test from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { SERVED, drop, launch, open, places } from '../lib/chromium.mjs';
import { page as path } from '../lib/program.mjs';
import { sha256 } from '../lib/wasm.mjs';

const browser = await launch();
test.after(() => browser.close());

const LOG = [{ name: 'auth.log', text: 'Dec 10 06:55:46 host sshd[24200]: Invalid user oracle from 203.0.113.9\n'.repeat(20) }];
const shipped = () => Object.fromEntries(Object.entries(SERVED).map(([address, [name]]) => [address, readFileSync(join(dirname(path), name), 'utf8')]));

/** A host whose files can be changed, and that can go away. */
async function host() {
  const files = shipped();
  const server = createServer((request, response) => {
    const file = files[request.url];
    if (file === undefined) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': SERVED[request.url][1], 'cache-control': 'no-cache' }).end(file);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { files, address: `http://127.0.0.1:${server.address().port}/`, stop };
}

/** Visits the page until its service worker has taken it in. */
async function visited(address) {
  const opened = await open(browser, address, { serviceWorkers: 'allow' });
  await opened.page.evaluate(() => navigator.serviceWorker.ready);
  return opened;
}

/** Another build of the page: one that says so in its title. */
function build(files, title) {
  const html = files['/'].replace('<title>Logyomi</title>', `<title>${title}</title>`);
  const script = files['/sw.js'].replaceAll(sha256(files['/'], 'hex'), sha256(html, 'hex'));
  assert.ok(html !== files['/'] && script !== files['/sw.js']);
  return { html, script };
}

/** Asks the host for a new version, and waits until the browser has judged it. */
const update = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update().catch(() => {});
  const worker = registration.installing ?? registration.waiting;
  if (!worker || worker.state !== 'installing') return worker?.state;
  await new Promise((changed) => worker.addEventListener('statechange', changed, { once: true }));
  return worker.state;
});

test('visited once, the page opens and reads a log when the host is gone', async () => {
  const { address, stop } = await host();
  const { context, page } = await visited(address);
  const before = await drop(page, LOG);
  await stop();
  for (const place of [address, `${address}index.html`, `${address}?from=home`]) {
    const response = await page.goto(place);
    assert.ok(response.fromServiceWorker(), place);
    await page.waitForSelector('[data-action=choose-files]');
    assert.equal(await drop(page, LOG), before);
  }
  await context.close();
});

test('what the service worker serves has the policy as a header, and an allowlist that closes WebRTC', async () => {
  const { address, files, stop } = await host();
  const { context, page, seen } = await visited(address);
  const response = await page.reload();
  assert.ok(response.fromServiceWorker());
  const headers = await response.allHeaders();
  const policy = files['/'].split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0];
  assert.equal(headers['content-security-policy'], `${policy}; frame-ancestors 'none'`);
  assert.equal(headers['connection-allowlist'], '(response-origin);webrtc=block');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  await page.waitForSelector('[data-action=choose-files]');
  await drop(page, LOG);
  assert.deepEqual([seen.errors, seen.broken], [[], []]);
  await context.close();
  await stop();
});

test('a new version is taken whole and opens when the old one is closed', async () => {
  const { address, files, stop } = await host();
  const { context, page } = await visited(address);
  const { html, script } = build(files, 'Newer');
  // The script came, the page did not yet: the old version stays.
  files['/sw.js'] = script;
  assert.equal(await update(page), 'redundant');
  await page.reload();
  assert.equal(await page.title(), 'Logyomi');
  files['/'] = html;
  assert.equal(await update(page), 'installed');
  await page.reload();
  assert.equal(await page.title(), 'Logyomi', 'a window stays in its version');
  await stop();
  // The browser lets the new one begin a moment after the last window of the old one is closed.
  for (const moment of [500, 1000, 2000]) {
    await page.goto('about:blank');
    await page.waitForTimeout(moment);
    await page.goto(address);
    if (await page.title() === 'Newer') break;
  }
  assert.equal(await page.title(), 'Newer');
  await page.waitForSelector('[data-action=choose-files]');
  assert.deepEqual(await page.evaluate(() => caches.keys()), [`logyomi ${sha256(html, 'hex')}`]);
  await context.close();
});

test('the manifest is one that a browser installs', async () => {
  const { address, stop } = await host();
  const { context, page } = await visited(address);
  const session = await context.newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.equal(JSON.parse(data).short_name, 'Logyomi');
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  const reasons = installabilityErrors.map((error) => error.errorId);
  // Nothing is installed in a window that forgets everything when it is closed.
  assert.deepEqual(reasons.filter((reason) => reason !== 'in-incognito'), []);
  await context.close();
  await stop();
});

test('a file registers nothing and asks for no manifest', async () => {
  const { list: [[, file]], close } = await places();
  const { context, page, seen } = await open(browser, file, { serviceWorkers: 'allow' });
  assert.equal(await page.locator('link[rel=manifest]').count(), 0);
  assert.deepEqual(seen.errors, []);
  await context.close();
  close();
});

test('a host that serves the page alone loses nothing else', async () => {
  const { address, files, stop } = await host();
  delete files['/sw.js'];
  delete files['/manifest.webmanifest'];
  const { context, page } = await open(browser, address, { serviceWorkers: 'allow' });
  assert.ok((await drop(page, LOG)).includes('203.0.113.9'));
  await context.close();
  await stop();
});
