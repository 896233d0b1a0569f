import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundsOf, CoverMap, placeBadge, type Rect } from '../../src/components/spell/geometry.ts';

describe('the picture on the stage', () => {
  test('a wide frame on a tall stage is cut at its sides, about the middle', () => {
    const map = new CoverMap({ width: 640, height: 480 }, { width: 300, height: 600 }, false);
    expect(map.scale).toBe(1.25);
    expect(map.point(320, 240)).toEqual({ x: 150, y: 300 });
    expect(map.point(0, 0)).toEqual({ x: -250, y: 0 });
  });

  test('mirroring turns left and right about and leaves sizes alone', () => {
    const size = fc.integer({ min: 50, max: 4000 });
    fc.assert(
      fc.property(size, size, size, size, size, size, (fw, fh, sw, sh, x, side) => {
        const frame = { width: fw, height: fh };
        const stage = { width: sw, height: sh };
        const plain = new CoverMap(frame, stage, false).square(x, 10, side);
        const mirrored = new CoverMap(frame, stage, true).square(x, 10, side);
        expect(mirrored.width).toBe(plain.width);
        expect(mirrored.y).toBe(plain.y);
        expect(mirrored.x + mirrored.width).toBeCloseTo(sw - plain.x, 3);
      }),
    );
  });

  test('no points have no bounds', () => expect(boundsOf([])).toBeNull());
});

describe("the letter's badge", () => {
  const stage = { width: 640, height: 480 };
  const clear = { top: 56, bottom: 72 };
  const coordinate = fc.integer({ min: -200, max: 700 });
  const hands = fc.record({
    x: coordinate,
    y: coordinate,
    width: fc.integer({ min: 20, max: 500 }),
    height: fc.integer({ min: 20, max: 500 }),
  });

  test('stays on the stage, clear of tools and sentence, and off the hand unless nothing is left', () => {
    fc.assert(
      fc.property(hands, (hand: Rect) => {
        const place = placeBadge(hand, stage, 72, null, clear);
        expect(place.x).toBeGreaterThanOrEqual(36);
        expect(place.x).toBeLessThanOrEqual(stage.width - 36);
        expect(place.y).toBeGreaterThanOrEqual(clear.top + 36);
        expect(place.y).toBeLessThanOrEqual(stage.height - clear.bottom - 36);
        if (place.side === 'corner') return;
        const apart =
          place.x - 36 >= hand.x + hand.width ||
          place.x + 36 <= hand.x ||
          place.y - 36 >= hand.y + hand.height ||
          place.y + 36 <= hand.y;
        expect(apart).toBe(true);
      }),
    );
  });

  test('keeps its side while there is room there', () => {
    const hand = { x: 250, y: 200, width: 120, height: 150 };
    expect(placeBadge(hand, stage, 72, null, clear).side).toBe('right');
    expect(placeBadge(hand, stage, 72, 'left', clear).side).toBe('left');
    expect(placeBadge({ ...hand, x: 40 }, stage, 72, 'left', clear).side).toBe('right');
  });

  test('with a hand that fills the stage it takes the farther upper corner', () => {
    const place = placeBadge({ x: 80, y: 0, width: 560, height: 480 }, stage, 72, null, clear);
    expect(place).toMatchObject({ side: 'corner' });
    expect(place.x).toBeLessThan(stage.width / 2);
  });
});
