import { codeOf } from '../model/bridge.ts';
import type { ReportedError } from './device-report.ts';

const KEPT = 50;

/** The last errors of this visit, for "About this device". They stay in memory and are sent nowhere. */
export class ErrorLog {
  private readonly entries: ReportedError[] = [];

  /** Newest first. */
  get errors(): readonly ReportedError[] {
    return this.entries;
  }

  readonly report = (error: unknown): void => {
    console.info('Handspell:', error);
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.entries.unshift({ at: new Date().toISOString(), code: codeOf(error) ?? 'unknown', message });
    this.entries.length = Math.min(this.entries.length, KEPT);
  };

  /** Also keeps what nobody caught. */
  listen(): void {
    addEventListener('error', (event) => this.report(event.error ?? event.message));
    addEventListener('unhandledrejection', (event) => this.report(event.reason));
  }
}
