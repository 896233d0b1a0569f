import { Line3, Matrix4, Quaternion, Vector3 } from 'three';

/**
 * Poses the WebXR hand skeleton (25 joints) after MediaPipe's 21 landmarks: the palm as a whole, then each bone by the
 * smallest turn from where its parent left it, so that a child keeps its parent's twist. Only directions are taken from
 * the landmarks; their lengths are not to be trusted, least of all of bent fingers.
 */

/** Bones of each finger from the knuckle on, in the order of MediaPipe's landmarks. */
const CHAINS = [
  ['thumb-metacarpal', 'thumb-phalanx-proximal', 'thumb-phalanx-distal', 'thumb-tip'],
  ...['index', 'middle', 'ring', 'pinky'].map((finger) =>
    ['phalanx-proximal', 'phalanx-intermediate', 'phalanx-distal', 'tip'].map(
      (part) => `${finger}-finger-${part}`,
    ),
  ),
] as const;

/** The thumb's joints up to this one are not moved out of the fingers. */
const FREE_JOINT = 2;
const TIP = 4;
/** How far a knuckle follows its landmark; the rest stays with the rigid palm. */
const PALM_GIVES = 0.5;
/** Fingers wider than the mesh's, which are thin: they close without gaps. */
const FINGER_THICKNESS = 1.14;
/** A thumb closer than this to a finger seen from before the palm overlaps it, m. */
const TOUCH = 0.0165;
/** MediaPipe's tips lie this much further out than the mesh's last joints, m. */
const TIP_BEYOND = 0.008;

/** What makes one hand another person's; 1 is the mesh as it is. */
export interface Build {
  /** Of thumb to little finger. */
  lengths: readonly number[];
  thickness: number;
  /**
   * How far the thumb's tip, and the rest if `across`, stands before bent fingers at least, m. Has to be said:
   * MediaPipe flattens a fist, so that its landmarks have the thumb among the fingers.
   */
  thumb: { before: number; across: boolean } | null;
}

export interface LandmarkPose {
  /** Of all 25 bones, m, in the frame of the landmarks; the wrist is at the origin. */
  bones: Map<string, Matrix4>;
  /** Where MediaPipe would put its 21 landmarks on this hand, same frame. */
  joints: Vector3[];
  /** The whole hand's turn from the hand frame (skeleton.ts). */
  turn: Quaternion;
}

/**
 * @param rest bones of the unposed right hand in the hand frame of skeleton.ts, m.
 * @param landmarks 21 points of a right hand in any unit; x right, y up, z towards the camera.
 */
export function poseFromLandmarks(
  rest: ReadonlyMap<string, Matrix4>,
  landmarks: readonly Vector3[],
  { lengths, thickness, thumb }: Build,
): LandmarkPose {
  const at = (i: number): Vector3 => landmarks[i] ?? new Vector3();
  const place = (name: string): Vector3 => new Vector3().setFromMatrixPosition(get(rest, name));
  const bones = new Map<string, Matrix4>();
  const joints: Vector3[] = [new Vector3()];
  const put = (name: string, position: Vector3, turn: Quaternion, long: number): void => {
    const wide = /phalanx|tip/.test(name) ? thickness * FINGER_THICKNESS : thickness;
    const own = new Quaternion().setFromRotationMatrix(get(rest, name));
    bones.set(
      name,
      new Matrix4().compose(position, turn.clone().multiply(own), new Vector3(wide, wide, long)),
    );
  };
  const knuckles = CHAINS.slice(1).map(([first = '']) => place(first));
  const turn = palmTurn(
    knuckles,
    [5, 9, 13, 17].map((i) => at(i).clone().sub(at(0))),
  );
  const forward = new Vector3(0, 0, 1).applyQuaternion(turn);
  put('wrist', new Vector3(), turn, 1);
  const scale = meanLength(knuckles) / meanLength([5, 9, 13, 17].map((i) => at(i).clone().sub(at(0))));
  // The thumb comes last: it goes to where it lies beside the fingers, which are longer than the landmarks' own.
  for (const finger of [1, 2, 3, 4, 0]) {
    const names = CHAINS[finger] ?? [];
    const first = 1 + 4 * finger;
    const current = turn.clone();
    const long = lengths[finger] ?? 1;
    const position = place(names[0] ?? '').applyQuaternion(turn);
    if (finger > 0) {
      const metacarpal = (names[0] ?? '').replace('phalanx-proximal', 'metacarpal');
      const base = place(metacarpal).applyQuaternion(turn);
      const rigid = position.clone().sub(base).normalize();
      position
        .normalize()
        .lerp(direction(at(0), at(first)), PALM_GIVES)
        .normalize();
      position.multiplyScalar(place(names[0] ?? '').length());
      const follow = new Quaternion().setFromUnitVectors(rigid, direction(base, position));
      put(metacarpal, base, follow.multiply(turn), 1);
    }
    names.forEach((name, i) => {
      joints[first + i] = position.clone();
      const next = names[i + 1];
      if (next === undefined) {
        put(name, position, current, long);
        return;
      }
      const bone = place(next).sub(place(name));
      const to =
        finger === 0
          ? direction(position, besideFingers(first + i + 1, landmarks, joints, { scale, forward, thumb }))
          : direction(at(first + i), at(first + i + 1));
      current.premultiply(
        new Quaternion().setFromUnitVectors(bone.clone().normalize().applyQuaternion(current), to),
      );
      put(name, position, current, long);
      position.addScaledVector(to, bone.length() * long);
    });
    const [before, tip] = [joints[first + 2], joints[first + 3]];
    if (before && tip) tip.addScaledVector(direction(before, tip), TIP_BEYOND * long);
  }
  return { bones, joints, turn };
}

