/**
 * Draws the app's icons into public/icons: a right hand that signs L as the reader sees it, with a text caret in its
 * crook. `npx tsx scripts/draw-icons.ts`; the results are committed, so this runs only when the mark changes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser } from './lib/browser.ts';

const FOLDER = 'public/icons';
const GROUND = '#0f766e';
const HAND = '#f0fdfa';
const CARET = '#5eead4';

/** The mark in a 512 px square. Its parts keep within the middle 80%, the safe zone of a maskable icon. */
const MARK = `
  <g transform="translate(0 -18)" fill="${HAND}" stroke="${GROUND}" stroke-width="12" stroke-linejoin="round" stroke-linecap="round">
    <path stroke="none" d="M112 300 H316 V318 L378 296 c47 -14 66 48 22 66 l-70 26 q-18 8 -26 30 q-10 26 -26 40 q-6 6 -6 14 V484 q0 12 -12 12 H156 q-12 0 -12 -12 V472 q0 -8 -6 -14 Q112 434 112 380 z"/>
    <rect x="106" y="250" width="62" height="118" rx="30"/>
    <rect x="157" y="230" width="64" height="140" rx="31"/>
    <rect x="210" y="220" width="64" height="150" rx="31"/>
    <path stroke="none" d="M258 380 V106 a29 29 0 0 1 58 0 V380 z"/>
    <path fill="none" d="M258 361 V232"/>
    <path fill="none" d="M310 324 q-26 14 -32 46"/>
  </g>
  <path d="M378 108 v120" stroke="${CARET}" stroke-width="24" stroke-linecap="round"/>`;

/** @param shape `rounded` for a tab or a dock, `full` where the platform cuts its own shape. */
function icon(shape: 'rounded' | 'full'): string {
  const radius = shape === 'rounded' ? 112 : 0;
  // A shape that the platform cuts gets a smaller mark: its corners may go.
  const mark =
    shape === 'rounded'
      ? MARK
      : `<g transform="translate(256 256) scale(.86) translate(-256 -256)">${MARK}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" rx="${radius}" fill="${GROUND}"/>${mark}</svg>\n`;
}

const PICTURES = [
  { name: 'icon-192.png', side: 192, shape: 'rounded' },
  { name: 'icon-512.png', side: 512, shape: 'rounded' },
  { name: 'maskable-192.png', side: 192, shape: 'full' },
  { name: 'maskable-512.png', side: 512, shape: 'full' },
  { name: 'apple-touch-icon.png', side: 180, shape: 'full' },
] as const;

mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, 'icon.svg'), icon('rounded'));
const executablePath = findBrowser();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox'],
});
for (const { name, side, shape } of PICTURES) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${side}px}</style>${icon(shape)}`);
  await page.screenshot({ path: join(FOLDER, name), omitBackground: true });
  await page.close();
}
await browser.close();
