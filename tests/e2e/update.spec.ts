import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type AppServer, copyBuild, expect, test, waitForOfflineReady } from './fixtures.ts';
import { readyToRecordL } from './live-page.ts';

test('a new version waits, asks, and takes over when the person says so', async ({ page, server }) => {
  await page.goto(server.url);
  await waitForOfflineReady(page);

  publish(server);
  await page.evaluate(() => {
    (globalThis as { sameDocument?: boolean }).sameDocument = true;
  });
  await lookForUpdate(page);
  await expect(page.getByText('A new version is ready.')).toBeVisible();
  // It waits: the page was not reloaded and a reload would still bring the old version.
  expect(await page.evaluate(() => (globalThis as { sameDocument?: boolean }).sameDocument)).toBe(true);
  await expect(page.locator('html')).not.toHaveAttribute('data-next');

  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-next');
  await waitForOfflineReady(page);
});

test('while something is recorded, the news of a new version waits, and nothing recorded is lost', async ({
  page,
  server,
  context,
}) => {
  const { tile, record } = await readyToRecordL(page, context, server.url);
  await waitForOfflineReady(page);
  await record.hover();
  await page.mouse.down();
  const count = page.getByRole('button', { name: /pictures? kept$/ }).first();
  await expect(count).toBeVisible();
  const kept = async () => Number.parseInt((await count.textContent()) ?? '', 10);

  publish(server);
  await lookForUpdate(page);
  const news = page.getByText('A new version is ready.');
  await page.waitForTimeout(2000);
  await expect(news).toHaveCount(0);

  // What another tab asks for when its person takes the new version: this tab's worker changes, the burst goes on.
  await page.evaluate(async () => {
    const changed = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
    const registration = await navigator.serviceWorker.getRegistration();
    registration?.waiting?.postMessage({ type: 'SKIP_WAITING' });
    await changed;
  });
  const before = await kept();
  await expect.poll(kept).toBeGreaterThan(before);
  await expect(news).toHaveCount(0);
  const total = await kept();
  await page.mouse.up();
  await expect(news).toBeVisible();
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-next');
  const recorded = async () => Number((await tile.getAttribute('aria-label'))?.match(/(\d+) recorded/)?.[1]);
  await expect.poll(recorded).toBeGreaterThanOrEqual(total);
});

test('one tab takes the new version; another is told, and is not reloaded', async ({
  page,
  server,
  context,
}) => {
  await page.goto(server.url);
  await waitForOfflineReady(page);
  const other = await context.newPage();
  await other.goto(server.url);
  await waitForOfflineReady(other);
  const box = other.getByRole('textbox', { name: 'Your text' });
  await box.fill('HELLO');

  publish(server);
  await lookForUpdate(page);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-next');

  await expect(other.getByText('A new version is ready.')).toBeVisible();
  await expect(other.locator('html')).not.toHaveAttribute('data-next');
  await expect(box).toHaveValue('HELLO');
  await other.getByRole('button', { name: 'Reload' }).click();
  await expect(other.locator('html')).toHaveAttribute('data-next');
  await expect(box).toHaveValue('HELLO');
});

/** Puts the next version in the place of the one that is served. */
function publish(server: AppServer): void {
  server.root = nextVersion(copyBuild(server.root));
}

/** What the app does every hour; resolves when the new version waits. */
async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
  });
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null);
}

/** Turns a copy of the build into the next version: another page, and a service worker that knows it. */
function nextVersion(folder: string): string {
  const pagePath = join(folder, 'index.html');
  const workerPath = join(folder, 'sw.js');
  const page = readFileSync(pagePath);
  const next = page.toString().replace('<html ', '<html data-next ');
  const worker = readFileSync(workerPath, 'utf8');
  const revision = createHash('md5').update(page).digest('hex');
  if (!worker.includes(revision)) throw new Error('The service worker does not know the page by its hash');
  writeFileSync(pagePath, next);
  writeFileSync(workerPath, worker.replace(revision, createHash('md5').update(next).digest('hex')));
  return folder;
}
