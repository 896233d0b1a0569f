import { UsageError } from './cli.ts';

/** One stretch of a clip. */
export type Segment =
  /** The hand holds a sign; `repeated` when the letter before was the same, so the hand has slid aside. */
  | { kind: 'sign'; label: string; seconds: number; repeated: boolean }
  /** Between two signs: the hand moves on, or is out of the picture. */
  | { kind: 'move' | 'away'; seconds: number };

export interface ClipTimes {
  secondsPerLetter: number;
  /** Between two letters, s. */
  gap: number;
  /** Where the hand is out of the picture between letters, not only between words. */
  handAway: boolean;
  /** Sign `space` instead of taking the hand away. */
  spaceSign: boolean;
}

/** The hand away for longer than this writes a space, with some room for a slow recognizer, s. */
const WORD_BREAK = 2.2;
/** Before the first letter and after the last one the room is empty: a looped clip then reads as words, s. */
const LEAD_IN = 0.6;
/** J and Z are drawn before they are held, s. */
export const STROKE_SECONDS = 1;
export const DRAWN = new Set(['J', 'Z']);
/** How `del` is written in a text. */
export const DELETE_CHARACTER = '<';

/** What there is to show. */
export interface Signs {
  labels: ReadonlySet<string>;
  /** Where they come from, for the sentence about a missing one. */
  place: string;
}

/**
 * Cuts a text into stretches of time. Letters in any case, spaces, and `<` for `del`.
 * @throws UsageError for an empty text and for a character without a sign.
 */
export function planClip(text: string, signs: Signs, times: ClipTimes): Segment[] {
  const labels = [...text.toUpperCase()].map((character) => labelOf(character, times.spaceSign));
  for (const label of labels) {
    if (label !== null && !signs.labels.has(label))
      throw new UsageError(`There is no ${label} in ${signs.place}.`);
  }
  if (labels.every((label) => label === null)) throw new UsageError('The text has no letters in it.');
  const plan: Segment[] = [{ kind: 'away', seconds: LEAD_IN }];
  let previous: string | null = null;
  for (const label of labels) {
    if (label === null) {
      if (previous !== null) plan.push({ kind: 'away', seconds: WORD_BREAK });
      previous = null;
      continue;
    }
    const seconds = times.secondsPerLetter + (DRAWN.has(label) ? STROKE_SECONDS : 0);
    if (previous !== null) plan.push({ kind: times.handAway ? 'away' : 'move', seconds: times.gap });
    plan.push({ kind: 'sign', label, seconds, repeated: previous === label });
    previous = label;
  }
  if (previous !== null) plan.push({ kind: 'away', seconds: WORD_BREAK });
  return plan;
}

/** Null where the hand goes away. */
function labelOf(character: string, spaceSign: boolean): string | null {
  if (/^[A-Z]$/.test(character)) return character;
  if (character === DELETE_CHARACTER) return 'del';
  if (/^\s$/.test(character)) return spaceSign ? 'space' : null;
  throw new UsageError(`"${character}" is no letter: a clip spells A to Z, spaces, and < for del.`);
}
