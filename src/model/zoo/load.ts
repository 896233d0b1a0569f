import { ModelError } from '../errors.ts';
import { type ConvWeights, foldNorm, toHwio, transpose } from '../fold.ts';
import { type SafetensorsEntry, toFloat32 } from '../safetensors.ts';
import { normalisedConvs } from './fuse.ts';
import type { Network } from './layers.ts';
import { parameters } from './parameters.ts';
import type { PlainWeights } from './reference.ts';
import { trace } from './shapes.ts';

export type Checkpoint = ReadonlyMap<string, SafetensorsEntry>;

/** Prefixes that training programs put before every name. */
const PREFIXES = ['module.', 'model.', 'backbone.'];

/**
 * A checkpoint's tensors under torchvision's names, each checked against the definition.
 * What the definition does not have (a classifier, an optimiser's state) is left out.
 * @throws ModelError `weights-mismatch`, naming the first tensors that are missing or of another shape
 */
export function matchCheckpoint(network: Network, checkpoint: Checkpoint): Map<string, Float32Array> {
  const wanted = parameters(network);
  const prefix = prefixOf(checkpoint, wanted[0]?.name ?? '');
  const problems: string[] = [];
  const matched = new Map<string, Float32Array>();
  for (const { name, shape } of wanted) {
    const entry = checkpoint.get(prefix + name);
    if (!entry) problems.push(`${name} is missing`);
    else if (String(entry.shape) !== String(shape))
      problems.push(`${name} is [${entry.shape}], not [${shape}]`);
    else matched.set(name, finite(name, toFloat32(entry)));
  }
  if (problems.length > 0) {
    const more = problems.length > 3 ? `, and ${problems.length - 3} more` : '';
    throw mismatch(
      `these are not the weights of a ${network.name}: ${problems.slice(0, 3).join(', ')}${more}`,
    );
  }
  return matched;
}

function prefixOf(checkpoint: Checkpoint, first: string): string {
  let prefix = '';
  for (let again = true; again && !checkpoint.has(prefix + first); ) {
    const next = PREFIXES.find((p) => [...checkpoint.keys()].some((name) => name.startsWith(prefix + p)));
    again = next !== undefined;
    if (next) prefix += next;
  }
  return checkpoint.has(prefix + first) ? prefix : '';
}

/**
 * The numbers of the fused network (fuse.ts): every convolution as [height, width, in, out] with its batch
 * normalisation folded in, every dense layer as [in, out].
 * @throws ModelError `weights-mismatch`
 */
export function loadFused(network: Network, checkpoint: Checkpoint): Map<string, Float32Array> {
  const values = matchCheckpoint(network, checkpoint);
  const fused = new Map<string, Float32Array>();
  const norms = new Map(normalisedConvs(network.layers).map(({ conv, norm }) => [conv.name, norm]));
  const get = (name: string) => values.get(name) as Float32Array;
  trace(network.layers, network.input, ({ layer, input }) => {
    if (layer.kind === 'dense') {
      fused.set(`${layer.name}.weight`, transpose(get(`${layer.name}.weight`), layer.units, input[0] ?? 0));
      fused.set(`${layer.name}.bias`, get(`${layer.name}.bias`));
    }
    if (layer.kind !== 'conv') return;
    const weight = get(`${layer.name}.weight`);
    const shape = [layer.filters, input[2] ?? 0, layer.size, layer.size] as const;
    const norm = norms.get(layer.name);
    if (norm) {
      const part = (name: string) => get(`${norm.name}.${name}`);
      const folded = foldNorm(weight, shape, {
        scale: part('weight'),
        shift: part('bias'),
        mean: part('running_mean'),
        variance: part('running_var'),
        epsilon: norm.epsilon,
      });
      fused.set(`${layer.name}.weight`, folded.weight);
      fused.set(`${layer.name}.bias`, folded.bias);
    } else {
      fused.set(`${layer.name}.weight`, toHwio(weight, shape));
      if (layer.bias) fused.set(`${layer.name}.bias`, get(`${layer.name}.bias`));
    }
  });
  return fused;
}

/** The same numbers gathered by convolution. */
export function convsOf(network: Network, fused: PlainWeights): Map<string, ConvWeights> {
  const convs = new Map<string, ConvWeights>();
  trace(network.layers, network.input, ({ layer, input }) => {
    if (layer.kind !== 'conv') return;
    const weight = fused.get(`${layer.name}.weight`);
    const bias = fused.get(`${layer.name}.bias`);
    if (!weight || !bias) throw mismatch(`${layer.name} has no folded weights`);
    convs.set(layer.name, { weight, shape: [layer.size, layer.size, input[2] ?? 0, layer.filters], bias });
  });
  return convs;
}

function finite(name: string, values: Float32Array): Float32Array {
  if (values.every(Number.isFinite)) return values;
  throw mismatch(`${name} has values that are not finite`);
}

function mismatch(message: string): ModelError {
  return new ModelError('weights-mismatch', message);
}
