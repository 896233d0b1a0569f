import * as Comlink from 'comlink';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { carryErrorCodes } from '../../../src/model/bridge.ts';
import { activateHead, listHeads, loadHead, renameHead } from '../../../src/offline/head-store.ts';
import { runFeatureJob } from '../../../src/train/feature-job.ts';
import { zeroHead } from '../../../src/train/head-trainer.ts';
import type { TrainEvent, TrainWorkerApi } from '../../../src/train/train.worker.ts';
import { alone } from '../../../src/train/train-lock.ts';
import { LESSON_SETTINGS } from '../../../src/train/train-types.ts';
import { ColourEmbedder, colourPlan, FEATURES, wipe } from './pictures.ts';

let worker: Worker;
let api: Comlink.Remote<TrainWorkerApi>;

beforeEach(async () => {
  await wipe();
  carryErrorCodes();
  worker = new Worker(new URL('../../../src/train/train.worker.ts', import.meta.url), { type: 'module' });
  api = Comlink.wrap<TrainWorkerApi>(worker);
});

afterEach(async () => {
  worker.terminate();
  await wipe();
});

const data = {
  memory: null,
  datasetIds: ['d'],
  backboneId: 'colours',
  featureLength: FEATURES,
};
const start = zeroHead('z', ['A', 'B', 'C'], 'colours', FEATURES);

async function fill(): Promise<void> {
  const plan = await colourPlan(['A', 'B', 'C'], 12);
  await runFeatureJob({ datasetId: 'd', plan, startedAt: 0, embedder: new ColourEmbedder() });
}

test('trains on stored features, a checkpoint an epoch, and judges images with a head', async () => {
  await fill();
  const events: TrainEvent[] = [];
  const settings = { ...LESSON_SETTINGS, epochs: 40, batchSize: 8, learningRate: 0.05, reportEvery: 10 };
  const outcome = await api.train(
    { ...data, start, settings, runId: 'run' },
    Comlink.proxy((event: TrainEvent) => {
      events.push(event);
    }),
  );
  expect(outcome).toMatchObject({ reason: 'finished', headId: 'run-40' });
  expect(outcome.validation.ids.length).toBeGreaterThan(3);
  expect(outcome.validation.predicted).toEqual(outcome.validation.truth);
  expect(events[0]).toEqual({ kind: 'loaded', images: 36, missing: 0, unlabelled: 0 });
  expect(events.some((event) => event.kind === 'step')).toBe(true);
  const heads = await listHeads();
  expect(heads.length).toBe(10);
  expect(heads[0]?.name).toBe('checkpoint_100.00');
  const head = await loadHead('run-40');
  if (!head) throw new Error('no head');
  const judged = await api.judge(data, head);
  expect(judged.predicted).toEqual(judged.truth);
  expect(Math.min(...judged.probability)).toBeGreaterThan(0.5);
});

test('of earlier runs the best and the last epoch stay, and what was named or used', async () => {
  await fill();
  const settings = { ...LESSON_SETTINGS, epochs: 6, batchSize: 8, learningRate: 0.05 };
  const run = (runId: string) =>
    api.train(
      { ...data, start, settings, runId },
      Comlink.proxy(() => undefined),
    );
  const ids = async () => (await listHeads()).map(({ id }) => id).sort();
  await run('run-a');
  expect(await ids()).toHaveLength(6);
  await renameHead('run-a-2', 'evening light');
  await activateHead('run-a-3');
  await activateHead(null);
  await run('run-b');
  // The loss falls all the way, so the last is the best too.
  expect((await ids()).filter((id) => id.startsWith('run-a'))).toEqual(['run-a-2', 'run-a-3', 'run-a-6']);
  expect((await ids()).filter((id) => id.startsWith('run-b'))).toHaveLength(6);
  expect(await loadHead('run-a-3')).not.toBeNull();
});

test('stopping keeps the last whole epoch as a checkpoint', async () => {
  await fill();
  const outcome = await api.train(
    { ...data, start, settings: { ...LESSON_SETTINGS, epochs: 100_000, reportEvery: 1 }, runId: 'run' },
    Comlink.proxy((event: TrainEvent) => {
      if (event.kind === 'step' && event.report.epoch === 5) void api.stop();
    }),
  );
  expect(outcome.reason).toBe('cancelled');
  expect((await listHeads()).map(({ id }) => id)).toEqual([outcome.headId]);
});

test('nothing to train on is told by its code across the worker border', async () => {
  const run = api.train(
    { ...data, start, settings: LESSON_SETTINGS, runId: 'run' },
    Comlink.proxy(() => undefined),
  );
  await expect(run).rejects.toMatchObject({ code: 'nothing-to-train' });
});

test('only one tab trains at a time', async () => {
  await alone('train', async () => {
    await expect(alone('train', async () => 1)).rejects.toMatchObject({ code: 'busy-in-another-tab' });
    expect(await alone('import', async () => 2)).toBe(2);
  });
  expect(await alone('train', async () => 3)).toBe(3);
});
