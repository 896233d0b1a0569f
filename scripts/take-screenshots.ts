/**
 * Takes the pictures of the app manifest and the README from the built app while it reads a rendered hand:
 * `npm run build && npx tsx scripts/take-screenshots.ts`. The results are committed.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumArgs, findBrowser } from './lib/browser.ts';
import { cachedClip } from './lib/clip.ts';
import { startServer } from './lib/server.ts';

const FOLDER = 'public/screenshots';
const WORD = 'HELLO';
const SHOTS = [
  { name: 'spell-narrow.png', width: 390, height: 844, mobile: true },
  { name: 'spell-wide.png', width: 1440, height: 900, mobile: false },
];

mkdirSync(FOLDER, { recursive: true });
const clip = await cachedClip({ text: `${WORD} `, noise: 0, skin: 2, fps: 15 });
const server = await startServer({ root: 'dist' });
const executablePath = findBrowser();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: chromiumArgs(clip),
});
for (const { name, width, height, mobile } of SHOTS) {
  const context = await browser.newContext({
    viewport: { width, height },
    isMobile: mobile,
    hasTouch: mobile,
    permissions: ['camera'],
    locale: 'en-US',
  });
  const page = await context.newPage();
  await page.goto(server.url);
  const text = page.getByRole('textbox', { name: 'Your text' });
  // The camera starts in the middle of the word: what came before the first space is thrown away.
  await page.waitForFunction(() => document.querySelector('handspell-app')?.live.text.endsWith(' '), null, {
    timeout: 180_000,
    polling: 50,
  });
  await text.fill('');
  // A whole word, and then the next one under way: a letter is on the stage.
  await page.waitForFunction(
    (word) => {
      const app = document.querySelector('handspell-app');
      const { text: written, hold } = app?.live ?? { text: '', hold: null };
      return new RegExp(`^${word} \\w+$`).test(written) && hold !== null && hold.progress > 0.5;
    },
    WORD,
    { timeout: 180_000, polling: 50 },
  );
  await page.screenshot({ path: join(FOLDER, name) });
  console.log(`${name}: "${await text.inputValue()}"`);
  await context.close();
}
await browser.close();
await server.close();
