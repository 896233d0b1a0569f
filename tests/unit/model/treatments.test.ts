import { describe, expect, it } from 'vitest';
import { removePadding } from '../../../src/model/hand-finder.ts';
import {
  brightness,
  hueRotation,
  meanLuma,
  PLAIN,
  saturation,
  stretch,
  TREATMENTS,
} from '../../../src/model/treatments.ts';

const pixels = (...rgb: number[][]) => Uint8ClampedArray.from(rgb.flatMap((colour) => [...colour, 255]));

describe('colour treatments', () => {
  it('saturation 0 is grey of the same luma and 1 changes nothing', () => {
    const grey = pixels([200, 100, 50]);
    saturation(0)(grey);
    expect(new Set(grey.slice(0, 3)).size).toBe(1);
    expect(Math.abs(meanLuma(grey) - meanLuma(pixels([200, 100, 50])))).toBeLessThan(1);
    const same = pixels([200, 100, 50]);
    saturation(1)(same);
    expect([...same]).toEqual([200, 100, 50, 255]);
  });

  it('a full hue rotation comes back, and greys have no hue', () => {
    const full = pixels([200, 100, 50], [90, 90, 90]);
    hueRotation(360)(full);
    expect([...full]).toEqual([200, 100, 50, 255, 90, 90, 90, 255]);
    const grey = pixels([90, 90, 90]);
    hueRotation(-20)(grey);
    for (const value of grey.slice(0, 3)) expect(Math.abs(value - 90)).toBeLessThanOrEqual(1);
  });

  it('brightness multiplies and clamps, alpha stays', () => {
    const bright = pixels([100, 200, 250]);
    brightness(1.3)(bright);
    expect([...bright]).toEqual([130, 255, 255, 255]);
  });

  it('stretch spreads a dim frame over the whole range', () => {
    const dim = pixels(
      ...Array.from({ length: 100 }, (_, i) => [20 + (i % 40), 20 + (i % 40), 20 + (i % 40)]),
    );
    stretch(dim);
    expect(Math.max(...dim.filter((_, i) => i % 4 < 3))).toBe(255);
    expect(Math.min(...dim)).toBe(0);
  });

  it('stretch of a flat frame stays finite and does not amplify noise without bound', () => {
    const flat = pixels([128, 128, 128], [129, 129, 129]);
    stretch(flat);
    expect(Math.abs((flat[4] ?? 0) - (flat[0] ?? 0))).toBeLessThanOrEqual(16);
  });
});

it('treatments have different names, and the untouched frame is among them', () => {
  expect(new Set(TREATMENTS.map(({ name }) => name)).size).toBe(TREATMENTS.length);
  expect(TREATMENTS).toContain(PLAIN);
  expect(PLAIN.recolour).toBeUndefined();
});

it('removePadding takes the corners of the inner frame to the corners of [0, 1]', () => {
  const padding = 0.35;
  const whole = 1 + 2 * padding;
  const [near, far] = removePadding(
    [
      { x: padding / whole, y: padding / whole, z: 0 },
      { x: (1 + padding) / whole, y: (1 + padding) / whole, z: 0.1 },
    ],
    padding,
  );
  expect(near?.x).toBeCloseTo(0, 9);
  expect(near?.y).toBeCloseTo(0, 9);
  expect(far?.x).toBeCloseTo(1, 9);
  expect(far?.z).toBeCloseTo(0.1 * whole, 9);
});
