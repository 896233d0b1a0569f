import type { FrameState } from '../model/types.ts';
import type { StageStatus } from './live-state.ts';

/** A state must last this long before its sentence replaces another, ms: one missed frame says nothing. */
const SETTLE_MS = 500;
/** Below this the best letter is a guess. */
const SURE = 0.5;

type FrameStatus = Extract<
  StageStatus,
  { kind: 'show-hand' | 'move-closer' | 'more-light' | 'not-sure' | 'reading' }
>;

/** What the stage says of the frames: the sentence changes only when its reason lasts. */
export class FrameStatusReader {
  private shown: FrameStatus = { kind: 'show-hand' };
  private candidate: FrameStatus['kind'] = 'show-hand';
  private since = Number.NEGATIVE_INFINITY;

  /**
   * @param best smoothed probability of the best label, [0, 1]
   * @param timeMs of the frame
   */
  push(state: FrameState, best: number, timeMs: number): FrameStatus {
    const kind = statusOf(state, best);
    if (kind !== this.candidate) {
      this.candidate = kind;
      this.since = timeMs;
    }
    // A letter that is read is good news, and shown at once.
    if (kind !== this.shown.kind && (kind === 'reading' || timeMs - this.since >= SETTLE_MS)) {
      this.shown = { kind };
    }
    return this.shown;
  }

  reset(): void {
    this.shown = { kind: 'show-hand' };
    this.candidate = 'show-hand';
    this.since = Number.NEGATIVE_INFINITY;
  }
}

function statusOf(state: FrameState, best: number): FrameStatus['kind'] {
  switch (state) {
    case 'no-hand':
      return 'show-hand';
    case 'too-dark':
      return 'more-light';
    case 'too-far':
      return 'move-closer';
    case 'hand':
      return best >= SURE ? 'reading' : 'not-sure';
  }
}
