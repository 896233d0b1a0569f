import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AssetStore } from '../../src/offline/assets.ts';
import { ASSET_CACHE, type AssetEntry, assetKey } from '../../src/offline/cache-name.ts';
import { sha256 } from '../../src/offline/digest.ts';

const BASE = 'https://app.example/hands/';
const MEGABYTE = 1024 * 1024;

/** A static host in memory whose faults a test can set. */
class FakeHost {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly requests: { name: string; range: string | null }[] = [];
  /** Bytes after which the next responses end with a network error, one number a response. */
  cuts: number[] = [];
  ranges = true;
  offline = false;
  /** Waits before each chunk, so that an abort can come in between. */
  chunkDelayMs = 0;
  private entries: AssetEntry[] = [];

  async add(name: string, bytes: number, seed = 1): Promise<Uint8Array<ArrayBuffer>> {
    const content = new Uint8Array(bytes);
    let state = seed;
    for (let i = 0; i < bytes; i++) {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      content[i] = state >> 16;
    }
    this.files.set(name, content);
    const entry = { name, url: name, bytes, sha256: await sha256(content) };
    this.entries = [...this.entries.filter((other) => other.name !== name), entry];
    return content;
  }

  entry(name: string): AssetEntry {
    const entry = this.entries.find((candidate) => candidate.name === name);
    if (!entry) throw new Error(`${name} was not added`);
    return entry;
  }

  downloads(name: string): (string | null)[] {
    return this.requests.filter((request) => request.name === name).map((request) => request.range);
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const name = new URL(String(input)).pathname.replace('/hands/', '');
    const range = new Headers(init?.headers).get('Range');
    this.requests.push({ name, range });
    if (this.offline) throw new TypeError('Failed to fetch');
    if (name === 'assets.json') return Response.json({ version: 1, files: this.entries });
    const content = this.files.get(name);
    if (!content) return new Response('Not found', { status: 404 });
    const start = range && this.ranges ? Number(/^bytes=(\d+)-$/.exec(range)?.[1]) : 0;
    const headers =
      start > 0 ? { 'Content-Range': `bytes ${start}-${content.length - 1}/${content.length}` } : {};
    const body = this.body(
      content.subarray(start),
      this.cuts.shift() ?? Number.POSITIVE_INFINITY,
      init?.signal,
    );
    return new Response(body, { status: start > 0 ? 206 : 200, headers });
  };

  private body(content: Uint8Array<ArrayBuffer>, cutAt: number, signal?: AbortSignal | null) {
    let at = 0;
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (this.chunkDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.chunkDelayMs));
        if (signal?.aborted) return controller.error(signal.reason);
        if (at >= cutAt) return controller.error(new TypeError('network error'));
        if (at >= content.length) return controller.close();
        const end = Math.min(at + 64 * 1024, content.length, cutAt);
        controller.enqueue(content.slice(at, end));
        at = end;
      },
    });
  }
}

let host: FakeHost;
const newStore = () =>
  new AssetStore({ base: BASE, fetch: host.fetch, retryDelaysMs: [1, 1], stallMs: 2000 });

/** By hash, because comparing megabytes one by one takes seconds. */
async function expectContent(blob: Blob | undefined, content: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!blob) throw new Error('The store did not hand the file out');
  expect(await sha256(await blob.arrayBuffer())).toBe(await sha256(content));
}

beforeEach(async () => {
  await caches.delete(ASSET_CACHE);
  host = new FakeHost();
});
afterEach(() => vi.restoreAllMocks());

