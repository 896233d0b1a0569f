/** One practice word, letter by letter: what was signed right, what was read instead, how fast. Pure. */

export interface PracticeLetter {
  letter: string;
  /** Letters that were read while this one was asked for, in order. */
  misses: readonly string[];
  state: 'waiting' | 'done' | 'skipped';
}

export interface Practice {
  word: string;
  letters: readonly PracticeLetter[];
  /** Which letter is asked for; the word's length when it is finished. */
  index: number;
  /** When the first and the last right letter came, ms on the commits' clock; null before that. */
  firstAtMs: number | null;
  lastAtMs: number | null;
}

export interface PracticeResult {
  /** Null for a word without an interval to measure. */
  lettersPerMinute: number | null;
  /** Letters that were right at the first try. */
  right: number;
  total: number;
  /** Letters that were missed or skipped, each once, in the word's order. */
  missed: string[];
}

/** @param word letters A-Z */
export function startPractice(word: string): Practice {
  const letters = [...word].map((letter): PracticeLetter => ({ letter, misses: [], state: 'waiting' }));
  return { word, letters, index: 0, firstAtMs: null, lastAtMs: null };
}

/** The practice after a committed label. `space`, `del` and `nothing` are neither right nor wrong. */
export function practise(practice: Practice, label: string, atMs: number): Practice {
  const current = practice.letters[practice.index];
  if (!current || label.length !== 1) return practice;
  if (label === current.letter) {
    const next = advance(practice, { ...current, state: 'done' });
    return { ...next, firstAtMs: practice.firstAtMs ?? atMs, lastAtMs: atMs };
  }
  return { ...practice, letters: withLetter(practice, { ...current, misses: [...current.misses, label] }) };
}

/** Leaves the current letter out; it counts as missed. */
export function skipLetter(practice: Practice): Practice {
  const current = practice.letters[practice.index];
  return current ? advance(practice, { ...current, state: 'skipped' }) : practice;
}

export function isFinished(practice: Practice): boolean {
  return practice.index >= practice.letters.length;
}

export function practiceResult(practice: Practice): PracticeResult {
  const { letters, firstAtMs, lastAtMs } = practice;
  const missed = letters.filter((letter) => letter.state === 'skipped' || letter.misses.length > 0);
  const signed = letters.filter((letter) => letter.state === 'done').length;
  const spentMs = firstAtMs === null || lastAtMs === null ? 0 : lastAtMs - firstAtMs;
  return {
    // The first letter's own time is unknown: the hand was still coming up.
    lettersPerMinute: spentMs > 0 ? ((signed - 1) / spentMs) * 60_000 : null,
    right: letters.length - missed.length,
    total: letters.length,
    missed: [...new Set(missed.map(({ letter }) => letter))],
  };
}

/**
 * The next word: one with letters that were missed lately, if there is one, and never the same twice in a row.
 * @param random in [0, 1)
 */
export function chooseWord(
  words: readonly string[],
  missed: ReadonlySet<string>,
  previous: string | null,
  random: number,
): string {
  const others = words.filter((word) => word !== previous);
  const count = (word: string) => new Set([...word].filter((letter) => missed.has(letter))).size;
  const most = Math.max(0, ...others.map(count));
  const fitting = others.filter((word) => count(word) === most);
  return fitting[Math.floor(random * fitting.length)] ?? words[0] ?? '';
}

function advance(practice: Practice, letter: PracticeLetter): Practice {
  return { ...practice, letters: withLetter(practice, letter), index: practice.index + 1 };
}

function withLetter(practice: Practice, letter: PracticeLetter): PracticeLetter[] {
  return practice.letters.map((old, index) => (index === practice.index ? letter : old));
}
