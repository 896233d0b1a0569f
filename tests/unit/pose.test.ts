import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Handedness, type Landmark, POSE_FEATURES, poseFeatures } from '../../src/model/pose.ts';

interface GoldenCase {
  handedness: Handedness;
  landmarks: [number, number, number][];
  world: [number, number, number][];
  features: number[];
}

const golden = JSON.parse(readFileSync(new URL('../fixtures/pose-golden.json', import.meta.url), 'utf8')) as {
  cases: GoldenCase[];
};

const points = (rows: [number, number, number][]): Landmark[] => rows.map(([x, y, z]) => ({ x, y, z }));

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))));
}

describe('poseFeatures', () => {
  it('computes what training/pose.py computes, to 1e-4', () => {
    expect(golden.cases.length).toBeGreaterThan(4);
    for (const { landmarks, world, handedness, features } of golden.cases) {
      const own = poseFeatures(points(landmarks), points(world), handedness);
      expect(own).toHaveLength(POSE_FEATURES);
      expect(features).toHaveLength(POSE_FEATURES);
      expect(largestDifference(own, features)).toBeLessThan(1e-4);
    }
  });

  it('does not know where the hand is, nor how large', () => {
    for (const { landmarks, world, handedness } of golden.cases) {
      const moved = landmarks.map(([x, y, z]) => ({ x: 300 * x + 40, y: 300 * y - 25, z: 300 * z }));
      const far = world.map(([x, y, z]) => ({ x: 2 * x + 1, y: 2 * y + 1, z: 2 * z - 1 }));
      const here = poseFeatures(points(landmarks), points(world), handedness);
      expect(largestDifference(poseFeatures(moved, far, handedness), here)).toBeLessThan(2e-3);
    }
  });

  it('reads a left hand as its mirror image', () => {
    const mirrored = (rows: [number, number, number][]) => rows.map(([x, y, z]) => ({ x: 1 - x, y, z }));
    for (const { landmarks, world } of golden.cases) {
      const right = poseFeatures(points(landmarks), points(world), 'Right');
      const left = poseFeatures(mirrored(landmarks), mirrored(world), 'Left');
      expect(largestDifference(left, right)).toBeLessThan(1e-3);
    }
  });

  it('keeps in-plane orientation, which tells G from Q', () => {
    const [first] = golden.cases;
    if (!first) throw new Error('the fixture is empty');
    const turned = (rows: [number, number, number][]) => rows.map(([x, y, z]) => ({ x: -y, y: x, z }));
    const upright = poseFeatures(points(first.landmarks), points(first.world), 'Right');
    expect(
      largestDifference(poseFeatures(turned(first.landmarks), turned(first.world), 'Right'), upright),
    ).toBeGreaterThan(0.5);
  });

  it('stays finite when all points coincide, and refuses another number of points', () => {
    const same = Array.from({ length: 21 }, () => ({ x: 0.5, y: 0.5, z: 0 }));
    expect(poseFeatures(same, same, 'Right').every(Number.isFinite)).toBe(true);
    expect(() => poseFeatures(same.slice(1), same, 'Right')).toThrow(RangeError);
  });
});
