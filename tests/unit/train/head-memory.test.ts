import { describe, expect, test } from 'vitest';
import { writeSafetensors } from '../../../src/model/safetensors.ts';
import type { Head } from '../../../src/model/types.ts';
import { packHalf } from '../../../src/train/float16.ts';
import { type HeadMemory, readHeadMemory, shieldTask } from '../../../src/train/head-memory.ts';
import { predictRows, trainHead, zeroHead } from '../../../src/train/head-trainer.ts';
import { createRandom } from '../../../src/train/random.ts';
import { LESSON_SETTINGS, PERSONAL_SETTINGS, type TrainingSet } from '../../../src/train/train-types.ts';

const LENGTH = 40;
const CLASSES = 4;
const names = ['A', 'B', 'C', 'D'];

/**
 * Signers: everybody's letters differ in the first ten features. The person's hand adds a habit in the next ten, which
 * others hardly move in, and signs A as others sign B.
 */
function signers(count: number, person: boolean, seed: number): TrainingSet {
  const random = createRandom(seed);
  const centres = createRandom(77);
  const shape = Float32Array.from({ length: CLASSES * 10 }, () => centres.normal());
  const habit = Float32Array.from({ length: CLASSES * 10 }, () => centres.normal());
  const values = new Float32Array(count * LENGTH);
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES);
  labels.forEach((label, i) => {
    const signed = person && label === 0 ? 1 : label;
    for (let f = 0; f < LENGTH; f++) {
      const own =
        f < 10 ? (shape[signed * 10 + f] as number) + random.normal() * 0.6 : random.normal() * 0.05;
      const added = person && f >= 10 && f < 20 ? (habit[label * 10 + f - 10] as number) * 0.5 : 0;
      values[i * LENGTH + f] = own + added;
    }
  });
  return {
    features: packHalf(values),
    featureLength: LENGTH,
    labels,
    groups: Array.from(labels, () => 'g'),
    takenAt: Float64Array.from(labels, (_, i) => i),
    augmentedFrom: new Int32Array(count).fill(-1),
  };
}

/** Everybody moves in the first ten features only, so those are the directions to keep. */
const memory: HeadMemory = {
  directions: Float32Array.from({ length: 10 * LENGTH }, (_, i) =>
    i % LENGTH === Math.floor(i / LENGTH) ? 1 : 0,
  ),
  variances: new Float32Array(10).fill(1.4),
};

function accuracy(set: TrainingSet, head: Head): number {
  const rows = Int32Array.from(set.labels.keys());
  const { predicted } = predictRows(set, head, rows);
  return predicted.filter((answer, i) => answer === set.labels[i]).length / rows.length;
}

describe('a shielded task', () => {
  test('answers as before, and what is restored unchanged is the start head', async () => {
    const random = createRandom(5);
    const start: Head = {
      ...zeroHead('h', names, 'b', LENGTH),
      weight: Float32Array.from({ length: CLASSES * LENGTH }, () => random.normal()),
    };
    const set = signers(200, true, 1);
    const task = await shieldTask(set, start, memory);
    if (!task) throw new Error('it was aborted');
    expect(task.set.features).not.toEqual(set.features);
    const rows = Int32Array.from(set.labels.keys());
    const before = predictRows(set, start, rows);
    const after = predictRows(task.set, task.start, rows);
    for (const [i, value] of before.probability.entries()) expect(after.probability[i]).toBeCloseTo(value, 1);
    expect(after.predicted.filter((answer, i) => answer !== before.predicted[i]).length).toBeLessThanOrEqual(
      2,
    );
    for (const [i, value] of task.restore(task.start).weight.entries()) {
      expect(value).toBeCloseTo(start.weight[i] as number, 4);
    }
  });

  test('can be stopped before the first step', async () => {
    const set = signers(200, true, 1);
    const start = zeroHead('h', names, 'b', LENGTH);
    const result = await trainHead(set, start, PERSONAL_SETTINGS, { memory, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ reason: 'cancelled', head: start, metrics: null });
  });

  test('learns a person without forgetting the others', async () => {
    const others = signers(800, false, 2);
    const lesson = { ...LESSON_SETTINGS, epochs: 40, validationFraction: 0 };
    const { head: start } = await trainHead(others, zeroHead('h', names, 'b', LENGTH), lesson);
    const mine = signers(60, true, 3);
    const mineLater = signers(400, true, 4);
    const othersLater = signers(400, false, 5);
    expect(accuracy(othersLater, start)).toBeGreaterThan(0.9);
    expect(accuracy(mineLater, start)).toBeLessThan(0.8);

    const personal = {
      ...PERSONAL_SETTINGS,
      epochs: 200,
      pull: 0,
      learningRate: 0.01,
      validationFraction: 0,
    };
    const free = (await trainHead(mine, start, personal)).head;
    const shielded = (await trainHead(mine, start, personal, { memory })).head;
    expect(accuracy(mineLater, shielded)).toBeGreaterThan(0.9);
    expect(accuracy(othersLater, shielded)).toBeGreaterThan(accuracy(othersLater, free) + 0.02);
    expect(accuracy(othersLater, shielded)).toBeGreaterThan(accuracy(othersLater, start) - 0.03);
  });
});

test('the file is read for its own backbone only', () => {
  const file = writeSafetensors(
    new Map([
      ['b1.directions', { shape: [10, LENGTH], values: memory.directions }],
      ['b1.variances', { shape: [10], values: memory.variances }],
    ]),
  );
  expect(readHeadMemory(file, { backboneId: 'b1', featureLength: LENGTH })).toEqual(memory);
  expect(readHeadMemory(file, { backboneId: 'b2', featureLength: LENGTH })).toBeNull();
  expect(readHeadMemory(file, { backboneId: 'b1', featureLength: LENGTH + 1 })).toBeNull();
});

test('a memory that is not numbers of one rank is refused: it would turn every weight into NaN', () => {
  const read = (directions: number[], values: Float32Array, variances: Float32Array) =>
    readHeadMemory(
      writeSafetensors(
        new Map([
          ['b1.directions', { shape: directions, values }],
          ['b1.variances', { shape: [variances.length], values: variances }],
        ]),
      ),
      { backboneId: 'b1', featureLength: 2 },
    );
  const refused = expect.objectContaining({ code: 'safetensors-invalid' });
  expect(() => read([1, 2], Float32Array.of(1, Number.NaN), Float32Array.of(1))).toThrow(refused);
  expect(() => read([1, 2], Float32Array.of(1, 0), Float32Array.of(Number.POSITIVE_INFINITY))).toThrow(
    refused,
  );
  expect(() => read([1, 2, 2], new Float32Array(4), Float32Array.of(1))).toThrow(refused);
});
