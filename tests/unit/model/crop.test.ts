import { describe, expect, it } from 'vitest';
import {
  CROP_SCALE,
  CropSteadier,
  cropAround,
  fixedFrame,
  landmarksInPixels,
  wholeFrame,
} from '../../../src/model/crop.ts';
import type { CropBox, Landmark } from '../../../src/model/types.ts';

const FRAME = { width: 640, height: 480 };

/** Landmarks whose bounding box is the given one, in [0, 1]. */
function landmarks(left: number, top: number, right: number, bottom: number): Landmark[] {
  return [
    { x: left, y: top, z: 0 },
    { x: right, y: bottom, z: 0 },
    { x: (left + right) / 2, y: (top + bottom) / 2, z: 0 },
  ];
}

describe('cropAround', () => {
  it('is a square of 1.4 times the longer side in px, about the centre of the box', () => {
    const box = cropAround({ landmarks: landmarks(0.25, 0.25, 0.5, 0.75), handedness: 'Right' }, FRAME);
    // 160 px wide, 240 px high.
    expect(box.side).toBeCloseTo(240 * CROP_SCALE, 6);
    expect(box.x + box.side / 2).toBeCloseTo(240, 6);
    expect(box.y + box.side / 2).toBeCloseTo(240, 6);
    expect(box.mirrored).toBe(false);
  });

  it('mirrors left hands only', () => {
    expect(cropAround({ landmarks: landmarks(0, 0, 1, 1), handedness: 'Left' }, FRAME).mirrored).toBe(true);
  });

  it('keeps a positive side when all landmarks fall together', () => {
    expect(
      cropAround({ landmarks: landmarks(0.5, 0.5, 0.5, 0.5), handedness: 'Right' }, FRAME).side,
    ).toBeGreaterThan(0);
  });
});

it('wholeFrame fits the frame into a square that may reach beyond it', () => {
  expect(wholeFrame(FRAME)).toEqual({ x: 0, y: -80, side: 640, mirrored: false });
});

it('fixedFrame lies inside the frame, centred', () => {
  const box = fixedFrame(FRAME);
  expect(box.side).toBeLessThan(FRAME.height);
  expect(box.x + box.side / 2).toBe(320);
  expect(box.y + box.side / 2).toBe(240);
});

it('landmarksInPixels puts x, y and z on one scale', () => {
  expect(landmarksInPixels([{ x: 0.5, y: 0.5, z: 0.1 }], FRAME)).toEqual([{ x: 320, y: 240, z: 64 }]);
});

describe('CropSteadier', () => {
  const at = (x: number, side = 100): CropBox => ({ x, y: 0, side, mirrored: false });

  it('damps the jitter of a resting hand', () => {
    const steadier = new CropSteadier();
    steadier.steady(at(100));
    const jitter = [102, 98, 103, 97, 102, 98].map((x) => steadier.steady(at(x)).x);
    const spread = Math.max(...jitter) - Math.min(...jitter);
    expect(spread).toBeLessThan(3);
  });

  it('follows a hand that jumps at once', () => {
    const steadier = new CropSteadier();
    steadier.steady(at(100));
    expect(steadier.steady(at(200)).x).toBe(200);
  });

  it('starts afresh when the other hand comes, or after a reset', () => {
    const steadier = new CropSteadier();
    steadier.steady(at(100));
    expect(steadier.steady({ ...at(104), mirrored: true }).x).toBe(104);
    steadier.reset();
    expect(steadier.steady(at(99)).x).toBe(99);
  });
});
