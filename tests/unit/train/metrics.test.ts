import { expect, test } from 'vitest';
import { accuracy, confusionMatrix, perLetter, worstPairs } from '../../../src/train/metrics.ts';

const labels = ['A', 'B', 'C'];
const truth = Int32Array.of(0, 0, 1, 1, 1, 2);
const matrix = confusionMatrix(truth, Int32Array.of(0, 1, 1, 2, 2, 2), 3);

test('the confusion matrix has truth in rows and answers in columns', () => {
  expect([...matrix]).toEqual([1, 1, 0, 0, 1, 2, 0, 0, 1]);
  expect(accuracy(matrix, 3)).toBe(0.5);
  expect(accuracy(new Int32Array(9), 3)).toBe(0);
});

test('letters and the pairs that are mixed up', () => {
  expect(perLetter(matrix, labels)).toEqual([
    { label: 'A', count: 2, correct: 1 },
    { label: 'B', count: 3, correct: 1 },
    { label: 'C', count: 1, correct: 1 },
  ]);
  expect(worstPairs(matrix, labels, 1)).toEqual([{ truth: 'B', predicted: 'C', count: 2 }]);
});
