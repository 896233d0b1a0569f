import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseWord,
  isFinished,
  practiceResult,
  practise,
  skipLetter,
  startPractice,
} from '../../src/spelling/practice.ts';
import { PRACTICE_WORDS } from '../../src/spelling/practice-words.ts';

const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const word = fc.string({ unit: letter, minLength: 1, maxLength: 12 });

describe('a practice word', () => {
  test('is finished by its own letters, doubled ones included, all right', () => {
    fc.assert(
      fc.property(word, (text) => {
        let practice = startPractice(text);
        [...text].forEach((label, index) => {
          practice = practise(practice, label, 1000 * index);
        });
        const result = practiceResult(practice);
        expect(isFinished(practice)).toBe(true);
        expect(result).toMatchObject({ right: text.length, total: text.length, missed: [] });
        if (text.length > 1) expect(result.lettersPerMinute).toBeCloseTo(60);
        else expect(result.lettersPerMinute).toBeNull();
      }),
    );
  });

  test('waits for the right letter and remembers what was read instead', () => {
    let practice = startPractice('MAN');
    practice = practise(practice, 'N', 0);
    practice = practise(practice, 'S', 100);
    expect(practice.index).toBe(0);
    expect(practice.letters[0]?.misses).toEqual(['N', 'S']);
    for (const label of 'MAN') practice = practise(practice, label, 500);
    expect(practiceResult(practice)).toMatchObject({ right: 2, total: 3, missed: ['M'] });
  });

  test('takes no notice of space, delete and nothing, nor of letters after the end', () => {
    const practice = startPractice('A');
    for (const label of ['space', 'del', 'nothing']) expect(practise(practice, label, 0)).toBe(practice);
    const done = practise(practice, 'A', 10);
    expect(practise(done, 'B', 20)).toBe(done);
    expect(skipLetter(done)).toBe(done);
  });

  test('counts a skipped letter as missed', () => {
    const practice = skipLetter(startPractice('ABC'));
    const end = practise(practise(practice, 'B', 5000), 'C', 7000);
    expect(isFinished(end)).toBe(true);
    expect(practiceResult(end)).toEqual({ lettersPerMinute: 30, right: 2, total: 3, missed: ['A'] });
  });
});

describe('the next word', () => {
  test('has the missed letters where one has, and is never the last one', () => {
    expect(chooseWord(['CAT', 'MAN', 'SUN'], new Set(['M', 'N']), null, 0.9)).toBe('MAN');
    expect(chooseWord(['CAT', 'MAN', 'SUN'], new Set(['M', 'N']), 'MAN', 0)).toBe('SUN');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        expect(chooseWord(PRACTICE_WORDS, new Set(), 'HELLO', random)).not.toBe('HELLO');
      }),
    );
  });

  test('comes from a list that uses every letter', () => {
    expect(new Set(PRACTICE_WORDS.join('')).size).toBe(26);
    expect(new Set(PRACTICE_WORDS).size).toBe(PRACTICE_WORDS.length);
  });
});
