import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DatasetSource } from '../../../src/train/dataset-source.ts';
import {
  evenlySpaced,
  findClasses,
  planImport,
  proposeLabel,
  proposeMapping,
} from '../../../src/train/import-plan.ts';

const LABELS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'del', 'nothing', 'space'];

function source(paths: string[]): DatasetSource {
  const files = paths.map((path) => ({ path, size: 1, read: async () => new Uint8Array(0) }));
  return { name: 'test', kind: 'zip', files, problems: [] };
}

/** Kaggle's archive in small: doubled folder names, and a flat test folder without `del`. */
const kaggle = source([
  ...LABELS.flatMap((label) =>
    Array.from(
      { length: 12 },
      (_, i) => `asl_alphabet_train/asl_alphabet_train/${label}/${label}${i + 1}.jpg`,
    ),
  ),
  ...LABELS.filter((label) => label !== 'del').map(
    (label) => `asl_alphabet_test/asl_alphabet_test/${label}_test.jpg`,
  ),
]);

describe('classes', () => {
  test("Kaggle's layout: 29 classes mapped by themselves, 28 test images", () => {
    const tree = findClasses(kaggle, LABELS);
    expect(tree.folders.map((folder) => folder.proposal).sort()).toEqual([...LABELS].sort());
    expect(tree.tests.map((image) => image.label).sort()).toEqual(
      LABELS.filter((label) => label !== 'del').sort(),
    );
    expect(tree.folders[0]?.files.map((file) => file.path.split('/').at(-1)).slice(0, 3)).toEqual([
      'A1.jpg',
      'A2.jpg',
      'A3.jpg',
    ]);
  });

  test('names match whatever their case, common synonyms too, and strangers stay unmapped', () => {
    expect(proposeLabel(' a ', LABELS)).toBe('A');
    expect(proposeLabel('SPACE', LABELS)).toBe('space');
    expect(proposeLabel('delete', LABELS)).toBe('del');
    expect(proposeLabel('Blank', LABELS)).toBe('nothing');
    expect(proposeLabel('thumbs', LABELS)).toBeNull();
    expect(proposeLabel('', LABELS)).toBeNull();
  });

  test('a folder whose pictures merely have _test in a few names is a class', () => {
    const tree = findClasses(source(['x/A/1.jpg', 'x/A/2.jpg', 'x/A/B_test.jpg']), LABELS);
    expect(tree.tests).toEqual([]);
    expect(tree.folders[0]?.files.length).toBe(3);
  });
});

describe('the plan', () => {
  test('caps each class, evenly through its files, classes in turn', () => {
    const tree = findClasses(kaggle, LABELS);
    const plan = planImport(tree, proposeMapping(tree), 4);
    expect(plan.length).toBe(29 * 4);
    expect(new Set(plan.slice(0, 29).map((image) => image.label)).size).toBe(29);
    const ofA = plan.filter((image) => image.label === 'A').map((image) => image.order);
    expect(ofA).toEqual([0, 3, 6, 9]);
  });

  test('no cap takes everything; an unmapped folder is left out; two folders may be one class', () => {
    const tree = findClasses(source(['A/1.jpg', 'a2/1.jpg', 'junk/1.jpg']), LABELS);
    const plan = planImport(tree, { A: 'A', a2: 'A', junk: null }, null);
    expect(plan.map((image) => [image.file.path, image.label, image.order])).toEqual([
      ['A/1.jpg', 'A', 0],
      ['a2/1.jpg', 'A', 1],
    ]);
  });

  test('groups are runs of neighbours', () => {
    const tree = findClasses(kaggle, LABELS);
    const groups = planImport(tree, proposeMapping(tree), null)
      .filter((image) => image.label === 'B')
      .map((image) => image.group);
    expect(groups).toEqual([...groups].sort());
    expect(new Set(groups).size).toBe(10);
  });

  test('evenly spaced: as many as asked, in order, none twice', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(250), (length, count) => {
        const items = Array.from({ length }, (_, i) => i);
        const picked = evenlySpaced(items, count);
        expect(picked.length).toBe(Math.min(length, count));
        expect([...new Set(picked)].sort((a, b) => a - b)).toEqual(picked);
      }),
    );
  });
});
