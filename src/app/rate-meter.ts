/** Times further back than this do not count, ms. */
const WINDOW_MS = 2000;

/** Events a second over the last two seconds. */
export class RateMeter {
  private readonly times: number[] = [];

  /** @param timeMs on any steady clock. @returns events a second */
  mark(timeMs: number): number {
    this.times.push(timeMs);
    while ((this.times[0] ?? timeMs) < timeMs - WINDOW_MS) this.times.shift();
    const first = this.times[0] ?? timeMs;
    return this.times.length < 2 ? 0 : ((this.times.length - 1) * 1000) / (timeMs - first || 1);
  }

  reset(): void {
    this.times.length = 0;
  }
}
