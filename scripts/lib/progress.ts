/** How often a line is printed where there is no terminal to rewrite, ms. */
const QUIET_MS = 10_000;
const TERMINAL_MS = 200;

/** Progress on standard error with rate and time left; standard output stays clean. */
export class Progress {
  private readonly began = performance.now();
  private shownAt = Number.NEGATIVE_INFINITY;

  constructor(
    /** May be set when it becomes known. */
    public total: number,
    private readonly unit: string,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  update(done: number, note = ''): void {
    const now = performance.now();
    const every = this.stream.isTTY ? TERMINAL_MS : QUIET_MS;
    if (now - this.shownAt < every && done < this.total) return;
    this.shownAt = now;
    this.print(progressLine(done, this.total, (now - this.began) / 1000, this.unit, note));
  }

  /** Leaves the terminal at the start of a fresh line. */
  end(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[K');
  }

  private print(line: string): void {
    this.stream.write(
      this.stream.isTTY ? `\r\u001b[K${line.slice(0, this.stream.columns - 1)}` : `${line}\n`,
    );
  }
}

export function progressLine(done: number, total: number, seconds: number, unit: string, note = ''): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? `, ${duration((total - done) / rate)} left` : '';
  return `${done} of ${total} ${unit}, ${rate.toFixed(1)} a second${left}${note && `  ${note}`}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
