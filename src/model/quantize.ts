/**
 * int8, symmetric, one scale for each output channel: weight = value x scale. A single scale for a whole tensor would
 * let one wide channel take the precision of all the others, and folded batch normalisation makes channels differ
 * a hundredfold.
 */

export interface Quantized {
  /** Same order as the weights, whose last axis is the output channel. */
  values: Int8Array;
  /** [outputs] */
  scales: Float32Array;
}

/** @param weight row-major with output channels last; the error of each value is at most half its channel's scale */
export function quantize(weight: Float32Array, outputs: number): Quantized {
  const largest = new Float64Array(outputs);
  for (let i = 0; i < weight.length; i++) {
    const o = i % outputs;
    largest[o] = Math.max(largest[o] as number, Math.abs(weight[i] as number));
  }
  const scales = Float32Array.from(largest, (size) => size / 127);
  const values = new Int8Array(weight.length);
  for (let i = 0; i < weight.length; i++) {
    const scale = scales[i % outputs] as number;
    // A scale below float32's normal range cannot be divided by; its channel is zero to any precision that counts.
    values[i] = scale < 1e-37 ? 0 : Math.max(-127, Math.min(127, Math.round((weight[i] as number) / scale)));
  }
  return { values, scales };
}

export function dequantize({ values, scales }: Quantized): Float32Array {
  const weight = new Float32Array(values.length);
  const outputs = scales.length;
  for (let i = 0; i < values.length; i += outputs) {
    for (let o = 0; o < outputs; o++) weight[i + o] = (values[i + o] as number) * (scales[o] as number);
  }
  return weight;
}
