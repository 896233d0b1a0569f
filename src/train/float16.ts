/** IEEE 754 half precision, as bit patterns: half the storage for features, at 3 decimal digits. */

const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/** Nearest half of a number, ties to even; beyond 65504 it is an infinity. */
export function toHalf(value: number): number {
  FLOAT[0] = value;
  const bits = BITS[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    // Rebias the exponent from 127 to 15, then round away the 13 bits that do not fit.
    return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  }
  // Subnormal: a count of 2^-24. Adding 2^23 + 2^22 makes the float unit round it to a whole number.
  FLOAT[0] = Math.abs(FLOAT[0] as number) * 2 ** 24 + 12_582_912;
  return sign | ((BITS[0] as number) & 0x3fffff);
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Float value of every half: unpacking is one look-up. */
export const HALF_VALUES: Float32Array = Float32Array.from({ length: 65_536 }, (_, half) => fromHalf(half));

export function packHalf(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const packed = new Uint16Array(values.length);
  for (let i = 0; i < packed.length; i++) packed[i] = toHalf(values[i] as number);
  return packed;
}

export function unpackHalf(packed: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(packed.length);
  for (let i = 0; i < values.length; i++) values[i] = HALF_VALUES[packed[i] as number] as number;
  return values;
}
