import { Euler, Quaternion } from 'three';
import { DRAWN, type Segment, STROKE_SECONDS } from '../lib/clip-plan.ts';
import { FINGERS, type HandPose, type HandTurn } from './pose.ts';
import { POSES } from './poses.ts';
import { seededRandom } from './random.ts';
import type { Shot } from './scene.ts';

/** A hand at one moment: joints, rotation and place. */
interface Moment {
  pose: Omit<HandPose, 'hand'>;
  turn: Quaternion;
  /** From the picture's middle, m; x to its right, y up. */
  at: [number, number];
}

/** How far a doubled letter slides to the signer's side, m. */
const SLIDE = 0.055;
/** A hand comes from below the picture in this time, s. */
const ENTER_SECONDS = 0.3;
const BELOW: [number, number] = [0, -0.4];

/** A living hand is never quite still. */
const SWAY = { metres: 0.0025, turn: 2, joint: 1.5, hertz: 0.7 };

/** Fingertip paths of the drawn letters as the camera sees a right hand draw them, m; the last point is where it rests. */
const STROKES: Record<string, [number, number][]> = {
  J: [
    [-0.01, 0.035],
    [-0.01, -0.01],
    [0, -0.055],
    [0.03, -0.065],
    [0.055, -0.025],
  ],
  Z: [
    [0.045, 0.035],
    [-0.035, 0.035],
    [0.04, -0.025],
    [-0.035, -0.025],
  ],
};

/** Turns a plan into shots, `framesPerSecond` of them a second. The same seed gives the same movement. */
export function* shots(plan: readonly Segment[], framesPerSecond: number, seed: number): Generator<Shot> {
  const sway = new Sway(seed);
  let frame = 0;
  for (const [i, segment] of plan.entries()) {
    const count = Math.max(1, Math.round(segment.seconds * framesPerSecond));
    for (let k = 0; k < count; k++) {
      const moment = momentOf(plan, i, k / framesPerSecond, segment.seconds);
      yield moment ? shot(sway.apply(moment, frame / framesPerSecond)) : EMPTY;
      frame += 1;
    }
  }
}

const EMPTY: Shot = { pose: null, rotation: [0, 0, 0, 1], offset: [0, 0] };

function momentOf(plan: readonly Segment[], index: number, time: number, length: number): Moment | null {
  const segment = plan[index];
  if (segment?.kind === 'sign') return signing(segment, time);
  const before = neighbour(plan[index - 1]);
  const after = neighbour(plan[index + 1]);
  if (segment?.kind === 'move' && before && after) {
    return blend(signing(before, before.seconds), signing(after, 0), ease(time / length));
  }
  const leave = Math.min(ENTER_SECONDS, length / 3);
  if (before && time < leave) {
    const last = signing(before, before.seconds);
    return blend(last, { ...last, at: BELOW }, (time / leave) ** 2);
  }
  if (after && time >= length - leave) {
    const first = signing(after, 0);
    return blend({ ...first, at: BELOW }, first, 1 - ((length - time) / leave) ** 2);
  }
  return null;
}

function neighbour(segment: Segment | undefined): Extract<Segment, { kind: 'sign' }> | null {
  return segment?.kind === 'sign' ? segment : null;
}

function signing({ label, repeated }: Extract<Segment, { kind: 'sign' }>, time: number): Moment {
  const pose = POSES[label];
  if (!pose) throw new Error(`there is no pose for ${label}`);
  const place: [number, number] = [repeated ? -SLIDE : 0, 0];
  const rest: Moment = { pose, turn: quaternion(pose.hand), at: place };
  const path = STROKES[label];
  if (!DRAWN.has(label) || !path) return rest;
  const share = Math.min(1, time / STROKE_SECONDS);
  const at = along(path, share);
  const drawn: Moment = { ...rest, at: [at[0] + place[0], at[1] + place[1]] };
  if (label !== 'J') return drawn;
  // J begins as an I and turns over while it hooks.
  const upright = signing({ kind: 'sign', label: 'I', seconds: 0, repeated: false }, 0);
  return { ...blend(upright, drawn, ease((share - 0.4) / 0.4)), at: drawn.at };
}

/** The point at a share of a path's time, each leg taking as long as the others. */
function along(path: readonly [number, number][], share: number): [number, number] {
  const legs = path.length - 1;
  const leg = Math.min(Math.floor(share * legs), legs - 1);
  const a = path[leg] ?? [0, 0];
  const b = path[leg + 1] ?? a;
  const t = ease(share * legs - leg);
  return [mix(a[0], b[0], t), mix(a[1], b[1], t)];
}

function blend(a: Moment, b: Moment, t: number): Moment {
  const joints = <T extends readonly number[]>(x: T, y: T): T =>
    x.map((value, i) => mix(value, y[i] ?? value, t)) as unknown as T;
  return {
    pose: {
      index: joints(a.pose.index, b.pose.index),
      middle: joints(a.pose.middle, b.pose.middle),
      ring: joints(a.pose.ring, b.pose.ring),
      pinky: joints(a.pose.pinky, b.pose.pinky),
      thumb: joints(a.pose.thumb, b.pose.thumb),
    },
    turn: a.turn.clone().slerp(b.turn, t),
    at: joints(a.at, b.at),
  };
}

/** Slow smooth noise on everything: sums of two sines whose speeds and phases the seed gives. */
class Sway {
  private readonly waves: { hertz: number; phase: number }[];

  constructor(seed: number) {
    const random = seededRandom(seed + 7);
    this.waves = Array.from({ length: 64 }, () => ({
      hertz: SWAY.hertz * (0.5 + random()),
      phase: 2 * Math.PI * random(),
    }));
  }

  apply({ pose, turn, at }: Moment, time: number): Moment {
    let next = 0;
    const wave = (): number => {
      const [a, b] = [this.waves[next % 64], this.waves[(next + 31) % 64]];
      next += 1;
      const sine = (w = { hertz: 0, phase: 0 }): number => Math.sin(2 * Math.PI * w.hertz * time + w.phase);
      return (sine(a) + sine(b)) / 2;
    };
    const loosen = <T extends number[]>(joints: T): T => joints.map((v) => v + SWAY.joint * wave()) as T;
    const fingers = Object.fromEntries(FINGERS.map((finger) => [finger, loosen(pose[finger])]));
    return {
      pose: { ...pose, ...fingers, thumb: loosen(pose.thumb) },
      turn: quaternion([SWAY.turn * wave(), SWAY.turn * wave(), SWAY.turn * wave()]).multiply(turn),
      at: [at[0] + SWAY.metres * wave(), at[1] + SWAY.metres * wave()],
    };
  }
}

function shot({ pose, turn, at }: Moment): Shot {
  return { pose, rotation: turn.toArray() as [number, number, number, number], offset: at };
}

function quaternion([turn, tilt, roll]: HandTurn): Quaternion {
  const [x, y, z] = [tilt, turn, roll].map((degrees) => (degrees * Math.PI) / 180);
  return new Quaternion().setFromEuler(new Euler(x, y, z, 'ZXY'));
}

function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

function ease(t: number): number {
  const clamped = Math.min(1, Math.max(0, t));
  return clamped * clamped * (3 - 2 * clamped);
}
