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

/** Rows of `images` at `indices`, standardised by the given mean and deviation. */
export function gatherRows(
  { pixels, side }: LabelledImages,
  indices: ArrayLike<number>,
  { mean, deviation }: PixelStatistics,
): Float32Array {
  const area = side * side;
  const rows = new Float32Array(indices.length * area);
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] as number) * area;
    for (let i = 0; i < area; i++) rows[row * area + i] = ((pixels[from + i] as number) - mean) / deviation;
  }
  return rows;
}

export interface PixelStatistics {
  mean: number;
  deviation: number;
}

/** Over every pixel of the pictures at `indices`. */
export function pixelStatistics(
  { pixels, side }: LabelledImages,
  indices: ArrayLike<number>,
): PixelStatistics {
  const area = side * side;
  let [sum, squares] = [0, 0];
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] as number) * area;
    for (let i = from; i < from + area; i++) {
      const value = pixels[i] as number;
      sum += value;
      squares += value * value;
    }
  }
  const count = Math.max(1, indices.length * area);
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(1e-6, squares / count - mean * mean)) };
}
