/**
 * Treated copies of a frame on which the landmarker may find a hand that it misses on the plain one. No single
 * treatment wins everywhere (docs/hand-finder.md has the figures), so the finder takes turns.
 */
export interface Treatment {
  name: string;
  /** Black border around the frame, as a share of its size on each side. */
  padding: number;
  /** Recolours RGBA pixels in place; absent for an untouched copy. */
  recolour?: (pixels: Uint8ClampedArray) => void;
}

const LUMA_R = 0.299;
const LUMA_G = 0.587;
const LUMA_B = 0.114;

function luma(r: number, g: number, b: number): number {
  return LUMA_R * r + LUMA_G * g + LUMA_B * b;
}

/** Applies a 3x3 colour matrix (row-major, RGB to RGB) to RGBA pixels in place. */
function matrix(m: readonly number[]): (pixels: Uint8ClampedArray) => void {
  const [rr = 0, rg = 0, rb = 0, gr = 0, gg = 0, gb = 0, br = 0, bg = 0, bb = 0] = m;
  return (pixels) => {
    for (let i = 0; i + 3 < pixels.length; i += 4) {
      const r = pixels[i] ?? 0;
      const g = pixels[i + 1] ?? 0;
      const b = pixels[i + 2] ?? 0;
      pixels[i] = rr * r + rg * g + rb * b;
      pixels[i + 1] = gr * r + gg * g + gb * b;
      pixels[i + 2] = br * r + bg * g + bb * b;
    }
  };
}

/** Saturation as in CSS Filter Effects `saturate()`: 0 is grey, 1 unchanged. */
export function saturation(amount: number): (pixels: Uint8ClampedArray) => void {
  const rest = 1 - amount;
  const [r, g, b] = [LUMA_R * rest, LUMA_G * rest, LUMA_B * rest];
  return matrix([r + amount, g, b, r, g + amount, b, r, g, b + amount]);
}

/** Hue rotation about the grey axis, degrees, as in CSS Filter Effects `hue-rotate()`. */
export function hueRotation(degrees: number): (pixels: Uint8ClampedArray) => void {
  const c = Math.cos((degrees * Math.PI) / 180);
  const s = Math.sin((degrees * Math.PI) / 180);
  return matrix([
    0.213 + c * 0.787 - s * 0.213,
    0.715 - c * 0.715 - s * 0.715,
    0.072 - c * 0.072 + s * 0.928,
    0.213 - c * 0.213 + s * 0.143,
    0.715 + c * 0.285 + s * 0.14,
    0.072 - c * 0.072 - s * 0.283,
    0.213 - c * 0.213 - s * 0.787,
    0.715 - c * 0.715 + s * 0.715,
    0.072 + c * 0.928 + s * 0.072,
  ]);
}

/** Multiplies every channel. */
export function brightness(gain: number): (pixels: Uint8ClampedArray) => void {
  return matrix([gain, 0, 0, 0, gain, 0, 0, 0, gain]);
}

/** Stretches the 2nd to 98th percentile of the luma to the full range: for dim or washed-out frames. */
export function stretch(pixels: Uint8ClampedArray): void {
  const histogram = new Uint32Array(256);
  let count = 0;
  for (let i = 0; i + 3 < pixels.length; i += 4) {
    const value = Math.round(luma(pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0));
    histogram[value] = (histogram[value] ?? 0) + 1;
    count += 1;
  }
  const percentile = (share: number) => {
    let seen = 0;
    for (let value = 0; value < 256; value++) {
      seen += histogram[value] ?? 0;
      if (seen >= share * count) return value;
    }
    return 255;
  };
  const low = percentile(0.02);
  const gain = 255 / Math.max(percentile(0.98) - low, 16);
  for (let i = 0; i + 3 < pixels.length; i += 4) {
    pixels[i] = ((pixels[i] ?? 0) - low) * gain;
    pixels[i + 1] = ((pixels[i + 1] ?? 0) - low) * gain;
    pixels[i + 2] = ((pixels[i + 2] ?? 0) - low) * gain;
  }
}

/** Mean luma of every `stride`-th of RGBA pixels, [0, 255]. */
export function meanLuma(pixels: Uint8ClampedArray, stride = 1): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i + 3 < pixels.length; i += 4 * stride, count++) {
    sum += luma(pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0);
  }
  return sum / Math.max(count, 1);
}

export const PLAIN: Treatment = { name: 'plain', padding: 0 };

/**
 * In the order in which a still image is searched: what finds the most hands first, what leaves the coarsest landmarks
 * last (docs/hand-finder.md).
 */
export const TREATMENTS: readonly Treatment[] = [
  { name: 'saturated-padded', padding: 0.35, recolour: saturation(2) },
  { name: 'padded', padding: 0.2 },
  { name: 'hue-padded', padding: 0.35, recolour: hueRotation(-20) },
  { name: 'padded-far', padding: 0.8 },
  PLAIN,
  { name: 'saturated', padding: 0, recolour: saturation(2) },
];
