import type { HandShot } from './variation.ts';

/** Lengths of the index' to the little finger's first bones, in lengths of the palm: somewhat more than MediaPipe's median for straight ones. */
const LENGTHS = [0.34, 0.43, 0.37, 0.27];
/** Share of a bone's length that its depth has to have before its sign is believed. */
const DOUBT = 0.15;

/**
 * Gives bent fingers their depth back. MediaPipe flattens what points at the camera: x and y are right, and the first
 * bone's length then says how deep it has to be. The bones after it move along.
 * @param landmarks as MediaPipe saw them, in any unit; z is along the view.
 */
export function deepened(landmarks: HandShot['landmarks']): HandShot['landmarks'] {
  const at = (i: number): [number, number, number] => landmarks[i] ?? [0, 0, 0];
  const palm = [5, 9, 13, 17].reduce((sum, i) => sum + distance(at(0), at(i)) / 4, 0);
  const out = landmarks.map((point): [number, number, number] => [...point]);
  LENGTHS.forEach((length, finger) => {
    const knuckle = 5 + 4 * finger;
    const [a, b] = [at(knuckle), at(knuckle + 1)];
    const depth = b[2] - a[2];
    const missing = Math.sqrt(Math.max(0, (length * palm) ** 2 - (b[0] - a[0]) ** 2 - (b[1] - a[1]) ** 2));
    if (Math.abs(depth) >= missing) return;
    const sure = depth / Math.hypot(depth, DOUBT * length * palm);
    for (const point of out.slice(knuckle + 1, knuckle + 4)) point[2] += sure * missing - depth;
  });
  return out;
}

function distance(a: [number, number, number], b: [number, number, number]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
