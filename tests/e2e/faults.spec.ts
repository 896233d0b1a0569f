import type { Page, Worker } from '@playwright/test';
import { expect, test, waitForOfflineReady } from './fixtures.ts';

/** The camera is on, the recognizer answers, and it sees no hand in the test pattern. */
const reads = (page: Page) =>
  expect(page.getByText('Show your hand').first()).toBeVisible({ timeout: 90_000 });

const textBox = (page: Page) => page.getByRole('textbox', { name: 'Your text' });

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
      await reads(page);
      await textBox(page).fill('HELLO');
      await expect(textBox(page)).toHaveValue('HELLO');
    });
  }

  test('no room on the disk', async ({ page, server, context }) => {
    const client = await context.newCDPSession(page);
    await client.send('Storage.overrideQuotaForOrigin', {
      origin: new URL(server.url).origin,
      quotaSize: 3e6,
    });
    await page.goto(server.url);
    await reads(page);
    await textBox(page).fill('HELLO');
    await expect(textBox(page)).toHaveValue('HELLO');
    await expect(page.getByText('Offline ready')).toHaveCount(0);
  });
});

test('a camera that goes away is told, can be opened again, and takes no text with it', async ({
  page,
  server,
}) => {
  await page.goto(server.url);
  await reads(page);
  await textBox(page).fill('HELLO');
  await page.evaluate(() => {
    // What a pulled plug does to the track; the tools have no plug to pull.
    const find = (root: ParentNode): HTMLVideoElement | undefined => {
      for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLVideoElement && element.srcObject) return element;
        const inside = element.shadowRoot && find(element.shadowRoot);
        if (inside) return inside;
      }
      return undefined;
    };
    const stream = find(document)?.srcObject as MediaStream;
    for (const track of stream.getTracks()) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  await expect(page.getByText('The camera went away', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await reads(page);
  await expect(textBox(page)).toHaveValue('HELLO');
});

test('a worker that dies, loudly or silently, is replaced by itself', async ({ page, server, watch }) => {
  watch.allow(/struck/);
  // The frame that the worker held when it was closed.
  watch.allow(/VideoFrame was garbage collected/);
  await page.goto(server.url);
  await reads(page);
  await textBox(page).fill('HELLO');
  const isRecognizer = (worker: Worker) => worker.url().includes('recognizer');
  const recognizer = () => {
    const worker = page.workers().find(isRecognizer);
    if (!worker) throw new Error('The recognizer has no worker');
    return worker;
  };
  const second = page.waitForEvent('worker', { predicate: isRecognizer });
  await recognizer().evaluate(() => {
    setTimeout(() => {
      throw new Error('struck');
    });
  });
  await second;
  await reads(page);

  const third = page.waitForEvent('worker', { predicate: isRecognizer });
  await recognizer().evaluate(() => self.close());
  await third;
  await reads(page);
  await expect(textBox(page)).toHaveValue('HELLO');
});

test('text survives a reload, and nothing lies in cookies or localStorage', async ({
  page,
  server,
  context,
}) => {
  await page.goto(server.url);
  await textBox(page).fill('HELLO WORLD');
  await reads(page);
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(textBox(page)).toHaveValue('HELLO WORLD');
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  expect(await context.cookies()).toEqual([]);
});

test('a second tab takes everything from the first', async ({ page, server, context }) => {
  await page.goto(server.url);
  await waitForOfflineReady(page);
  const asked: string[] = [];
  server.before = (request) => {
    asked.push(request.url ?? '');
    return false;
  };
  const second = await context.newPage();
  await second.goto(server.url);
  await waitForOfflineReady(second);
  await reads(page);
  // Only the look for a newer version goes out.
  expect(asked.filter((address) => !address.startsWith('/sw.js'))).toEqual([]);
});

test('a hidden page turns the camera off, and on again when it is shown', async ({ page, server }) => {
  await page.goto(server.url);
  await reads(page);
  const show = (state: 'hidden' | 'visible') =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      Object.defineProperty(document, 'hidden', { value: value === 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await show('hidden');
  await expect(page.getByText('Show your hand')).toHaveCount(0);
  await show('visible');
  await reads(page);
});
