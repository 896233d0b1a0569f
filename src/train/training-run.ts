import type { Head } from '../model/types.ts';
import { featureDeviations, mixNeighbours, mixShare, noiseAdder } from './augment-features.ts';
import { BatchLayer } from './batch-layer.ts';
import { createRandom, type Random } from './random.ts';
import { Adam } from './softmax-math.ts';
import type { StepReport, TrainingSet, TrainSettings } from './train-types.ts';
import { breathe } from './wait.ts';

export interface EpochHooks {
  onStep?: ((report: StepReport) => void) | undefined;
  signal?: AbortSignal | undefined;
}

interface Score {
  loss: number;
  accuracy: number;
  predicted: Int32Array;
}

/** A training run's moving parts: the layer, its optimiser, and one epoch after the other. */
export class TrainingRun {
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
    { onStep, signal }: EpochHooks,
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
      // An epoch over a few recordings is shorter than the lesson's interval: its end is told instead.
      const shortEpochEnds = batch === batches && batches < settings.reportEvery;
      if (this.step % settings.reportEvery !== 0 && !shortEpochEnds) continue;
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
