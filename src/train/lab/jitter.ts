import type { Random } from '../random.ts';

/** How far a picture is turned, scaled and moved at most: radians, a share, and px. */
export interface JitterRange {
  turn: number;
  scale: number;
  shift: number;
}

/**
 * Turns, scales and moves each picture by its own random amount, never mirroring it: a mirrored letter is another
 * hand's. What comes from beyond the edge repeats the edge.
 * @param rows [n, side, side] @returns the same shape, new
 */
export function jitter(rows: Float32Array, side: number, range: JitterRange, random: Random): Float32Array {
  const area = side * side;
  const out = new Float32Array(rows.length);
  const middle = (side - 1) / 2;
  const swing = (size: number) => (2 * random.next() - 1) * size;
  for (let start = 0; start < rows.length; start += area) {
    const turn = swing(range.turn);
    const zoom = 1 / (1 + swing(range.scale));
    const [cos, sin] = [Math.cos(turn) * zoom, Math.sin(turn) * zoom];
    const [moveX, moveY] = [middle + swing(range.shift), middle + swing(range.shift)];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [dx, dy] = [x - middle, y - middle];
        out[start + y * side + x] = sample(
          rows,
          start,
          side,
          cos * dx - sin * dy + moveX,
          sin * dx + cos * dy + moveY,
        );
      }
    }
  }
  return out;
}

/** Bilinear. */
function sample(rows: Float32Array, start: number, side: number, x: number, y: number): number {
  const [cx, cy] = [Math.max(0, Math.min(side - 1.001, x)), Math.max(0, Math.min(side - 1.001, y))];
  const [left, top] = [Math.floor(cx), Math.floor(cy)];
  const [fx, fy] = [cx - left, cy - top];
  const at = start + top * side + left;
  const upper = (rows[at] as number) * (1 - fx) + (rows[at + 1] as number) * fx;
  const lower = (rows[at + side] as number) * (1 - fx) + (rows[at + side + 1] as number) * fx;
  return upper * (1 - fy) + lower * fy;
}
