import { packHalf } from '../../../src/train/float16.ts';
import { createRandom } from '../../../src/train/random.ts';
import type { TrainingSet } from '../../../src/train/train-types.ts';

/** Classes as Gaussian clouds around random centres; `spread` says how much they overlap. */
export function syntheticSet(options: {
  classes: number;
  perClass: number;
  featureLength: number;
  spread: number;
  seed: number;
  /** Classes share their centres with sets of the same centre seed. */
  centreSeed?: number;
}): TrainingSet {
  const { classes, perClass, featureLength, spread } = options;
  const centreRandom = createRandom(options.centreSeed ?? 99);
  const centres = Array.from({ length: classes * featureLength }, () => centreRandom.normal());
  const random = createRandom(options.seed);
  const count = classes * perClass;
  const values = new Float32Array(count * featureLength);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % classes;
    labels[i] = label;
    for (let f = 0; f < featureLength; f++) {
      values[i * featureLength + f] =
        (centres[label * featureLength + f] as number) + random.normal() * spread;
    }
  }
  return {
    features: packHalf(values),
    featureLength,
    labels,
    groups: Array.from(labels, (label, i) => `${label}/${Math.floor(i / classes / (perClass / 10))}`),
    takenAt: Float64Array.from(labels, (_, i) => i),
    augmentedFrom: new Int32Array(count).fill(-1),
  };
}
