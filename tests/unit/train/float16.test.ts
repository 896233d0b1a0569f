import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HALF_VALUES, packHalf, toHalf, unpackHalf } from '../../../src/train/float16.ts';

test('known values (IEEE 754-2019, binary16)', () => {
  expect(toHalf(1)).toBe(0x3c00);
  expect(toHalf(-2)).toBe(0xc000);
  expect(toHalf(65504)).toBe(0x7bff);
  expect(toHalf(65520)).toBe(0x7c00);
  expect(toHalf(2 ** -24)).toBe(1);
  expect(toHalf(2 ** -14)).toBe(0x0400);
  expect(toHalf(2 ** -25)).toBe(0);
  expect(toHalf(Number.NEGATIVE_INFINITY)).toBe(0xfc00);
  expect(HALF_VALUES[0x3555]).toBeCloseTo(1 / 3, 3);
});

test('every half survives the way there and back', () => {
  for (let half = 0; half < 65_536; half++) {
    const value = HALF_VALUES[half] as number;
    if (Number.isNaN(value)) expect(HALF_VALUES[toHalf(value)]).toBeNaN();
    else expect(toHalf(value)).toBe(half);
  }
});

test('packing picks the nearest half', () => {
  fc.assert(
    fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
      const half = toHalf(value);
      const error = Math.abs((HALF_VALUES[half] as number) - value);
      for (const neighbour of [half - 1, half + 1]) {
        if ((neighbour & 0x8000) !== (half & 0x8000) || (neighbour & 0x7c00) === 0x7c00) continue;
        expect(Math.abs((HALF_VALUES[neighbour & 0xffff] as number) - value)).toBeGreaterThanOrEqual(error);
      }
    }),
    { numRuns: 2000 },
  );
});

test('arrays', () => {
  expect([...unpackHalf(packHalf([0, 0.5, -3]))]).toEqual([0, 0.5, -3]);
});
