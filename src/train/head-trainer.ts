/**
 * Trains a head on stored features: softmax regression with cross-entropy and Adam, as the lesson trains its last
 * layer, but on features that were computed once.
 */
import type { Head } from '../model/types.ts';
import type { HeadMetrics } from '../offline/database.ts';
import { BatchLayer } from './batch-layer.ts';
import { TrainError } from './errors.ts';
import { type HeadMemory, shieldTask } from './head-memory.ts';
import { splitItems } from './split.ts';
import type { EpochReport, StopReason, TrainingSet, TrainResult, TrainSettings } from './train-types.ts';
import { type EpochHooks, TrainingRun } from './training-run.ts';

export interface TrainHooks extends EpochHooks {
  /** What the start head must not forget. */
  memory?: HeadMemory | null;
  onEpoch?: (report: EpochReport) => void;
}

/**
 * @param start the head to begin from (its labels and shape are kept); for a fresh one see `zeroHead`.
 * @returns the last whole epoch's head; a loss that is not finite ends the run there and is told in `reason`.
 * @throws {TrainError} `nothing-to-train`, `one-class`, `backbone-mismatch` (lengths differ).
 */
export async function trainHead(
  set: TrainingSet,
  start: Head,
  settings: TrainSettings,
  hooks: TrainHooks = {},
): Promise<TrainResult> {
  checkSet(set, start);
  const { labels } = set;
  const { train, validation } = splitItems(
    set.groups.map((group, i) => {
      const from = set.augmentedFrom[i] as number;
      const item = { label: labels[i] as number, group, takenAt: set.takenAt[i] as number };
      return from < 0 ? item : { ...item, augmentedFrom: from };
    }),
    settings.split,
    settings.validationFraction,
    settings.seed,
  );
  if (train.length === 0) throw new TrainError('nothing-to-train', 'no images');

  const { memory, signal } = hooks;
  const task = memory
    ? await shieldTask(set, start, memory, signal)
    : { set, start, restore: (head: Head) => head };
  if (!task) {
    const none = new Int32Array(0);
    return { reason: 'cancelled', head: start, metrics: null, validation: { rows: none, predicted: none } };
  }
  const run = new TrainingRun(task.set, task.start, settings, train);
  const began = performance.now();
  let result = { head: () => start, metrics: null as HeadMetrics | null };
  let reason: StopReason = 'finished';
  let best = Number.POSITIVE_INFINITY;
  let worse = 0;
  for (let epoch = 1; epoch <= settings.epochs && reason === 'finished'; epoch++) {
    const epochBegan = performance.now();
    const stopped = await run.epoch(epoch, validation, hooks);
    if (stopped) {
      reason = stopped;
      break;
    }
    const held = validation.length > 0 ? run.score(validation) : null;
    const trained = { ...start, ...run.layer.save() };
    result = {
      head: () => task.restore(trained),
      metrics: {
        trainLoss: run.trainLoss,
        trainAccuracy: run.trainAccuracy,
        validationLoss: held?.loss ?? null,
        validationAccuracy: held?.accuracy ?? null,
        epochs: epoch,
        images: train.length + validation.length,
        seconds: (performance.now() - began) / 1000,
        split: validation.length > 0 ? settings.split : 'none',
      },
    };
    hooks.onEpoch?.({
      epoch,
      seconds: (performance.now() - epochBegan) / 1000,
      head: result.head,
      metrics: result.metrics as HeadMetrics,
    });
    const loss = held?.loss ?? run.trainLoss;
    worse = loss < best ? 0 : worse + 1;
    best = Math.min(best, loss);
    if (settings.patience !== null && worse >= settings.patience && epoch < settings.epochs) reason = 'early';
  }
  const head = result.head();
  const { predicted } = predictRows(set, head, validation);
  return { reason, head, metrics: result.metrics, validation: { rows: validation, predicted } };
}

/** What a head says of some rows: class index, and the probability it gives it (at its temperature for found hands). */
export function predictRows(
  set: TrainingSet,
  head: Head,
  rows: Int32Array,
): { predicted: Int32Array; probability: Float32Array } {
  const layer = new BatchLayer(head.labels.length, set.featureLength, 32);
  const { found } = head.temperature;
  layer.load(
    head.weight.map((value) => value / found),
    head.bias.map((value) => value / found),
  );
  const predicted = new Int32Array(rows.length);
  const probability = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += 32) {
    const count = Math.min(32, rows.length - start);
    layer.gather(set.features, rows, start, count);
    layer.answer(count);
    for (let b = 0; b < count; b++) {
      const best = layer.best(b);
      predicted[start + b] = best;
      probability[start + b] = layer.probability(best, b);
    }
  }
  return { predicted, probability };
}

/** A head that knows nothing: every class equally likely. */
export function zeroHead(id: string, labels: string[], backboneId: string, featureLength: number): Head {
  return {
    id,
    labels,
    backboneId,
    weight: new Float32Array(labels.length * featureLength),
    bias: new Float32Array(labels.length),
    temperature: { found: 1, missing: 1 },
  };
}

function checkSet(set: TrainingSet, start: Head): void {
  if (start.weight.length !== start.labels.length * set.featureLength) {
    throw new TrainError('backbone-mismatch', `features of length ${set.featureLength} do not fit the head`);
  }
  if (set.labels.length === 0) throw new TrainError('nothing-to-train', 'no images');
  if (new Set(set.labels).size < 2 && start.weight.every((value) => value === 0)) {
    throw new TrainError('one-class', 'a head from zero needs two classes');
  }
}
