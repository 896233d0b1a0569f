import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/offline/database.ts';
import {
  captureIds,
  countOfLabel,
  deleteCaptures,
  deleteDataset,
  listProblems,
  relabelCaptures,
} from '../../../src/train/dataset-store.ts';
import { type FeatureJob, type ImportProgress, runFeatureJob } from '../../../src/train/feature-job.ts';
import { findFeatures, loadTrainingSet } from '../../../src/train/feature-store.ts';
import type { PlannedImage } from '../../../src/train/import-plan.ts';
import { PauseGate } from '../../../src/train/pause-gate.ts';
import { createRandom } from '../../../src/train/random.ts';
import { ColourEmbedder, colourPlan, FEATURES, picture, planned, wipe } from './pictures.ts';

beforeEach(wipe);
afterEach(async () => {
  vi.restoreAllMocks();
  await wipe();
});

function job(plan: PlannedImage[], embedder: ColourEmbedder, more: Partial<FeatureJob> = {}): FeatureJob {
  return { datasetId: 'd', plan, startedAt: 1000, embedder, ...more };
}

const load = () => loadTrainingSet(['d'], 'colours', FEATURES, ['A', 'B', 'C']);

describe('an import', () => {
  test('stores each image once, with features, thumbnail and group, and reports as it goes', async () => {
    const plan = await colourPlan(['A', 'B'], 6);
    const embedder = new ColourEmbedder();
    const reports: ImportProgress[] = [];
    await runFeatureJob(job(plan, embedder, { onProgress: (progress) => reports.push(progress) }));
    expect(embedder.calls).toBe(12);
    expect(reports[0]).toMatchObject({ done: 0, total: 12, imagesPerSecond: null });
    expect(reports.at(-1)).toMatchObject({ done: 12, skipped: 0, total: 12, etaMs: 0 });
    expect(reports.at(-1)?.imagesPerSecond).toBeGreaterThan(0);
    const set = await load();
    expect(set.ids.length).toBe(12);
    expect(set.missing).toBe(0);
    expect(new Set(set.groups).size).toBe(4);
    expect([...set.labels].filter((label) => label === 0).length).toBe(6);
    const [capture] = await (await openDatabase()).getAll('captures');
    // The bytes of a JPEG: WebKit keeps no Blob in a private window.
    const image = capture?.image as Uint8Array;
    expect([...image.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect(image.length).toBeLessThan(3000);
  });

  test('files that cannot be used are named, and the others go on', async () => {
    const good = await picture(0, 1);
    const plan = [
      planned('A', 0, good),
      planned('A', 1, new TextEncoder().encode('no image at all')),
      planned('A', 2, new Uint8Array(good.subarray(0, 60))),
      planned('A', 3, good),
      planned('A', 4, await picture(0, 2)),
    ];
    const seen: string[] = [];
    const progress = await runFeatureJob(
      job(plan, new ColourEmbedder(), { onProblem: (path, code) => seen.push(`${path} ${code}`) }),
    );
    expect(progress).toMatchObject({ done: 2, skipped: 3 });
    expect(seen.sort()).toEqual([
      'A/A1.png not-an-image',
      'A/A2.png image-corrupt',
      'A/A3.png duplicate-image',
    ]);
    expect((await listProblems('d')).length).toBe(3);
    const again = await runFeatureJob(job(plan, new ColourEmbedder()));
    expect(again).toMatchObject({ done: 2, skipped: 3 });
  });

  test('the same image in another dataset is not embedded again', async () => {
    const plan = await colourPlan(['A'], 3);
    const embedder = new ColourEmbedder();
    await runFeatureJob(job(plan, embedder));
    await runFeatureJob(job(plan, embedder, { datasetId: 'e' }));
    expect(embedder.calls).toBe(3);
    await deleteDataset('d');
    expect((await loadTrainingSet(['e'], 'colours', FEATURES, ['A'])).ids.length).toBe(3);
    await deleteDataset('e');
    expect(await (await openDatabase()).count('features')).toBe(0);
  });

  test('augmented copies come with their original and stay out of validation rows', async () => {
    const plan = await colourPlan(['A', 'B'], 2);
    const embedder = new ColourEmbedder();
    await runFeatureJob(job(plan, embedder, { copies: 2 }));
    expect(embedder.calls).toBe(12);
    const set = await load();
    expect(set.ids.length).toBe(12);
    expect([...set.augmentedFrom].filter((from) => from >= 0).length).toBe(8);
    for (const [row, from] of set.augmentedFrom.entries())
      if (from >= 0) expect(set.ids[from]).toBe(set.ids[row]);
    await deleteCaptures(await captureIds('d'));
    expect(await (await openDatabase()).count('features')).toBe(0);
  });
});

describe('an interrupted import', () => {
  test('loses nothing that it reported done, wherever it is stopped, and goes on from there', async () => {
    const plan = await colourPlan(['A', 'B', 'C'], 8);
    const random = createRandom(7);
    const embedder = new ColourEmbedder();
    let reported = 0;
    for (let attempt = 0; reported < plan.length; attempt++) {
      const controller = new AbortController();
      const stopAfter = embedder.calls + 1 + random.below(6);
      embedder.before = async () => {
        await new Promise((resolve) => setTimeout(resolve, random.below(4)));
        if (embedder.calls >= stopAfter) controller.abort();
      };
      const onProgress = ({ done }: ImportProgress) => {
        expect(done).toBeGreaterThanOrEqual(reported);
        reported = done;
      };
      await runFeatureJob(job(plan, embedder, { signal: controller.signal, onProgress })).catch((error) => {
        expect(error.name).toBe('AbortError');
      });
      expect((await captureIds('d')).length).toBeGreaterThanOrEqual(reported);
      expect((await load()).missing).toBe(0);
      expect(attempt).toBeLessThan(60);
    }
    expect((await load()).ids.length).toBe(plan.length);
  });

  test('a full disk ends it with quota; what is stored stays and the rest comes later', async () => {
    const plan = await colourPlan(['A', 'B'], 5);
    const put = IDBObjectStore.prototype.put;
    let writes = 0;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (this.name === 'captures' && ++writes > 4) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args as [unknown, IDBValidKey?]);
    });
    await expect(runFeatureJob(job(plan, new ColourEmbedder()))).rejects.toMatchObject({ code: 'quota' });
    vi.restoreAllMocks();
    expect((await captureIds('d')).length).toBe(4);
    expect((await load()).missing).toBe(0);
    await runFeatureJob(job(plan, new ColourEmbedder()));
    expect((await captureIds('d')).length).toBe(10);
  });

  test('too little room is said before the first image', async () => {
    vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ quota: 1_000_000, usage: 999_000 });
    const embedder = new ColourEmbedder();
    const running = runFeatureJob(job(await colourPlan(['A'], 2), embedder));
    await expect(running).rejects.toMatchObject({ name: 'StorageError', code: 'quota' });
    expect(embedder.calls).toBe(0);
  });

  test('a model that fails ends it by name', async () => {
    const embedder = new ColourEmbedder();
    embedder.before = () => {
      if (embedder.calls > 3) throw new Error('the GPU is gone');
    };
    const running = runFeatureJob(job(await colourPlan(['A'], 9), embedder, { retryAfterMs: [1, 1] }));
    await expect(running).rejects.toMatchObject({ code: 'embedder-failed' });
    expect((await captureIds('d')).length).toBe(3);
  });

  test('a model that is being replaced is asked again, and the import goes on', async () => {
    const embedder = new ColourEmbedder();
    embedder.before = () => {
      if (embedder.calls === 4 || embedder.calls === 5) throw new Error('the GPU is gone');
    };
    const plan = await colourPlan(['A', 'B'], 4);
    const progress = await runFeatureJob(job(plan, embedder, { copies: 1, retryAfterMs: [1, 1, 1] }));
    expect(progress).toMatchObject({ done: 8, skipped: 0 });
    expect((await load()).ids.length).toBe(16);
  });

  test('pausing holds it, resuming lets it go on, aborting ends it while held', async () => {
    const plan = await colourPlan(['A', 'B'], 6);
    const gate = new PauseGate();
    const embedder = new ColourEmbedder();
    embedder.before = () => {
      if (embedder.calls === 3) gate.pause();
    };
    const running = runFeatureJob(job(plan, embedder, { gate }));
    await vi.waitFor(() => expect(gate.paused).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const held = embedder.calls;
    expect(held).toBeLessThan(8);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(embedder.calls).toBe(held);
    gate.resume();
    expect(await running).toMatchObject({ done: 12 });

    const controller = new AbortController();
    gate.pause();
    const stuck = runFeatureJob(job(plan, embedder, { datasetId: 'e', gate, signal: controller.signal }));
    setTimeout(() => controller.abort(), 20);
    await expect(stuck).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('images can be relabelled and deleted; features go with the last image that has them', async () => {
  const plan = await colourPlan(['A', 'B'], 3);
  await runFeatureJob(job(plan, new ColourEmbedder()));
  const [first = '', second = ''] = await captureIds('d');
  await relabelCaptures([first], 'C');
  expect(await countOfLabel('d', 'A')).toBe(2);
  expect(await countOfLabel('d', 'C')).toBe(1);
  const db = await openDatabase();
  const hash = (await db.get('captures', second))?.contentHash ?? '';
  expect(await findFeatures(hash, 'colours')).toBeDefined();
  await deleteCaptures([second]);
  expect(await findFeatures(hash, 'colours')).toBeUndefined();
  const set = await load();
  expect(set.ids.length).toBe(5);
  expect((await loadTrainingSet(['d'], 'colours', FEATURES, ['A', 'B'])).unlabelled).toBe(1);
  expect((await loadTrainingSet(['d'], 'other', FEATURES, ['A', 'B', 'C'])).missing).toBe(5);
});
