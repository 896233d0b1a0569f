import { seededRandom } from './random.ts';

const TABLE = 1 << 14;
let gauss: Float32Array | null = null;

/** Adds grey sensor noise to RGBA pixels in place. @param deviation in levels of 255. */
export function addNoise(pixels: Uint8ClampedArray, deviation: number, seed: number): void {
  gauss ??= gaussian(TABLE);
  const random = seededRandom(seed);
  let at = 0;
  for (let i = 0, left = 0; i < pixels.length; i += 4, left -= 1) {
    if (left <= 0) {
      at = Math.floor(random() * TABLE);
      left = 97;
    }
    const value = deviation * (gauss[at++ % TABLE] ?? 0);
    pixels[i] = (pixels[i] ?? 0) + value;
    pixels[i + 1] = (pixels[i + 1] ?? 0) + value;
    pixels[i + 2] = (pixels[i + 2] ?? 0) + value;
  }
}

/** Standard normal numbers (Box and Muller 1958). */
function gaussian(count: number): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** Mean colour along an image's edges, as a CSS colour. */
export function meanBorder(image: ImageBitmap): string {
  const side = 16;
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.drawImage(image, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  const sum = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (x % (side - 1) !== 0 && y % (side - 1) !== 0) continue;
      for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (data[4 * (y * side + x) + c] ?? 0);
      count += 1;
    }
  }
  return `rgb(${sum.map((value) => Math.round(value / count)).join(' ')})`;
}
