import { fakeCamera, installCameras } from './fake-cameras.ts';
import { expect, test } from './fixtures.ts';
import { type AppElement, seesNoHand, setHidden, textBox, writesALetter } from './live-page.ts';

test('hidden for ten minutes: the camera is off meanwhile, nothing held before is written after, and all goes on', async ({
  page,
  server,
  context,
}) => {
  await installCameras(context, [fakeCamera('desk')]);
  await page.clock.install();
  await page.goto(server.url);
  await writesALetter(page);
  // A letter half held, and then the hand is gone with the page.
  await page.evaluate(() => cameraDesk.showHand(false));
  await seesNoHand(page);
  await textBox(page).fill('');
  await page.evaluate(() => {
    const app = document.querySelector<AppElement>('handspell-app');
    if (!app) throw new Error('no app');
    cameraDesk.showHand(true);
    return new Promise<void>((resolve) => {
      const end = app.actions.subscribe(({ hold }) => {
        if (!hold || hold.progress < 0.3) return;
        end();
        resolve();
      });
    });
  });
  await setHidden(page, true);
  await page.evaluate(() => cameraDesk.showHand(false));
  expect(await textBox(page).inputValue()).toBe('');
  const isOn = () =>
    page.evaluate(() => document.querySelector<AppElement>('handspell-app')?.live.stream !== null);
  expect(await isOn()).toBe(false);
  await page.clock.fastForward('10:00');
  expect(await isOn()).toBe(false);

  await setHidden(page, false);
  await seesNoHand(page);
  await page.waitForTimeout(1500);
  await expect(textBox(page)).toHaveValue('');
  await page.evaluate(() => cameraDesk.showHand(true));
  await writesALetter(page, 30_000);
});

test('a clock that is set back an hour, and then ahead by a day, while a hand spells', async ({
  page,
  server,
  context,
}) => {
  const shift = (by: number) => {
    const { now } = Date;
    Date.now = () => now() + by;
  };
  await installCameras(context, [fakeCamera('desk')]);
  await page.goto(server.url);
  await writesALetter(page);
  // A letter that is held on and on is written twice at most: it is let go before it is shown again.
  const writesAnotherLetter = async () => {
    await page.evaluate(() => cameraDesk.showHand(false));
    await seesNoHand(page);
    await page.evaluate(() => cameraDesk.showHand(true));
    await writesALetter(page, 20_000);
  };
  const hour = 3_600_000;
  for (const by of [-hour, 25 * hour]) {
    await page.evaluate(shift, by);
    for (const worker of page.workers()) await worker.evaluate(shift, by);
    await writesAnotherLetter();
    const waited = await page.evaluate(
      () => document.querySelector<AppElement>('handspell-app')?.live.stats.times?.wait ?? Number.NaN,
    );
    expect(waited).toBeGreaterThanOrEqual(0);
    expect(waited).toBeLessThan(5000);
  }
  // One side alone, as when the worker was started before the change and the page after it.
  await page.evaluate(shift, -hour);
  await writesAnotherLetter();
  await page.getByRole('link', { name: 'About this device' }).click();
  await expect(page.locator('dl > div').filter({ hasText: 'Waiting' })).toHaveText(
    /^\s*Waiting\s*\d{1,4}(\.\d)? ms\s*$/,
  );

  await page.waitForTimeout(600);
  const text = await page.evaluate(() => document.querySelector<AppElement>('handspell-app')?.live.text);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Recent errors' })).toBeVisible();
  expect(await page.evaluate(() => document.querySelector<AppElement>('handspell-app')?.live.text)).toContain(
    text,
  );
});
