import { afterEach, describe, expect, test, vi } from 'vitest';
import type { StageStatus } from '../../src/app/live-state.ts';
import { ModelHost } from '../../src/app/model-host.ts';
import { DEFAULT_SETTINGS } from '../../src/app/settings.ts';
import { type ClientOptions, RecognizerClient } from '../../src/model/client.ts';
import type { Head, RecognizerInfo } from '../../src/model/types.ts';
import type { AssetStore } from '../../src/offline/assets.ts';

const FILES = ['models/default/manifest.json', 'vision/hand_landmarker.task', 'lexicon/en.txt'];
const assets = {
  ensure: async () =>
    new Map([...FILES, 'vision/vision_wasm_module_internal.wasm'].map((name) => [name, new Blob(['x'])])),
} as unknown as AssetStore;

/** A start that ends when the test says so. */
interface Start {
  options: ClientOptions;
  client: { disposed: boolean; heads: (Head | null)[] };
  finish: () => void;
  fail: (error: Error) => void;
}

function setUp() {
  const starts: Start[] = [];
  vi.spyOn(RecognizerClient, 'start').mockImplementation(
    (options) =>
      new Promise((resolve, reject) => {
        const client = {
          disposed: false,
          heads: [] as (Head | null)[],
          info: {
            backend: 'wasm',
            inputSize: 128,
            measured: false,
            labels: ['A'],
          } as unknown as RecognizerInfo,
          dispose: async () => {
            client.disposed = true;
            return 0;
          },
          defaultHead: async () => ({ id: 'default', labels: ['A'] }) as unknown as Head,
          setHead: async (head: Head) => void client.heads.push(head),
        };
        starts.push({
          options,
          client,
          finish: () => resolve(client as unknown as RecognizerClient),
          fail: reject,
        });
      }),
  );
  const told: (StageStatus['kind'] | null)[] = [];
  const errors: unknown[] = [];
  const host = new ModelHost(assets, DEFAULT_SETTINGS, {
    onStatus: (status) => told.push(status?.kind ?? null),
    onReady: () => told.push('idle'),
    onLexicon: () => undefined,
    onCompared: () => undefined,
    report: (error) => errors.push(error),
  });
  const begun = (count: number) => vi.waitFor(() => expect(starts).toHaveLength(count));
  return { host, starts, told, errors, begun };
}

afterEach(() => void vi.restoreAllMocks());

describe('a backend or size that changes while the model starts', () => {
  test('leaves one model, the later one, whichever start ends first', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { host, starts, begun } = setUp();
      const wanted = host.recognizer();
      await begun(1);
      host.configure({ ...DEFAULT_SETTINGS, backend: 'wasm' });
      await begun(2);
      for (const at of order) {
        starts[at]?.finish();
        await new Promise((resolve) => setTimeout(resolve));
      }
      const client = await wanted;
      expect(client).toBe(await host.recognizer());
      expect(client).toBe(host.client);
      expect(starts.map(({ client: { disposed } }) => disposed)).toEqual([true, false]);
      vi.restoreAllMocks();
    }
  });

  test('what the earlier start still says or breaks is not shown', async () => {
    const { host, starts, told, errors, begun } = setUp();
    void host.recognizer();
    await begun(1);
    host.configure({ ...DEFAULT_SETTINGS, backend: 'wasm' });
    await begun(2);
    starts[1]?.finish();
    await host.recognizer();
    const before = [...told];
    starts[0]?.options.onStage?.('self-test');
    starts[0]?.options.onFailed?.(new Error('late'));
    starts[0]?.fail(new Error('late'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(told).toEqual(before);
    expect(errors).toEqual([]);
    expect(host.client).not.toBeNull();
  });
});

test('ended while it starts, it leaves nothing behind', async () => {
  const { host, starts, begun } = setUp();
  const wanted = host.recognizer();
  await begun(1);
  await host.dispose();
  starts[0]?.finish();
  await expect(wanted).rejects.toMatchObject({ code: 'disposed' });
  expect(starts[0]?.client.disposed).toBe(true);
  expect(host.client).toBeNull();
});

test('the head that was deleted is not used again, although no model runs', async () => {
  const { host, starts, begun } = setUp();
  const own = { id: 'own', labels: ['A'] } as unknown as Head;
  const used = host.useHead(own);
  await begun(1);
  starts[0]?.finish();
  await used;
  starts[0]?.options.onFailed?.(new Error('no backend left'));
  const gone = host.useHead(null);
  await begun(2);
  starts[1]?.finish();
  await gone;
  expect(starts[0]?.client.heads).toEqual([own]);
  expect(starts[1]?.client.heads.map((head) => head?.id)).toEqual(['default']);
});
