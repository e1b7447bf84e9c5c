import { chromium } from 'playwright-core';
const [file, out, lang, ...acts] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const p = await b.newPage({ viewport: { width: Number(process.env.W || 1280), height: 900 }, locale: lang === 'ja' ? 'ja-JP' : 'en-US', colorScheme: process.env.DARK ? 'dark' : 'light' });
p.on('console', (m) => console.log('console', m.text()));
p.on('pageerror', (e) => console.log('error', e.message));
await p.goto('file:///work/main/dist/index.html');
await p.waitForSelector('#start button');
await p.setInputFiles('input[type=file]', file.split(','));
await p.waitForSelector('#files table', { timeout: 60000 });
for (const a of acts) { await p.click(a); await p.waitForTimeout(400); }
await p.waitForTimeout(500);
if (process.env.AT) await p.locator(process.env.AT).scrollIntoViewIfNeeded(); await p.screenshot({ path: out, fullPage: !!process.env.FULL });
await b.close();
