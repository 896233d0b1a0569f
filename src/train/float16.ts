/** Features are stored as half floats: half the space, at three decimal digits. */
import { decodeFloat16, encodeFloat16 } from '../model/half.ts';

/** Float value of each of the 65,536 halves: unpacking inside the training loop is one look-up. */
export const HALF_VALUES: Float32Array = decodeFloat16(
  Uint16Array.from({ length: 65_536 }, (_, half) => half),
);

/** float32 -> nearest half, as bit patterns. */
export function packHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  return new Uint16Array(encodeFloat16(values));
}

export function unpackHalf(packed: Uint16Array): Float32Array {
  return decodeFloat16(packed);
}
