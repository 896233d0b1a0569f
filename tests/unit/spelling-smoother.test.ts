import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProbabilitySmoother, StableTop, topIndices } from '../../src/spelling/smoother.ts';

describe('ProbabilitySmoother', () => {
  it('reaches 63% of a step after one time constant, whatever the frame rate', () => {
    for (const fps of [10, 30, 100]) {
      const smoother = new ProbabilitySmoother(100);
      smoother.push(0, Float32Array.of(1, 0));
      let value = 0;
      for (let t = 1000 / fps; t <= 100.01; t += 1000 / fps)
        value = smoother.push(t, Float32Array.of(0, 1))[1] ?? 0;
      expect(value).toBeCloseTo(1 - Math.exp(-1), 2);
    }
  });

  it('starts afresh after a long gap, a clock that went back and a change of labels', () => {
    const smoother = new ProbabilitySmoother(1e6, 1000);
    smoother.push(0, Float32Array.of(1, 0));
    expect([...smoother.push(1001, Float32Array.of(0, 1))]).toEqual([0, 1]);
    expect([...smoother.push(500, Float32Array.of(1, 0))]).toEqual([1, 0]);
    expect([...smoother.push(501, Float32Array.of(0, 0, 1))]).toEqual([0, 0, 1]);
  });

  it('keeps a distribution a distribution', () => {
    const times = fc.array(fc.record({ dt: fc.integer({ min: 0, max: 2000 }), hot: fc.nat(4) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(times, (steps) => {
        const smoother = new ProbabilitySmoother(80);
        let t = 0;
        for (const { dt, hot } of steps) {
          t += dt;
          const out = smoother.push(
            t,
            Float32Array.from({ length: 5 }, (_, i) => Number(i === hot)),
          );
          expect(out.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
          expect(Math.min(...out)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('StableTop', () => {
  const LABELS = ['A', 'B', 'C', 'D', 'E'];

  it('shows the best three, most probable first', () => {
    const top = new StableTop(3).update(0, LABELS, Float32Array.of(0.1, 0.4, 0.05, 0.15, 0.3));
    expect(top.map(({ label }) => label)).toEqual(['B', 'E', 'D']);
  });

  it('changes its order at most three times in any second', () => {
    const steps = fc.array(
      fc.record({
        dt: fc.integer({ min: 1, max: 120 }),
        seed: fc.array(fc.nat(100), { minLength: 5, maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(steps, (list) => {
        const stable = new StableTop(3);
        const changes: number[] = [];
        let t = 0;
        let shown = '';
        for (const { dt, seed } of list) {
          t += dt;
          const order = stable
            .update(t, LABELS, Float32Array.from(seed))
            .map(({ label }) => label)
            .join('');
          if (order !== shown) changes.push(t);
          shown = order;
        }
        changes.forEach((at, i) => {
          const third = changes[i + 3];
          if (third !== undefined) expect(third - at).toBeGreaterThanOrEqual(1000 - 1e-6);
        });
      }),
    );
  });
});

it('topIndices keeps the order of equal values', () => {
  expect(topIndices([1, 3, 3, 2], 3)).toEqual([1, 2, 3]);
});
