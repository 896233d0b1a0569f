import type { Page } from '@playwright/test';
import { cachedClip } from '../../scripts/lib/clip.ts';
import { test as base, expect, waitForOfflineReady } from './fixtures.ts';

/** R and U differ by crossed fingers: a pair that recognizers and strangers mix up. */
const SHOWN = 'U';
const MEANT = 'R';

const test = base.extend({
  clip: async ({ browserName: _ }, use) =>
    use(await cachedClip({ text: SHOWN.repeat(6), secondsPerLetter: 2, gap: 0.6 })),
});

const textBox = (page: Page) => page.getByRole('textbox', { name: 'Your text' });

async function open(page: Page, screen: 'Spell' | 'Train'): Promise<void> {
  await page.getByRole('link', { name: screen, exact: true }).click();
}

async function clearText(page: Page): Promise<void> {
  await open(page, 'Spell');
  await textBox(page).fill('');
}

test(`a person whose ${MEANT} looks like ${SHOWN} teaches it, and it stays taught, offline too`, async ({
  page,
  server,
  watch,
}) => {
  test.setTimeout(600_000);
  await page.goto(server.url);
  await expect(textBox(page)).toHaveValue(/[A-Z]/, { timeout: 120_000 });
  expect(await textBox(page).inputValue()).not.toContain(MEANT);

  await open(page, 'Train');
  await page.getByRole('button', { name: `${MEANT}: 0 recorded, 0 imported`, exact: true }).click();
  const tile = page.getByRole('button', { name: new RegExp(`^${MEANT}: `) });
  for (let burst = 0; burst < 4; burst++) {
    await page.getByRole('button', { name: 'Hands-free' }).click();
    await expect(page.getByRole('button', { name: 'Hands-free' })).toBeVisible({ timeout: 40_000 });
    const kept = Number((await tile.getAttribute('aria-label'))?.match(/(\d+) recorded/)?.[1]);
    if (kept >= 12) break;
  }
  await expect(tile).toHaveAccessibleName(/ ([6-9]|\d\d+) recorded/);

  await page.getByRole('tab', { name: '2. Train' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const use = page.getByRole('button', { name: 'Use this' });
  await expect(use).toBeVisible({ timeout: 180_000 });
  await use.click();
  await expect(use).toBeHidden();

  await clearText(page);
  await expect(textBox(page)).toHaveValue(new RegExp(MEANT), { timeout: 60_000 });
  await waitForOfflineReady(page);

  watch.allow(/ERR_CONNECTION_REFUSED/);
  await server.stop();
  await page.reload();
  await clearText(page);
  await expect(textBox(page)).toHaveValue(new RegExp(MEANT), { timeout: 120_000 });
  expect(await textBox(page).inputValue()).not.toContain(SHOWN);

  await open(page, 'Train');
  await page.getByRole('tab', { name: '3. Check' }).click();
  await page.getByRole('button', { name: 'Back to the app’s own' }).click();
  await clearText(page);
  await expect(textBox(page)).toHaveValue(/[A-Z]/, { timeout: 60_000 });
  expect(await textBox(page).inputValue()).not.toContain(MEANT);
});
