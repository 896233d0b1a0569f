import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { cachedClip } from '../../scripts/lib/clip.ts';
import { fakeCamera, installCameras } from './fake-cameras.ts';
import { test as base, expect, waitForOfflineReady } from './fixtures.ts';
import { writesALetter } from './live-page.ts';

/** Photographs of one person's hands that the model was not trained on, one folder a class; not part of this repository. */
const PHOTOGRAPHS = resolve('../shared/data/asl/mariia');

const textBox = (page: Page) => page.getByRole('textbox', { name: 'Your text' });

/**
 * Waits until the app itself has written `word` as a word of its own. The camera plays its clip in a loop, so the
 * first turn may begin in the middle of it.
 */
async function writes(page: Page, word: string): Promise<void> {
  const whole = new RegExp(`(^|\\s)${word}\\s`);
  await expect(textBox(page)).toHaveValue(whole, { timeout: 150_000 });
}

base.describe('a rendered hand', () => {
  const word = 'HELLO';
  const test = base.extend({
    clip: async ({ browserName: _ }, use) => use(await cachedClip({ text: `${word} ` })),
  });

  test(`spells ${word} into the text, and again with the server stopped`, async ({ page, server, watch }) => {
    test.setTimeout(600_000);
    await page.goto(server.url);
    await writes(page, word);
    // What a screen reader says of the word that has just ended.
    await expect(page.locator('handspell-spell p[aria-live=polite]')).toHaveText(
      new RegExp(`^${word}\\. Space`),
    );
    await waitForOfflineReady(page);

    watch.allow(/ERR_CONNECTION_REFUSED/);
    await server.stop();
    await page.reload();
    await page.getByRole('button', { name: 'Clear' }).click();
    await writes(page, word);
  });
});

base.describe('a real hand', () => {
  const word = 'WORLD';
  const test = base.extend({
    clip: async ({ browserName: _ }, use) =>
      use(existsSync(PHOTOGRAPHS) ? await cachedClip({ text: `${word} `, from: PHOTOGRAPHS }) : null),
  });

  test(`spells ${word} into the text`, async ({ page, server }) => {
    test.skip(!existsSync(PHOTOGRAPHS), `${PHOTOGRAPHS} is not here`);
    test.setTimeout(600_000);
    await page.goto(server.url);
    await writes(page, word);
  });
});

base.describe('a browser without WebGL', () => {
  const test = base.extend({
    flags: async ({ browserName: _ }, use) => use(['--disable-gpu', '--disable-software-rasterizer']),
  });

  test('finds and reads a hand too', async ({ page, server, context }) => {
    await installCameras(context, [fakeCamera('desk')]);
    await page.goto(server.url);
    expect(await page.evaluate(() => new OffscreenCanvas(1, 1).getContext('webgl'))).toBeNull();
    await writesALetter(page);
  });
});
