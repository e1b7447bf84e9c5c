// What one worker may hold, however many tables are full at once: WebAssembly never gives memory back.

import test from 'node:test';
import assert from 'node:assert/strict';

import { random } from '../lib/logs.mjs';
import { page } from '../lib/program.mjs';
import { start } from '../lib/wasm.mjs';

const TODAY = '2026-11-23';
const LINES = 300_000;
const MOST = 256 << 20;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Every line names an address, a user and a path that no other line names. */
const KINDS = [
  (draw) => `sshd[7]: Invalid user ${draw.word} from ${draw.address} port 4000`,
  (draw) => `sshd[7]: Failed password for invalid user ${draw.word} from ${draw.address} port 4000 ssh2`,
  (draw) => `sshd[7]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${draw.address}  user=${draw.word}`,
  (draw) => `sshd[7]: reverse mapping checking getaddrinfo for ${draw.word}.example.net [${draw.address}] failed - POSSIBLE BREAK-IN ATTEMPT!`,
  (draw) => `postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[${draw.address}]: 554 5.7.1 <${draw.word}@example.com>: Relay access denied; from=<${draw.word}@example.org> to=<${draw.word}@example.com> proto=ESMTP helo=<${draw.word}>`,
  (draw) => `dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<${draw.word}>, method=PLAIN, rip=${draw.address}, lip=192.0.2.1, session=<${draw.word}>`,
  (draw) => `vsftpd: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=${draw.word} rhost=${draw.address}`,
  (draw) => `kernel: [UFW BLOCK] IN=eth0 OUT= MAC=02:00:00:00:00:01 SRC=${draw.address} DST=192.0.2.1 LEN=40 TTL=243 ID=7 PROTO=TCP SPT=4000 DPT=${draw.port} WINDOW=1024 SYN URGP=0`,
  (draw) => `named[7]: client ${draw.address}#4000 (${draw.word}.example): query (cache) '${draw.word}.example/ANY/IN' denied`,
];

function log() {
  const next = random(1);
  const below = (end) => Math.floor(next() * end);
  const draw = {
    get word() { return Array.from({ length: 8 }, () => LETTERS[below(LETTERS.length)]).join(''); },
    get address() { return `2001:db8:${below(65536).toString(16)}:${below(65536).toString(16)}::1`; },
    get port() { return below(65536); },
  };
  const two = (number) => String(number).padStart(2, '0');
  return Array.from({ length: LINES }, (_, at) => {
    const second = Math.floor(at / 10);
    const clock = [Math.floor(second / 3600) % 24, Math.floor(second / 60) % 60, second % 60].map(two).join(':');
    return `Nov ${two(1 + Math.floor(second / 86400))} ${clock} host ${KINDS[at % KINDS.length](draw)}\n`;
  });
}

test(`${LINES} lines that fill every table they touch stay within ${MOST >> 20} MiB`, async () => {
  const wasm = await start(page);
  const report = JSON.parse(await wasm.read_files([new File(log(), 'messages')], TODAY));
  const [{ lines }] = report.files;
  assert.equal(lines.read, LINES);
  assert.equal(lines.matched, LINES);
  const left = report.sections.flatMap(({ tables }) => tables).filter(({ left_out: out }) => out.count > 0);
  assert.ok(left.length >= 8, `${left.length} tables left rows out`);
  const held = wasm.memory.buffer.byteLength;
  assert.ok(held <= MOST, `${held >> 20} MiB`);
});
