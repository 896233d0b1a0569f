/** How well a head does, from true and predicted class indices. */

export interface LetterScore {
  label: string;
  /** Images of this class. */
  count: number;
  correct: number;
}

/** Counts of [true class, predicted class], row-major. */
export function confusionMatrix(truth: Int32Array, predicted: Int32Array, classes: number): Int32Array {
  const matrix = new Int32Array(classes * classes);
  truth.forEach((label, i) => {
    const at = label * classes + (predicted[i] as number);
    matrix[at] = (matrix[at] as number) + 1;
  });
  return matrix;
}

export function accuracy(matrix: Int32Array, classes: number): number {
  let correct = 0;
  let all = 0;
  matrix.forEach((count, at) => {
    all += count;
    if (at % (classes + 1) === 0) correct += count;
  });
  return all === 0 ? 0 : correct / all;
}

export function perLetter(matrix: Int32Array, labels: readonly string[]): LetterScore[] {
  return labels.map((label, k) => {
    const row = matrix.subarray(k * labels.length, (k + 1) * labels.length);
    return { label, count: row.reduce((sum, count) => sum + count, 0), correct: row[k] as number };
  });
}

/** The pairs that are mixed up most, most first. */
export function worstPairs(
  matrix: Int32Array,
  labels: readonly string[],
  most: number,
): { truth: string; predicted: string; count: number }[] {
  const pairs = Array.from(matrix, (count, at) => ({
    truth: labels[Math.floor(at / labels.length)] as string,
    predicted: labels[at % labels.length] as string,
    count,
  }));
  return pairs
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}
