import { expect, test, waitForOfflineReady } from './fixtures.ts';
import { seesNoHand, textBox } from './live-page.ts';

test('text survives a reload, and nothing lies in cookies or localStorage', async ({
  page,
  server,
  context,
}) => {
  await page.goto(server.url);
  await textBox(page).fill('HELLO WORLD');
  await seesNoHand(page);
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
  await seesNoHand(page);
  // Only the look for a newer version goes out.
  expect(asked.filter((address) => !address.startsWith('/sw.js'))).toEqual([]);
});
