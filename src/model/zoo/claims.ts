/** What the papers claim, as layers that one can count. */
import { conv, type Layer } from './layers.ts';
import { summarize } from './summarize.ts';

export interface Cost {
  parameters: number;
  multiplyAdds: number;
}

/** `count` convolutions one after another, as wide at the end as at the start (VGG's argument for 3x3). */
export function stackOf(size: number, count: number, channels: number): Layer[] {
  return Array.from({ length: count }, (_, i) =>
    conv(`conv${i + 1}`, channels, size, { pad: (size - 1) / 2 }),
  );
}

/** A wide convolution behind a 1x1 that narrows its input (GoogLeNet's argument for the bottleneck). */
export function narrowed(size: number, middle: number, outputs: number): Layer[] {
  return [conv('reduce', middle, 1), conv('conv', outputs, size, { pad: (size - 1) / 2 })];
}

/** Parameters, biases included, and multiply-adds on side x side positions of `channels` values. */
export function costOf(layers: Layer[], side: number, channels: number): Cost {
  const { parameters, multiplyAdds } = summarize({ layers, input: [side, side, channels] });
  return { parameters, multiplyAdds };
}

/** Side, in positions of the input, of what one output of a chain of convolutions and poolings sees. */
export function receptiveField(layers: readonly Layer[]): number {
  let [field, step] = [1, 1];
  for (const layer of layers) {
    if (layer.kind !== 'conv' && layer.kind !== 'pool') continue;
    field += (layer.size - 1) * step;
    step *= layer.stride;
  }
  return field;
}
