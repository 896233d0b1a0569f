/**
 * Takes pictures of screens in sample states, for looking at: `npx tsx tests/shots/shoot.ts FOLDER [PATTERN]`.
 * Pictures whose name matches PATTERN only, where it is given.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { chromiumArgs, findBrowser } from '../../scripts/lib/browser.ts';

const SIZES = {
  phone: [390, 844],
  tablet: [820, 1180],
  desktop: [1440, 900],
  small: [360, 640],
  side: [844, 390],
} as const;

/** name: address, sizes, themes, language. */
const SHOTS: Record<
  string,
  { query: string; screen?: string; sizes: (keyof typeof SIZES)[]; themes: string[] }
> = {
  reading: {
    query: 'state=reading',
    sizes: ['phone', 'tablet', 'desktop', 'small', 'side'],
    themes: ['light', 'dark'],
  },
  'reading-ru': {
    query: 'state=reading&language=ru&update&install',
    sizes: ['phone', 'desktop'],
    themes: ['light'],
  },
  idle: { query: 'state=idle', sizes: ['phone', 'desktop'], themes: ['light', 'dark'] },
  blocked: { query: 'state=camera-error:blocked', sizes: ['phone', 'desktop'], themes: ['light'] },
  downloading: { query: 'state=downloading', sizes: ['phone', 'desktop'], themes: ['dark'] },
  light: { query: 'state=more-light', sizes: ['phone'], themes: ['light'] },
  settings: { query: 'state=reading&settings', sizes: ['phone', 'desktop'], themes: ['light', 'dark'] },
  practice: {
    query: 'state=reading',
    screen: 'practice',
    sizes: ['phone', 'tablet', 'desktop'],
    themes: ['light', 'dark'],
  },
  'practice-half': {
    query: 'state=reading&sign=half',
    screen: 'practice',
    sizes: ['phone', 'desktop'],
    themes: ['light', 'dark'],
  },
  'practice-end': {
    query: 'state=reading&sign=all',
    screen: 'practice',
    sizes: ['phone', 'desktop'],
    themes: ['light', 'dark'],
  },
  about: { query: 'state=reading', screen: 'about', sizes: ['phone', 'desktop'], themes: ['light', 'dark'] },
  networks: {
    query: 'state=reading',
    screen: 'networks',
    sizes: ['phone', 'desktop'],
    themes: ['light', 'dark'],
  },
  'train-data': {
    query: 'state=reading&train=data',
    screen: 'train',
    sizes: ['phone', 'desktop'],
    themes: ['light'],
  },
  'train-recording': {
    query: 'state=reading&train=recording',
    screen: 'train',
    sizes: ['phone', 'desktop'],
    themes: ['dark'],
  },
  'train-pending': {
    query: 'state=reading&train=pending',
    screen: 'train',
    sizes: ['phone', 'desktop'],
    themes: ['light'],
  },
  'train-import': {
    query: 'state=reading&train=import&language=ru',
    screen: 'train',
    sizes: ['phone', 'desktop'],
    themes: ['light'],
  },
  'train-train': {
    query: 'state=reading&train=train',
    screen: 'train',
    sizes: ['phone', 'desktop'],
    themes: ['light'],
  },
  'train-check': {
    query: 'state=reading&train=check',
    screen: 'train',
    sizes: ['phone', 'desktop'],
    themes: ['dark'],
  },
};

const folder = process.argv[2] ?? 'test-results/shots';
const pattern = new RegExp(process.argv[3] ?? '');
mkdirSync(folder, { recursive: true });
const server = await createServer({
  root: join(import.meta.dirname, '../..'),
  logLevel: 'error',
  server: { port: 0, hmr: false, watch: null },
});
await server.listen();
const executablePath = findBrowser();
const browser = await chromium.launch({ args: chromiumArgs(), ...(executablePath && { executablePath }) });
const origin = server.resolvedUrls?.local[0];
for (const [name, { query, screen, sizes, themes }] of Object.entries(SHOTS)) {
  for (const size of sizes) {
    for (const theme of themes) {
      const file = `${name}-${size}-${theme}.png`;
      if (!pattern.test(file)) continue;
      const [width, height] = SIZES[size];
      const page = await browser.newPage({
        viewport: { width, height },
        deviceScaleFactor: size === 'desktop' ? 1 : 2,
        hasTouch: size !== 'desktop',
        isMobile: size !== 'desktop',
      });
      page.on('console', (message) => message.type() === 'error' && console.error(file, message.text()));
      page.on('pageerror', (error) => console.error(file, error.message));
      await page.goto(`${origin}tests/shots/index.html?${query}&theme=${theme}#/${screen ?? 'spell'}`);
      await page.waitForSelector('handspell-app');
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(folder, file) });
      await page.close();
    }
  }
}
await browser.close();
await server.close();
