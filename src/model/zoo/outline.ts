import type { Layer, Network, Shape } from './layers.ts';
import { trace } from './shapes.ts';
import { type LayerRow, summarize } from './summarize.ts';

export type PartKind = 'conv' | 'pool' | 'dense' | 'residual' | 'inception' | 'auxiliary';

/** One box of a network's drawing: a layer with weights or a pooling, with all that belongs to it. */
export interface Part {
  kind: PartKind;
  name: string;
  /** Without weights of its own: `max 3x3 / 2`; of a convolution: `7x7 / 2`. */
  detail: string;
  output: Shape;
  parameters: number;
  multiplyAdds: number;
  /** The branches of an inception block and the body of a residual one: each a list of `1x1` and the like. */
  branches: string[][];
  /** Of a residual block: whether its shortcut is a convolution. */
  projection: boolean;
}

/** A network as the boxes one draws; everything between two boxes (normalisation, activation) belongs to the first. */
export function outline({ layers, input }: Pick<Network, 'layers' | 'input'>): Part[] {
  const parts: Part[] = [];
  let shape = input;
  for (const layer of flat(layers)) {
    const before = shape;
    shape = trace([layer], before);
    const { rows, parameters, multiplyAdds } = summarize({ layers: [layer], input: before });
    const kind = partKind(layer);
    const last = parts.at(-1);
    if (kind) {
      const output = layer.kind === 'auxiliary' ? (rows.at(-1)?.output ?? shape) : shape;
      parts.push({ kind, ...described(layer, rows), output, parameters, multiplyAdds });
    } else if (last) {
      last.parameters += parameters;
      last.multiplyAdds += multiplyAdds;
    }
  }
  return parts;
}

function flat(layers: readonly Layer[]): Layer[] {
  return layers.flatMap((layer) => (layer.kind === 'block' ? flat(layer.layers) : [layer]));
}

function partKind(layer: Layer): PartKind | null {
  switch (layer.kind) {
    case 'conv':
    case 'dense':
    case 'pool':
    case 'residual':
    case 'auxiliary':
      return layer.kind;
    case 'concat':
      return 'inception';
    case 'averageTo':
      return layer.size === null ? 'pool' : null;
    default:
      return null;
  }
}

function described(
  layer: Layer,
  rows: LayerRow[],
): Pick<Part, 'name' | 'detail' | 'branches' | 'projection'> {
  const name = 'name' in layer ? layer.name : '';
  const plain = { name, detail: '', branches: [], projection: false };
  if (layer.kind === 'residual') {
    return { ...plain, branches: [sizes(layer.body)], projection: layer.shortcut.length > 0 };
  }
  if (layer.kind === 'concat') return { ...plain, branches: layer.branches.map((b) => sizes(b.layers)) };
  return { ...plain, detail: rows[0]?.detail ?? '' };
}

function sizes(layers: readonly Layer[]): string[] {
  return layers.flatMap((layer) => {
    if (layer.kind === 'conv') return [`${layer.size}×${layer.size}`];
    return layer.kind === 'pool' ? [layer.of === 'max' ? 'max' : 'avg'] : [];
  });
}
