/** Scores of a classifier, from one row an image. */

export interface ScoredImage {
  source: string;
  /** Index of the true label. */
  truth: number;
  /** One a label, sums to 1. */
  probabilities: readonly number[];
  handFound: boolean;
}

export interface Score {
  n: number;
  top1: number;
  top3: number;
}

/** A letter of one source that is read wrong more often than right. */
export interface Misread {
  source: string;
  letter: string;
  n: number;
  wrong: number;
  /** What it is read as most often. */
  as: string;
}

export interface Report extends Score {
  /** Mean of the sources' top-1: a large source does not drown the others. */
  meanTop1: number;
  /** Share of images in which a hand was found. */
  handFound: number;
  withHand: Score;
  withoutHand: Score;
  sources: Record<string, Score & { handFound: number }>;
  letters: Record<string, { n: number; top1: number }>;
  /** Expected calibration error over 15 equal bins of confidence (Guo et al. 2017). */
  ece: number;
  /** Most frequent first. */
  confusions: [truth: string, predicted: string, count: number][];
  /** Row-major [truth, predicted] counts. */
  matrix: number[];
  /** Most wrong answers first. Of a letter with fewer than five images nothing is said. */
  misread: Misread[];
}

const BINS = 15;
const CONFUSIONS = 12;
const ENOUGH_IMAGES = 5;

export function scoreImages(images: readonly ScoredImage[], labels: readonly string[]): Report {
  const sources: Report['sources'] = {};
  for (const source of new Set(images.map((image) => image.source))) {
    const own = images.filter((image) => image.source === source);
    sources[source] = { ...scoreOf(own), handFound: share(own, ({ handFound }) => handFound) };
  }
  const letters: Report['letters'] = {};
  labels.forEach((label, index) => {
    const own = images.filter(({ truth }) => truth === index);
    if (own.length > 0) letters[label] = { n: own.length, top1: scoreOf(own).top1 };
  });
  const matrix = confusionMatrix(images, labels.length);
  const perSource = Object.values(sources).map(({ top1 }) => top1);
  return {
    ...scoreOf(images),
    meanTop1: perSource.reduce((sum, top1) => sum + top1, 0) / perSource.length,
    handFound: share(images, ({ handFound }) => handFound),
    withHand: scoreOf(images.filter(({ handFound }) => handFound)),
    withoutHand: scoreOf(images.filter(({ handFound }) => !handFound)),
    sources,
    letters,
    ece: calibrationError(images),
    confusions: confusions(matrix, labels),
    matrix,
    misread: misreadLetters(images, labels),
  };
}

function misreadLetters(images: readonly ScoredImage[], labels: readonly string[]): Misread[] {
  const answers = new Map<string, { source: string; truth: number; counts: number[] }>();
  for (const { source, truth, probabilities } of images) {
    const key = `${truth} ${source}`;
    const own = answers.get(key) ?? { source, truth, counts: labels.map(() => 0) };
    const answer = best(probabilities);
    own.counts[answer] = (own.counts[answer] ?? 0) + 1;
    answers.set(key, own);
  }
  return [...answers.values()]
    .map(({ source, truth, counts }) => {
      const n = counts.reduce((sum, count) => sum + count, 0);
      const others = counts.with(truth, 0);
      return {
        source,
        letter: labels[truth] ?? '',
        n,
        wrong: n - (counts[truth] ?? 0),
        as: labels[best(others)] ?? '',
      };
    })
    .filter(({ n, wrong }) => n >= ENOUGH_IMAGES && wrong > n / 2)
    .sort((a, b) => b.wrong - a.wrong);
}

/** Position of the true label in the order of probability, 0 for the best; ties count against it. */
function rankOf({ truth, probabilities }: ScoredImage): number {
  const own = probabilities[truth] ?? 0;
  return probabilities.filter((p, index) => index !== truth && p >= own).length;
}

/** Fractions; NaN of no images. */
function scoreOf(images: readonly ScoredImage[]): Score {
  return {
    n: images.length,
    top1: share(images, (image) => rankOf(image) < 1),
    top3: share(images, (image) => rankOf(image) < 3),
  };
}

function share<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.filter(is).length / items.length;
}

function best(probabilities: readonly number[]): number {
  return probabilities.reduce((top, p, index) => (p > (probabilities[top] ?? 0) ? index : top), 0);
}

function calibrationError(images: readonly ScoredImage[]): number {
  const bins = Array.from({ length: BINS }, () => ({ n: 0, confidence: 0, correct: 0 }));
  for (const image of images) {
    const predicted = best(image.probabilities);
    const confidence = image.probabilities[predicted] ?? 0;
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (!bin) continue;
    bin.n++;
    bin.confidence += confidence;
    bin.correct += Number(predicted === image.truth);
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.correct), 0) / images.length;
}

function confusionMatrix(images: readonly ScoredImage[], classes: number): number[] {
  const matrix = new Array<number>(classes * classes).fill(0);
  for (const { truth, probabilities } of images) {
    const cell = truth * classes + best(probabilities);
    matrix[cell] = (matrix[cell] ?? 0) + 1;
  }
  return matrix;
}

function confusions(matrix: readonly number[], labels: readonly string[]): Report['confusions'] {
  return matrix
    .map((count, cell) => ({
      count,
      truth: Math.floor(cell / labels.length),
      predicted: cell % labels.length,
    }))
    .filter(({ count, truth, predicted }) => count > 0 && truth !== predicted)
    .sort((a, b) => b.count - a.count)
    .slice(0, CONFUSIONS)
    .map(({ count, truth, predicted }) => [labels[truth] ?? '', labels[predicted] ?? '', count]);
}
