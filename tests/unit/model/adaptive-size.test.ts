import { describe, expect, it } from 'vitest';
import { AdaptiveSize } from '../../../src/model/adaptive-size.ts';

/** Runs frames on a device whose cost grows with the square of the side. */
function settle(msAt128: number, budgetMs: number, frames = 400) {
  const adaptive = new AdaptiveSize(budgetMs);
  const seen: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    seen.push(adaptive.record(msAt128 * (adaptive.size / 128) ** 2));
  }
  return { size: adaptive.size, changes: seen.filter((size, i) => i > 0 && size !== seen[i - 1]).length };
}

describe('AdaptiveSize', () => {
  it('takes the largest size on a fast device', () => {
    expect(settle(8, 75).size).toBe(224);
  });

  it('stays at the smallest on a slow one', () => {
    expect(settle(63, 75)).toEqual({ size: 128, changes: 0 });
    expect(settle(500, 75).size).toBe(128);
  });

  it('settles and does not swing between two sizes', () => {
    for (let ms = 5; ms < 80; ms += 1) expect(settle(ms, 75, 2000).changes).toBeLessThanOrEqual(3);
  });

  it('takes no larger size than the weights gain from, however fast the device', () => {
    const adaptive = new AdaptiveSize(75, 128, 160);
    for (let frame = 0; frame < 400; frame++) adaptive.record(5 * (adaptive.size / 128) ** 2);
    expect(adaptive.size).toBe(160);
  });

  it('steps down when the device grows slow', () => {
    const adaptive = new AdaptiveSize(75);
    for (let frame = 0; frame < 200; frame++) adaptive.record(8 * (adaptive.size / 128) ** 2);
    expect(adaptive.size).toBe(224);
    for (let frame = 0; frame < 200; frame++) adaptive.record(60 * (adaptive.size / 128) ** 2);
    expect(adaptive.size).toBe(128);
  });
});
