import type { Worker } from '@playwright/test';
import { fakeCamera, installCameras } from './fake-cameras.ts';
import { expect, test } from './fixtures.ts';
import { seesNoHand, textBox } from './live-page.ts';

test('a worker that dies, loudly or silently, is replaced by itself; a burst that is recorded goes on', async ({
  page,
  server,
  watch,
  context,
}) => {
  watch.allow(/struck/);
  // The frame that the worker held when it was closed.
  watch.allow(/VideoFrame was garbage collected/);
  await installCameras(context, [fakeCamera('desk')]);
  await page.goto(server.url);
  await page.evaluate(() => cameraDesk.showHand(false));
  await seesNoHand(page);
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
  await seesNoHand(page);

  const third = page.waitForEvent('worker', { predicate: isRecognizer });
  await recognizer().evaluate(() => self.close());
  await third;
  await seesNoHand(page);
  await expect(textBox(page)).toHaveValue('HELLO');

  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await page.evaluate(() => cameraDesk.showHand(true));
  await page.getByRole('button', { name: /^L: / }).click();
  const record = page.getByRole('button', { name: 'Hold to record L' });
  await expect(record).toBeEnabled();
  await record.hover();
  await page.mouse.down();
  const count = page.getByRole('button', { name: /pictures? kept$/ }).first();
  const kept = async () => Number.parseInt((await count.textContent()) ?? '', 10);
  await expect.poll(kept).toBeGreaterThan(0);
  const before = await kept();
  const fourth = page.waitForEvent('worker', { predicate: isRecognizer });
  await recognizer().evaluate(() => {
    setTimeout(() => {
      throw new Error('struck');
    });
  });
  await fourth;
  await expect.poll(kept, { timeout: 60_000 }).toBeGreaterThan(before + 1);
  await page.mouse.up();
});
