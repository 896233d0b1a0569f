import type { Page } from '@playwright/test';
import { fakeCamera, installCameras } from './fake-cameras.ts';
import { expect, test, waitForOfflineReady } from './fixtures.ts';
import { readyToRecordL, seesNoHand, textBox, writesALetter } from './live-page.ts';

const notKept = (page: Page) => page.getByText('Your text cannot be stored on this device.');

test.describe('without a part of the platform the app still reads hands and takes text', () => {
  const absences = {
    'IndexedDB missing': () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }),
    'IndexedDB refused': () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      };
    },
    'IndexedDB that never answers': () => {
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
    },
    'IndexedDB of a newer version': () => {
      indexedDB.open('handspell', 99);
    },
    'Cache Storage missing': () => {
      Reflect.deleteProperty(globalThis, 'caches');
      Reflect.deleteProperty(Window.prototype, 'caches');
    },
    'Cache Storage refused': () => {
      CacheStorage.prototype.open = () => Promise.reject(new DOMException('No', 'SecurityError'));
    },
    'service workers missing': () => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'),
    'locks and storage manager missing': () => {
      Reflect.deleteProperty(Navigator.prototype, 'locks');
      Reflect.deleteProperty(Navigator.prototype, 'storage');
    },
  };
  for (const [name, remove] of Object.entries(absences)) {
    test(name, async ({ page, server }) => {
      await page.addInitScript(remove);
      await page.goto(server.url);
      await seesNoHand(page);
      await textBox(page).fill('HELLO');
      await expect(textBox(page)).toHaveValue('HELLO');
      // Where the text is not kept the person must know it, and nowhere else be troubled.
      await expect(notKept(page)).toHaveCount(name.startsWith('IndexedDB') ? 1 : 0, { timeout: 20_000 });
      if (name !== 'IndexedDB of a newer version') return;
      await page.getByRole('link', { name: 'Train', exact: true }).click();
      await expect(page.getByText('A newer version of this app stored your data.')).toBeVisible();
      await page.getByRole('link', { name: 'About this device' }).click();
      await expect(page.getByText('newer-schema').first()).toBeVisible();
    });
  }

  test('no room on the disk', async ({ page, server, context }) => {
    const client = await context.newCDPSession(page);
    await client.send('Storage.overrideQuotaForOrigin', {
      origin: new URL(server.url).origin,
      quotaSize: 3e6,
    });
    await page.goto(server.url);
    await seesNoHand(page);
    await textBox(page).fill('HELLO');
    await expect(textBox(page)).toHaveValue('HELLO');
    await expect(page.getByText('Offline ready')).toHaveCount(0);
  });
});

test('a disk that fills up while a person records and writes: told each time, and nothing stored is lost', async ({
  page,
  server,
  context,
}) => {
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(server.url);
  const tile = page.getByRole('button', { name: /^L: \d+ recorded/ });
  const recorded = async () => Number((await tile.getAttribute('aria-label'))?.match(/(\d+) recorded/)?.[1]);
  const record = async (until: () => Promise<void>) => {
    await page.getByRole('button', { name: 'Hold to record L' }).hover();
    await page.mouse.down();
    await until();
    await page.mouse.up();
  };
  await installCameras(context, [fakeCamera('desk')]);
  await page.goto(server.url);
  await writesALetter(page);
  await waitForOfflineReady(page);
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await tile.click();
  await record(() => expect.poll(recorded).toBeGreaterThan(1));

  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  // Chromium takes the room that it last saw for true for half a minute.
  await record(() => expect(page.getByText('The device is full.')).toBeVisible({ timeout: 60_000 }));
  const shown = await recorded();
  await page.getByRole('link', { name: 'Spell', exact: true }).click();
  await textBox(page).fill('HELLO');
  await expect(notKept(page)).toBeVisible();
  await page.getByRole('link', { name: 'About this device' }).click();
  await expect(page.getByText('quota', { exact: true }).first()).toBeVisible();

  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('link', { name: 'Spell', exact: true }).click();
  await page.evaluate(() => cameraDesk.showHand(false));
  await seesNoHand(page);
  await textBox(page).fill('HELLO AGAIN');
  await expect(notKept(page)).toHaveCount(0);
  await page.reload();
  await expect(textBox(page)).toHaveValue(/^HELLO AGAIN/);
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await expect(tile).toHaveAccessibleName(new RegExp(` ${shown} recorded`));
});

test('what a person deletes is gone: neither undo, nor Train, nor the next visit brings it back', async ({
  page,
  server,
  context,
}) => {
  const { tile, record } = await readyToRecordL(page, context, server.url);
  await record.hover();
  await page.mouse.down();
  await expect(tile).not.toHaveAccessibleName(/^L: 0 recorded/);
  await page.mouse.up();
  await page.evaluate(() => cameraDesk.showHand(false));
  const open = (screen: string) => page.getByRole('link', { name: screen, exact: true }).click();
  await open('Spell');
  await textBox(page).fill('SECRET');

  await open('About this device');
  await page.getByRole('button', { name: 'Delete everything I made' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Deleted.')).toBeVisible();
  const gone = async () => {
    await open('Spell');
    await expect(textBox(page)).toHaveValue('');
    await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
    await open('Train');
    await expect(tile).toHaveAccessibleName(/^L: 0 recorded/);
  };
  await gone();
  await page.reload();
  await gone();
});
