import { ProbabilitySmoother, topIndices } from './smoother.ts';
import {
  DEFAULT_SPELLING,
  DELETE,
  type Hold,
  type LetterEvidence,
  NOTHING,
  type Sample,
  SPACE,
  type SpellingEvent,
  type SpellingSettings,
} from './types.ts';

/** A label starts to count at this smoothed probability, and counts on until it falls below the second. */
const ENTER = 0.36;
const STAY = 0.31;
/** From here up time counts in full; down to `DOUBT` ever less, so a doubtful letter takes longer to write. */
const SURE = 0.5;
const DOUBT = 0.26;
/** A label unseen for this long is let go: shorter dips are noise, longer ones are the hand opening. */
const RELEASE_MS = 250;
/** One interval between frames counts for at most this, so that a hiccup cannot write a letter. */
const MAX_CREDIT_MS = 400;
/** A longer silence is the hand away for an unknown time. */
const GAP_MS = 1000;
const MAX_TAU_MS = 100;

/** How long one label has been seen since it was last let go. */
interface Held {
  ms: number;
  /** First sample without the label since it was last seen. */
  lostAtMs: number | null;
  samples: number;
  /** Sum of the samples' probabilities since the last commit. */
  sum: Float64Array;
  /** Times this label was written without being let go. */
  commits: number;
}

export interface CommitterResult {
  events: SpellingEvent[];
  /** Smoothed probabilities; null while the hand is away. Reused by the next call. */
  smoothed: Float32Array | null;
  hold: Hold | null;
}

/**
 * Hold-to-commit: a label is written once it has been the most probable for `holdMs`, or longer where the recognizer
 * doubts: a doubtful letter, with what else it may have been, serves the suggestions better than a gap. The same label is written
 * again only after it was let go, after the hand travelled (`release`), or once more after `repeatFactor` holds.
 * Short dips pause a hold without losing it, so two letters that the recognizer cannot tell apart take longer
 * instead of never arriving. `nothing` is never written; `del` repeats while held; `space` does not.
 */
export class Committer {
  private settings: SpellingSettings;
  private readonly smoother: ProbabilitySmoother;
  private held = new Map<string, Held>();
  private current: string | null = null;
  private previousMs: number | null = null;
  private awaySinceMs: number | null = null;
  /** A letter was written since the last space, so leaving the frame ends a word. */
  private inWord = false;

  constructor(settings: Partial<SpellingSettings> = {}) {
    this.settings = { ...DEFAULT_SPELLING, ...settings };
    this.smoother = new ProbabilitySmoother(this.tau(), GAP_MS);
  }

  configure(settings: Partial<SpellingSettings>): void {
    this.settings = { ...this.settings, ...settings };
    this.smoother.timeConstant = this.tau();
  }

  /**
   * @param sample one frame's answer; times that go back or jump by more than a second let everything go.
   * @param frozen labels that do not progress in this frame (their sign is still being drawn).
   */
  push(sample: Sample, frozen: ReadonlySet<string> = NONE): CommitterResult {
    const { timeMs } = sample;
    let dt = this.previousMs === null ? 0 : timeMs - this.previousMs;
    this.previousMs = timeMs;
    if (dt < 0 || dt > GAP_MS) {
      this.letGo();
      dt = 0;
    }
    if (!sample.present) return this.away(timeMs);

    const smoothed = this.smoother.push(timeMs, sample.probabilities);
    const seen = this.choose(sample.labels, smoothed);
    if (seen === NOTHING) return this.away(timeMs);
    this.awaySinceMs = null;
    this.forget(timeMs, seen);
    const before = this.current;
    this.current = seen;
    if (seen === null) return { events: [], smoothed, hold: null };

    const held = this.touch(seen, sample);
    if (!frozen.has(seen)) {
      // A label that just appeared did so, on average, halfway between the two frames.
      const credit = Math.min(dt, MAX_CREDIT_MS) * certainty(smoothed[sample.labels.indexOf(seen)] ?? 0);
      held.ms += before === seen ? credit : credit / 2;
    }
    const needed = this.needed(seen, held.commits);
    if (held.ms < needed || held.samples < 2) {
      return { events: [], smoothed, hold: { label: seen, progress: Math.min(1, held.ms / needed) } };
    }
    const event = this.commit(seen, held, sample);
    return { events: [event], smoothed, hold: { label: seen, progress: 1 } };
  }

