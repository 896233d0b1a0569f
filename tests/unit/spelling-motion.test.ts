import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHook, isZigzag } from '../../src/spelling/motion.ts';
import { Speller } from '../../src/spelling/speller.ts';
import type { Point } from '../../src/spelling/types.ts';

const LABELS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'del', 'space', 'nothing'];
const PALM = 100;

/** Path of a tip in palm lengths through the given corners, evenly sampled along its length. */
function trace(corners: readonly [number, number][], count: number): Point[] {
  const lengths = corners
    .slice(1)
    .map(([x, y], i) => Math.hypot(x - (corners[i]?.[0] ?? 0), y - (corners[i]?.[1] ?? 0)));
  const total = lengths.reduce((a, b) => a + b, 0);
  return Array.from({ length: count }, (_, k) => {
    let left = (total * k) / (count - 1);
    for (const [i, length] of lengths.entries()) {
      const [x0, y0] = corners[i] ?? [0, 0];
      const [x1, y1] = corners[i + 1] ?? [0, 0];
      if (left <= length || i === lengths.length - 1) {
        const share = length === 0 ? 0 : Math.min(1, left / length);
        return { x: x0 + share * (x1 - x0), y: y0 + share * (y1 - y0) };
      }
      left -= length;
    }
    return { x: 0, y: 0 };
  });
}

const J: [number, number][] = [
  [0, 0],
  [0, 0.6],
  [0.05, 1],
  [0.3, 1.15],
  [0.55, 1],
  [0.6, 0.75],
];
const Z: [number, number][] = [
  [0, 0],
  [0.9, 0.05],
  [0.1, 0.8],
  [1, 0.85],
];
const LINES: Record<string, [number, number][]> = {
  down: [
    [0, 0],
    [0, 1.5],
  ],
  'down and up': [
    [0, 0],
    [0, 1.2],
    [0, 0],
  ],
  across: [
    [0, 0],
    [1.5, 0.1],
  ],
  waving: [
    [0, 0],
    [0.9, 0.05],
    [0, 0],
    [0.9, 0.05],
    [0, 0],
  ],
};

/** A hand of fixed shape at (300, 300) px whose given tip is displaced. */
function hand(tip: number, at: Point, move: Point = { x: 0, y: 0 }): Point[] {
  const points = Array.from({ length: 21 }, (_, i) => ({
    x: 300 + move.x * PALM + (i % 4) * 10,
    y: 300 + move.y * PALM - i * 5,
  }));
  points[0] = { x: 300 + move.x * PALM, y: 300 + PALM + move.y * PALM };
  points[9] = { x: 300 + move.x * PALM, y: 300 + move.y * PALM };
  points[5] = { x: 280 + move.x * PALM, y: 300 + move.y * PALM };
  points[17] = { x: 330 + move.x * PALM, y: 300 + move.y * PALM };
  points[tip] = { x: 300 + (at.x + move.x) * PALM, y: 200 + (at.y + move.y) * PALM };
  return points;
}

function vector(weights: Record<string, number>): Float32Array {
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return Float32Array.from(LABELS, (label) => weights[label] ?? (1 - sum) / LABELS.length);
}

/** Plays tip positions in palm lengths at 20 fps, then holds the last one for 1.2 s. */
function spell(tip: number, path: readonly Point[], probabilities: Float32Array, mirrored = false): string {
  const speller = new Speller({ holdMs: 500, repeatFactor: 100 });
  const rest = Array.from({ length: 24 }, () => path.at(-1) ?? { x: 0, y: 0 });
  return [...path, ...rest]
    .flatMap((at, i) => {
      const landmarks = hand(tip, at).map((p) => (mirrored ? { x: 600 - p.x, y: p.y } : p));
      return speller.push({ timeMs: i * 50, labels: LABELS, probabilities, present: true, landmarks }).events;
    })
    .map((event) => (event.kind === 'letter' ? event.label : '?'))
    .join('');
}

