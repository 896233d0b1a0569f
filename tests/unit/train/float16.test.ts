import { expect, test } from 'vitest';
import { HALF_VALUES, packHalf, unpackHalf } from '../../../src/train/float16.ts';

test('the look-up table and the packing agree for every finite half', () => {
  for (let half = 0; half < 65_536; half++) {
    const value = HALF_VALUES[half] as number;
    if (Number.isFinite(value)) expect(packHalf(Float32Array.of(value))[0]).toBe(half);
  }
});

test('features keep three digits', () => {
  const values = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i) * 3);
  const back = unpackHalf(packHalf(values));
  values.forEach((value, i) => {
    expect(Math.abs((back[i] as number) - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11 + 2 ** -25);
  });
});
