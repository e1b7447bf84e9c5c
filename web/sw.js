// On a host: keeps the page, so that it opens without a network. `cargo xtask build` fills in what is in {{braces}}.
//
// One version is kept whole: its page is taken only with the very hash that this script was built with. A host that
// is between two versions gives nothing, and is asked again at the next visit; until then the old version stays.
// The new one takes over when the last window of the old one is closed: no window is ever served by two versions.
const VERSION = '{{page}}';
const CACHE = `logyomi ${VERSION}`;
const HOME = new URL('./', self.location).href;
const MANIFEST = new URL('manifest.webmanifest', HOME).href;

// What a policy inside a page cannot say, and what the page's says already.
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "{{policy}}; frame-ancestors 'none'",
  'connection-allowlist': '(response-origin);webrtc=block',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

async function fetched(address) {
  const response = await fetch(address, { cache: 'no-cache', credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

async function keep() {
  const page = await (await fetched(HOME)).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', page));
  if (Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('') !== VERSION) {
    throw new Error('the host has another version of the page than of this script');
  }
  const cache = await caches.open(CACHE);
  await cache.put(HOME, new Response(page, { headers: HEADERS }));
  await cache.put(MANIFEST, await fetched(MANIFEST));
}

async function forget() {
  const old = (await caches.keys()).filter((name) => name.startsWith('logyomi ') && name !== CACHE);
  // Two pages of Logyomi on one host share its caches: only what lies in our own folder is ours.
  for (const name of old) {
    const cache = await caches.open(name);
    if (await cache.match(HOME)) await caches.delete(name);
  }
}

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(forget()));
self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const address = origin + pathname.replace(/\/index\.html$/, '/');
  if (event.request.method === 'GET' && [HOME, MANIFEST].includes(address)) {
    event.respondWith(kept(address, event.request));
  }
});
