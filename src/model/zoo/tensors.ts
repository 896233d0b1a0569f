import * as tf from '@tensorflow/tfjs-core';
import { ModelError } from '../errors.ts';
import type { Network } from './layers.ts';
import { fusedShapes } from './parameters.ts';
import type { PlainWeights } from './reference.ts';
import type { NetworkWeights } from './run.ts';

/**
 * Uploads a fused network's numbers (load.ts) to the current backend. The caller disposes the tensors.
 * @throws ModelError `weights-mismatch`
 */
export function toTensors(network: Pick<Network, 'layers' | 'input'>, values: PlainWeights): NetworkWeights {
  const tensors = new Map<string, tf.Tensor>();
  for (const { name, shape } of fusedShapes(network)) {
    const own = values.get(name);
    if (!own) throw new ModelError('weights-mismatch', `the weights have no ${name}`);
    tensors.set(name, tf.tensor(own, shape));
  }
  return tensors;
}
