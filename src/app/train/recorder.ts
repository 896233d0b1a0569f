import type { Capture } from '../../model/capture.ts';
import type { CaptureRecord } from '../../offline/database.ts';
import type { CaptureFault } from '../../train/capture-quality.ts';
import { Burst } from '../../train/captures.ts';
import { wait } from '../../train/wait.ts';
import type { Recording } from './state.ts';

/** Pictures a second at most: closer ones are the same picture. */
const GAP_MS = 120;
const COUNTDOWN_S = 3;
/** A hands-free burst ends after so many pictures, or so much time. */
const HANDS_FREE_PICTURES = 24;
const HANDS_FREE_MS = 8000;

export interface RecorderHooks {
  capture(): Promise<Capture | null>;
  onChange(recording: Recording | null): void;
  onKept(capture: CaptureRecord): void;
}

/** Records bursts of pictures for a label, held down or hands-free. One at a time. */
export class Recorder {
  private stopping: AbortController | null = null;

  constructor(private readonly hooks: RecorderHooks) {}

  get busy(): boolean {
    return this.stopping !== null;
  }

  /** @throws {StorageError}, or what the capture throws. Resolves when the burst has ended. */
  async record(label: string, handsFree: boolean): Promise<void> {
    if (this.stopping) return;
    const stopping = new AbortController();
    this.stopping = stopping;
    try {
      if (handsFree) await this.countDown(label, stopping.signal);
      if (!stopping.signal.aborted) await this.burst(label, handsFree, stopping.signal);
    } finally {
      this.stopping = null;
      this.hooks.onChange(null);
    }
  }

  stop(): void {
    this.stopping?.abort();
  }

  private async countDown(label: string, signal: AbortSignal): Promise<void> {
    for (let left = COUNTDOWN_S; left > 0 && !signal.aborted; left--) {
      this.hooks.onChange({ ...idle(label), countdown: left });
      await wait(1000, signal);
    }
  }

  private async burst(label: string, handsFree: boolean, signal: AbortSignal): Promise<void> {
    const burst = new Burst(label, Date.now());
    const startedAt = performance.now();
    let recording = idle(label);
    this.hooks.onChange(recording);
    while (!signal.aborted) {
      const began = performance.now();
      const picture = await this.hooks.capture();
      const outcome = picture && (await burst.take(picture));
      recording = count(recording, outcome ? (outcome.kept ? null : outcome.fault) : 'no-frame');
      this.hooks.onChange(recording);
      if (outcome?.kept) this.hooks.onKept(outcome.kept);
      const enough = recording.kept >= HANDS_FREE_PICTURES || performance.now() - startedAt > HANDS_FREE_MS;
      if (handsFree && enough) return;
      await wait(Math.max(0, GAP_MS - (performance.now() - began)), signal);
    }
  }
}

function idle(label: string): Recording {
  return {
    label,
    countdown: null,
    kept: 0,
    skipped: { 'no-hand': 0, blurred: 0, 'same-as-last': 0 },
    lastFault: null,
  };
}

function count(recording: Recording, fault: CaptureFault | 'no-frame' | null): Recording {
  if (fault === null) return { ...recording, kept: recording.kept + 1, lastFault: null };
  if (fault === 'no-frame') return { ...recording, lastFault: fault };
  const skipped = { ...recording.skipped, [fault]: recording.skipped[fault] + 1 };
  return { ...recording, skipped, lastFault: fault };
}
