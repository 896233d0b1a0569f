const WINDOW = 40;

/** Speed and time left of work that is done in equal pieces, from the last forty of them. */
export class RateMeter {
  private readonly times: number[] = [];

  /** @param nowMs a clock in ms; call when a piece is done. */
  tick(nowMs: number): void {
    this.times.push(nowMs);
    if (this.times.length > WINDOW) this.times.shift();
  }

  /** After a pause: the time in between was not work. */
  restart(): void {
    this.times.length = 0;
  }

  /** Pieces a second; null until two are done. */
  get perSecond(): number | null {
    const span = (this.times.at(-1) ?? 0) - (this.times[0] ?? 0);
    return this.times.length > 1 && span > 0 ? ((this.times.length - 1) * 1000) / span : null;
  }

  /** ms for so many more pieces; null while the speed is unknown. */
  timeLeft(pieces: number): number | null {
    const rate = this.perSecond;
    return rate === null ? null : (pieces * 1000) / rate;
  }
}
