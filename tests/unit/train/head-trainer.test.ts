import { describe, expect, test } from 'vitest';
import { BatchLayer } from '../../../src/train/batch-layer.ts';
import { unpackHalf } from '../../../src/train/float16.ts';
import { trainHead, zeroHead } from '../../../src/train/head-trainer.ts';
import { createRandom } from '../../../src/train/random.ts';
import { splitItems } from '../../../src/train/split.ts';
import {
  type EpochReport,
  LESSON_SETTINGS,
  type StepReport,
  type TrainingSet,
} from '../../../src/train/train-types.ts';
import { syntheticSet } from './synthetic.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => String.fromCharCode(65 + i));
const fresh = (set: TrainingSet, classes: number) => zeroHead('h', names(classes), 'b', set.featureLength);

/**
 * Logistic regression to convergence, written the plain way: full-batch gradient descent with Nesterov's momentum on
 * cross-entropy with a small ridge, in float64.
 * @returns accuracy on the held-out rows.
 */
function referenceAccuracy(set: TrainingSet, classes: number, train: Int32Array, held: Int32Array): number {
  const length = set.featureLength;
  const x = unpackHalf(set.features);
  const w = new Float64Array(classes * (length + 1));
  const velocity = new Float64Array(w.length);
  const probabilities = (row: number, weights: Float64Array) => {
    const z = Array.from({ length: classes }, (_, k) => {
      let sum = weights[k * (length + 1) + length] as number;
      for (let f = 0; f < length; f++) {
        sum += (weights[k * (length + 1) + f] as number) * (x[row * length + f] as number);
      }
      return sum;
    });
    const top = Math.max(...z);
    const powers = z.map((value) => Math.exp(value - top));
    const total = powers.reduce((a, b) => a + b);
    return powers.map((value) => value / total);
  };
  for (let iteration = 0; iteration < 250; iteration++) {
    const ahead = w.map((value, i) => value + 0.9 * (velocity[i] as number));
    const gradient = ahead.map((value) => value * 1e-3);
    for (const row of train) {
      const p = probabilities(row, ahead);
      for (let k = 0; k < classes; k++) {
        const delta = ((p[k] as number) - (set.labels[row] === k ? 1 : 0)) / train.length;
        const at = k * (length + 1);
        for (let f = 0; f < length; f++) {
          gradient[at + f] = (gradient[at + f] as number) + delta * (x[row * length + f] as number);
        }
        gradient[at + length] = (gradient[at + length] as number) + delta;
      }
    }
    for (let i = 0; i < w.length; i++) {
      velocity[i] = 0.9 * (velocity[i] as number) - 0.3 * (gradient[i] as number);
      w[i] = (w[i] as number) + (velocity[i] as number);
    }
  }
  let correct = 0;
  for (const row of held) {
    const p = probabilities(row, w);
    if (p.indexOf(Math.max(...p)) === set.labels[row]) correct += 1;
  }
  return correct / held.length;
}

describe('the layer', () => {
  test('gives the softmax, and its gradient is the slope of the loss', () => {
    const random = createRandom(3);
    const layer = new BatchLayer(5, 7, 6);
    const weight = Float32Array.from({ length: 35 }, () => random.normal());
    const bias = Float32Array.from({ length: 5 }, () => random.normal());
    const set = syntheticSet({ classes: 5, perClass: 10, featureLength: 7, spread: 1, seed: 1 });
    const rows = Int32Array.of(0, 1, 2, 3, 4, 11);
    const lossAt = (w: Float32Array, c: Float32Array) => {
      layer.load(w, c);
      layer.gather(set.features, rows, 0, 6);
      layer.answer(6);
      let loss = 0;
      rows.forEach((row, b) => {
        loss -= Math.log(layer.probability(set.labels[row] as number, b)) / 6;
      });
      return loss;
    };
    lossAt(weight, bias);
    for (let b = 0; b < 6; b++) {
      const sum = [0, 1, 2, 3, 4].reduce((total, k) => total + layer.probability(k, b), 0);
      expect(sum).toBeCloseTo(1, 5);
    }
    const targets = new Float32Array(layer.shape.classes * layer.shape.batch);
    rows.forEach((row, b) => {
      targets[(set.labels[row] as number) * layer.shape.batch + b] = 1;
    });
    layer.differentiate(targets, new Float32Array(layer.shape.batch).fill(1 / 6), 6);
    const slopes = layer.weightGradient.slice();
    const biasSlopes = layer.biasGradient.slice();
    const step = 1e-2;
    for (const [k, f] of [
      [0, 0],
      [2, 3],
      [4, 6],
    ] as const) {
      const up = weight.slice();
      const down = weight.slice();
      up[k * 7 + f] = (up[k * 7 + f] as number) + step;
      down[k * 7 + f] = (down[k * 7 + f] as number) - step;
      const slope = (lossAt(up, bias) - lossAt(down, bias)) / (2 * step);
      expect(slopes[k * layer.shape.features + f]).toBeCloseTo(slope, 3);
    }
    const up = bias.slice();
    up[1] = (up[1] as number) + step;
    const down = bias.slice();
    down[1] = (down[1] as number) - step;
    expect(biasSlopes[1]).toBeCloseTo((lossAt(weight, up) - lossAt(weight, down)) / (2 * step), 3);
  });

  test('saves what it loaded, padding or not', () => {
    const layer = new BatchLayer(3, 5, 2);
    const weight = Float32Array.from({ length: 15 }, (_, i) => i);
    const bias = Float32Array.of(7, 8, 9);
    layer.load(weight, bias);
    expect(layer.save()).toEqual({ weight, bias });
  });
});

