import { Matrix4, Quaternion, Vector3 } from 'three';
import { FINGERS, type Finger, type HandPose, type Thumb } from './pose.ts';

/**
 * Forward kinematics of the WebXR hand skeleton (25 joints, https://www.w3.org/TR/webxr-hand-input-1/).
 *
 * The hand frame has its origin at the wrist; x points to the thumb's side, y along the fingers, z out of the
 * palm. So an unturned right hand faces the camera with its fingers up and its thumb on the picture's right.
 */

/** The bones that angles turn, from the knuckle to the tip; the metacarpals stay with the wrist. */
const PHALANGES = ['phalanx-proximal', 'phalanx-intermediate', 'phalanx-distal', 'tip'];
const THUMB = ['thumb-metacarpal', 'thumb-phalanx-proximal', 'thumb-phalanx-distal', 'thumb-tip'];

const X = new Vector3(1, 0, 0);
const Y = new Vector3(0, 1, 0);
const Z = new Vector3(0, 0, 1);

/** A WebXR bone looks along its -z with its back to +y; this is one that lies along y with its back to -z. */
const STRAIGHT = new Quaternion().setFromRotationMatrix(
  new Matrix4().makeBasis(new Vector3(-1, 0, 0), new Vector3(0, 0, -1), new Vector3(0, -1, 0)),
);

/** The mesh's fingers are thin: this much wider and thicker they look like a grown-up's, and close without gaps. */
const THICKNESS = new Vector3(1.16, 1.16, 1);

interface Chain {
  bones: string[];
  /** Where the first bone starts, hand frame, m. */
  root: Vector3;
  /** From each bone to the next, in the bone's own frame, m. */
  offsets: Vector3[];
  /** How the finger is rolled about its own length at rest. */
  roll: Quaternion;
}

/** The skeleton of one hand mesh: turns joint angles into a matrix a bone, in the hand frame. */
export class HandSkeleton {
  /** From the mesh's own space to the hand frame. */
  readonly toHand: Matrix4;
  private readonly still = new Map<string, Matrix4>();
  private readonly fingers: [(typeof FINGERS)[number], Chain][];
  private readonly thumb: Chain;

  /** @param bind the bones' matrices in the pose the mesh was made in, by joint name. @throws when one is missing. */
  constructor(bind: ReadonlyMap<string, Matrix4>) {
    this.toHand = handFrame(bind);
    const rest = new Map([...bind].map(([name, matrix]) => [name, this.toHand.clone().multiply(matrix)]));
    for (const name of ['wrist', ...FINGERS.map((finger) => `${finger}-finger-metacarpal`)]) {
      this.still.set(name, get(rest, name));
    }
    this.fingers = FINGERS.map((finger) => [
      finger,
      chain(
        rest,
        PHALANGES.map((part) => `${finger}-finger-${part}`),
        true,
      ),
    ]);
    this.thumb = chain(rest, THUMB, false);
  }

  /** Matrices of all 25 bones, hand frame, m. */
  pose(pose: Omit<HandPose, 'hand'>): Map<string, Matrix4> {
    const bones = new Map(this.still);
    for (const [finger, chain] of this.fingers) place(bones, chain, fingerTurns(pose[finger]));
    place(bones, this.thumb, thumbTurns(pose.thumb));
    return bones;
  }
}

/** Orientations of a finger's three phalanges: spread about z, then bend after bend about x. */
function fingerTurns([spread, ...bends]: Finger): Quaternion[] {
  return bend(turn(Z, -spread), bends);
}

function thumbTurns([out, forward, roll, ...bends]: Thumb): Quaternion[] {
  const base = turn(Z, -out)
    .multiply(turn(X, forward))
    .multiply(turn(Y, roll - 90));
  return bend(base, [0, ...bends]);
}

/** Each bone bends on from the one before it. */
function bend(base: Quaternion, bends: number[]): Quaternion[] {
  const current = base.clone();
  return bends.map((angle) => current.multiply(turn(X, angle)).clone());
}

function place(
  bones: Map<string, Matrix4>,
  { bones: names, root, offsets, roll }: Chain,
  turns: Quaternion[],
): void {
  const position = root.clone();
  names.forEach((name, i) => {
    const last = turns[Math.min(i, turns.length - 1)] ?? new Quaternion();
    const orientation = last.clone().multiply(roll).multiply(STRAIGHT);
    bones.set(name, new Matrix4().compose(position, orientation, THICKNESS));
    const offset = offsets[i];
    if (offset) position.add(offset.clone().applyQuaternion(orientation));
  });
}

function chain(rest: ReadonlyMap<string, Matrix4>, bones: string[], keepRoll: boolean): Chain {
  const positions = bones.map((name) => new Vector3().setFromMatrixPosition(get(rest, name)));
  const turns = bones.map((name) => new Quaternion().setFromRotationMatrix(get(rest, name)));
  const offsets = positions.slice(1).map((next, i) =>
    next
      .clone()
      .sub(positions[i] ?? next)
      .applyQuaternion((turns[i] ?? new Quaternion()).clone().invert()),
  );
  const side = X.clone().applyQuaternion(turns[0] ?? STRAIGHT);
  const roll = keepRoll ? turn(Y, deg(Math.atan2(side.z, -side.x))) : new Quaternion();
  return { bones, root: positions[0] ?? new Vector3(), offsets, roll };
}

function handFrame(bind: ReadonlyMap<string, Matrix4>): Matrix4 {
  const at = (name: string): Vector3 => new Vector3().setFromMatrixPosition(get(bind, name));
  const wrist = at('wrist');
  const y = at('middle-finger-phalanx-proximal').sub(wrist).normalize();
  const across = at('index-finger-phalanx-proximal').sub(at('pinky-finger-phalanx-proximal'));
  const z = across.cross(y).normalize();
  const x = y.clone().cross(z);
  return new Matrix4().makeBasis(x, y, z).transpose().multiply(new Matrix4().makeTranslation(wrist.negate()));
}

function turn(axis: Vector3, degrees: number): Quaternion {
  return new Quaternion().setFromAxisAngle(axis, (degrees * Math.PI) / 180);
}

function deg(radians: number): number {
  return (radians * 180) / Math.PI;
}

function get(bones: ReadonlyMap<string, Matrix4>, name: string): Matrix4 {
  const matrix = bones.get(name);
  if (!matrix) throw new Error(`the hand has no joint "${name}"`);
  return matrix;
}
