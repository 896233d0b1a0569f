/** The alphabet that words are stored in. */
export const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Zipf-Mandelbrot constants of English word frequency (Mandelbrot 1953; s and q as usually fitted). */
const ZIPF_EXPONENT = 1.07;
const ZIPF_SHIFT = 2.7;

/** Words of one length, most frequent first. */
export interface Bucket {
  length: number;
  words: readonly string[];
  /** Row-major [words.length, length]: letters as 0-25. */
  codes: Uint8Array;
  /** [words.length] natural log of the word's share of all words. */
  logPrior: Float32Array;
}

/** A frequency-ranked word list, by word length. Keys are lengths in letters. */
export type Lexicon = ReadonlyMap<number, Bucket>;

/**
 * Reads a word list: one word a line, A-Z, most frequent first. The rank gives the prior by Zipf's law.
 * Lines with anything else are skipped; a repeated word counts once, at its first rank.
 */
export function parseLexicon(text: string): Lexicon {
  const words = [...new Set(text.toUpperCase().split(/\s+/))].filter((word) => /^[A-Z]+$/.test(word));
  const weights = words.map((_, rank) => -ZIPF_EXPONENT * Math.log(rank + 1 + ZIPF_SHIFT));
  const total = Math.log(weights.reduce((sum, weight) => sum + Math.exp(weight), 0));

  const byLength = new Map<number, { word: string; logPrior: number }[]>();
  words.forEach((word, rank) => {
    const list = byLength.get(word.length) ?? [];
    list.push({ word, logPrior: (weights[rank] ?? 0) - total });
    byLength.set(word.length, list);
  });
  return new Map([...byLength].map(([length, list]) => [length, makeBucket(length, list)]));
}

function makeBucket(length: number, list: readonly { word: string; logPrior: number }[]): Bucket {
  const codes = new Uint8Array(list.length * length);
  list.forEach(({ word }, row) => {
    for (let i = 0; i < length; i++) codes[row * length + i] = word.charCodeAt(i) - 65;
  });
  return {
    length,
    words: list.map(({ word }) => word),
    codes,
    logPrior: Float32Array.from(list, ({ logPrior }) => logPrior),
  };
}
