import { fakeCamera, installCameras } from './fake-cameras.ts';
import { expect, test } from './fixtures.ts';
import { seesNoHand, textBox, watchFrames, writesALetter } from './live-page.ts';

test('no camera, then one: told, opened when it is asked for again, and there is no choice to make', async ({
  page,
  server,
  context,
}) => {
  await installCameras(context, []);
  await page.goto(server.url);
  await expect(page.getByText('No camera found', { exact: true })).toBeVisible();
  await textBox(page).fill('HELLO');
  await page.evaluate((camera) => cameraDesk.plug(camera), fakeCamera('desk'));
  await page.getByRole('button', { name: 'Try again' }).click();
  await writesALetter(page);
  await expect(page.getByRole('combobox', { name: 'Camera' })).toHaveCount(0);
});

test('a camera that is muted, taken by another app or unplugged is told, comes back, and takes no text with it', async ({
  page,
  server,
  context,
}) => {
  await installCameras(context, [fakeCamera('desk')]);
  await page.goto(server.url);
  await writesALetter(page);
  await page.evaluate(() => cameraDesk.showHand(false));
  await seesNoHand(page);
  await textBox(page).fill('HELLO');
  const lost = page.getByText('The camera went away', { exact: true });
  const retry = page.getByRole('button', { name: 'Try again' });

  await page.evaluate(() => cameraDesk.mute('desk', true));
  await expect(lost).toBeVisible();
  await page.evaluate(() => cameraDesk.mute('desk', false));
  await seesNoHand(page);

  await page.evaluate(() => cameraDesk.take('desk', true));
  await expect(lost).toBeVisible();
  await retry.click();
  await expect(page.getByText('Another app is using the camera', { exact: true })).toBeVisible();
  await page.evaluate(() => cameraDesk.take('desk', false));
  await retry.click();
  await seesNoHand(page);

  await page.evaluate(() => cameraDesk.unplug('desk'));
  await expect(lost).toBeVisible();
  await retry.click();
  await expect(page.getByText('No camera found', { exact: true })).toBeVisible();
  await page.evaluate((camera) => cameraDesk.plug(camera), fakeCamera('desk'));
  await retry.click();
  await seesNoHand(page);
  // The hand that left may have ended a word.
  await expect(textBox(page)).toHaveValue(/^HELLO ?$/);
});

const FOUR = [
  fakeCamera('first'),
  fakeCamera('4K', { width: 3840, height: 2160, framesPerSecond: 10 }),
  fakeCamera('tiny', { width: 160, height: 120, framesPerSecond: 60 }),
  fakeCamera('tall', { width: 480, height: 864, framesPerSecond: 5 }),
];

test('four cameras of every size, shape and rate: each reads at once, none piles frames up, none starves', async ({
  page,
  server,
  context,
}) => {
  await installCameras(context, FOUR);
  await page.goto(server.url);
  const choice = page.getByRole('combobox', { name: 'Camera' });
  await expect(choice.locator('option')).toHaveText(FOUR.map(({ label }) => label));
  for (const { deviceId, width, height, framesPerSecond } of FOUR) {
    await choice.selectOption(deviceId);
    await writesALetter(page);
    const flow = await watchFrames(page, 4);
    console.log(`${deviceId} ${width}x${height} at ${framesPerSecond}: ${JSON.stringify(flow)}`);
    expect(flow).toMatchObject({ width, height });
    // Read as fast as the frames come, or as fast as this machine reads.
    expect(flow.answersPerSecond).toBeGreaterThan(0.4 * Math.min(framesPerSecond, 1000 / flow.answerMs));
    // No frame waits for more than the one before it, and none longer than the ones of a moment ago.
    expect(flow.age[1]).toBeLessThan(3 * flow.answerMs + 500);
    expect(flow.age[1]).toBeLessThan(2 * flow.age[0] + 500);
  }
});

test('the chosen camera is chosen at the next start; where it is gone another one stands in, and says so', async ({
  page,
  server,
  context,
}) => {
  await installCameras(context, [fakeCamera('first'), fakeCamera('second')]);
  await page.goto(server.url);
  const choice = page.getByRole('combobox', { name: 'Camera' });
  await choice.selectOption('second');
  await expect(choice).toHaveValue('second');
  await page.waitForTimeout(500);
  await page.reload();
  await expect(choice).toHaveValue('second');

  await installCameras(context, [fakeCamera('first'), fakeCamera('third')]);
  await page.reload();
  const sentence = page.getByText('The camera you chose is not here. Now you see Camera first.');
  await expect(sentence).toBeVisible();
  await writesALetter(page);
  await choice.selectOption('third');
  await expect(sentence).toHaveCount(0);
});
