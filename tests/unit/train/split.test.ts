import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SplitItem, splitItems } from '../../../src/train/split.ts';

const item = fc.record({
  label: fc.nat(3),
  group: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  takenAt: fc.nat(1000),
});

/** As they are recorded: a class's bursts one after the other. */
function bursts(counts: number[]): SplitItem[] {
  return counts.flatMap((count, burst) =>
    Array.from({ length: count }, (_, i) => ({ label: 0, group: `burst${burst}`, takenAt: burst * 100 + i })),
  );
}

describe('any split', () => {
  test('puts each item on exactly one side and is the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 80 }),
        fc.constantFrom('group' as const, 'random' as const),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.nat(),
        (items, kind, fraction, seed) => {
          const split = splitItems(items, kind, fraction, seed);
          const all = [...split.train, ...split.validation].sort((a, b) => a - b);
          expect(all).toEqual(items.map((_, i) => i));
          expect(splitItems(items, kind, fraction, seed)).toEqual(split);
        },
      ),
    );
  });

  test('keeps copies with their original, and never validates on them', () => {
    const items: SplitItem[] = bursts([4, 4, 4, 4, 4]).flatMap((original, i) => [
      original,
      { ...original, augmentedFrom: i * 2 },
    ]);
    const { train, validation } = splitItems(items, 'group', 0.2, 1);
    const held = new Set(validation);
    expect(validation.length).toBe(4);
    expect(train.length).toBe(32);
    for (const i of [...train, ...validation]) {
      const from = items[i]?.augmentedFrom;
      if (from !== undefined) expect(held.has(from)).toBe(false);
    }
    for (const i of validation) expect(items[i]?.augmentedFrom).toBeUndefined();
  });
});

describe('by group', () => {
  test('holds out whole bursts, about the fraction that was asked for', () => {
    for (let seed = 0; seed < 20; seed++) {
      const items = bursts([10, 10, 10, 10, 10]);
      const { validation } = splitItems(items, 'group', 0.2, seed);
      expect(validation.length).toBe(10);
      expect(new Set([...validation].map((i) => items[i]?.group)).size).toBe(1);
    }
  });

  test('a class with one burst gives up its last stretch', () => {
    const { validation } = splitItems(bursts([10]), 'group', 0.2, 1);
    expect([...validation]).toEqual([8, 9]);
  });

  test('a class with one image keeps it; a class with two gives one', () => {
    expect(splitItems(bursts([1]), 'group', 0.2, 1).train.length).toBe(1);
    expect(splitItems(bursts([2]), 'group', 0.2, 1).validation.length).toBe(1);
    expect(splitItems(bursts([9, 9]), 'group', 0, 1).validation.length).toBe(0);
  });
});

test('the random split takes the fraction of all, whatever the class', () => {
  const { train, validation } = splitItems(bursts([50, 50]), 'random', 0.2, 1);
  expect(train.length).toBe(80);
  expect(validation.length).toBe(20);
});
