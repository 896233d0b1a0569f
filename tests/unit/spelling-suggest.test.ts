import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLexicon } from '../../src/spelling/lexicon.ts';
import { suggest } from '../../src/spelling/suggest.ts';
import type { CharacterEvidence } from '../../src/spelling/text-buffer.ts';

const text = readFileSync(new URL('../../public/lexicon/en.txt', import.meta.url), 'utf8');
const lexicon = parseLexicon(text);

/** Evidence of a letter that is sure, or of several with their probabilities. */
function seen(...letters: (string | Record<string, number>)[]): CharacterEvidence[] {
  return letters.map(
    (letter) => new Map(typeof letter === 'string' ? [[letter, 0.97]] : Object.entries(letter)),
  );
}

describe('parseLexicon', () => {
  it('ranks by order, drops repeats and what is not A-Z', () => {
    const small = parseLexicon("the\nTHE\ncan't\nof\ncat\n");
    expect(small.get(3)?.words).toEqual(['THE', 'CAT']);
    const prior = [...small.values()]
      .flatMap((bucket) => [...bucket.logPrior])
      .reduce((a, b) => a + Math.exp(b), 0);
    expect(prior).toBeCloseTo(1, 4);
  });

  it('the shipped list is A-Z, without repeats, and has common words and names', () => {
    const words = text.trim().split('\n');
    expect(words.length).toBeGreaterThan(30_000);
    expect(new Set(words).size).toBe(words.length);
    expect(words.every((word) => /^[A-Z]+$/.test(word))).toBe(true);
    for (const word of ['HELLO', 'WORLD', 'CAFE', 'DONT', 'ANNA', 'KEVIN', 'MARIA'])
      expect(words).toContain(word);
  });
});

describe('suggest', () => {
  it('completes a beginning, likely words first', () => {
    expect(suggest(lexicon, 'WORL', seen(...'WORL'))[0]).toBe('WORLD');
    expect(suggest(lexicon, 'HEL', seen(...'HEL')).slice(0, 3)).toContain('HELP');
  });

  it('corrects with what the recognizer knew, not with the written letter', () => {
    const blurred = seen({ M: 0.5, N: 0.45 }, 'I', 'G', 'H', 'T');
    expect(suggest(lexicon, 'MIGHT', blurred)[0]).toBe('NIGHT');
    const unsure = seen({ M: 0.55, N: 0.4 }, 'E', 'V', 'E', { U: 0.6, R: 0.35 });
    expect(suggest(lexicon, 'MEVEU', unsure)[0]).toBe('NEVER');
  });

  it('finds a missed double, a missed letter and an extra letter', () => {
    expect(suggest(lexicon, 'HELO', seen(...'HELO'))).toContain('HELLO');
    expect(suggest(lexicon, 'ADRESS', seen(...'ADRESS'))[0]).toBe('ADDRESS');
    expect(suggest(lexicon, 'FRENDS', seen(...'FRENDS'))[0]).toBe('FRIENDS');
    expect(suggest(lexicon, 'THANNK', seen(...'THANNK'))[0]).toBe('THANK');
  });

  it('takes typed letters as sure, in any case', () => {
    expect(suggest(lexicon, 'worl', [null, null, null, null])[0]).toBe('WORLD');
  });

  it('has nothing to say about no letters, digits, or letters that are no word', () => {
    expect(suggest(lexicon, '', [])).toEqual([]);
    expect(suggest(lexicon, 'A1', seen('A', '1'))).toEqual([]);
    expect(suggest(lexicon, 'QXZJKV', seen(...'QXZJKV'))).toEqual([]);
  });

  it('never suggests the written word, never more than asked, never twice the same', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'AEIOTNSRHL'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(letters, (written) => {
        const words = suggest(lexicon, written, seen(...written));
        expect(words.length).toBeLessThanOrEqual(3);
        expect(words).not.toContain(written);
        expect(new Set(words).size).toBe(words.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is fast enough for every letter (median under 5 ms over the shipped list)', () => {
    const uncertain = [...'INTERNATIO'].map(() => new Map([...'AEIMNSTRUV'].map((l) => [l, 0.1])));
    const times = Array.from({ length: 21 }, (_, i) => {
      const n = 1 + (i % 10);
      const start = performance.now();
      suggest(lexicon, 'INTERNATIO'.slice(0, n), uncertain.slice(0, n));
      return performance.now() - start;
    }).sort((a, b) => a - b);
    console.log(`suggest: median ${times[10]?.toFixed(2)} ms, worst ${times[20]?.toFixed(2)} ms`);
    expect(times[10]).toBeLessThan(5);
  });
});
