/**
 * Trains a head on stored features: softmax regression with cross-entropy and Adam, as the lesson trains its last
 * layer, but on features that were computed once.
 */
import type { Head } from '../model/types.ts';
import type { HeadMetrics } from '../offline/database.ts';
import { featureDeviations, mixNeighbours, mixShare, noiseAdder } from './augment-features.ts';
import { BatchLayer } from './batch-layer.ts';
import { TrainError } from './errors.ts';
import { type HeadMemory, shieldTask } from './head-memory.ts';
import { createRandom, type Random } from './random.ts';
import { Adam } from './softmax-math.ts';
import { splitItems } from './split.ts';
import type {
  EpochReport,
  StepReport,
  StopReason,
  TrainingSet,
  TrainResult,
  TrainSettings,
} from './train-types.ts';

export interface TrainHooks {
  /** What the start head must not forget. */
  memory?: HeadMemory | null;
  onStep?: (report: StepReport) => void;
  onEpoch?: (report: EpochReport) => void;
  signal?: AbortSignal;
}

interface Score {
  loss: number;
  accuracy: number;
  predicted: Int32Array;
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

  const { memory } = hooks;
  const task = memory ? shieldTask(set, start, memory) : { set, start, restore: (head: Head) => head };
  const run = new Run(task.set, task.start, settings, train);
  const began = performance.now();
  let result = { head: start, metrics: null as HeadMetrics | null };
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
    result = {
      head: task.restore({ ...start, ...run.layer.save() }),
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
  const { predicted } = predictRows(set, result.head, validation);
  return { reason, ...result, validation: { rows: validation, predicted } };
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

/** One run's moving parts. */
class Run {
  readonly layer: BatchLayer;
  trainLoss = 0;
  trainAccuracy = 0;
  private step = 0;
  private readonly adamWeight: Adam;
  private readonly adamBias: Adam;
  private readonly random: Random;
  private readonly targets: Float32Array;
  private readonly scale: Float32Array;
  private readonly classWeights: Float32Array;
  private readonly addNoise: ((layer: BatchLayer) => void) | null;

  constructor(
    private readonly set: TrainingSet,
    start: Head,
    private readonly settings: TrainSettings,
    private readonly train: Int32Array,
  ) {
    const classes = start.labels.length;
    this.layer = new BatchLayer(classes, set.featureLength, settings.batchSize);
    this.layer.load(start.weight, start.bias);
    const { weight, bias, shape } = this.layer;
    this.adamWeight = new Adam(weight, settings.pull > 0 ? weight.slice() : null);
    this.adamBias = new Adam(bias, settings.pull > 0 ? bias.slice() : null);
    this.random = createRandom(settings.seed);
    this.targets = new Float32Array(shape.classes * shape.batch);
    this.scale = new Float32Array(shape.batch);
    this.classWeights = classWeights(set, train, classes, settings.balance);
    this.addNoise =
      settings.noise > 0 ? noiseAdder(featureDeviations(set, train), settings.noise, this.random) : null;
  }

  /** One pass over the training rows. @returns why it stopped halfway, or null. */
  async epoch(
    epoch: number,
    validation: Int32Array,
    { onStep, signal }: TrainHooks,
  ): Promise<'cancelled' | 'not-finite' | null> {
    const { settings, train } = this;
    const order = train.slice();
    this.random.shuffle(order);
    const batches = Math.ceil(order.length / settings.batchSize);
    let loss = 0;
    let correct = 0;
    let reported = performance.now();
    for (let batch = 1; batch <= batches; batch++) {
      const start = (batch - 1) * settings.batchSize;
      const count = Math.min(settings.batchSize, order.length - start);
      const result = this.learn(order, start, count);
      if (!Number.isFinite(result.loss)) return 'not-finite';
      loss += result.loss;
      correct += result.correct;
      this.step += 1;
      this.trainLoss = loss / (start + count);
      this.trainAccuracy = correct / (start + count);
      if (this.step % settings.reportEvery !== 0) continue;
      const held = onStep && validation.length > 0 ? this.score(validation) : null;
      const now = performance.now();
      onStep?.({
        epoch,
        epochs: settings.epochs,
        batch,
        batches,
        step: this.step,
        trainLoss: this.trainLoss,
        trainAccuracy: this.trainAccuracy,
        validationLoss: held?.loss ?? null,
        validationAccuracy: held?.accuracy ?? null,
        seconds: (now - reported) / 1000,
      });
      reported = now;
      await breathe();
      if (signal?.aborted) return 'cancelled';
    }
    await breathe();
    if (signal?.aborted) return 'cancelled';
    return this.layer.weight.every(Number.isFinite) ? null : 'not-finite';
  }

  private learn(rows: Int32Array, start: number, count: number): { loss: number; correct: number } {
    const { layer, set, settings, targets, scale } = this;
    const { batch } = layer.shape;
    layer.gather(set.features, rows, start, count);
    targets.fill(0);
    let weights = 0;
    for (let b = 0; b < count; b++) {
      const label = set.labels[rows[start + b] as number] as number;
      targets[label * batch + b] = 1;
      scale[b] = this.classWeights[label] as number;
      weights += scale[b] as number;
    }
    this.addNoise?.(layer);
    if (settings.mixup > 0) mixNeighbours(layer, targets, count, mixShare(settings.mixup, this.random));
    layer.answer(count);
    let loss = 0;
    let correct = 0;
    for (let b = 0; b < count; b++) {
      const label = set.labels[rows[start + b] as number] as number;
      loss -= Math.log(layer.probability(label, b) + 1e-30);
      if (layer.best(b) === label) correct += 1;
      scale[b] = (scale[b] as number) / weights;
    }
    layer.differentiate(targets, scale, count);
    this.adamWeight.update(layer.weightGradient, settings.learningRate, settings.pull);
    this.adamBias.update(layer.biasGradient, settings.learningRate, settings.pull);
    return { loss, correct };
  }

  score(rows: Int32Array): Score {
    const { layer, set } = this;
    const predicted = new Int32Array(rows.length);
    let loss = 0;
    let correct = 0;
    for (let start = 0; start < rows.length; start += layer.batch) {
      const count = Math.min(layer.batch, rows.length - start);
      layer.gather(set.features, rows, start, count);
      layer.answer(count);
      for (let b = 0; b < count; b++) {
        const label = set.labels[rows[start + b] as number] as number;
        loss -= Math.log(layer.probability(label, b) + 1e-30);
        predicted[start + b] = layer.best(b);
        if (predicted[start + b] === label) correct += 1;
      }
    }
    return { loss: loss / rows.length, accuracy: correct / rows.length, predicted };
  }
}

/** Weight of each class in the loss; balanced, all classes together weigh the same, mean 1 over the rows. */
function classWeights(set: TrainingSet, rows: Int32Array, classes: number, balance: boolean): Float32Array {
  const counts = new Float64Array(classes);
  for (const row of rows)
    counts[set.labels[row] as number] = (counts[set.labels[row] as number] as number) + 1;
  const present = counts.filter((count) => count > 0).length;
  return Float32Array.from(counts, (count) => (balance && count > 0 ? rows.length / (present * count) : 1));
}

/** Lets messages in: a worker that never returns to its event loop cannot be stopped. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
