import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FinderSample,
  finderMarkdown,
  greedyOrder,
  sharesBySource,
} from '../../scripts/lib/finder-report.ts';

const hand = (source: string, ...found: string[]): FinderSample => ({ source, hasHand: true, found });
const room = (...found: string[]): FinderSample => ({ source: 'room', hasHand: false, found });

describe('sharesBySource', () => {
  it('counts plain finds and finds by any treatment in use, and leaves empty rooms out', () => {
    const samples = [hand('a', 'plain'), hand('a', 'grey'), hand('a', 'unused'), hand('b'), room('plain')];
    expect(sharesBySource(samples, ['plain', 'grey'])).toEqual([
      { source: 'a', images: 3, plain: 1 / 3, turns: 2 / 3 },
      { source: 'b', images: 1, plain: 0, turns: 0 },
    ]);
  });
});

describe('greedyOrder', () => {
  it('puts first what finds most of what is left, and counts false alarms in empty rooms', () => {
    const samples = [
      hand('a', 'wide'),
      hand('a', 'wide', 'dark'),
      hand('a', 'wide', 'dark'),
      hand('a', 'grey'),
      hand('a', 'plain'),
      room('wide'),
      room(),
    ];
    expect(greedyOrder(samples, 'plain', ['plain', 'dark', 'grey', 'wide'])).toEqual([
      { name: 'wide', alone: 0.75, together: 0.75, falseAlarms: 0.5 },
      { name: 'grey', alone: 0.25, together: 1, falseAlarms: 0 },
      { name: 'dark', alone: 0.5, together: 1, falseAlarms: 0 },
    ]);
  });

  it('lets every source count the same, however many of its hands were missed', () => {
    const samples = [hand('big', 'x'), hand('big', 'x'), hand('big', 'x'), hand('small', 'y')];
    const [first, second] = greedyOrder(samples, 'plain', ['x', 'y']);
    expect(first?.alone).toBe(0.5);
    expect(second?.alone).toBe(0.5);
  });

  it('ends, whatever was found, with what all treatments find together', () => {
    const names = ['plain', 'a', 'b', 'c'];
    const sample = fc.record({
      source: fc.constantFrom('s', 't'),
      hasHand: fc.boolean(),
      found: fc.subarray(names),
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
        const order = greedyOrder(samples, 'plain', names);
        expect(order.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
        const totals = order.map(({ together }) => together);
        expect([...totals].sort((x, y) => x - y)).toEqual(totals);
        expect(totals.at(-1)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

it('writes both tables as Markdown', () => {
  const text = finderMarkdown(
    [{ source: 'a', images: 4, plain: 0.5, turns: 0.75 }],
    [{ name: 'grey', alone: 0.5, together: 0.5, falseAlarms: Number.NaN }],
  );
  expect(text).toContain('| a | 4 | 50.0% | 75.0% |');
  expect(text).toContain('| grey | 50.0% | 50.0% | - |');
});
