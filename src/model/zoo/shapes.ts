import type { Auxiliary, Layer, Leaf, Pool, Residual, Shape } from './layers.ts';

/** A definition whose layers do not fit each other or the input. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly code = 'shape-mismatch';
}

export interface Step {
  layer: Leaf | Residual | { kind: 'concat'; name: string };
  input: Shape;
  output: Shape;
  /** Names of the enclosing blocks, outermost first. */
  path: readonly string[];
  /** True inside a classifier on the side. */
  auxiliary: boolean;
}

/**
 * Walks every layer in the order it is run and tells `visit` its shapes; a residual or concat is told after its
 * branches, as the addition or joining that it is.
 * @returns the shape that comes out
 * @throws ShapeError
 */
export function trace(
  layers: readonly Layer[],
  input: Shape,
  visit: (step: Step) => void = () => undefined,
  path: readonly string[] = [],
  auxiliary = false,
): Shape {
  const inside = (name: string, inner: readonly Layer[], from: Shape, side = auxiliary) =>
    trace(inner, from, visit, [...path, name], side);
  let shape = input;
  for (const layer of layers) {
    const before = shape;
    if (layer.kind === 'block') {
      shape = inside(layer.name, layer.layers, before);
    } else if (layer.kind === 'auxiliary') {
      inside(layer.name, (layer satisfies Auxiliary).layers, before, true);
    } else if (layer.kind === 'residual') {
      shape = inside(layer.name, layer.body, before);
      const shortcut = inside(layer.name, layer.shortcut, before);
      if (!same(shape, shortcut)) throw new ShapeError(`${layer.name}: [${shape}] + [${shortcut}]`);
      visit({ layer, input: before, output: shape, path: [...path, layer.name], auxiliary });
    } else if (layer.kind === 'concat') {
      const outputs = layer.branches.map((b) =>
        trace(b.layers, before, visit, [...path, layer.name, b.name], auxiliary),
      );
      shape = joined(layer.name, outputs);
      visit({ layer, input: before, output: shape, path: [...path, layer.name], auxiliary });
    } else {
      shape = leafShape(layer, before);
      visit({ layer, input: before, output: shape, path, auxiliary });
    }
  }
  return shape;
}

function same(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

function joined(name: string, shapes: Shape[]): Shape {
  const [height, width] = shapes[0] ?? [];
  if (height === undefined || width === undefined)
    throw new ShapeError(`${name} has no branches with positions`);
  if (shapes.some((s) => s.length !== 3 || s[0] !== height || s[1] !== width)) {
    throw new ShapeError(`${name} joins ${shapes.map((s) => `[${s}]`).join(' and ')}`);
  }
  return [height, width, shapes.reduce((sum, s) => sum + (s[2] ?? 0), 0)];
}

/** @throws ShapeError when the layer cannot take that input */
export function leafShape(layer: Leaf, input: Shape): Shape {
  switch (layer.kind) {
    case 'conv': {
      const [height, width] = positions(layer.kind, input);
      const side = (n: number) => windows(n, layer.size, layer.stride, layer.pad, false);
      return [side(height), side(width), layer.filters];
    }
    case 'pool': {
      const [height, width, channels] = positions(layer.kind, input);
      const side = (n: number) => windows(n, layer.size, layer.stride, layer.pad, layer.ceil);
      return [side(height), side(width), channels];
    }
    case 'averageTo': {
      const [, , channels] = positions(layer.kind, input);
      return layer.size === null ? [channels] : [layer.size, layer.size, channels];
    }
    case 'flatten':
      return [input.reduce((product, n) => product * n, 1)];
    case 'dense':
      if (input.length !== 1) throw new ShapeError(`${layer.name} takes [features], not [${input}]`);
      return [layer.units];
    case 'batchNorm':
    case 'activation':
    case 'dropout':
      return input;
  }
}

function positions(kind: string, input: Shape): [height: number, width: number, channels: number] {
  const [height, width, channels] = input;
  if (height === undefined || width === undefined || channels === undefined) {
    throw new ShapeError(`${kind} takes [height, width, channels], not [${input}]`);
  }
  return [height, width, channels];
}

function windows(length: number, size: number, stride: number, pad: number, ceil: boolean): number {
  const steps = (length + 2 * pad - size) / stride;
  let count = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
  // A last window must begin inside the input or its near padding, never in the far padding.
  if (ceil && (count - 1) * stride >= length + pad) count--;
  if (count < 1) throw new ShapeError(`a window of ${size} does not fit ${length} + 2 x ${pad}`);
  return count;
}

/** Zeros around the input that make every window complete: [top or left, bottom or right] for one axis. */
export function poolPadding(layer: Pool, length: number): [near: number, far: number] {
  const count = windows(length, layer.size, layer.stride, layer.pad, layer.ceil);
  const needed = (count - 1) * layer.stride + layer.size;
  return [layer.pad, Math.max(0, needed - length - layer.pad)];
}
