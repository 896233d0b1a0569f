import { expect, it } from 'vitest';
import { RateMeter } from '../../../src/app/rate-meter.ts';

it('counts events a second over the last two seconds', () => {
  const meter = new RateMeter();
  expect(meter.mark(0)).toBe(0);
  let rate = 0;
  for (let t = 100; t <= 3000; t += 100) rate = meter.mark(t);
  expect(rate).toBeCloseTo(10, 5);
  for (let t = 3050; t <= 6000; t += 50) rate = meter.mark(t);
  expect(rate).toBeCloseTo(20, 5);
});
