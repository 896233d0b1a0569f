import { ALPHABET, type Bucket, type Lexicon } from './lexicon.ts';
import type { CharacterEvidence } from './text-buffer.ts';

/** Share of every letter's probability that is spread evenly: no letter is ever ruled out. */
const DOUBT = 0.02;
/** How far the language weighs against the hand; the recognizer's errors repeat, so its evidence counts in full. */
const PRIOR_WEIGHT = 1;
/** Log-penalties of a word that is not letter for letter what was written. */
const UNFINISHED = -1;
const UNFINISHED_LETTER = -0.2;
const MISSED_DOUBLE = -2;
const MISSED_LETTER = -5;
const WRITTEN_TWICE = -3;
const EXTRA_LETTER = -5;
/** Words that explain the letters worse than the letters' own best reading by more than this are noise. */
const MAX_LOSS = 2.5;
const MAX_LOSS_PER_LETTER = 1.2;

const WIDTH = ALPHABET.length;

/**
 * Words that the letters so far may mean, best first: the word, or its beginning, scored by what the recognizer
 * knew of each letter plus the word's frequency. One missed letter (usually a double) or one extra letter costs a
 * penalty. The written word itself is not suggested.
 * @param evidence one a character of `written`; null where it was typed and is therefore sure.
 * @returns up to `count` upper-case words.
 */
export function suggest(
  lexicon: Lexicon,
  written: string,
  evidence: readonly CharacterEvidence[],
  count = 3,
): string[] {
  const typed = written.toUpperCase();
  const n = typed.length;
  if (n === 0 || !/^[A-Z]+$/.test(typed)) return [];
  const logs = logProbabilities(typed, evidence);
  const limit = bestReading(logs, n) - MAX_LOSS - MAX_LOSS_PER_LETTER * n;

  const best = new Best(count);
  for (const bucket of lexicon.values()) {
    const { length, words, codes, logPrior } = bucket;
    if (length < n - 1) continue;
    for (let row = 0; row < words.length; row++) {
      const prior = PRIOR_WEIGHT * (logPrior[row] ?? 0);
      if (!best.takes(prior)) break; // Rows are sorted by prior and no evidence is above 0.
      const offset = row * length;
      const fit = fitWord(logs, n, codes, offset, bucket);
      const word = words[row] ?? '';
      if (fit >= limit && word !== typed) best.add(word, fit + prior);
    }
  }
  return best.words;
}

/** The best of: letter for letter (or a beginning), one letter missed, one letter too many. */
function fitWord(
  logs: Float64Array,
  n: number,
  codes: Uint8Array,
  offset: number,
  { length }: Bucket,
): number {
  let fit = Number.NEGATIVE_INFINITY;
  if (length >= n) {
    fit = straight(logs, 0, n, codes, offset);
    if (length > n) fit += UNFINISHED + UNFINISHED_LETTER * (length - n);
  }
  if (length === n + 1) fit = Math.max(fit, missed(logs, n, codes, offset));
  if (length === n - 1 && length > 1) fit = Math.max(fit, extra(logs, n, codes, offset));
  return fit;
}

/** Log-probability that letters [from, to) of the evidence are the word's letters from the same places on. */
function straight(logs: Float64Array, from: number, to: number, codes: Uint8Array, offset: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += logs[i * WIDTH + (codes[offset + i] ?? 0)] ?? 0;
  return sum;
}

/** The word has one letter, at any place k, for which nothing was written. */
function missed(logs: Float64Array, n: number, codes: Uint8Array, offset: number): number {
  let sum = straight(logs, 0, n, codes, offset + 1);
  let best = Number.NEGATIVE_INFINITY;
  for (let k = 0; k <= n; k++) {
    const letter = codes[offset + k];
    const doubled =
      (k > 0 && codes[offset + k - 1] === letter) || (k < n && codes[offset + k + 1] === letter);
    best = Math.max(best, sum + (doubled ? MISSED_DOUBLE : MISSED_LETTER));
    if (k < n) {
      sum += logs[k * WIDTH + (letter ?? 0)] ?? 0;
      sum -= logs[k * WIDTH + (codes[offset + k + 1] ?? 0)] ?? 0;
    }
  }
  return best;
}

/** One written letter, at any place k, does not belong to the word. */
function extra(logs: Float64Array, n: number, codes: Uint8Array, offset: number): number {
  let sum = straight(logs, 1, n, codes, offset - 1);
  let best = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < n; k++) {
    const twice = k > 0 ? logs[k * WIDTH + (codes[offset + k - 1] ?? 0)] : undefined;
    const penalty = twice !== undefined && twice > Math.log(0.5) ? WRITTEN_TWICE : EXTRA_LETTER;
    best = Math.max(best, sum + penalty);
    if (k < n - 1) {
      const letter = codes[offset + k] ?? 0;
      sum += logs[k * WIDTH + letter] ?? 0;
      sum -= logs[(k + 1) * WIDTH + letter] ?? 0;
    }
  }
  return best;
}

/** Row-major [letters, 26] natural logs, each row a distribution over the alphabet. */
function logProbabilities(typed: string, evidence: readonly CharacterEvidence[]): Float64Array {
  const logs = new Float64Array(typed.length * WIDTH);
  for (let i = 0; i < typed.length; i++) {
    const known = evidence[i] ?? null;
    const row = [...ALPHABET].map((letter) =>
      known ? Math.max(0, known.get(letter) ?? 0) : Number(letter === typed[i]),
    );
    const total = row.reduce((sum, p) => sum + p, 0);
    row.forEach((p, code) => {
      const share = total > 0 ? p / total : 1 / WIDTH;
      logs[i * WIDTH + code] = Math.log((1 - DOUBT) * share + DOUBT / WIDTH);
    });
  }
  return logs;
}

function bestReading(logs: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.max(...logs.subarray(i * WIDTH, (i + 1) * WIDTH));
  return sum;
}

/** Keeps the few highest scores, in order. */
class Best {
  private readonly items: { word: string; score: number }[] = [];

  constructor(private readonly size: number) {}

  get words(): string[] {
    return this.items.map(({ word }) => word);
  }

  takes(score: number): boolean {
    return this.items.length < this.size || score > (this.items.at(-1)?.score ?? Number.NEGATIVE_INFINITY);
  }

  add(word: string, score: number): void {
    if (!this.takes(score)) return;
    const at = this.items.findIndex((item) => score > item.score);
    this.items.splice(at < 0 ? this.items.length : at, 0, { word, score });
    this.items.length = Math.min(this.items.length, this.size);
  }
}
