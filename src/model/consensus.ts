import type { Hand, Landmark } from './types.ts';

/** Mean distance of the landmarks, in hand sizes, within which two looks saw the same hand in the same pose. */
const SAME = 0.15;
/** A look farther than this from another saw something else; how much farther says nothing more. */
const APART = 0.5;
/** What the other handedness counts for, in the same unit: the same points read as the other hand are another pose. */
const OTHER_SIDE = 0.3;

/**
 * How far two looks at one picture are from each other.
 * @returns mean distance of the 21 image landmarks, in sizes of the larger hand, [0, `APART`]
 */
export function disagreement(a: Hand, b: Hand): number {
  const size = Math.max(extent(a.landmarks), extent(b.landmarks));
  const distances = a.landmarks.map(({ x, y }, i) => {
    const other = b.landmarks[i];
    return other ? Math.hypot(x - other.x, y - other.y) : 0;
  });
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(distances.length, 1);
  const side = a.handedness === b.handedness ? 0 : OTHER_SIDE;
  return Math.min(APART, mean / Math.max(size, Number.EPSILON) + side);
}

/** The mean of the newest look and those before it that agree with it; null while none does. */
export function agreed(looks: readonly Hand[]): Hand | null {
  const newest = looks.at(-1);
  if (!newest) return null;
  const alike = looks.filter((look) => disagreement(newest, look) < SAME);
  return alike.length > 1 ? meanOf(newest, alike) : null;
}

/** The look that is nearest to all others (their medoid), or null when there is none: for looks that never agreed. */
export function mostTypical(looks: readonly Hand[]): Hand | null {
  let best: Hand | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const look of looks) {
    const sum = looks.reduce((total, other) => total + disagreement(look, other), 0);
    if (sum < least) [best, least] = [look, sum];
  }
  return best;
}

function meanOf(newest: Hand, looks: readonly Hand[]): Hand {
  const mean = (lists: readonly (readonly Landmark[])[], i: number): Landmark => {
    const sum = { x: 0, y: 0, z: 0 };
    for (const list of lists) {
      const point = list[i];
      sum.x += (point?.x ?? 0) / lists.length;
      sum.y += (point?.y ?? 0) / lists.length;
      sum.z += (point?.z ?? 0) / lists.length;
    }
    return sum;
  };
  const landmarks = looks.map((look) => look.landmarks);
  const world = looks.map((look) => look.world);
  return {
    ...newest,
    landmarks: newest.landmarks.map((_, i) => mean(landmarks, i)),
    world: newest.world.map((_, i) => mean(world, i)),
  };
}

/** The longer side of the bounding box. */
function extent(landmarks: readonly Landmark[]): number {
  const range = (values: number[]) => Math.max(...values) - Math.min(...values);
  return Math.max(range(landmarks.map(({ x }) => x)), range(landmarks.map(({ y }) => y)));
}
