import type { Leaf, Network, Shape } from './layers.ts';
import { trace } from './shapes.ts';

/** One stored tensor of a network. */
export interface Parameter {
  /** torchvision's name: `layer1.0.conv1.weight`. */
  name: string;
  /** torchvision's order: convolutions [out, in, height, width], dense layers [out, in]. */
  shape: number[];
  /** False for a batch normalisation's running statistics, which no gradient touches. */
  learned: boolean;
}

/** The tensors that a leaf layer owns. */
export function parametersOf(layer: Leaf, input: Shape): Parameter[] {
  const channels = input.at(-1) ?? 0;
  const learned = (name: string, ...shape: number[]): Parameter => ({ name, shape, learned: true });
  switch (layer.kind) {
    case 'conv':
      return [
        learned(`${layer.name}.weight`, layer.filters, channels, layer.size, layer.size),
        ...(layer.bias ? [learned(`${layer.name}.bias`, layer.filters)] : []),
      ];
    case 'dense':
      return [
        learned(`${layer.name}.weight`, layer.units, channels),
        learned(`${layer.name}.bias`, layer.units),
      ];
    case 'batchNorm':
      return [
        learned(`${layer.name}.weight`, channels),
        learned(`${layer.name}.bias`, channels),
        { name: `${layer.name}.running_mean`, shape: [channels], learned: false },
        { name: `${layer.name}.running_var`, shape: [channels], learned: false },
      ];
    default:
      return [];
  }
}

/** Every tensor of a network, in the order of running. */
export function parameters({ layers, input }: Pick<Network, 'layers' | 'input'>): Parameter[] {
  const found: Parameter[] = [];
  trace(layers, input, (step) => {
    if (step.layer.kind !== 'concat' && step.layer.kind !== 'residual') {
      found.push(...parametersOf(step.layer, step.input));
    }
  });
  return found;
}

export function countValues(list: readonly Parameter[]): number {
  return list
    .filter((p) => p.learned)
    .reduce((sum, p) => sum + p.shape.reduce((product, n) => product * n, 1), 0);
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
