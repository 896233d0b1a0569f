/** Tensors as PyTorch stores them become what the recognizer runs: transposed, with batch normalisation folded in. */

/** A convolution's numbers. */
export interface ConvWeights {
  /** Row-major [height, width, in, out], as tfjs takes it. */
  weight: Float32Array;
  shape: [height: number, width: number, inputs: number, outputs: number];
  /** [out] */
  bias: Float32Array;
}

/** A batch normalisation at inference: y = (x - mean) / sqrt(variance + epsilon) * scale + shift. */
export interface NormWeights {
  scale: Float32Array;
  shift: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
  epsilon: number;
}

/** [out, in, height, width] -> [height, width, in, out]. */
export function toHwio(
  weight: Float32Array,
  [outputs, inputs, height, width]: readonly [number, number, number, number],
): Float32Array {
  const out = new Float32Array(weight.length);
  const area = height * width;
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      const from = (o * inputs + i) * area;
      for (let p = 0; p < area; p++) out[(p * inputs + i) * outputs + o] = weight[from + p] as number;
    }
  }
  return out;
}

/** [rows, columns] -> [columns, rows]. */
export function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return toHwio(matrix, [rows, columns, 1, 1]);
}

/**
 * One convolution that equals `weight` followed by `norm`. Computed in float64, stored in float32.
 * @param weight [out, in, height, width] without bias
 */
export function foldNorm(
  weight: Float32Array,
  shape: readonly [outputs: number, inputs: number, height: number, width: number],
  norm: NormWeights,
): ConvWeights {
  const [outputs, inputs, height, width] = shape;
  const factor = Float64Array.from(
    norm.variance,
    (variance, o) => (norm.scale[o] as number) / Math.sqrt(variance + norm.epsilon),
  );
  const folded = toHwio(weight, shape);
  for (let i = 0; i < folded.length; i++) folded[i] = (folded[i] as number) * (factor[i % outputs] as number);
  const bias = Float32Array.from(
    norm.shift,
    (shift, o) => shift - (norm.mean[o] as number) * (factor[o] as number),
  );
  return { weight: folded, shape: [height, width, inputs, outputs], bias };
}
