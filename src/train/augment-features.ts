import type { BatchLayer } from './batch-layer.ts';
import { HALF_VALUES } from './float16.ts';
import type { Random } from './random.ts';
import type { TrainingSet } from './train-types.ts';

const NOISE_LENGTH = 65_537;

/** Standard deviation of each feature over (at most 2,000 evenly spaced of) the rows. */
export function featureDeviations(set: TrainingSet, rows: Int32Array): Float32Array {
  const { features, featureLength } = set;
  const sum = new Float64Array(featureLength);
  const squares = new Float64Array(featureLength);
  const stride = Math.max(1, Math.floor(rows.length / 2000));
  let count = 0;
  for (let i = 0; i < rows.length; i += stride, count++) {
    const from = (rows[i] as number) * featureLength;
    for (let f = 0; f < featureLength; f++) {
      const value = HALF_VALUES[features[from + f] as number] as number;
      sum[f] = (sum[f] as number) + value;
      squares[f] = (squares[f] as number) + value * value;
    }
  }
  return Float32Array.from(sum, (total, f) => {
    const mean = total / count;
    return Math.sqrt(Math.max(0, (squares[f] as number) / count - mean * mean));
  });
}

/** Adds Gaussian noise to a layer's inputs; returns a function to call once a batch. */
export function noiseAdder(deviations: Float32Array, strength: number, random: Random) {
  // Drawing 70,000 normals a batch would cost more than training: a long table is read from a random place instead.
  const table = Float32Array.from({ length: NOISE_LENGTH }, () => random.normal() * strength);
  return ({ inputs, shape, features }: BatchLayer): void => {
    let at = random.below(NOISE_LENGTH);
    for (let f = 0; f < features; f++) {
      const deviation = deviations[f] as number;
      for (let b = 0; b < shape.batch; b++) {
        const i = f * shape.batch + b;
        inputs[i] = (inputs[i] as number) + (table[at] as number) * deviation;
        at = at + 1 === NOISE_LENGTH ? 0 : at + 1;
      }
    }
  };
}

/** Blends each column, and its target, with its right-hand neighbour's (the batch is shuffled already). */
export function mixNeighbours(layer: BatchLayer, targets: Float32Array, count: number, share: number): void {
  const { batch } = layer.shape;
  for (const values of [layer.inputs, targets]) {
    for (let row = 0; row < values.length; row += batch) {
      const first = values[row] as number;
      for (let b = 0; b < count; b++) {
        const next = b + 1 < count ? (values[row + b + 1] as number) : first;
        values[row + b] = (values[row + b] as number) * share + next * (1 - share);
      }
    }
  }
}

/** A draw from Beta(a, a), at least a half so that a column stays mostly itself (Johnk's method, a <= 1). */
export function mixShare(a: number, random: Random): number {
  for (;;) {
    const x = random.next() ** (1 / a);
    const y = random.next() ** (1 / a);
    if (x + y > 0 && x + y <= 1) {
      const share = x / (x + y);
      return Math.max(share, 1 - share);
    }
  }
}
