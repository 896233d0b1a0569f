import type { BatchNorm, Conv, Layer } from './layers.ts';

/**
 * The same network for inference: each batch normalisation goes into the convolution before it (which gains a bias,
 * see fold.ts for the numbers) and a ReLU right after becomes the convolution's own.
 */
export function fuse(layers: readonly Layer[]): Layer[] {
  const fused: Layer[] = [];
  for (const layer of layers) {
    const last = fused.at(-1);
    if (last?.kind === 'conv' && last.activation === 'linear' && layer.kind === 'batchNorm') {
      fused[fused.length - 1] = { ...last, bias: true };
    } else if (last?.kind === 'conv' && layer.kind === 'activation' && layer.function === 'relu') {
      fused[fused.length - 1] = { ...last, activation: 'relu' };
    } else {
      fused.push(inside(layer));
    }
  }
  return fused;
}

function inside(layer: Layer): Layer {
  switch (layer.kind) {
    case 'block':
    case 'auxiliary':
      return { ...layer, layers: fuse(layer.layers) };
    case 'residual':
      return { ...layer, body: fuse(layer.body), shortcut: fuse(layer.shortcut) };
    case 'concat':
      return { ...layer, branches: layer.branches.map((b) => ({ ...b, layers: fuse(b.layers) })) };
    default:
      return layer;
  }
}

/** Every convolution that is followed by a batch normalisation, with it. */
export function normalisedConvs(layers: readonly Layer[]): { conv: Conv; norm: BatchNorm }[] {
  const pairs: { conv: Conv; norm: BatchNorm }[] = [];
  let previous: Layer | null = null;
  for (const layer of layers) {
    if (layer.kind === 'batchNorm' && previous?.kind === 'conv') pairs.push({ conv: previous, norm: layer });
    if (layer.kind === 'block' || layer.kind === 'auxiliary') pairs.push(...normalisedConvs(layer.layers));
    if (layer.kind === 'residual') {
      pairs.push(...normalisedConvs(layer.body), ...normalisedConvs(layer.shortcut));
    }
    if (layer.kind === 'concat') pairs.push(...layer.branches.flatMap((b) => normalisedConvs(b.layers)));
    previous = layer;
  }
  return pairs;
}
