import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { t } from '../../i18n/networks.ts';
import { codeOf } from '../../model/bridge.ts';

/** One experiment at a time: starts it, stops it when asked or when its element leaves, keeps what went wrong. */
export class ExperimentController implements ReactiveController {
  private abort: AbortController | null = null;
  private error: unknown = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  get running(): boolean {
    return this.abort !== null;
  }

  /** A sentence, in the language of now, or null. */
  get failure(): string | null {
    if (this.error === null) return null;
    const code = codeOf(this.error);
    if (code === 'nothing-to-train' || code === 'one-class') return t(`error.${code}`);
    return t('error.other', {
      message: this.error instanceof Error ? this.error.message : String(this.error),
    });
  }

  async run(experiment: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.stop();
    const abort = new AbortController();
    this.abort = abort;
    this.error = null;
    this.host.requestUpdate();
    try {
      await experiment(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.error = error;
    } finally {
      if (this.abort === abort) this.abort = null;
      this.host.requestUpdate();
    }
  }

  stop(): void {
    this.abort?.abort();
    this.abort = null;
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.stop();
  }
}
