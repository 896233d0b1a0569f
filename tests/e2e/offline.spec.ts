import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { copyBuild, expect, test, waitForOfflineReady } from './fixtures.ts';

const SHARD = 'models/default/weights.0.bin';

test('after one visit the app opens with the server stopped, isolated and whole', async ({
  page,
  server,
  watch,
}) => {
  watch.allow(/ERR_CONNECTION_REFUSED|ERR_FAILED/);
  // Firefox asks the person, who may never answer.
  await page.addInitScript(() => {
    navigator.storage.persist = () => new Promise(() => undefined);
  });
  await page.goto(server.url);
  await waitForOfflineReady(page);
  await server.stop();

  await page.reload();
  await expect(page.locator('handspell-app')).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  // The recognizer has started: its files, worker and WASM came from the cache.
  await expect(page.getByText('Show your hand').first()).toBeVisible({ timeout: 120_000 });
  await waitForOfflineReady(page);
  for (const screen of ['practice', 'train', 'networks', 'about']) {
    await page.goto(`${server.url}#/${screen}`);
    await expect(page.locator('main h1').first(), screen).toBeVisible();
  }
});

test('a first download that is cut goes on where it stopped, by itself', async ({ page, server, watch }) => {
  watch.allow(/ERR_CONTENT_LENGTH_MISMATCH|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  const size = readFileSync(join(server.root, SHARD)).byteLength;
  const cutAt = 1_500_000;
  const ranges: (string | undefined)[] = [];
  server.before = (request, response) => {
    if (!request.url?.startsWith(`/${SHARD}`)) return false;
    ranges.push(request.headers.range);
    if (ranges.length > 1) return false;
    sendCut(response, readFileSync(join(server.root, SHARD)).subarray(0, cutAt), size);
    return true;
  };
  await page.goto(server.url);
  await waitForOfflineReady(page);
  expect(ranges[0]).toBeUndefined();
  expect(ranges[1]).toMatch(/^bytes=[1-9]\d{4,}-$/);
  expect(ranges).toHaveLength(2);
});

test('a file that is wrong on the server is never used; when it is mended the download ends', async ({
  page,
  server,
  watch,
}) => {
  watch.allow(/asset-corrupt/);
  server.root = copyBuild(server.root);
  const path = join(server.root, SHARD);
  const right = readFileSync(path);
  const wrong = Buffer.from(right);
  wrong[1000] = (wrong[1000] ?? 0) ^ 0xff;
  writeFileSync(path, wrong);

  await page.goto(server.url);
  await expect(page.getByText('The model could not be downloaded', { exact: true })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('asset-corrupt').first()).toBeVisible();
  const stored = await page.evaluate(async (name) => {
    const cache = await caches.open('handspell-assets-v1');
    return (await cache.keys()).filter((request) => request.url.includes(name)).length;
  }, SHARD);
  expect(stored).toBe(0);

  writeFileSync(path, right);
  await page.getByRole('button', { name: 'Try again' }).click();
  await waitForOfflineReady(page);
});

test('a stored file that was damaged is fetched again and replaced', async ({ page, server }) => {
  await page.goto(server.url);
  await waitForOfflineReady(page);
  const damage = await page.evaluate(async (name) => {
    const cache = await caches.open('handspell-assets-v1');
    const request = (await cache.keys()).find((candidate) => candidate.url.includes(name));
    const response = request && (await cache.match(request));
    if (!request || !response) return 'nothing to damage';
    const bytes = new Uint8Array(await response.arrayBuffer());
    bytes[77] = (bytes[77] ?? 0) ^ 1;
    await cache.put(request, new Response(bytes));
    return 'damaged';
  }, SHARD);
  expect(damage).toBe('damaged');
  const asked: string[] = [];
  server.before = (request) => {
    if (request.url?.startsWith('/models/')) asked.push(request.url.split('?')[0] ?? '');
    return false;
  };
  await page.reload();
  await waitForOfflineReady(page);
  expect(asked).toEqual([`/${SHARD}`]);
});

function sendCut(response: ServerResponse, part: Buffer, size: number): void {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
  response.write(part, () => setTimeout(() => response.destroy(), 200));
}
