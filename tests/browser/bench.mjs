// The matcher in wasm, as `cargo bench` measures it natively: the same log, beside what only looks for
// line ends. Medians of nine rounds, in turn, so that a busy machine is busy for both.

import { page } from './lib/program.mjs';
import { start } from './lib/wasm.mjs';

const bench = new ((await start(page)).Bench)(8 << 20);
const rounds = { 'line ends (memchr)': () => bench.line_ends(), 'matcher (sshd)': () => bench.matcher() };

const times = Object.fromEntries(Object.keys(rounds).map((name) => [name, []]));
for (let round = -2; round < 9; round++) {
  for (const [name, run] of Object.entries(rounds)) {
    const begin = performance.now();
    const found = run();
    if (found === 0) throw new Error(`${name} found nothing`);
    if (round >= 0) times[name].push(performance.now() - begin);
  }
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
for (const [name, list] of Object.entries(times)) {
  console.log(`wasm  ${name.padEnd(20)} ${(bench.bytes / 1000 / median(list)).toFixed(0).padStart(7)} MB/s`);
}
