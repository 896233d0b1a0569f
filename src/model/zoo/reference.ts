/**
 * A fused network in plain TypeScript, one image at a time: slow, short and without a backend, so that the
 * backends can be judged against it. Gives the stored embedding of the start-up self-test.
 */
import { ModelError } from '../errors.ts';
import type { Conv, Dense, Layer, Leaf, Pool, Shape } from './layers.ts';
import { leafShape } from './shapes.ts';

/** Float32 values [height, width, channels] or [features]. */
export interface Volume {
  shape: Shape;
  values: Float32Array;
}

/** Values by name: `conv1.weight` [height, width, in, out], `fc.weight` [in, out], `conv1.bias` [out]. */
export type PlainWeights = ReadonlyMap<string, Float32Array>;

/** @throws ModelError `weights-mismatch`, ShapeError */
export function runReference(layers: readonly Layer[], weights: PlainWeights, x: Volume): Volume {
  return layers.reduce((value, layer) => step(layer, weights, value), x);
}

function step(layer: Layer, weights: PlainWeights, x: Volume): Volume {
  switch (layer.kind) {
    case 'block':
      return runReference(layer.layers, weights, x);
    case 'residual': {
      const body = runReference(layer.body, weights, x);
      const shortcut = runReference(layer.shortcut, weights, x).values;
      const sum = body.values.map((v, i) => Math.max(0, v + (shortcut[i] as number)));
      return { shape: body.shape, values: sum };
    }
    case 'concat':
      return concat(layer.branches.map((b) => runReference(b.layers, weights, x)));
    case 'auxiliary':
      return x;
    default:
      return { shape: leafShape(layer, x.shape), values: leaf(layer, weights, x) };
  }
}

function leaf(layer: Leaf, weights: PlainWeights, x: Volume): Float32Array {
  switch (layer.kind) {
    case 'conv':
      return convolve(layer, weights, x);
    case 'dense':
      return multiply(layer, weights, x.values);
    case 'pool':
      return pool(layer, x);
    case 'averageTo':
      return average(layer.size, x);
    case 'flatten':
      return channelsFirst(x);
    case 'activation':
      return x.values.map(FUNCTIONS[layer.function]);
    case 'dropout':
      return x.values;
    case 'batchNorm':
      throw new ModelError('weights-mismatch', 'the reference runs fused networks only');
  }
}

const FUNCTIONS = {
  relu: (v: number) => Math.max(0, v),
  tanh: Math.tanh,
  sigmoid: (v: number) => 1 / (1 + Math.exp(-v)),
};

function convolve(
  { name, size, stride, pad, filters, bias, activation }: Conv,
  weights: PlainWeights,
  x: Volume,
) {
  const [height = 0, width = 0, channels = 0] = x.shape;
  const rows = Math.floor((height + 2 * pad - size) / stride) + 1;
  const columns = Math.floor((width + 2 * pad - size) / stride) + 1;
  const weight = get(weights, `${name}.weight`, size * size * channels * filters);
  const start = bias ? get(weights, `${name}.bias`, filters) : new Float32Array(filters);
  const out = new Float32Array(rows * columns * filters);
  const sum = new Float64Array(filters);
  for (let position = 0; position < rows * columns; position++) {
    sum.set(start);
    const top = Math.floor(position / columns) * stride - pad;
    const left = (position % columns) * stride - pad;
    for (let i = Math.max(0, -top); i < Math.min(size, height - top); i++) {
      for (let j = Math.max(0, -left); j < Math.min(size, width - left); j++) {
        const from = ((top + i) * width + left + j) * channels;
        for (let c = 0; c < channels; c++) {
          const value = x.values[from + c] as number;
          // Most values after a ReLU are zero.
          if (value === 0) continue;
          const row = ((i * size + j) * channels + c) * filters;
          for (let f = 0; f < filters; f++) (sum[f] as number) += value * (weight[row + f] as number);
        }
      }
    }
    out.set(activation === 'relu' ? sum.map(FUNCTIONS.relu) : sum, position * filters);
  }
  return out;
}

function multiply({ name, units }: Dense, weights: PlainWeights, x: Float32Array): Float32Array {
  const weight = get(weights, `${name}.weight`, x.length * units);
  const bias = get(weights, `${name}.bias`, units);
  const sum = Float64Array.from(bias);
  x.forEach((value, i) => {
    for (let u = 0; u < units; u++) (sum[u] as number) += value * (weight[i * units + u] as number);
  });
  return Float32Array.from(sum);
}

function pool(layer: Pool, x: Volume): Float32Array {
  const [height = 0, width = 0, channels = 0] = x.shape;
  const [rows = 0, columns = 0] = leafShape(layer, x.shape);
  const out = new Float32Array(rows * columns * channels);
  for (let position = 0; position < rows * columns; position++) {
    const top = Math.floor(position / columns) * layer.stride - layer.pad;
    const left = (position % columns) * layer.stride - layer.pad;
    const cell = window(x, top, left, Math.min(top + layer.size, height), Math.min(left + layer.size, width));
    out.set(layer.of === 'max' ? cell.max : cell.mean, position * channels);
  }
  return out;
}

function average(size: number | null, x: Volume): Float32Array {
  const [height = 0, width = 0, channels = 0] = x.shape;
  if (size === null) return window(x, 0, 0, height, width).mean;
  const out = new Float32Array(size * size * channels);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const { mean } = window(
        x,
        Math.floor((row * height) / size),
        Math.floor((column * width) / size),
        Math.ceil(((row + 1) * height) / size),
        Math.ceil(((column + 1) * width) / size),
      );
      out.set(mean, (row * size + column) * channels);
    }
  }
  return out;
}

/** Per-channel maximum and mean over the positions of a rectangle that lie inside the input. */
function window({ shape, values }: Volume, top: number, left: number, bottom: number, right: number) {
  const [, width = 0, channels = 0] = shape;
  const max = new Float32Array(channels).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(channels);
  let count = 0;
  for (let i = Math.max(0, top); i < bottom; i++) {
    for (let j = Math.max(0, left); j < right; j++) {
      count++;
      for (let c = 0; c < channels; c++) {
        const value = values[(i * width + j) * channels + c] as number;
        sum[c] = (sum[c] as number) + value;
        max[c] = Math.max(max[c] as number, value);
      }
    }
  }
  return { max, mean: Float32Array.from(sum, (v) => v / count) };
}

function concat(volumes: Volume[]): Volume {
  const [height = 0, width = 0] = volumes[0]?.shape ?? [];
  const channels = volumes.reduce((sum, v) => sum + (v.shape[2] ?? 0), 0);
  const values = new Float32Array(height * width * channels);
  let offset = 0;
  for (const volume of volumes) {
    const own = volume.shape[2] ?? 0;
    for (let p = 0; p < height * width; p++) {
      values.set(volume.values.subarray(p * own, (p + 1) * own), p * channels + offset);
    }
    offset += own;
  }
  return { shape: [height, width, channels], values };
}

function channelsFirst({ shape, values }: Volume): Float32Array {
  if (shape.length === 1) return values;
  const [height = 0, width = 0, channels = 0] = shape;
  const out = new Float32Array(values.length);
  values.forEach((value, i) => {
    out[(i % channels) * height * width + Math.floor(i / channels)] = value;
  });
  return out;
}

function get(weights: PlainWeights, name: string, length: number): Float32Array {
  const values = weights.get(name);
  if (values?.length === length) return values;
  throw new ModelError(
    'weights-mismatch',
    `${name}: ${length} values expected, ${values?.length ?? 'none'} found`,
  );
}