describe('AssetStore', () => {
  test('downloads each file once, then serves it without the network', async () => {
    const weights = await host.add('models/a.bin', 300_000);
    await host.add('vision/b.wasm', 100_000, 2);
    const progress: number[] = [];
    const first = await newStore().ensure('all', {
      onProgress: (p) => progress.push(p.doneBytes / p.totalBytes),
    });
    expect([...first.keys()].sort()).toEqual(['models/a.bin', 'vision/b.wasm']);
    await expectContent(first.get('models/a.bin'), weights);
    expect(progress.at(-1)).toBe(1);

    const again = newStore();
    expect(await again.isComplete()).toBe(true);
    await expectContent((await again.ensure(['models/a.bin'])).get('models/a.bin'), weights);
    expect(host.downloads('models/a.bin')).toEqual([null]);
  });

  test('goes on after a cut where it stopped', async () => {
    const content = await host.add('models/a.bin', 5 * MEGABYTE);
    host.cuts = [3 * MEGABYTE];
    const files = await newStore().ensure('all');
    await expectContent(files.get('models/a.bin'), content);
    expect(host.downloads('models/a.bin')).toEqual([null, `bytes=${3 * MEGABYTE}-`]);
  });

  test('a later visit goes on where an earlier one was cut for good', async () => {
    const content = await host.add('models/a.bin', 5 * MEGABYTE);
    host.cuts = [3 * MEGABYTE + 1000, 0, 0, 0];
    await expect(newStore().ensure('all')).rejects.toMatchObject({ code: 'asset-unreachable' });
    expect(await newStore().isComplete()).toBe(false);

    const done: number[] = [];
    host.requests.length = 0;
    const files = await newStore().ensure('all', { onProgress: (p) => done.push(p.doneBytes) });
    expect(host.downloads('models/a.bin')).toEqual([`bytes=${3 * MEGABYTE + 1000}-`]);
    expect(done[0]).toBe(3 * MEGABYTE + 1000);
    await expectContent(files.get('models/a.bin'), content);
    const left = await (await caches.open(ASSET_CACHE)).keys();
    expect(left.map((request) => request.url)).toEqual([assetKey(host.entry('models/a.bin'), BASE)]);
  });

  test('starts over on a server without ranges', async () => {
    const content = await host.add('models/a.bin', 400_000);
    host.ranges = false;
    host.cuts = [200_000];
    const files = await newStore().ensure('all');
    await expectContent(files.get('models/a.bin'), content);
  });

  test('an aborted download throws the reason and keeps what came', async () => {
    await host.add('models/a.bin', 2 * MEGABYTE);
    host.chunkDelayMs = 5;
    const controller = new AbortController();
    const stopped = newStore().ensure('all', {
      signal: controller.signal,
      onProgress: ({ doneBytes }) => doneBytes > MEGABYTE / 2 && controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    host.chunkDelayMs = 0;
    host.requests.length = 0;
    await newStore().ensure('all');
    expect(host.downloads('models/a.bin')).toEqual([expect.stringMatching(/^bytes=[1-9]\d+-$/)]);
  });

  test('a stalled connection is given up and resumed', async () => {
    await host.add('models/a.bin', 300_000);
    const stalling: typeof fetch = async (input, init) => {
      if (host.downloads('models/a.bin').length > 0 || String(input).includes('assets.json')) {
        return await host.fetch(input, init);
      }
      host.requests.push({ name: 'models/a.bin', range: null });
      return await new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    };
    const store = new AssetStore({ base: BASE, fetch: stalling, retryDelaysMs: [1], stallMs: 50 });
    expect((await store.ensure('all')).size).toBe(1);
  });

  test('a damaged stored copy is deleted, fetched again and never handed out', async () => {
    const content = await host.add('models/a.bin', 200_000);
    await newStore().ensure('all');
    const cache = await caches.open(ASSET_CACHE);
    const damaged = content.slice();
    damaged[100_000] = (damaged[100_000] ?? 0) ^ 1;
    await cache.put(assetKey(host.entry('models/a.bin'), BASE), new Response(damaged));

    expect(await newStore().isComplete()).toBe(false);
    await cache.put(assetKey(host.entry('models/a.bin'), BASE), new Response(damaged));
    const files = await newStore().ensure('all');
    await expectContent(files.get('models/a.bin'), content);
    expect(host.downloads('models/a.bin')).toHaveLength(2);
  });

  test('a file that is wrong on the server is tried twice, then refused, and never stored', async () => {
    await host.add('models/a.bin', 200_000);
    host.files.get('models/a.bin')?.fill(7, 1000, 2000);
    await expect(newStore().ensure('all')).rejects.toMatchObject({ code: 'asset-corrupt' });
    expect(host.downloads('models/a.bin')).toEqual([null, null]);
    expect(await (await caches.open(ASSET_CACHE)).keys()).toEqual([]);
  });

  test('a file that is longer than it should be is refused without being read to its end', async () => {
    await host.add('models/a.bin', 200_000);
    host.files.set('models/a.bin', new Uint8Array(50 * MEGABYTE));
    await expect(newStore().ensure('all')).rejects.toMatchObject({ code: 'asset-corrupt' });
  });

  test('wrong pieces of an earlier visit do not spoil the file', async () => {
    const content = await host.add('models/a.bin', 200_000);
    const cache = await caches.open(ASSET_CACHE);
    await cache.put(
      `${assetKey(host.entry('models/a.bin'), BASE)}&part=0`,
      new Response(new Uint8Array(90_000)),
    );
    const files = await newStore().ensure('all');
    await expectContent(files.get('models/a.bin'), content);
    expect(host.downloads('models/a.bin')).toEqual(['bytes=90000-', null]);
  });

  test('a missing file is told at once', async () => {
    await host.add('models/a.bin', 1000);
    host.files.delete('models/a.bin');
    await expect(newStore().ensure('all')).rejects.toMatchObject({ code: 'asset-missing' });
    expect(host.downloads('models/a.bin')).toHaveLength(1);
  });

  test('without the list there is a typed error, and a later try works', async () => {
    await host.add('models/a.bin', 1000);
    const store = newStore();
    host.offline = true;
    await expect(store.ensure('all')).rejects.toMatchObject({ code: 'asset-list-unavailable' });
    host.offline = false;
    expect((await store.ensure('all')).size).toBe(1);
    await expect(store.ensure(['models/b.bin'])).rejects.toMatchObject({ code: 'asset-unknown' });
  });

  test('old versions leave when the new one is complete', async () => {
    await host.add('models/a.bin', 1000, 1);
    await newStore().ensure('all');
    await host.add('models/a.bin', 1000, 9);
    await newStore().ensure('all');
    const left = await (await caches.open(ASSET_CACHE)).keys();
    expect(left.map((request) => request.url)).toEqual([assetKey(host.entry('models/a.bin'), BASE)]);
  });

  test('with a full disk the files are held in memory and are not called complete', async () => {
    const content = await host.add('models/a.bin', 3 * MEGABYTE);
    vi.spyOn(Cache.prototype, 'put').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
    const store = newStore();
    await expectContent((await store.ensure('all')).get('models/a.bin'), content);
    await store.ensure('all');
    expect(host.downloads('models/a.bin')).toHaveLength(1);
    expect(await store.isComplete()).toBe(false);
  });

  test('without Cache Storage the files are held in memory', async () => {
    await host.add('models/a.bin', 1000);
    vi.spyOn(caches, 'open').mockRejectedValue(new DOMException('no', 'SecurityError'));
    const store = newStore();
    expect((await store.ensure('all')).size).toBe(1);
    expect((await store.ensure('all')).size).toBe(1);
    expect(host.downloads('models/a.bin')).toHaveLength(1);
    expect(await store.isComplete()).toBe(false);
  });

  test('two tabs share one download', async () => {
    await host.add('models/a.bin', 300_000);
    host.chunkDelayMs = 2;
    await Promise.all([newStore().ensure('all'), newStore().ensure('all')]);
    expect(host.downloads('models/a.bin')).toHaveLength(1);
  });
});
