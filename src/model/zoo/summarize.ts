import type { Leaf, Network, Shape } from './layers.ts';
import { countValues, parametersOf } from './parameters.ts';
import { type Step, trace } from './shapes.ts';

export interface LayerRow {
  /** torchvision's name for layers with weights, the enclosing block's for the others. */
  name: string;
  kind: Leaf['kind'] | 'add' | 'concat';
  /** What distinguishes it from others of its kind: `7x7 / 2`, `relu`. */
  detail: string;
  output: Shape;
  parameters: number;
  /** Those that training would change. */
  trainable: number;
  /** Of convolutions and dense layers; normalisation, additions and pooling are not counted, as is usual. */
  multiplyAdds: number;
  /** Of the output as float32; flattening makes none of its own. */
  forwardBytes: number;
  auxiliary: boolean;
}

export interface Summary {
  rows: LayerRow[];
  parameters: number;
  trainable: number;
  multiplyAdds: number;
  forwardBytes: number;
  parameterBytes: number;
}

/**
 * The layer table of a network for one image, a row for each operation in the order of running.
 * @param isTrainable whether training changes the parameters of a named layer; all of them unless said otherwise
 * @throws ShapeError
 */
export function summarize(
  network: Pick<Network, 'layers' | 'input'>,
  isTrainable: (layerName: string) => boolean = () => true,
): Summary {
  const rows: LayerRow[] = [];
  trace(network.layers, network.input, (step) => rows.push(...rowsOf(step, isTrainable)));
  const total = (column: 'parameters' | 'trainable' | 'multiplyAdds' | 'forwardBytes') =>
    rows.reduce((sum, row) => sum + row[column], 0);
  const parameters = total('parameters');
  return {
    rows,
    parameters,
    trainable: total('trainable'),
    multiplyAdds: total('multiplyAdds'),
    forwardBytes: total('forwardBytes'),
    parameterBytes: parameters * 4,
  };
}

function rowsOf(
  { layer, input, output, path, auxiliary }: Step,
  isTrainable: (name: string) => boolean,
): LayerRow[] {
  const forwardBytes = layer.kind === 'flatten' ? 0 : output.reduce((product, n) => product * n, 4);
  const name = 'name' in layer ? layer.name : path.join('.');
  const plain = {
    name,
    detail: '',
    output,
    parameters: 0,
    trainable: 0,
    multiplyAdds: 0,
    forwardBytes,
    auxiliary,
  };
  if (layer.kind === 'concat') return [{ ...plain, kind: 'concat' }];
  if (layer.kind === 'residual') {
    return [
      { ...plain, kind: 'add' },
      { ...plain, kind: 'activation', detail: 'relu' },
    ];
  }
  const parameters = countValues(parametersOf(layer, input));
  return [
    {
      ...plain,
      kind: layer.kind,
      detail: detailOf(layer),
      parameters,
      trainable: isTrainable(name) ? parameters : 0,
      multiplyAdds: multiplyAddsOf(layer, input, output),
    },
  ];
}

/** Multiply-adds of one layer for one image. */
export function multiplyAddsOf(layer: Leaf, input: Shape, output: Shape): number {
  if (layer.kind === 'dense') return (input[0] ?? 0) * layer.units;
  if (layer.kind !== 'conv') return 0;
  const [height = 0, width = 0, filters = 0] = output;
  return height * width * filters * layer.size * layer.size * (input[2] ?? 0);
}

function detailOf(layer: Leaf): string {
  switch (layer.kind) {
    case 'conv':
      return `${layer.size}×${layer.size}${layer.stride > 1 ? ` / ${layer.stride}` : ''}`;
    case 'pool':
      return `${layer.of === 'max' ? 'max' : 'avg'} ${layer.size}×${layer.size} / ${layer.stride}`;
    case 'averageTo':
      return layer.size === null ? '1×1' : `${layer.size}×${layer.size}`;
    case 'activation':
      return layer.function;
    case 'dropout':
      return String(layer.rate);
    default:
      return '';
  }
}
