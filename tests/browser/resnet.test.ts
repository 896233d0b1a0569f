import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import plainUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cosine } from '../../scripts/lib/cosine.ts';
import { parseSafetensors, toFloat32 } from '../../src/model/safetensors.ts';
import { BACKBONE, type LoadedModel, readModel } from '../../src/model/weights.ts';
import { fuse } from '../../src/model/zoo/fuse.ts';
import type { Layer, Network } from '../../src/model/zoo/layers.ts';
import {
  averagePool,
  averageTo,
  batchNorm,
  concat,
  conv,
  dense,
  flatten,
  maxPool,
  relu,
  residual,
  tanh,
} from '../../src/model/zoo/layers.ts';
import { loadFused } from '../../src/model/zoo/load.ts';
import { type PlainWeights, runReference } from '../../src/model/zoo/reference.ts';
import { resnet50 } from '../../src/model/zoo/resnet50.ts';
import { run } from '../../src/model/zoo/run.ts';
import { toTensors } from '../../src/model/zoo/tensors.ts';
import smallUrl from '../fixtures/resnet-small.safetensors?url';
import { normal, randomCheckpoint, seeded } from '../unit/tiny-model.ts';

beforeAll(() => {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  });
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
});

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

async function runOnce(
  network: Pick<Network, 'layers' | 'input'>,
  weights: PlainWeights,
  input: Float32Array,
  shape: [number, number, number, number],
): Promise<Float32Array> {
  const tensors = toTensors(network, weights);
  const x = tf.tensor4d(input, shape);
  const y = run(network.layers, tensors, x);
  try {
    return (await y.data()) as Float32Array;
  } finally {
    tf.dispose([x, y, ...tensors.values()]);
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((worst, v, i) => Math.max(worst, Math.abs(v - (b[i] ?? Number.NaN))), 0);
}

/** Every kind of layer, with odd sizes, so that padding on the wrong side would show. */
const EVERYTHING: Network = {
  name: 'everything',
  year: 0,
  input: [23, 19, 3],
  layers: [
    conv('a', 8, 7, { stride: 2, pad: 3, bias: false }),
    batchNorm('an', 1e-3),
    relu(),
    maxPool(3, 2, { pad: 1 }),
    residual('r', [conv('b', 4, 1), relu(), conv('c', 8, 3, { pad: 1, bias: false }), batchNorm('cn')]),
    residual('s', [conv('d', 12, 3, { stride: 2, pad: 1 })], [conv('e', 12, 1, { stride: 2 })]),
    concat('m', [
      { name: '0', layers: [conv('f', 5, 1), tanh()] },
      { name: '1', layers: [maxPool(3, 1, { pad: 1, ceil: true }), conv('g', 3, 5, { pad: 2 }), relu()] },
    ]),
    maxPool(2, 2, { ceil: true }),
    averagePool(1, 1),
    averageTo(2),
    flatten(),
    dense('h', 6),
  ] satisfies Layer[],
};

describe.each(['wasm', 'webgl', 'cpu'])('run() on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });

  it('agrees with plain TypeScript on every kind of layer', async () => {
    const weights = loadFused(EVERYTHING, randomCheckpoint(EVERYTHING, 2));
    const layers = fuse(EVERYTHING.layers);
    const random = seeded(4);
    const values = Float32Array.from({ length: 23 * 19 * 3 }, () => normal(random));
    const expected = runReference(layers, weights, { shape: EVERYTHING.input, values }).values;
    const actual = await runOnce({ layers, input: EVERYTHING.input }, weights, values, [1, 23, 19, 3]);
    expect(expected.some((v) => Math.abs(v) > 0.1)).toBe(true);
    expect(largestDifference(actual, expected)).toBeLessThan(1e-3);
  });

  it('agrees with PyTorch to 1e-3 on every logit of a small ResNet', async () => {
    const network = resnet50({ classes: 29, width: 4 });
    const file = parseSafetensors(new Uint8Array(await (await fetch(smallUrl)).arrayBuffer()));
    const weights = loadFused(network, file);
    for (const size of [64, 96]) {
      const part = (name: string) => {
        const entry = file.get(`golden.${size}.${name}`);
        if (!entry) throw new Error(`no golden ${name}`);
        return toFloat32(entry);
      };
      const fused = { layers: fuse(network.layers), input: network.input };
      const logits = await runOnce(fused, weights, part('input'), [2, size, size, 3]);
      expect(largestDifference(logits, part('logits'))).toBeLessThan(1e-3);
      const trunk = { layers: fused.layers.slice(0, -1), input: network.input };
      const embedding = await runOnce(trunk, weights, part('input'), [2, size, size, 3]);
      expect(largestDifference(embedding, part('embedding'))).toBeLessThan(1e-3);
    }
  });
});

describe("the recognizer's ResNet-50 on wasm", () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it('serves every input side with the same weights and leaves no tensor behind', async () => {
    const small = resnet50({ classes: null, width: 4 });
    const layers = fuse(small.layers);
    const tensors = toTensors({ layers, input: small.input }, loadFused(small, randomCheckpoint(small)));
    const before = tf.memory().numTensors;
    for (const side of [96, 128, 160, 192, 224]) {
      const x = tf.zeros<tf.Rank.R4>([2, side, side, 3]);
      const y = run(layers, tensors, x);
      expect(y.shape).toEqual([2, 128]);
      tf.dispose([x, y]);
      expect(tf.memory().numTensors).toBe(before);
    }
    tf.dispose([...tensors.values()]);
  });

  it('names a missing tensor', () => {
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([1, 32, 32, 3]);
      expect(() => run(fuse(BACKBONE.layers), new Map(), x)).toThrow(/conv1\.weight/);
    });
  });

  it("passes the shipped model's own golden test", async (context) => {
    const model = await shippedModel();
    if (!model) return context.skip('there are no weights in public/models/default');
    const layers = fuse(BACKBONE.layers);
    const weights = new Map(
      [...model.convs].flatMap(([name, { weight, bias }]) => [
        [`${name}.weight`, weight] as const,
        [`${name}.bias`, bias] as const,
      ]),
    );
    const { input, size, embedding } = model.golden;
    const actual = await runOnce({ layers, input: BACKBONE.input }, weights, input, [1, size, size, 3]);
    expect(cosine(actual, embedding)).toBeGreaterThan(0.9999);
  });
});

async function shippedModel(): Promise<LoadedModel | null> {
  const folder = '/models/default';
  const response = await fetch(`${folder}/manifest.json`);
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return null;
  return readModel(await response.json(), async (file) => (await fetch(`${folder}/${file}`)).arrayBuffer());
}
