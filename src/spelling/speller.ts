import { Committer } from './committer.ts';
import { MotionReader } from './motion.ts';
import { StableTop } from './smoother.ts';
import type { Hold, RankedLabel, Sample, SpellingEvent, SpellingSettings } from './types.ts';

export interface SpellerResult {
  /** Best three, steady enough to read; empty while the hand is away. */
  top: RankedLabel[];
  hold: Hold | null;
  events: SpellingEvent[];
}

/** From the recognizer's answers to letters: motion, smoothing and hold-to-commit in their order. */
export class Speller {
  private readonly motion = new MotionReader();
  private readonly committer: Committer;
  private readonly display = new StableTop();

  constructor(settings: Partial<SpellingSettings> = {}) {
    this.committer = new Committer(settings);
  }

  configure(settings: Partial<SpellingSettings>): void {
    this.committer.configure(settings);
  }

  push(sample: Sample): SpellerResult {
    const { probabilities, frozen, travelled } = this.motion.push(sample);
    if (travelled) this.committer.release();
    const { events, smoothed, hold } = this.committer.push({ ...sample, probabilities }, frozen);
    for (const event of events) if (event.kind === 'letter') this.motion.consume(event.label);
    const top = smoothed ? this.display.update(sample.timeMs, sample.labels, smoothed) : [];
    return { top, hold, events };
  }

  /** Forgets the hand and the word begun; the text is not touched. */
  reset(): void {
    this.motion.reset();
    this.committer.reset();
  }
}
