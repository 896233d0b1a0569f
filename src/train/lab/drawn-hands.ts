/**
 * Hands drawn from capsules, with none to five fingers up, in any size, turn and light: a small task that needs no
 * one's pictures.
 */
import { createRandom, type Random } from '../random.ts';
import type { LabelledImages } from './labelled-images.ts';

/** Knuckle and fingertip of little finger, ring, middle, index and thumb; x right, y up, the palm's radius is 1. */
const FINGERS = [
  [-0.75, 0.75, -1.15, 1.9],
  [-0.3, 0.95, -0.5, 2.4],
  [0.15, 1.0, 0.15, 2.6],
  [0.6, 0.9, 0.8, 2.35],
  [0.85, 0.1, 1.75, 0.75],
] as const;
/** Which fingers are up for each count, as one shows numbers. */
const SHOWN = [[], [3], [2, 3], [2, 3, 4], [0, 1, 2, 3], [0, 1, 2, 3, 4]] as const;
const FINGER_RADIUS = 0.24;

/** `count` pictures, classes in turn. The same seed draws the same pictures. */
export function drawnHands(count: number, side: number, seed: number): LabelledImages {
  const random = createRandom(seed);
  const pixels = new Float32Array(count * side * side);
  const classes = Int32Array.from({ length: count }, (_, i) => i % SHOWN.length);
  for (let i = 0; i < count; i++) {
    pixels.set(drawHand(SHOWN[classes[i] as number] ?? [], side, random), i * side * side);
  }
  return {
    side,
    pixels,
    classes,
    labels: SHOWN.map((fingers) => String(fingers.length)),
    groups: Array.from(classes, (_, i) => String(i)),
  };
}

/** One picture, grey in [0, 1], [side, side]. */
function drawHand(fingers: readonly number[], side: number, random: Random): Float32Array {
  const turn = random.normal() * 0.25;
  const size = side * (0.15 + 0.035 * random.next());
  const [centreX, centreY] = [side * (0.5 + 0.05 * random.normal()), side * (0.64 + 0.05 * random.normal())];
  const [skin, wall] = contrast(random);
  const slope = 0.15 * random.normal();
  const bend = fingers.map(() => 0.12 * random.normal());
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const picture = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [dx, dy] = [(x + 0.5 - centreX) / size, (centreY - y - 0.5) / size];
      const depth = depthAt(fingers, bend, cos * dx + sin * dy, cos * dy - sin * dx);
      const light = depth > 0 ? skin * (0.7 + 0.3 * Math.sqrt(depth)) : wall + slope * (x / side - 0.5);
      picture[y * side + x] = Math.max(0, Math.min(1, light + 0.03 * random.normal()));
    }
  }
  return picture;
}

/** 1 in the middle of a part of the hand, falling to 0 at its edge and beyond. */
function depthAt(fingers: readonly number[], bend: readonly number[], x: number, y: number): number {
  let depth = 1 - x * x - y * y;
  fingers.forEach((finger, i) => {
    const [x1, y1, x2, y2] = FINGERS[finger] ?? [0, 0, 0, 0];
    const [tipX, tipY] = [x2 + (bend[i] ?? 0) - x1, y2 - y1];
    const along = Math.max(0, Math.min(1, ((x - x1) * tipX + (y - y1) * tipY) / (tipX * tipX + tipY * tipY)));
    const distance = Math.hypot(x - x1 - along * tipX, y - y1 - along * tipY) / FINGER_RADIUS;
    depth = Math.max(depth, 1 - distance * distance);
  });
  return Math.max(0, depth);
}

/** The hand is brighter than the wall, in any light. */
function contrast(random: Random): [skin: number, wall: number] {
  const wall = 0.05 + 0.35 * random.next();
  return [wall + 0.25 + (0.65 - wall) * random.next(), wall];
}
