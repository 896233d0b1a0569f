import * as tf from '@tensorflow/tfjs-core';
import { ModelError } from '../errors.ts';
import type { Network, Shape } from './layers.ts';
import { parametersOf } from './parameters.ts';
import type { PlainWeights } from './reference.ts';
import type { NetworkWeights } from './run.ts';
import { trace } from './shapes.ts';

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

/** Names and shapes as run.ts wants them. */
export function fusedShapes(network: Pick<Network, 'layers' | 'input'>): { name: string; shape: number[] }[] {
  const shapes: { name: string; shape: number[] }[] = [];
  trace(network.layers, network.input, ({ layer, input }) => {
    if (layer.kind === 'concat' || layer.kind === 'residual') return;
    for (const { name, shape } of parametersOf(layer, input)) shapes.push({ name, shape: turned(shape) });
  });
  return shapes;
}

/** PyTorch's [out, in, height, width] and [out, in] as tfjs's [height, width, in, out] and [in, out]. */
function turned(shape: Shape): number[] {
  const [outputs = 0, inputs = 0, ...sides] = shape;
  return shape.length === 1 ? [outputs] : [...sides, inputs, outputs];
}
