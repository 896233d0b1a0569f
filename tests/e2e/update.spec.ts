import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyBuild, expect, test, waitForOfflineReady } from './fixtures.ts';

test('a new version waits, asks, and takes over when the person says so', async ({ page, server }) => {
  await page.goto(server.url);
  await waitForOfflineReady(page);

  server.root = nextVersion(copyBuild(server.root));
  await server.stop();
  await server.start();
  await page.evaluate(() => {
    (globalThis as { sameDocument?: boolean }).sameDocument = true;
  });
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
  });
  await expect(page.getByText('A new version is ready.')).toBeVisible();
  // It waits: the page was not reloaded and a reload would still bring the old version.
  expect(await page.evaluate(() => (globalThis as { sameDocument?: boolean }).sameDocument)).toBe(true);
  await expect(page.locator('html')).not.toHaveAttribute('data-next');

  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-next');
  await waitForOfflineReady(page);
});

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
