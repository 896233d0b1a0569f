import { Matrix4, Quaternion, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { shots } from '../../scripts/hands/motion.ts';
import type { Finger, HandPose, Thumb } from '../../scripts/hands/pose.ts';
import { POSES } from '../../scripts/hands/poses.ts';
import { HandSkeleton } from '../../scripts/hands/skeleton.ts';
import { isHook, isZigzag } from '../../src/spelling/motion.ts';
import { readBind } from './hand-bind.ts';

const STRAIGHT: Finger = [0, 0, 0, 0];
const FLAT: HandPose = {
  index: STRAIGHT,
  middle: STRAIGHT,
  ring: STRAIGHT,
  pinky: STRAIGHT,
  thumb: [0, 0, 0, 0, 0],
  hand: [0, 0, 0],
};

const bind = readBind();
const skeleton = new HandSkeleton(bind);

function joints(pose: Partial<HandPose>): (name: string) => Vector3 {
  const bones = skeleton.pose({ ...FLAT, ...pose });
  return (name) => new Vector3().setFromMatrixPosition(bones.get(name) ?? new Matrix4()).multiplyScalar(1000);
}

describe('HandSkeleton', () => {
  it('holds a flat hand with fingers up, thumb to the right, palm to the camera', () => {
    const at = joints({});
    expect(at('wrist').length()).toBeCloseTo(0, 3);
    expect(at('middle-finger-tip').y).toBeGreaterThan(160);
    expect(at('index-finger-tip').x).toBeGreaterThan(at('pinky-finger-tip').x + 40);
    expect(at('thumb-tip').x).toBeGreaterThan(at('index-finger-phalanx-proximal').x);
  });

  it('bends fingers towards the camera and spreads them to the thumb', () => {
    const bent = joints({ index: [0, 90, 0, 0] });
    expect(bent('index-finger-tip').z - bent('index-finger-phalanx-proximal').z).toBeGreaterThan(70);
    const spread = joints({ index: [20, 0, 0, 0] });
    expect(spread('index-finger-tip').x - joints({})('index-finger-tip').x).toBeGreaterThan(20);
  });

  it('moves the thumb out to the side and forward to the camera', () => {
    const thumb = (angles: Thumb) => joints({ thumb: angles })('thumb-tip');
    expect(thumb([60, 0, 0, 0, 0]).x).toBeGreaterThan(thumb([0, 0, 0, 0, 0]).x + 50);
    expect(thumb([0, 60, 0, 0, 0]).z).toBeGreaterThan(thumb([0, 0, 0, 0, 0]).z + 50);
  });

  it('keeps the length of every bone in every pose', () => {
    const length = (at: (name: string) => Vector3, finger: string) =>
      at(`${finger}-phalanx-proximal`).distanceTo(at(`${finger}-phalanx-distal`));
    const thumb = (at: (name: string) => Vector3) => at('thumb-phalanx-distal').distanceTo(at('thumb-tip'));
    const flat = joints({});
    for (const pose of Object.values(POSES)) {
      const at = joints(pose);
      expect(thumb(at)).toBeCloseTo(thumb(flat), 3);
      expect(length(at, 'index-finger')).toBeLessThanOrEqual(length(flat, 'index-finger') + 1);
    }
  });

  it('says which joint a mesh lacks', () => {
    const some = new Map(bind);
    some.delete('ring-finger-tip');
    expect(() => new HandSkeleton(some)).toThrow('ring-finger-tip');
  });
});

describe('POSES', () => {
  it('has the 26 letters, space and del', () => {
    const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
    expect(Object.keys(POSES).sort()).toEqual([...letters, 'del', 'space'].sort());
  });

  it('bends no joint further than a hand can', () => {
    for (const { index, middle, ring, pinky, thumb } of Object.values(POSES)) {
      for (const [spread, ...bends] of [index, middle, ring, pinky]) {
        expect(Math.abs(spread)).toBeLessThanOrEqual(30);
        expect(Math.min(...bends)).toBeGreaterThanOrEqual(-15);
        expect(Math.max(...bends)).toBeLessThanOrEqual(115);
      }
      expect(Math.max(...thumb)).toBeLessThanOrEqual(85);
    }
  });
});

describe('the drawn letters', () => {
  /** Palm lengths, y down, from the middle of the hand's box, as scene.ts places it. */
  function path(letter: string, tip: string): { x: number; y: number }[] {
    const segment = { kind: 'sign', label: letter, seconds: 2, repeated: false } as const;
    return [...shots([segment], 15, 1)].flatMap(({ pose, rotation, offset }) => {
      if (!pose) return [];
      const turn = new Quaternion(...rotation);
      const at = joints(pose);
      const points = [...bind.keys()].map((name) => at(name).applyQuaternion(turn));
      const middle = (of: (point: Vector3) => number) =>
        (Math.min(...points.map(of)) + Math.max(...points.map(of))) / 2;
      const end = at(tip).applyQuaternion(turn);
      const x = end.x - middle((p) => p.x) + 1000 * offset[0];
      const y = end.y - middle((p) => p.y) + 1000 * offset[1];
      return [{ x: x / 92, y: -y / 92 }];
    });
  }

  it('hooks the little finger for J and zigzags the index finger for Z, as the speller reads them', () => {
    expect(isHook(path('J', 'pinky-finger-tip').slice(0, 20))).toBe(true);
    expect(isZigzag(path('Z', 'index-finger-tip').slice(0, 20))).toBe(true);
    expect(isZigzag(path('D', 'index-finger-tip'))).toBe(false);
    expect(isHook(path('I', 'pinky-finger-tip'))).toBe(false);
  });
});
