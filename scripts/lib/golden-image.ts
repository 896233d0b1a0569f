/**
 * A small picture with edges, gradients and skin-like colours, always the same: the input of the start-up self-test.
 * @returns uint8 RGB [size, size, 3]
 */
export function goldenImage(size: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = (y * size + x) * 3;
      const light = lightAt(x / size, y / size);
      const [red, green, blue] =
        light === null ? wallAt(x / size, y / size) : [222, 171, 140].map((v) => v * light);
      pixels[at] = red ?? 0;
      pixels[at + 1] = green ?? 0;
      pixels[at + 2] = blue ?? 0;
    }
  }
  return pixels;
}

/** Palm and fingers as capsules: [from x, from y, to x, to y, radius] in shares of the side. */
const CAPSULES = [
  [0.5, 0.95, 0.5, 0.62, 0.15],
  [0.4, 0.55, 0.33, 0.16, 0.05],
  [0.48, 0.53, 0.47, 0.1, 0.05],
  [0.57, 0.54, 0.61, 0.14, 0.05],
  [0.64, 0.58, 0.74, 0.27, 0.045],
  [0.38, 0.72, 0.2, 0.5, 0.055],
] as const;

/** How bright the hand is there, or null beside it. */
function lightAt(x: number, y: number): number | null {
  let light: number | null = null;
  for (const [x1, y1, x2, y2, radius] of CAPSULES) {
    const [dx, dy] = [x2 - x1, y2 - y1];
    const t = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
    const distance = Math.hypot(x - x1 - t * dx, y - y1 - t * dy) / radius;
    if (distance < 1) light = Math.max(light ?? 0, 0.45 + 0.55 * Math.sqrt(1 - distance * distance));
  }
  return light;
}

function wallAt(x: number, y: number): number[] {
  const tile = (Math.floor(x * 6) + Math.floor(y * 6)) % 2 === 0 ? 14 : 0;
  return [70 + 60 * x + tile, 92 + 40 * y + tile, 110 - 30 * x + tile];
}