describe('training', () => {
  test('reaches what logistic regression reaches at convergence, within half a point', async () => {
    const set = syntheticSet({ classes: 6, perClass: 1000, featureLength: 24, spread: 1.7, seed: 5 });
    const items = set.groups.map((group, i) => ({
      label: set.labels[i] as number,
      group,
      takenAt: set.takenAt[i] as number,
    }));
    const { train, validation } = splitItems(items, 'group', 0.25, 1);
    const reference = referenceAccuracy(set, 6, train, validation);
    expect(reference).toBeGreaterThan(0.75);
    expect(reference).toBeLessThan(0.97);
    const settings = { ...LESSON_SETTINGS, epochs: 40, validationFraction: 0.25 };
    const result = await trainHead(set, fresh(set, 6), settings);
    expect(result.validation.rows).toEqual(validation);
    expect(Math.abs((result.metrics?.validationAccuracy ?? 0) - reference)).toBeLessThanOrEqual(0.005);
  });

  test('reports as the lesson prints: every N steps and at the end of each epoch', async () => {
    const set = syntheticSet({ classes: 4, perClass: 200, featureLength: 16, spread: 0.3, seed: 1 });
    const steps: StepReport[] = [];
    const epochs: EpochReport[] = [];
    await trainHead(
      set,
      fresh(set, 4),
      { ...LESSON_SETTINGS, reportEvery: 10 },
      { onStep: (report) => steps.push(report), onEpoch: (report) => epochs.push(report) },
    );
    expect(steps.map(({ epoch, batch, step }) => [epoch, batch, step])).toEqual([
      [1, 10, 10],
      [1, 20, 20],
      [2, 10, 30],
      [2, 20, 40],
    ]);
    expect(steps.at(-1)?.validationAccuracy).toBeGreaterThan(0.9);
    expect(epochs.map(({ epoch, metrics }) => [epoch, metrics.epochs, metrics.images])).toEqual([
      [1, 1, 800],
      [2, 2, 800],
    ]);
    expect(epochs[0]?.head().weight).not.toEqual(epochs[1]?.head().weight);
  });

  test('epochs shorter than the interval are reported at their ends: a few recordings draw a curve too', async () => {
    const set = syntheticSet({ classes: 2, perClass: 40, featureLength: 8, spread: 0.3, seed: 1 });
    const steps: StepReport[] = [];
    const settings = { ...LESSON_SETTINGS, epochs: 30 };
    await trainHead(set, fresh(set, 2), settings, { onStep: (report) => steps.push(report) });
    expect(steps.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(steps.every(({ batch, batches }) => batch === batches)).toBe(true);
  });

  test('is the same run for the same seed, and another for another', async () => {
    const set = syntheticSet({ classes: 3, perClass: 50, featureLength: 8, spread: 1, seed: 1 });
    const run = async (seed: number) =>
      (await trainHead(set, fresh(set, 3), { ...LESSON_SETTINGS, seed })).head.weight;
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });

  test.each([{ noise: 0.3 }, { mixup: 0.4 }, { noise: 0.2, mixup: 0.2 }])(
    'learns with %o',
    async (augment) => {
      const set = syntheticSet({ classes: 4, perClass: 100, featureLength: 16, spread: 0.5, seed: 1 });
      const result = await trainHead(set, fresh(set, 4), { ...LESSON_SETTINGS, epochs: 10, ...augment });
      expect(result.metrics?.validationAccuracy).toBeGreaterThan(0.95);
    },
  );

  test('balancing lets a rare class be heard', async () => {
    const full = syntheticSet({ classes: 2, perClass: 400, featureLength: 4, spread: 3, seed: 2 });
    const keep = Array.from(full.labels.keys()).filter((i) => full.labels[i] === 0 || i % 20 === 1);
    const set: TrainingSet = {
      ...full,
      features: Uint16Array.from(keep.flatMap((i) => [...full.features.subarray(i * 4, i * 4 + 4)])),
      labels: Int32Array.from(keep, (i) => full.labels[i] as number),
      groups: keep.map((i) => full.groups[i] as string),
      takenAt: Float64Array.from(keep, (i) => i),
      augmentedFrom: new Int32Array(keep.length).fill(-1),
    };
    const rareFound = async (balance: boolean) => {
      const settings = { ...LESSON_SETTINGS, epochs: 40, balance, validationFraction: 0.3 };
      const { validation } = await trainHead(set, fresh(set, 2), settings);
      return validation.rows.filter((row, i) => set.labels[row] === 1 && validation.predicted[i] === 1)
        .length;
    };
    expect(await rareFound(true)).toBeGreaterThan(await rareFound(false));
  });

  test('a strong pull stays with the head it starts from', async () => {
    const set = syntheticSet({ classes: 4, perClass: 60, featureLength: 16, spread: 0.5, seed: 1 });
    const start = fresh(set, 4);
    const moved = async (pull: number) => {
      const { head } = await trainHead(set, start, { ...LESSON_SETTINGS, epochs: 20, pull });
      return Math.hypot(...head.weight);
    };
    expect(await moved(50)).toBeLessThan(0.5 * (await moved(0)));
  });

  test('stops early when the validation loss no longer falls', async () => {
    const set = syntheticSet({ classes: 6, perClass: 20, featureLength: 200, spread: 14, seed: 1 });
    const settings = { ...LESSON_SETTINGS, epochs: 200, learningRate: 0.01, patience: 3 };
    const result = await trainHead(set, fresh(set, 6), settings);
    expect(result.reason).toBe('early');
    expect(result.metrics?.epochs).toBeLessThan(200);
  });
});

describe('when it goes wrong', () => {
  test('a loss that is not finite ends the run with the last good head', async () => {
    const set = syntheticSet({ classes: 3, perClass: 60, featureLength: 8, spread: 0.5, seed: 1 });
    const start = fresh(set, 3);
    const epochs: EpochReport[] = [];
    const bad = { ...set, features: set.features.slice() };
    const result = await trainHead(
      bad,
      start,
      { ...LESSON_SETTINGS, epochs: 4, validationFraction: 0 },
      {
        onEpoch: (report) => {
          epochs.push(report);
          if (report.epoch === 2) bad.features.fill(0x7e00);
        },
      },
    );
    expect(result.reason).toBe('not-finite');
    expect(result.head.weight).toEqual(epochs[1]?.head().weight);
    expect(result.head.weight.every(Number.isFinite)).toBe(true);

    bad.features.fill(0x7e00);
    const atOnce = await trainHead(bad, start, LESSON_SETTINGS);
    expect(atOnce).toMatchObject({ reason: 'not-finite', head: start, metrics: null });
  });

  test('cancelling returns the last whole epoch', async () => {
    const set = syntheticSet({ classes: 3, perClass: 200, featureLength: 8, spread: 0.5, seed: 1 });
    const controller = new AbortController();
    const result = await trainHead(
      set,
      fresh(set, 3),
      { ...LESSON_SETTINGS, epochs: 50 },
      {
        signal: controller.signal,
        onEpoch: ({ epoch }) => epoch === 3 && controller.abort(),
      },
    );
    expect(result.reason).toBe('cancelled');
    expect(result.metrics?.epochs).toBe(3);
  });

  test('nothing, one class only, or features of another length are refused by name', async () => {
    const set = syntheticSet({ classes: 2, perClass: 10, featureLength: 8, spread: 0.5, seed: 1 });
    const empty = { ...set, labels: new Int32Array(0), groups: [] };
    const code = (promise: Promise<unknown>) => promise.catch((error) => error.code);
    expect(await code(trainHead(empty, fresh(set, 2), LESSON_SETTINGS))).toBe('nothing-to-train');
    const one = { ...set, labels: new Int32Array(20) };
    expect(await code(trainHead(one, fresh(set, 2), LESSON_SETTINGS))).toBe('one-class');
    const other = zeroHead('h', ['A', 'B'], 'b', 9);
    expect(await code(trainHead(set, other, LESSON_SETTINGS))).toBe('backbone-mismatch');
  });
});
