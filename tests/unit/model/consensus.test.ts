import { describe, expect, it } from 'vitest';
import { agreed, disagreement, mostTypical } from '../../../src/model/consensus.ts';
import type { Hand, Handedness } from '../../../src/model/types.ts';

/** Seven rows of three points, 0.2 wide and 0.3 high, `shift` to the right. */
function hand(shift = 0, handedness: Handedness = 'Right'): Hand {
  const points = Array.from({ length: 21 }, (_, i) => ({
    x: 0.3 + 0.1 * (i % 3) + shift,
    y: 0.2 + 0.05 * Math.floor(i / 3),
    z: shift,
  }));
  return { landmarks: points, world: points, handedness, score: 0.9 };
}

describe('disagreement', () => {
  it('is the mean distance in hand sizes', () => {
    expect(disagreement(hand(), hand())).toBe(0);
    expect(disagreement(hand(), hand(0.03))).toBeCloseTo(0.1, 9);
  });

  it('sets the other handedness apart, and counts what is far no more than far', () => {
    expect(disagreement(hand(), hand(0, 'Left'))).toBeGreaterThan(0.15);
    expect(disagreement(hand(), hand(5))).toBe(0.5);
  });
});

describe('agreed', () => {
  it('is the mean of the newest look and one that is like it', () => {
    const found = agreed([hand(0.3), hand(0), hand(0.02)]);
    expect(found?.landmarks[0]?.x).toBeCloseTo(0.31, 9);
    expect(found?.landmarks[0]?.z).toBeCloseTo(0.01, 9);
    expect(found?.world[20]?.x).toBeCloseTo(0.51, 9);
  });

  it('is null for one look, for looks apart, and for the two hands', () => {
    expect(agreed([])).toBeNull();
    expect(agreed([hand()])).toBeNull();
    expect(agreed([hand(), hand(0.1)])).toBeNull();
    expect(agreed([hand(), hand(0, 'Left')])).toBeNull();
  });
});

describe('mostTypical', () => {
  it('is the look nearest to all others, the first of equals', () => {
    const looks = [hand(0.4), hand(0.1), hand(0.16)];
    expect(mostTypical(looks)).toBe(looks[1]);
    const two = [hand(0), hand(0, 'Left')];
    expect(mostTypical(two)).toBe(two[0]);
    expect(mostTypical([])).toBeNull();
  });

  it('follows the handedness of most looks', () => {
    const looks = [hand(0.05, 'Left'), hand(0), hand(0.1)];
    expect(mostTypical(looks)?.handedness).toBe('Right');
  });
});
