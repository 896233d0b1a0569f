import { decodeFloat16 } from '../../src/model/half.ts';

export interface ReferenceData {
  labels: string[];
  /** Half-float bit patterns of each image's features. */
  halves: number[][];
}

const RIDGE = 1e-4;
const ITERATIONS = 500;

/**
 * Multinomial logistic regression to convergence, as a textbook has it and sharing nothing with the trainer: full-batch
 * gradient descent with Nesterov's momentum in float64. Weights are sums of training examples, so only the products of
 * examples are needed.
 * @returns the fraction of held-out images that it gets right.
 */
export function heldOutAccuracy(
  { labels, halves }: ReferenceData,
  { train, validation }: { train: ArrayLike<number>; validation: ArrayLike<number> },
): number {
  const own = Array.from(train);
  const rows = centred(
    halves.map((bits) => Float64Array.from(decodeFloat16(Uint16Array.from(bits)))),
    own,
  );
  const classes = [...new Set(labels)];
  const truth = labels.map((label) => classes.indexOf(label));
  const kernel = own.map((i) => Float64Array.from(own, (j) => product(rows[i], rows[j])));
  // The loss's curvature is at most half the largest eigenvalue, which is at most the trace.
  const step = 2 / kernel.reduce((trace, row, i) => trace + (row[i] ?? 0), 0);
  const k = classes.length;
  let weights = new Float64Array(own.length * k);
  let before = weights;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const momentum = iteration / (iteration + 3);
    const ahead = weights.map((value, at) => value + momentum * (value - (before[at] ?? 0)));
    before = weights;
    weights = ahead.map((value) => value * (1 - RIDGE));
    kernel.forEach((row, i) => {
      const probabilities = softmax(combine(row, ahead, k));
      for (let c = 0; c < k; c++) {
        const delta = (probabilities[c] ?? 0) - (truth[own[i] ?? 0] === c ? 1 : 0);
        weights[i * k + c] = (weights[i * k + c] ?? 0) - step * delta;
      }
    });
  }
  const asked = Array.from(validation);
  const right = asked.filter((i) => {
    const scores = combine(
      Float64Array.from(own, (j) => product(rows[i], rows[j])),
      weights,
      k,
    );
    return scores.indexOf(Math.max(...scores)) === truth[i];
  });
  return right.length / asked.length;
}

/** Less the mean of the training rows: with a bias the answers are the same, and descent gets there sooner. */
function centred(rows: readonly Float64Array[], train: readonly number[]): Float64Array[] {
  const mean = new Float64Array(rows[0]?.length ?? 0);
  for (const i of train) {
    rows[i]?.forEach((value, f) => {
      mean[f] = (mean[f] ?? 0) + value / train.length;
    });
  }
  return rows.map((row) => row.map((value, f) => value - (mean[f] ?? 0)));
}

/** Every example has a one appended: the bias. */
function product(a: Float64Array | undefined, b: Float64Array | undefined): number {
  let sum = 1;
  if (a && b) for (let f = 0; f < a.length; f++) sum += (a[f] as number) * (b[f] as number);
  return sum;
}

function combine(products: Float64Array, weights: Float64Array, classes: number): Float64Array {
  const scores = new Float64Array(classes);
  products.forEach((value, j) => {
    for (let c = 0; c < classes; c++) scores[c] = (scores[c] ?? 0) + value * (weights[j * classes + c] ?? 0);
  });
  return scores;
}

function softmax(scores: Float64Array): Float64Array {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
