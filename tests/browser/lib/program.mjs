// The native program: what the page must agree with, byte for byte.

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');
export const page = process.env.LOGYOMI_PAGE ?? join(root, 'dist/index.html');
export const program = process.env.LOGYOMI_PROGRAM ?? join(root, 'target/release/logyomi');

/** All files of the corpus, by their path in it. */
export function corpus() {
  const folder = join(root, 'tests/corpus');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.(md|json)$/.test(entry.name));
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** The JSON report of these files. The program fails where a file could not be read, and still reports. */
export function report(files, options = []) {
  try {
    return run(['report', '--format', 'json', ...options, ...files]);
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
}

/** What the program prints. */
export function run(words) {
  return execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });
}
