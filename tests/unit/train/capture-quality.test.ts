import { describe, expect, test } from 'vitest';
import { CaptureJudge, difference, sharpness } from '../../../src/train/capture-quality.ts';
import { createRandom } from '../../../src/train/random.ts';

const SIDE = 64;

/** Fingers: bars of different widths, shifted sideways by `dx` px, smeared over `blur` px, with camera noise. */
function hand(options: {
  dx?: number;
  blur?: number;
  noise?: number;
  seed?: number;
  light?: number;
}): Uint8Array {
  const { dx = 0, blur = 1, noise = 0, seed = 1, light = 0 } = options;
  const random = createRandom(seed);
  const bright = (x: number) => (Math.sin((x - dx) / 3) > 0.2 ? 180 : 60);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = i % SIDE;
    let sum = 0;
    for (let s = 0; s < blur; s++) sum += bright(x + s - blur / 2);
    return Math.max(0, Math.min(255, sum / blur + light + random.normal() * noise));
  });
}

describe('measures', () => {
  test('sharpness falls with blur', () => {
    expect(sharpness(hand({ blur: 7 }))).toBeLessThan(0.3 * sharpness(hand({})));
    expect(sharpness(new Uint8Array(SIDE * SIDE))).toBe(0);
  });

  test('difference sees movement, and not a change of light', () => {
    expect(difference(hand({}), hand({ light: 20 }))).toBeLessThan(0.01);
    expect(difference(hand({}), hand({ dx: 4 }))).toBeGreaterThan(10);
  });
});

describe('a burst', () => {
  test('keeps a moving, sharp hand', () => {
    const judge = new CaptureJudge(true);
    for (let i = 0; i < 10; i++) expect(judge.judge(hand({ dx: i * 2, noise: 1, seed: i }), true)).toBeNull();
  });

  test('says why it passes a crop over', () => {
    const judge = new CaptureJudge(true);
    expect(judge.judge(hand({}), false)).toBe('no-hand');
    expect(judge.judge(hand({}), true)).toBeNull();
    expect(judge.judge(hand({ noise: 1 }), true)).toBe('same-as-last');
    expect(judge.judge(hand({ dx: 5, blur: 9 }), true)).toBe('blurred');
    expect(judge.judge(hand({ dx: 5 }), true)).toBeNull();
  });

  test('a soft camera is not called blurred: crops are compared with their own burst', () => {
    const judge = new CaptureJudge(true);
    for (let i = 0; i < 5; i++) expect(judge.judge(hand({ dx: i * 2, blur: 6 }), true)).toBeNull();
  });

  test('a class without a hand asks only for news', () => {
    const judge = new CaptureJudge(false);
    expect(judge.judge(hand({}), false)).toBeNull();
    expect(judge.judge(hand({}), false)).toBe('same-as-last');
    expect(judge.judge(hand({ dx: 4, blur: 9 }), false)).toBeNull();
  });
});
