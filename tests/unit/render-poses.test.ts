import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Matrix4, Quaternion, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { type Build, poseFromLandmarks } from '../../scripts/hands/landmark-skeleton.ts';
import { POSES } from '../../scripts/hands/poses.ts';
import { seededRandom } from '../../scripts/hands/random.ts';
import { HandSkeleton } from '../../scripts/hands/skeleton.ts';
import { NpyWriter } from '../../scripts/lib/npy.ts';
import { deepened } from '../../scripts/renders/depth.ts';
import { type HandShot, turned, Variation } from '../../scripts/renders/variation.ts';
import { readBind } from './hand-bind.ts';

const bind = readBind();
const skeleton = new HandSkeleton(bind);
const rest = new Map([...bind].map(([name, matrix]) => [name, skeleton.toHand.clone().multiply(matrix)]));
const BUILD: Build = { lengths: [1, 1, 1, 1, 1], thickness: 1, thumb: null };
const FINGERS = [['thumb-metacarpal', 'thumb-phalanx-proximal', 'thumb-phalanx-distal', 'thumb-tip']].concat(
  ['index', 'middle', 'ring', 'pinky'].map((finger) =>
    ['phalanx-proximal', 'phalanx-intermediate', 'phalanx-distal', 'tip'].map((p) => `${finger}-finger-${p}`),
  ),
);
const NAMES = ['wrist', ...FINGERS.flat()];

/** MediaPipe's 21 joints of a drawn letter, m. */
function landmarksOf(label: string): Vector3[] {
  const pose = POSES[label];
  if (!pose) throw new Error(`no pose for ${label}`);
  const bones = skeleton.pose(pose);
  return NAMES.map((name) => new Vector3().setFromMatrixPosition(bones.get(name) ?? new Matrix4()));
}

function bonesOf(points: readonly Vector3[]): Vector3[] {
  return FINGERS.flatMap((_, finger) =>
    [1, 2, 3].map((i) =>
      (points[1 + 4 * finger + i] ?? new Vector3())
        .clone()
        .sub(points[4 * finger + i] ?? new Vector3())
        .normalize(),
    ),
  );
}

describe('poseFromLandmarks', () => {
  it('gives every bone of every letter the direction that its landmarks have, however the hand is turned', () => {
    const turn = new Quaternion().setFromAxisAngle(new Vector3(1, 2, 3).normalize(), 0.8);
    for (const label of Object.keys(POSES)) {
      const landmarks = landmarksOf(label).map((point) => point.applyQuaternion(turn));
      const pose = poseFromLandmarks(rest, landmarks, BUILD);
      expect(pose.turn.angleTo(turn)).toBeLessThan(1e-3);
      const seen = bonesOf(landmarks);
      bonesOf(pose.joints).forEach((bone, i) => {
        // The thumb goes to where it lies beside the fingers, whose tips lie a little further out here.
        expect(bone.dot(seen[i] ?? new Vector3()), `${label}, bone ${i}`).toBeGreaterThan(
          i < 3 ? 0.96 : 0.999,
        );
      });
    }
  });

  it('turns each bone of the mesh so that it ends where the next one starts', () => {
    const { bones } = poseFromLandmarks(rest, landmarksOf('X'), BUILD);
    const at = (of: ReadonlyMap<string, Matrix4>, name: string) => of.get(name) ?? new Matrix4();
    for (const [name, next] of FINGERS.flatMap((chain) => chain.slice(1).map((end, i) => [chain[i], end]))) {
      const end = new Vector3().setFromMatrixPosition(at(rest, next ?? ''));
      end
        .applyMatrix4(
          at(rest, name ?? '')
            .clone()
            .invert(),
        )
        .applyMatrix4(at(bones, name ?? ''));
      const start = new Vector3().setFromMatrixPosition(at(bones, next ?? ''));
      expect(end.distanceTo(start), next).toBeLessThan(0.002);
    }
  });

  it('takes lengths from the build, not from the landmarks', () => {
    const landmarks = landmarksOf('B').map((point) => point.multiplyScalar(3));
    const length = (build: Build) => {
      const { joints } = poseFromLandmarks(rest, landmarks, build);
      return (joints[6] ?? new Vector3()).distanceTo(joints[5] ?? new Vector3());
    };
    expect(length({ ...BUILD, lengths: [1, 1.2, 1, 1, 1] })).toBeCloseTo(1.2 * length(BUILD), 6);
    expect(length(BUILD)).toBeCloseTo(0.0453, 3);
  });

  it('lays a thumb across bent fingers before them, though its landmarks are among them', () => {
    const flat = landmarksOf('S').map((point) => new Vector3(point.x, point.y, 0.4 * point.z));
    const ahead = (thumb: Build['thumb']) => {
      const { joints } = poseFromLandmarks(rest, flat, { ...BUILD, thumb });
      return (joints[4]?.z ?? 0) - Math.max(joints[6]?.z ?? 0, joints[10]?.z ?? 0);
    };
    expect(ahead(null)).toBeLessThan(0.005);
    expect(ahead({ before: 0.0165, across: true })).toBeGreaterThan(0.01);
  });

  it('says which joint a mesh lacks', () => {
    const some = new Map([...rest].filter(([name]) => name !== 'ring-finger-tip'));
    expect(() => poseFromLandmarks(some, landmarksOf('A'), BUILD)).toThrow('ring-finger-tip');
  });
});

