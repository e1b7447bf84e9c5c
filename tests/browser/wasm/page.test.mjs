// The file that is shipped: what its policy names is what it holds.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';

import { page, root } from '../lib/program.mjs';
import { parts, sha256 } from '../lib/wasm.mjs';

const { html, policy, style, script, program, wasm } = await parts(page);

test('the policy stands first and names the hashes of style and script', () => {
  assert.ok(html.indexOf('http-equiv') < Math.min(html.indexOf('<style'), html.indexOf('<script')));
  assert.ok(policy.includes(`style-src 'sha256-${sha256(style, 'base64')}'`));
  assert.ok(policy.includes(`script-src 'sha256-${sha256(script, 'base64')}' 'wasm-unsafe-eval'`));
  for (const rule of ["default-src 'none'", "connect-src 'none'", "form-action 'none'", "base-uri 'none'", 'trusted-types logyomi']) {
    assert.ok(policy.includes(rule), rule);
  }
});

test('one script runs, one holds the program, nothing else', () => {
  assert.equal(html.split('<script').length - 1, 2);
  assert.ok(!/<[^>]+\s(on[a-z]+|style|src)=/i.test(html.replace(script, '')));
});

test('WebRTC is taken away before anything runs', () => {
  assert.match(script.trimStart(), /^for \(const name of \['RTCPeerConnection'/);
});

test('the page names the hash of the program inside it, and has its own beside it', () => {
  assert.equal(program, sha256(wasm, 'hex'));
  assert.equal(readFileSync(`${page}.sha256`, 'utf8'), `${sha256(html, 'hex')}  index.html\n`);
});

test('no path of the machine that built it', () => {
  // The built-in samples speak of `/home/mysqld`; this machine's own places are what must not be there.
  for (const word of [`${homedir()}/`, `${root}/`, 'registry/src']) {
    assert.ok(!wasm.includes(word) && !script.includes(word), word);
  }
});
