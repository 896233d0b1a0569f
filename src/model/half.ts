/** 16-bit floats, which JavaScript engines of today cannot read as an array: IEEE 754 binary16 and bfloat16. */

const word = new Uint32Array(1);
const real = new Float32Array(word.buffer);

function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let table: Float32Array | null = null;

/** binary16 bit patterns -> float32 values, exactly. */
export function decodeFloat16(bits: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, i) => halfToFloat(i));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i] as number] as number;
  return values;
}

/** float32 values -> nearest binary16 bit patterns, ties to even; what is too large becomes infinite. */
export function encodeFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, floatToHalf);
}

function floatToHalf(value: number): number {
  real[0] = value;
  const bits = word[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  if (Number.isNaN(value)) return sign | 0x7e00;
  const size = Math.abs(real[0] as number);
  if (size >= 65520) return sign | 0x7c00;
  // Below the smallest normal number, steps are a constant 2^-24; above, 2^-10 of the power of two under it.
  const exponent = size < 2 ** -14 ? -14 : ((bits >>> 23) & 0xff) - 127;
  const steps = roundToEven(size / 2 ** (exponent - 10));
  // A normal number's leading 1024 is implied, and a carry into 2048 raises the exponent by itself.
  return sign | (size < 2 ** -14 ? steps : ((exponent + 14) << 10) + steps);
}

function roundToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** bfloat16 bit patterns (the upper half of a float32) -> float32 values, exactly. */
export function decodeBfloat16(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = (bits[i] as number) << 16;
  return new Float32Array(words.buffer);
}
