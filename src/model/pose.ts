/**
 * Hand-pose features: 21 landmarks and 21 world landmarks become one vector that knows a hand's shape and its
 * orientation, and neither where it is nor how large.
 *
 * `training/pose.py` computes the same numbers in the same order, in float32; tests/fixtures/pose-golden.json holds the
 * two together. In-plane orientation stays in: it is what tells G from Q, K from P and H from U. Left hands are
 * mirrored to right ones first (x -> -x).
 *
 * Joint numbers are MediaPipe's: 0 wrist, 1-4 thumb, 5-8 index, 9-12 middle, 13-16 ring, 17-20 little finger; the
 * first of each finger is its knuckle, the last its tip. x points right, y down, z away from the camera.
 */

/** A point: of the image in any unit that x, y and z share, or of the world in m. */
export type Landmark = { x: number; y: number; z: number };

/** As MediaPipe prints it for an image that is not mirrored. */
export type Handedness = 'Left' | 'Right';

/** Length of the vector that {@link poseFeatures} returns. */
export const POSE_FEATURES = 385;

/** Landmarks of one hand. */
export const HAND_JOINTS = 21;

type Vector = readonly [number, number, number];
type Pair = readonly [number, number];

/** Keeps a bone of no length from dividing by zero. */
const EPSILON = 1e-6;
const KNUCKLES = [5, 9, 13, 17] as const;
const TIPS = [4, 8, 12, 16, 20] as const;
const FINGER_STARTS = [1, 5, 9, 13, 17] as const;

/** Where each finger starts and ends, thumb first. */
const REACHES: readonly Pair[] = [
  [2, 4],
  [5, 8],
  [9, 12],
  [13, 16],
  [17, 20],
];

/** Wrist to knuckle, then joint to joint, finger by finger. */
const BONES: readonly Pair[] = FINGER_STARTS.flatMap((k): Pair[] => [
  [0, k],
  [k, k + 1],
  [k + 1, k + 2],
  [k + 2, k + 3],
]);

/** Neighbouring bones of one finger, whose angle is how far the joint between them bends. */
const JOINTS: readonly (readonly [number, number, number])[] = FINGER_STARTS.flatMap((k) => [
  [0, k, k + 1] as const,
  [k, k + 1, k + 2] as const,
  [k + 1, k + 2, k + 3] as const,
]);

/** Fingertips to each other; thumb tip and thumb joint to every finger joint; fingertips to wrist and own knuckle. */
const DISTANCES: readonly Pair[] = [
  ...TIPS.flatMap((a, i) => TIPS.slice(i + 1).map((b): Pair => [a, b])),
  ...[4, 3].flatMap((thumb) => Array.from({ length: 16 }, (_, j): Pair => [thumb, j + 5])),
  ...TIPS.map((tip): Pair => [0, tip]),
  ...REACHES.slice(1),
];

/** The same joint of neighbouring fingers: signed offsets tell U from R and V. */
const NEIGHBOURS: readonly Pair[] = [5, 9, 13].flatMap((k) => [1, 2, 3].map((j): Pair => [k + j, k + 4 + j]));
const FLAT_NEIGHBOURS: readonly Pair[] = [5, 9, 13].flatMap((k) =>
  [2, 3].map((j): Pair => [k + j, k + 4 + j]),
);

/** The thumb's tip from each finger's joints: tells A, E, M, N, S and T apart. */
const THUMB: readonly Pair[] = KNUCKLES.flatMap((k) => [0, 1, 2].map((j): Pair => [k + j, 4]));

/**
 * The features of one hand.
 *
 * @param landmarks 21 image landmarks in any isotropic unit (px or crop sides, not the landmarker's own [0, 1] x
 *   [0, 1] unless the frame is square); z on x's scale
 * @param world 21 world landmarks in m
 * @param handedness as printed for the unmirrored image
 * @returns [POSE_FEATURES] float32, not yet standardised
 * @throws RangeError when a list does not hold 21 points
 */
