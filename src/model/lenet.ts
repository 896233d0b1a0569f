import { Checker } from './check.ts';
import { softmax } from './head.ts';
import { lenet5 } from './zoo/lenet5.ts';
import { fusedShapes } from './zoo/parameters.ts';
import { runReference } from './zoo/reference.ts';

export type LeNetStyle = 'tanh-average' | 'relu-max';

/** A trained LeNet-5: plain data, 250 KB, from a grey square of 32 px to a probability for each label. */
export interface LeNet {
  style: LeNetStyle;
  labels: string[];
  /** By name; convolutions [height, width, in, out], dense layers [in, out]. */
  weights: Map<string, Float32Array>;
}

/** px */
export const LENET_SIDE = 32;

/**
 * Reads one picture in plain TypeScript: 0.4 million multiply-adds need no backend.
 * @param pixels grey in [0, 1], [32, 32]
 */
export function classifyWithLeNet({ style, labels, weights }: LeNet, pixels: Float32Array): Float32Array {
  const network = lenet5({ classes: labels.length, style });
  const input = { shape: network.input, values: standardise(pixels) };
  return softmax(runReference(network.layers, weights, input).values);
}

/** To mean 0 and standard deviation 1: what light there was says nothing. A blank picture becomes zeros. */
export function standardise(picture: Float32Array): Float32Array {
  const mean = picture.reduce((sum, v) => sum + v, 0) / picture.length;
  const variance = picture.reduce((sum, v) => sum + (v - mean) ** 2, 0) / picture.length;
  const deviation = Math.sqrt(variance);
  return picture.map((v) => (deviation < 1e-4 ? 0 : (v - mean) / deviation));
}

/** Gives each probability the place of its label among others; labels without one get 0, and the rest sums to 1. */
export function spreadOver(
  labels: readonly string[],
  own: readonly string[],
  probabilities: Float32Array,
): Float32Array {
  const spread = Float32Array.from(labels, (label) => probabilities[own.indexOf(label)] ?? 0);
  const sum = spread.reduce((a, b) => a + b, 0);
  return sum > 0 ? spread.map((v) => v / sum) : spread;
}

/** @throws ModelError `head-invalid` when a weight is missing, of another length or not finite */
export function validateLeNet(model: LeNet): LeNet {
  const check = new Checker('head-invalid', 'LeNet-5');
  const labels = check.labels(model.labels);
  for (const { name, shape } of fusedShapes(lenet5({ classes: labels.length, style: model.style }))) {
    check.floats(
      model.weights.get(name),
      name,
      shape.reduce((product, n) => product * n, 1),
    );
  }
  return model;
}