  /** The hand travelled: signers slide or bounce for a doubled letter, so the written label may be held anew. */
  release(): void {
    for (const held of this.held.values()) {
      if (held.commits > 0) restart(held, 0);
    }
  }

  /** Forgets the hand, the holds and the word begun. */
  reset(): void {
    this.letGo();
    this.previousMs = null;
    this.inWord = false;
  }

  private tau(): number {
    return Math.min(MAX_TAU_MS, this.settings.holdMs * 0.3);
  }

  private letGo(): void {
    this.held.clear();
    this.smoother.reset();
    this.current = null;
    this.awaySinceMs = null;
  }

  private away(timeMs: number): CommitterResult {
    this.current = null;
    this.forget(timeMs, null);
    this.awaySinceMs ??= timeMs;
    const awayMs = timeMs - this.awaySinceMs;
    if (awayMs > RELEASE_MS) this.smoother.reset();
    const { wordBreakMs } = this.settings;
    if (!this.inWord || wordBreakMs <= 0 || awayMs < wordBreakMs) return NO_HAND;
    this.inWord = false;
    return { events: [{ kind: 'word-break', timeMs }], smoothed: null, hold: null };
  }

  /** The label that counts in this frame, with hysteresis in favour of the one that counted in the last. */
  private choose(labels: readonly string[], smoothed: Float32Array): string | null {
    const [best = -1] = topIndices(smoothed, 1);
    const top = labels[best] ?? null;
    if ((smoothed[best] ?? 0) >= ENTER) return top;
    if (this.current === null) return null;
    const probability = smoothed[labels.indexOf(this.current)] ?? 0;
    return top === this.current && probability >= STAY ? this.current : null;
  }

  private forget(timeMs: number, seen: string | null): void {
    for (const [label, held] of this.held) {
      if (label === seen) {
        if (held.lostAtMs !== null && timeMs - held.lostAtMs >= RELEASE_MS) this.held.delete(label);
        continue;
      }
      held.lostAtMs ??= timeMs;
      if (timeMs - held.lostAtMs >= RELEASE_MS) this.held.delete(label);
    }
  }

  private touch(label: string, sample: Sample): Held {
    let held = this.held.get(label);
    if (!held) {
      const sum = new Float64Array(sample.labels.length);
      held = { ms: 0, lostAtMs: null, samples: 0, sum, commits: 0 };
      this.held.set(label, held);
    }
    held.lostAtMs = null;
    held.samples++;
    for (let i = 0; i < held.sum.length; i++)
      held.sum[i] = (held.sum[i] ?? 0) + (sample.probabilities[i] ?? 0);
    return held;
  }

  private needed(label: string, commits: number): number {
    const { holdMs, repeatFactor } = this.settings;
    if (commits === 0 || label === DELETE) return holdMs;
    return label !== SPACE && commits === 1 ? holdMs * repeatFactor : Number.POSITIVE_INFINITY;
  }

  private commit(label: string, held: Held, sample: Sample): SpellingEvent {
    const { timeMs, labels } = sample;
    const mean = held.sum.map((value) => value / held.samples);
    const confidence = mean[labels.indexOf(label)] ?? 0;
    restart(held, held.commits + 1);
    for (const other of this.held.keys()) if (other !== label) this.held.delete(other);
    if (label === SPACE || label === DELETE) {
      this.inWord = false;
      return { kind: label, timeMs };
    }
    this.inWord = true;
    return { kind: 'letter', label, timeMs, confidence, evidence: letterEvidence(labels, mean) };
  }
}

function certainty(probability: number): number {
  return Math.max(0, Math.min(1, (probability - DOUBT) / (SURE - DOUBT)));
}

const NONE: ReadonlySet<string> = new Set();
const NO_HAND: CommitterResult = { events: [], smoothed: null, hold: null };

function restart(held: Held, commits: number): void {
  held.ms = 0;
  held.samples = 0;
  held.sum.fill(0);
  held.commits = commits;
}

/** A letter less likely than this was not meant; it is not kept with every written character. */
const LEAST = 0.001;

function letterEvidence(labels: readonly string[], mean: Float64Array): LetterEvidence {
  const evidence = new Map<string, number>();
  labels.forEach((label, index) => {
    const probability = mean[index] ?? 0;
    if (label.length === 1 && probability >= LEAST) evidence.set(label.toUpperCase(), probability);
  });
  return evidence;
}
