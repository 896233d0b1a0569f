import { standardise } from '../../model/lenet.ts';

/** Small grey pictures with their classes: what the experiments of the Networks screen learn from. */
export interface LabelledImages {
  /** px */
  side: number;
  /** [count, side, side] in [0, 1]. */
  pixels: Float32Array<ArrayBuffer>;
  /** Class index of each, [count]. */
  classes: Int32Array<ArrayBuffer>;
  /** Class names. */
  labels: string[];
  /** Near-copies share a group, [count]. */
  groups: string[];
}

/** Pictures at `indices`, each standardised by itself: what light there was says nothing about the hand. */
export function gatherRows({ pixels, side }: LabelledImages, indices: ArrayLike<number>): Float32Array {
  const area = side * side;
  const rows = new Float32Array(indices.length * area);
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] as number) * area;
    rows.set(standardise(pixels.subarray(from, from + area)), row * area);
  }
  return rows;
}