describe('deepened', () => {
  const triples = (points: Vector3[]): HandShot['landmarks'] => points.map((point) => point.toArray());

  it('gives flattened fists depth, and leaves x and y and straight fingers alone', () => {
    const fist = triples(landmarksOf('S')).map(([x, y, z]): [number, number, number] => [x, y, 0.5 * z]);
    const out = deepened(fist);
    expect(out.map(([x, y]) => [x, y])).toEqual(fist.map(([x, y]) => [x, y]));
    expect(out[10]?.[2]).toBeGreaterThan(1.3 * (fist[10]?.[2] ?? 0));
    const straight = triples(landmarksOf('B'));
    expect(deepened(straight)[12]?.[2]).toBeCloseTo(straight[12]?.[2] ?? 0, 3);
  });
});

describe('Variation', () => {
  it('repeats itself from a seed', () => {
    const shot = (seed: number) => new Variation(seededRandom(seed)).shot([], 'L');
    expect(shot(3)).toEqual(shot(3));
    expect(shot(3).skin).not.toEqual(shot(4).skin);
  });

  it('turns about the wrist', () => {
    const away = new Vector3(1, 2, 3);
    const landmarks = landmarksOf('L').map((point) => point.add(away).toArray());
    const out = turned(landmarks, new Quaternion().setFromAxisAngle(new Vector3(0, 0, 1), Math.PI / 2));
    expect(new Vector3(...(out[0] ?? [])).distanceTo(away)).toBeLessThan(1e-9);
    const [x = 0, y = 0] = landmarks[8] ?? [];
    expect(out[8]?.[0]).toBeCloseTo(away.x - (y - away.y), 9);
    expect(out[8]?.[1]).toBeCloseTo(away.y + (x - away.x), 9);
  });
});

describe('NpyWriter', () => {
  it('writes what NumPy reads: magic, a padded header with the rows so far, then the data', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'npy-')), 'a.npy');
    const writer = await NpyWriter.create(path, '<f4', [2]);
    await writer.append(new Float32Array([1, 2, 3, 4]));
    await writer.append(new Float32Array([5, 6]));
    await expect(writer.append(new Float32Array([7]))).rejects.toThrow('rows');
    await writer.close();
    const file = await readFile(path);
    expect([...file.subarray(0, 8)]).toEqual([0x93, ...Buffer.from('NUMPY'), 1, 0]);
    expect(file.readUInt16LE(8)).toBe(118);
    expect(file.subarray(10, 128).toString()).toMatch(
      /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 2\), \} +\n$/,
    );
    expect([...new Float32Array(new Uint8Array(file.subarray(128)).buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
