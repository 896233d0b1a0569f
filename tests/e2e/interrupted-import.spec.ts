import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createRandom } from '../../src/train/random.ts';
import { test as base, expect, waitForOfflineReady } from './fixtures.ts';
import { writeRenderedZip } from './rendered-zip.ts';

const LETTERS = ['A', 'B', 'L', 'Y'];
const PER_LETTER = 6;
const IMAGES = LETTERS.length * PER_LETTER;
const TESTS = LETTERS.length;
/** Enough for some of the images: one takes about 9 kB. */
const ROOM_BYTES = 90_000;

const test = base.extend<{ zip: string }>({
  zip: async ({ browserName: _ }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'handspell-zip-'));
    const zip = join(folder, 'archive.zip');
    await writeRenderedZip(zip, LETTERS, PER_LETTER);
    await use(zip);
    rmSync(folder, { recursive: true, force: true });
  },
});

test('an import cut short by a closed tab and a dying worker loses nothing that it reported', async ({
  page: first,
  server,
  context,
  zip,
  watch,
}) => {
  const random = createRandom(1);
  // The frame that the worker held when it was closed.
  watch.allow(/garbage collected/);
  await openTrain(first, server.url);
  await beginImport(first, zip);
  const reported = await untilShown(first, 1 + random.below(IMAGES - 8));
  await first.close();

  const second = await context.newPage();
  await openTrain(second, server.url);
  const kept = await storedImages(second);
  expect(kept.length).toBeGreaterThanOrEqual(reported);
  expect(kept.length).toBeLessThan(IMAGES);
  for (const { features } of kept) expect(features).not.toBeNull();

  await beginImport(second, zip, { again: true });
  const reportedAgain = await untilShown(second, kept.length + 1 + random.below(IMAGES - kept.length - 2));
  const recognizer = second.workers().find((worker) => worker.url().includes('recognizer'));
  await recognizer?.evaluate(() => self.close());
  expect(recognizer).toBeDefined();
  const survivors = await storedImages(second);
  expect(survivors.length).toBeGreaterThanOrEqual(reportedAgain);

  // The model is replaced by itself, and the import waits for it.
  await expect(second.getByText(`${IMAGES} pictures`, { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(second.getByText('Importing archive.zip')).toHaveCount(0, { timeout: 60_000 });
  const all = new Map((await storedImages(second)).map((image) => [image.id, image]));
  expect(all.size).toBe(IMAGES + TESTS);
  for (const image of [...kept, ...survivors]) expect(all.get(image.id)).toEqual(image);
});

test('an import cut short by a full device loses nothing that it reported, says so, and goes on when there is room', async ({
  page: first,
  server,
  context,
  zip,
  watch,
}) => {
  const random = createRandom(2);
  watch.allow(/garbage collected/);
  await openTrain(first, server.url);
  await waitForOfflineReady(first);
  await beginImport(first, zip);
  await untilShown(first, 1 + random.below(6));

  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(server.url);
  const usage = await first.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  await first.close();
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + ROOM_BYTES });
  // Chromium goes by the room that it last found until the database has been closed for two seconds.
  await page.waitForTimeout(4000);
  // A browser that does not tell: the app learns of it from the write that is refused.
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({});
  });
  await openTrain(page, server.url);
  const stored = (await storedImages(page)).length;
  await beginImport(page, zip, { again: true });
  const reported = await untilShown(page, stored + 1);
  await expect(page.getByRole('alert')).toContainText('The device is full. What you have is kept', {
    timeout: 60_000,
  });
  await expect(page.getByText('Importing archive.zip')).toHaveCount(0);
  const kept = await storedImages(page);
  expect(kept.length).toBeGreaterThanOrEqual(reported);
  expect(kept.length).toBeLessThan(IMAGES);
  for (const { features } of kept) expect(features).not.toBeNull();

  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await beginImport(page, zip, { again: true });
  await expect(page.getByText(`${IMAGES} pictures`, { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('Importing archive.zip')).toHaveCount(0, { timeout: 60_000 });
  const all = new Map((await storedImages(page)).map((image) => [image.id, image]));
  expect(all.size).toBe(IMAGES + TESTS);
  for (const image of kept) expect(all.get(image.id)).toEqual(image);
});

/** Opens Train and switches the camera off: the import has the processor to itself. */
async function openTrain(page: Page, url: string): Promise<void> {
  await page.goto(`${url}#/train`);
  await expect(page.getByRole('button', { name: 'Choose a zip' })).toBeVisible();
  await page.getByRole('button', { name: 'Pause', exact: true }).click({ timeout: 60_000 });
}

async function beginImport(page: Page, zip: string, { again = false } = {}): Promise<void> {
  await page.locator('import-panel input.zip').setInputFiles(zip);
  for (const label of LETTERS) {
    const letter = page.getByRole('combobox', { name: new RegExp(`/${label}: Letter$`) });
    await expect(letter).toHaveValue(label);
  }
  await expect(page.getByText('You began this import before.')).toHaveCount(again ? 1 : 0);
  await page.getByRole('button', { name: `Import ${IMAGES + TESTS} pictures` }).click();
}

/** Waits until the screen says that so many images are done. @returns what it says then. */
async function untilShown(page: Page, count: number): Promise<number> {
  const shown = page.getByText(/^\d+ of \d+$/);
  let done = 0;
  await expect(async () => {
    done = Number.parseInt((await shown.textContent({ timeout: 500 })) ?? '', 10);
    expect(done).toBeGreaterThanOrEqual(count);
  }).toPass({ timeout: 90_000, intervals: [50] });
  return done;
}

interface StoredImage {
  id: string;
  label: string;
  /** Bit patterns in one string; null when they are missing. */
  features: string | null;
}

/** What the device's database holds of imported images, read past the app. */
function storedImages(page: Page): Promise<StoredImage[]> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answer(indexedDB.open('handspell'));
    const transaction = database.transaction(['captures', 'features']);
    const [captures, features] = await Promise.all([
      answer(transaction.objectStore('captures').getAll()),
      answer(transaction.objectStore('features').getAll()),
    ]);
    database.close();
    const byHash = new Map(features.map(({ contentHash, values }) => [contentHash, String(values)]));
    return captures.map(({ id, label, contentHash }) => ({
      id: String(id),
      label: String(label),
      features: byHash.get(contentHash) ?? null,
    }));
  });
}
