// Reads a file in the page over file://, and prints whether there is a network, and the report.

import { networkInterfaces } from 'node:os';
import { pathToFileURL } from 'node:url';

import { choose, launch, open } from './chromium.mjs';
import { page as built } from './program.mjs';

const others = Object.values(networkInterfaces()).flat().filter((one) => !one.internal);
const browser = await launch();
const { page } = await open(browser, pathToFileURL(built).href);
const report = await choose(page, process.argv[2]);
console.log(others.length === 0 ? 'no network' : 'network');
console.log(JSON.stringify(JSON.parse(report)));
await browser.close();