describe('stroke shapes', () => {
  it('tell J and Z from each other and from plain movements', () => {
    expect(isHook(trace(J, 12))).toBe(true);
    expect(isZigzag(trace(Z, 12))).toBe(true);
    expect(isHook(trace(Z, 12).slice(0, 8))).toBe(false);
    expect(isZigzag(trace(J, 12))).toBe(false);
    for (const [name, line] of Object.entries(LINES)) {
      expect(isHook(trace(line, 12)), name).toBe(false);
      expect(isZigzag(trace(line, 12)), name).toBe(false);
    }
  });

  it('hold for either hand, any place, moderate size and any sampling', () => {
    const shape = fc.record({
      count: fc.integer({ min: 10, max: 60 }),
      size: fc.double({ min: 0.8, max: 1.8, noNaN: true }),
      x: fc.double({ min: -5, max: 5, noNaN: true }),
      y: fc.double({ min: -5, max: 5, noNaN: true }),
      mirrored: fc.boolean(),
    });
    fc.assert(
      fc.property(shape, ({ count, size, x, y, mirrored }) => {
        const place = (p: Point) => ({ x: x + (mirrored ? -1 : 1) * size * p.x, y: y + size * p.y });
        expect(isHook(trace(J, count).map(place))).toBe(true);
        expect(isZigzag(trace(Z, count).map(place))).toBe(true);
      }),
    );
  });

  it('are seen from five frames a second up, whatever the moment of the first frame', () => {
    const strokes = [
      { dense: trace(J, 801), seconds: 0.8, seen: isHook },
      { dense: trace(Z, 1201), seconds: 1.2, seen: isZigzag },
    ];
    const sampling = fc.tuple(fc.integer({ min: 5, max: 30 }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(sampling, ([fps, phase]) => {
        for (const { dense, seconds, seen } of strokes) {
          // From a rest before the stroke to a rest after it; the last 1.6 s are what the reader looks at.
          const times = Array.from({ length: Math.ceil(2.5 * fps) }, (_, i) => (i + phase) / fps - 0.4);
          const points = times.map((t) => {
            const share = Math.max(0, Math.min(1, t / seconds));
            return dense[Math.round(share * (dense.length - 1))] ?? { x: 0, y: 0 };
          });
          const windows = times.map((now, i) =>
            points.filter((_, k) => k <= i && (times[k] ?? 0) >= now - 1.6),
          );
          expect(windows.some(seen)).toBe(true);
        }
      }),
    );
  });

  it('do not see a letter in a trembling hand', () => {
    const tremble = fc.array(
      fc.record({
        x: fc.double({ min: -0.12, max: 0.12, noNaN: true }),
        y: fc.double({ min: -0.12, max: 0.12, noNaN: true }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(tremble, (points) => {
        expect(isHook(points) || isZigzag(points)).toBe(false);
      }),
    );
  });
});

describe('Speller with motion', () => {
  const undecided = vector({ I: 0.6, J: 0.3 });

  it('reads J from a hook and I from the same shape at rest, for either hand', () => {
    for (const mirrored of [false, true]) {
      expect(spell(20, trace(J, 14), undecided, mirrored)).toBe('J');
      expect(spell(20, [{ x: 0, y: 0 }], undecided, mirrored)).toBe('I');
    }
  });

  it('reads Z from a zigzag and D from the same shape at rest', () => {
    const pointing = vector({ D: 0.7, Z: 0.15, X: 0.05 });
    expect(spell(8, trace(Z, 18), pointing)).toBe('Z');
    expect(spell(8, [{ x: 0, y: 0 }], pointing)).toBe('D');
  });

  it('starts anew after a letter was drawn: J, then I', () => {
    const speller = new Speller({ holdMs: 500, repeatFactor: 100 });
    const still = (x: number, y: number) => Array.from({ length: 24 }, () => ({ x, y }));
    const back = trace(
      [
        [0.6, 0.75],
        [1.5, 0],
      ],
      5,
    );
    const text = [...trace(J, 14), ...still(0.6, 0.75), ...back, ...still(1.5, 0)].flatMap((at, i) =>
      speller
        .push({
          timeMs: i * 50,
          labels: LABELS,
          probabilities: undecided,
          present: true,
          landmarks: hand(20, at),
        })
        .events.map((event) => (event.kind === 'letter' ? event.label : '?')),
    );
    expect(text.join('')).toBe('JI');
  });

  it('leaves other letters alone while the little finger draws', () => {
    expect(spell(20, trace(J, 14), vector({ A: 0.9 }))).toBe('A');
  });

  it('believes a classifier that is sure of a still J', () => {
    expect(spell(20, [{ x: 0, y: 0 }], vector({ J: 0.85, I: 0.1 }))).toBe('J');
  });

  it('doubles a letter when the hand slides, not when it sways', () => {
    const run = (offset: (ms: number) => number) => {
      const speller = new Speller({ holdMs: 500 });
      return Array.from({ length: 40 }, (_, i) => i * 40).flatMap((t) => {
        const landmarks = hand(8, { x: 0, y: 0 }, { x: offset(t), y: 0 });
        return speller.push({
          timeMs: t,
          labels: LABELS,
          probabilities: vector({ L: 0.9 }),
          present: true,
          landmarks,
        }).events;
      }).length;
    };
    expect(run((t) => (t < 700 ? 0 : Math.min(0.8, (t - 700) / 250)))).toBe(2);
    expect(run((t) => 0.15 * Math.sin(t / 200))).toBe(1);
    expect(run((t) => t * 0.0003)).toBe(1);
  });

  it('does not take a hand that turned to the camera for one that slid', () => {
    const speller = new Speller({ holdMs: 500 });
    // Before the letter the hand stood sideways, so that its palm looked shorter.
    const events = Array.from({ length: 52 }, (_, i) => i * 40).flatMap((t) => {
      const size = t < 700 ? 0.75 : 1;
      const landmarks = hand(8, { x: 0, y: 0 }).map(({ x, y }) => ({
        x: 300 + size * (x - 300),
        y: 300 + size * (y - 300),
      }));
      const label = t < 700 ? 'C' : 'K';
      return speller.push({
        timeMs: t,
        labels: LABELS,
        probabilities: vector({ [label]: 0.9 }),
        present: true,
        landmarks,
      }).events;
    });
    expect(events.map((event) => (event.kind === 'letter' ? event.label : event.kind))).toEqual(['C', 'K']);
  });
});
