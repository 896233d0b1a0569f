/** A small multilayer perceptron over hand-pose features. So small that it needs no backend. */
import { Checker } from './check.ts';
import type { ModelErrorCode } from './errors.ts';

export interface PoseWeights {
  /** [features] */
  mean: Float32Array;
  /** [features], all above 0 */
  std: Float32Array;
  /**
   * [cuts] Each standardised feature v is told as clamp(v - cut, -1, 1) for one cut after the other: which stretch of
   * its range it lies in, and no more of how far out. Empty: features as they are.
   */
  cuts: Float32Array;
  /** Each is followed by a ReLU. The last one's outputs are the pose embedding. */
  layers: DenseWeights[];
}

/** y = weight . x + bias */
export interface DenseWeights {
  inputs: number;
  outputs: number;
  /** Row-major [outputs, inputs]. */
  weight: Float32Array;
  /** [outputs] */
  bias: Float32Array;
}

export class PoseBranch {
  /** Of the pose embedding. */
  readonly length: number;

  constructor(private readonly weights: PoseWeights) {
    const { layers, mean, cuts } = weights;
    this.length = layers.at(-1)?.outputs ?? mean.length * Math.max(cuts.length, 1);
  }

  /**
   * @param features [features] float32 of poseFeatures()
   * @returns [length] float32. Where no hand was found, zeros stand in its place, as in training.
   */
  embed(features: Float32Array): Float32Array {
    const { mean, std, cuts, layers } = this.weights;
    const standardised = features.map((v, i) => (v - (mean[i] as number)) / (std[i] as number));
    return layers.reduce(
      (x, layer) => applyDense(layer, x).map((v) => Math.max(0, v)),
      cuts.length > 0 ? cutUp(standardised, cuts) : standardised,
    );
  }
}

/** [cuts * features]: all features at the first cut, then all at the next. */
function cutUp(features: Float32Array, cuts: Float32Array): Float32Array {
  const out = new Float32Array(cuts.length * features.length);
  cuts.forEach((cut, c) => {
    features.forEach((v, i) => {
      out[c * features.length + i] = Math.max(-1, Math.min(1, v - cut));
    });
  });
  return out;
}

/** Sums in float64, stores in float32. */
export function applyDense({ inputs, outputs, weight, bias }: DenseWeights, x: Float32Array): Float32Array {
  const y = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    let sum = bias[o] as number;
    const row = o * inputs;
    for (let i = 0; i < inputs; i++) sum += (weight[row + i] as number) * (x[i] as number);
    y[o] = sum;
  }
  return y;
}

/** @throws ModelError with `code` when lengths do not fit each other or a value is not finite */
export function validatePose(branch: PoseWeights, code: ModelErrorCode): PoseWeights {
  const check = new Checker(code, 'pose branch');
  let length = branch.mean.length;
  check.floats(branch.mean, 'mean', length);
  check.floats(branch.std, 'std', length);
  if (!branch.std.every((v) => v > 0)) check.fail('std has a value that is not above 0');
  check.floats(branch.cuts, 'cuts', branch.cuts.length);
  length *= Math.max(branch.cuts.length, 1);
  branch.layers.forEach((layer, i) => {
    if (layer.inputs !== length) check.fail(`layer ${i + 1} takes ${layer.inputs} values, ${length} come`);
    check.floats(layer.weight, `weight of layer ${i + 1}`, layer.inputs * layer.outputs);
    check.floats(layer.bias, `bias of layer ${i + 1}`, layer.outputs);
    length = layer.outputs;
  });
  return branch;
}
