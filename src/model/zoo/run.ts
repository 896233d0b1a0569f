import * as tf from '@tensorflow/tfjs-core';
import { ModelError } from '../errors.ts';
import type { AverageTo, Conv, Layer, Leaf, Pool } from './layers.ts';
import { poolPadding } from './shapes.ts';

/**
 * Tensors by torchvision's names. Convolutions' weights are [height, width, in, out], dense layers' [in, out], both
 * as tfjs takes them.
 */
export type NetworkWeights = ReadonlyMap<string, tf.Tensor>;

export interface RunOptions {
  /** Told the output of each classifier on the side; without it they are not run. */
  onAuxiliary?: (name: string, output: tf.Tensor) => void;
  /** Used for every convolution instead of tfjs's own, without bias and activation. */
  convolve?: (x: tf.Tensor4D, filter: tf.Tensor4D, stride: number, pad: number) => tf.Tensor4D;
}

/**
 * Runs a network for inference (dropout does nothing).
 * @param x [n, height, width, channels] float32
 * @returns what the last layer gives; everything in between is disposed
 * @throws ModelError `weights-mismatch` when a tensor is missing
 */
export function run(
  layers: readonly Layer[],
  weights: NetworkWeights,
  x: tf.Tensor4D,
  options: RunOptions = {},
): tf.Tensor {
  return tf.tidy(() => sequence(layers, weights, x, options));
}

function sequence(
  layers: readonly Layer[],
  weights: NetworkWeights,
  input: tf.Tensor,
  options: RunOptions,
): tf.Tensor {
  let x = input;
  for (const layer of layers) x = tf.tidy(() => step(layer, weights, x, options));
  return x;
}

function step(layer: Layer, weights: NetworkWeights, x: tf.Tensor, options: RunOptions): tf.Tensor {
  switch (layer.kind) {
    case 'block':
      return sequence(layer.layers, weights, x, options);
    case 'residual': {
      const body = sequence(layer.body, weights, x, options);
      return tf.relu(tf.add(body, sequence(layer.shortcut, weights, x, options)));
    }
    case 'concat':
      return tf.concat(
        layer.branches.map((b) => sequence(b.layers, weights, x, options)),
        3,
      );
    case 'auxiliary':
      if (options.onAuxiliary) options.onAuxiliary(layer.name, sequence(layer.layers, weights, x, options));
      return x;
    default:
      return leaf(layer, weights, x, options);
  }
}

function leaf(layer: Leaf, weights: NetworkWeights, x: tf.Tensor, options: RunOptions): tf.Tensor {
  switch (layer.kind) {
    case 'conv':
      return convolve(layer, weights, x as tf.Tensor4D, options);
    case 'batchNorm': {
      const part = (name: string) => get<tf.Tensor1D>(weights, `${layer.name}.${name}`);
      const [mean, variance] = [part('running_mean'), part('running_var')];
      return tf.batchNorm(x, mean, variance, part('bias'), part('weight'), layer.epsilon);
    }
    case 'activation':
      return ACTIVATIONS[layer.function](x);
    case 'pool':
      return pool(layer, x as tf.Tensor4D);
    case 'averageTo':
      return averageTo(layer, x as tf.Tensor4D);
    case 'flatten': {
      const [n = 1, ...rest] = x.shape;
      const features = rest.reduce((product, size) => product * size, 1);
      return tf.reshape(x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x, [n, features]);
    }
    case 'dropout':
      return x;
    case 'dense': {
      const weight = get<tf.Tensor2D>(weights, `${layer.name}.weight`);
      return tf.add(tf.matMul(x as tf.Tensor2D, weight), get(weights, `${layer.name}.bias`));
    }
  }
}

const ACTIVATIONS = { relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid };

function convolve(
  layer: Conv,
  weights: NetworkWeights,
  x: tf.Tensor4D,
  { convolve: own }: RunOptions,
): tf.Tensor4D {
  const filter = get<tf.Tensor4D>(weights, `${layer.name}.weight`);
  const bias = layer.bias ? get<tf.Tensor1D>(weights, `${layer.name}.bias`) : null;
  const { stride, pad, activation } = layer;
  if (own) {
    const sum = own(x, filter, stride, pad);
    const y = bias ? tf.add(sum, bias) : sum;
    return (activation === 'relu' ? tf.relu(y) : y) as tf.Tensor4D;
  }
  return tf.fused.conv2d({ x, filter, strides: stride, pad, ...(bias ? { bias } : {}), activation });
}

function pool(layer: Pool, x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  const pad: [[0, 0], [number, number], [number, number], [0, 0]] = [
    [0, 0],
    poolPadding(layer, height),
    poolPadding(layer, width),
    [0, 0],
  ];
  const whole = pad.every(([near, far]) => near === 0 && far === 0) ? 'valid' : pad;
  return layer.of === 'max'
    ? tf.maxPool(x, layer.size, layer.stride, whole)
    : tf.avgPool(x, layer.size, layer.stride, whole);
}

function averageTo({ size }: AverageTo, x: tf.Tensor4D): tf.Tensor {
  if (size === null) return tf.mean(x, [1, 2]);
  const [n, height, width, channels] = x.shape;
  if (height === size && width === size) return x;
  // Windows of unequal size that cover everything, as PyTorch's adaptive pooling cuts them.
  const cells: tf.Tensor[] = [];
  for (let row = 0; row < size; row++) {
    const [top, bottom] = [Math.floor((row * height) / size), Math.ceil(((row + 1) * height) / size)];
    for (let column = 0; column < size; column++) {
      const [left, right] = [Math.floor((column * width) / size), Math.ceil(((column + 1) * width) / size)];
      cells.push(tf.mean(tf.slice(x, [0, top, left, 0], [n, bottom - top, right - left, channels]), [1, 2]));
    }
  }
  return tf.reshape(tf.stack(cells, 1), [n, size, size, channels]);
}

function get<T extends tf.Tensor>(weights: NetworkWeights, name: string): T {
  const tensor = weights.get(name);
  if (!tensor) throw new ModelError('weights-mismatch', `the weights have no ${name}`);
  return tensor as T;
}
