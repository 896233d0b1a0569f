import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecognizerClient } from '../../../src/model/client.ts';
import type { Embedder } from '../../../src/train/feature-job.ts';
import { runFeatureJob } from '../../../src/train/feature-job.ts';
import { loadTrainingSet } from '../../../src/train/feature-store.ts';
import { FaultyWorkers } from '../lib/fault-worker.ts';
import { filesFromPublic } from '../lib/recognizer-files.ts';
import { colourPlan, wipe } from './pictures.ts';

// The last layer is trained in plain TypeScript; the part of training that a GPU does is the features of its pictures.

let workers: FaultyWorkers;
beforeEach(async () => {
  workers = new FaultyWorkers();
  await wipe();
});
afterEach(async () => {
  workers.restore();
  await wipe();
});

test('a GPU that is lost in an import is back within 5 s or left for the next backend, and no picture is missing', async () => {
  const reasons: string[] = [];
  /** The loss itself waits behind the picture that software GL, slow as it is, is at. */
  let noticedAt = Number.NaN;
  let lost = false;
  let back: { backend: string; seconds: number } | null = null;
  const client = await RecognizerClient.start({
    files: await filesFromPublic(),
    backends: ['webgl', 'wasm'],
    inputSize: 128,
    allowSoftwareGl: true,
    onRecovering: (reason) => {
      reasons.push(reason);
      noticedAt = performance.now();
    },
    onRecovered: (info) => {
      back = { backend: info.backend, seconds: (performance.now() - noticedAt) / 1000 };
    },
  });
  const { backend, backboneId, featureLength } = client.info;
  expect(backend).toBe('webgl');
  const embedder: Embedder = {
    info: { backboneId, featureLength },
    features: (image) => client.features(image),
  };
  const plan = await colourPlan(['A', 'B'], 2);
  const progress = await runFeatureJob({
    datasetId: 'd',
    plan,
    startedAt: 0,
    embedder,
    onProgress: ({ done }) => {
      if (done !== 1 || lost) return;
      lost = true;
      workers.cause('lose-gpu');
    },
  });
  expect(reasons).toEqual(['context-lost']);
  expect(back).not.toBeNull();
  expect(back).toSatisfy(({ backend, seconds }) => backend === 'wasm' || seconds < 5.5);
  console.log(`a lost GPU: ${JSON.stringify(back)}`);
  expect(progress).toMatchObject({ done: 4, skipped: 0 });
  const stored = await loadTrainingSet(['d'], backboneId, featureLength, ['A', 'B']);
  expect(stored.missing).toBe(0);
  expect(stored.ids.length).toBe(4);
  // Half floats: an all-ones exponent would be a value that the lost GPU left undefined.
  expect(stored.features.every((bits) => (bits & 0x7c00) !== 0x7c00)).toBe(true);
  expect(stored.features.some((bits) => bits !== 0)).toBe(true);
  await client.dispose();
}, 300_000);
