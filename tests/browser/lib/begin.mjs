// What a file of tests in Chromium begins with.

import { after } from 'node:test';

import { launch, places } from './chromium.mjs';

/** A browser, and the page over file:// and over http (`list`; `address` is the first), until the file's tests are done. */
export async function begin() {
  const browser = await launch();
  const { list, asked, close } = await places();
  after(async () => {
    await browser.close();
    close();
  });
  return { browser, list, asked, address: list[0][1] };
}
