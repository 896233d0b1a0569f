/** A ResNet of the shipped one's definition at a sixteenth of its width, with seeded random numbers. */
import { type FloatTensor, parseSafetensors, writeSafetensors } from '../../src/model/safetensors.ts';
import type { Network } from '../../src/model/zoo/layers.ts';
import type { Checkpoint } from '../../src/model/zoo/load.ts';
import { parameters } from '../../src/model/zoo/parameters.ts';
import { resnet50 } from '../../src/model/zoo/resnet50.ts';

export const TINY = resnet50({ classes: null, width: 4 });
export const TINY_EMBEDDING = 128;

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** He-initialised weights and plausible normalisation statistics, as a checkpoint under torchvision's names. */
export function randomTensors(network: Network, seed = 1): Map<string, FloatTensor> {
  const random = seeded(seed);
  return new Map(
    parameters(network).map(({ name, shape }) => {
      const length = shape.reduce((product, n) => product * n, 1);
      const fan = shape.slice(1).reduce((product, n) => product * n, 1);
      const draw = () => {
        if (name.endsWith('running_var')) return 0.5 + random();
        if (shape.length > 1) return normal(random) * Math.sqrt(2 / fan);
        return name.endsWith('.weight') ? 0.5 + 0.5 * random() : 0.1 * normal(random);
      };
      return [name, { shape, values: Float32Array.from({ length }, draw) }];
    }),
  );
}

export function randomCheckpoint(network: Network, seed = 1): Checkpoint {
  return parseSafetensors(writeSafetensors(randomTensors(network, seed)));
}