/**
 * Where a joint of the thumb belongs on the posed hand: as far from each finger joint as its landmark, the nearest ones
 * counting most, and before them where it has to be.
 * @param scale from the landmarks' unit to m. @param forward out of the palm.
 */
function besideFingers(
  joint: number,
  landmarks: readonly Vector3[],
  joints: readonly Vector3[],
  { scale, forward, thumb }: { scale: number; forward: Vector3; thumb: Build['thumb'] },
): Vector3 {
  const at = (i: number): Vector3 => landmarks[i] ?? new Vector3();
  const on = (i: number): Vector3 => joints[i] ?? new Vector3();
  const seen = at(joint);
  const point = new Vector3();
  let total = 0;
  for (let i = 5; i < 21; i++) {
    const offset = seen.clone().sub(at(i)).multiplyScalar(scale);
    const weight = 1 / (offset.lengthSq() ** 2 + 1e-9);
    point.addScaledVector(on(i).clone().add(offset), weight);
    total += weight;
  }
  point.divideScalar(total);
  if (thumb && (joint === TIP || (joint > FREE_JOINT && thumb.across))) {
    for (let i = 5; i < 21; i++) {
      if (i % 4 === 0) continue;
      const flat = (vector: Vector3): Vector3 => vector.clone().projectOnPlane(forward);
      const along = new Line3(flat(on(i)), flat(on(i + 1))).closestPointToPointParameter(flat(point), true);
      const away = point.clone().sub(
        on(i)
          .clone()
          .lerp(on(i + 1), along),
      );
      if (flat(away).length() > TOUCH) continue;
      point.addScaledVector(forward, Math.max(0, thumb.before - away.dot(forward)));
    }
  }
  return point;
}

function meanLength(vectors: readonly Vector3[]): number {
  return vectors.reduce((sum, vector) => sum + vector.length(), 0) / vectors.length;
}

/** The turn that lays the mesh's knuckles where the landmarks have theirs, both seen from the wrist. */
function palmTurn(mesh: readonly Vector3[], seen: readonly Vector3[]): Quaternion {
  return new Quaternion().setFromRotationMatrix(palmFrame(seen).multiply(palmFrame(mesh).transpose()));
}

function palmFrame(knuckles: readonly Vector3[]): Matrix4 {
  const y = knuckles.reduce((sum, point) => sum.add(point), new Vector3()).normalize();
  const x = (knuckles[0] ?? new Vector3()).clone().sub(knuckles[3] ?? new Vector3());
  x.addScaledVector(y, -x.dot(y)).normalize();
  return new Matrix4().makeBasis(x, y, x.clone().cross(y));
}

function direction(from: Vector3, to: Vector3): Vector3 {
  return to.clone().sub(from).normalize();
}

function get(bones: ReadonlyMap<string, Matrix4>, name: string): Matrix4 {
  const matrix = bones.get(name);
  if (!matrix) throw new Error(`the hand has no joint "${name}"`);
  return matrix;
}
