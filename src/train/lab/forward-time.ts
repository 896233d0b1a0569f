import * as tf from '@tensorflow/tfjs-core';
import { type BackendOptions, startBackend } from '../../model/backend.ts';
import type { BackendName } from '../../model/types.ts';
import { fuse } from '../../model/zoo/fuse.ts';
import { NETWORKS, type NetworkId } from '../../model/zoo/networks.ts';
import { fusedShapes } from '../../model/zoo/parameters.ts';
import { run } from '../../model/zoo/run.ts';

import { createRandom } from '../random.ts';

export interface ForwardTime {
  network: NetworkId;
  backend: BackendName;
  gpu: string | null;
  /** The first pass, which compiles, ms. */
  firstMs: number;
  /** Median of the passes after it, ms. */
  medianMs: number;
  passes: number;
}

const PASSES = 5;

/**
 * Times a network on one image with random weights: how long it takes does not depend on what it has learned.
 * @throws ModelError `no-backend`
 */
export async function timeForward(
  network: NetworkId,
  backend: BackendName,
  options: BackendOptions,
): Promise<ForwardTime> {
  const started = await startBackend(backend, options);
  const { layers, input } = NETWORKS[network]();
  const fused = { layers: fuse(layers), input };
  const random = createRandom(1);
  // One table, read again and again: a hundred million draws would take longer than the network.
  const noise = Float32Array.from({ length: 65_537 }, () => random.normal());
  const weights = new Map(fusedShapes(fused).map(({ name, shape }) => [name, randomTensor(shape, noise)]));
  const [height = 0, width = 0, channels = 0] = input;
  const x = tf.randomNormal<tf.Rank.R4>([1, height, width, channels], 0, 1, 'float32', 1);
  try {
    const times: number[] = [];
    for (let pass = 0; pass <= PASSES; pass++) {
      const start = performance.now();
      const y = run(fused.layers, weights, x);
      await y.data();
      y.dispose();
      times.push(performance.now() - start);
    }
    const [firstMs = Number.NaN, ...later] = times;
    later.sort((a, b) => a - b);
    const medianMs = later[Math.floor(later.length / 2)] ?? Number.NaN;
    return { network, backend, gpu: started.gpu, firstMs, medianMs, passes: PASSES };
  } finally {
    tf.dispose([x, ...weights.values()]);
    started.stop();
  }
}

/** He-initialised, so that values neither vanish nor overflow on the way. */
function randomTensor(shape: number[], noise: Float32Array): tf.Tensor {
  const inputs = shape.slice(0, -1).reduce((product, n) => product * n, 1);
  const scaled = noise.map((v) => v * Math.sqrt(2 / inputs));
  const values = new Float32Array(inputs * (shape.at(-1) ?? 1));
  for (let at = 0; at < values.length; at += scaled.length) {
    values.set(scaled.subarray(0, values.length - at), at);
  }
  return tf.tensor(values, shape);
}
