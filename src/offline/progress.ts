import type { AssetEntry } from './cache-name.ts';

export interface AssetProgress {
  doneBytes: number;
  totalBytes: number;
  /** Of the network, over the last three seconds; 0 while nothing comes. */
  bytesPerSecond: number;
}

const WINDOW_MS = 3000;
const REPORT_EVERY_MS = 100;

/** Adds up the progress of several files and reports it at most ten times a second. */
export class ProgressMeter {
  private readonly done = new Map<string, number>();
  private readonly totalBytes: number;
  private samples: { at: number; bytes: number }[] = [];
  private reportedAt = Number.NEGATIVE_INFINITY;

  constructor(
    files: readonly AssetEntry[],
    private readonly report: ((progress: AssetProgress) => void) | undefined,
  ) {
    this.totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  }

  /** `have` bytes of `file` are here. Only bytes `from` the network count for the rate. */
  set(file: AssetEntry, have: number, from: 'network' | 'local'): void {
    const before = this.done.get(file.name);
    this.done.set(file.name, have);
    const now = performance.now();
    // The first word about a file tells of bytes kept from before.
    if (from === 'network' && before !== undefined && have > before) {
      this.samples.push({ at: now, bytes: have - before });
    }
    if (now - this.reportedAt >= REPORT_EVERY_MS) this.emit(now);
  }

  /** Reports the last state. */
  finish(): void {
    this.emit(performance.now());
  }

  private emit(now: number): void {
    this.reportedAt = now;
    this.samples = this.samples.filter((sample) => now - sample.at <= WINDOW_MS);
    const first = this.samples[0];
    const bytes = this.samples.reduce((sum, sample) => sum + sample.bytes, 0);
    const seconds = first ? Math.max(now - first.at, REPORT_EVERY_MS) / 1000 : 1;
    this.report?.({
      doneBytes: [...this.done.values()].reduce((sum, value) => sum + value, 0),
      totalBytes: this.totalBytes,
      bytesPerSecond: Math.round(bytes / seconds),
    });
  }
}
