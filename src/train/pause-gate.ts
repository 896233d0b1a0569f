/** A gate that long work passes at every step: open, it lets through at once; closed, it holds until reopened. */
export class PauseGate {
  private release: (() => void) | null = null;
  private waiting: Promise<void> | null = null;

  get paused(): boolean {
    return this.waiting !== null;
  }

  pause(): void {
    this.waiting ??= new Promise((resolve) => {
      this.release = resolve;
    });
  }

  resume(): void {
    this.release?.();
    this.release = null;
    this.waiting = null;
  }

  /** @throws the signal's reason when it is aborted, also while held. */
  async pass(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { waiting } = this;
    if (!waiting) return;
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => reject(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.then(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
    });
    signal?.throwIfAborted();
  }
}
