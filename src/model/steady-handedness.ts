import type { Hand, Handedness } from './types.ts';

/** What was seen counts for this long, ms: a wrong side must be seen for three and a half seconds to win. */
const MEMORY_MS = 5000;
/** A look speaks for the time since the one before, but no longer than this, ms: the first after a pause does not decide. */
const LONGEST_LOOK_MS = 200;

/**
 * Which hand a person spells with. The landmarker takes whole letters for the other hand (R and H of one person every
 * time), however long they are held; a person does not change hands from letter to letter. So all that was seen
 * votes, and is forgotten with time, whether a hand is there or not: who comes next with the other hand is believed
 * the sooner, the longer nobody spelt (docs/hand-finder.md).
 */
export class SteadyHandedness {
  /** Above 0 for the left hand; within [-1, 1]. */
  private balance = 0;
  private lastAt = Number.NEGATIVE_INFINITY;

  /**
   * @param hand as the landmarker printed it
   * @param at ms on a clock that never goes back
   */
  vote({ handedness, score }: Pick<Hand, 'handedness' | 'score'>, at: number): Handedness {
    const passed = at - this.lastAt;
    const weight = 1 - Math.exp(-Math.min(passed, LONGEST_LOOK_MS) / MEMORY_MS);
    const ballot = (handedness === 'Left' ? 1 : -1) * score;
    this.balance = this.balance * Math.exp(-passed / MEMORY_MS) + ballot * weight;
    this.lastAt = at;
    return this.balance > 0 ? 'Left' : 'Right';
  }
}