export function poseFeatures(
  landmarks: readonly Landmark[],
  world: readonly Landmark[],
  handedness: Handedness,
): Float32Array {
  const sign = handedness === 'Left' ? -1 : 1;
  const features = [
    ...inSpace(vectors(world, sign, 'world landmarks')),
    ...inImage(vectors(landmarks, sign, 'landmarks')),
  ];
  return Float32Array.from(features);
}

/** What the shape is in 3D: most of it in the palm's own axes, bone directions in the camera's. */
function inSpace(points: readonly Vector[]): number[] {
  const wrist = at(points, 0);
  const size = mean(KNUCKLES.map((k) => length(subtract(at(points, k), wrist)))) + EPSILON;
  const hand = points.map((p) => scale(subtract(p, wrist), 1 / size));

  // Palm axes: y from the wrist to the middle knuckle, x from the little finger's knuckle to the index', z across both.
  const y = unit(at(hand, 9));
  const across = between(hand, [17, 5]);
  const x = unit(subtract(across, scale(y, dot(across, y))));
  const z = cross(x, y);
  const palm = hand.map((p): Vector => [dot(p, x), dot(p, y), dot(p, z)]);

  const reaches = REACHES.map((pair) => between(hand, pair));
  return [
    ...palm.slice(1).flat(),
    ...x,
    ...y,
    ...z,
    ...BONES.flatMap((pair) => unit(between(hand, pair))),
    ...JOINTS.map(([a, b, c]) => cosine(between(hand, [a, b]), between(hand, [b, c]))),
    ...adjacent(reaches).map(([a, b]) => cosine(a, b)),
    ...DISTANCES.map((pair) => length(between(hand, pair))),
    ...NEIGHBOURS.flatMap((pair) => between(palm, pair)),
    ...THUMB.flatMap((pair) => between(palm, pair)),
  ];
}

/** What the hand looks like in the image: surer than its depth, and it says which finger crosses which. */
function inImage(points: readonly Vector[]): number[] {
  const centre: Vector = [
    mean(points.map((p) => p[0])),
    mean(points.map((p) => p[1])),
    mean(points.map((p) => p[2])),
  ];
  const centred = points.map((p) => subtract(p, centre));
  const size = Math.sqrt(mean(centred.map((p) => p[0] * p[0] + p[1] * p[1]))) + EPSILON;
  const hand = centred.map((p) => scale(p, 1 / size));
  const flat = hand.map((p): Vector => [p[0], p[1], 0]);
  const reaches = adjacent(REACHES.map((pair) => unit(between(flat, pair))));
  return [
    ...hand.flat(),
    ...BONES.flatMap((pair) => unit(between(flat, pair)).slice(0, 2)),
    ...FLAT_NEIGHBOURS.flatMap((pair) => between(flat, pair).slice(0, 2)),
    ...reaches.map(([a, b]) => cross(a, b)[2]),
    ...reaches.map(([a, b]) => dot(a, b)),
  ];
}

function vectors(points: readonly Landmark[], sign: number, what: string): Vector[] {
  if (points.length !== HAND_JOINTS) {
    throw new RangeError(`${what}: ${HAND_JOINTS} points expected, ${points.length} given`);
  }
  return points.map((p): Vector => [p.x * sign, p.y, p.z]);
}

function at(points: readonly Vector[], joint: number): Vector {
  const point = points[joint];
  if (point === undefined) throw new RangeError(`no joint ${joint}`);
  return point;
}

function between(points: readonly Vector[], [from, to]: Pair): Vector {
  return subtract(at(points, to), at(points, from));
}

/** Each item with the one after it. */
function adjacent<T>(items: readonly T[]): [T, T][] {
  const pairs: [T, T][] = [];
  let previous: T | undefined;
  for (const item of items) {
    if (previous !== undefined) pairs.push([previous, item]);
    previous = item;
  }
  return pairs;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function subtract(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function scale(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function length(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

function unit(a: Vector): Vector {
  return scale(a, 1 / (length(a) + EPSILON));
}

function cosine(a: Vector, b: Vector): number {
  return dot(unit(a), unit(b));
}
