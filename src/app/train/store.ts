import { codeOf } from '../../model/bridge.ts';
import { OWN_CAPTURES } from '../../train/dataset-store.ts';
import { PERSONAL_SETTINGS } from '../../train/train-types.ts';
import type { TrainContext } from './context.ts';
import type { TrainFailure, TrainState } from './state.ts';

export const IDLE_TRAIN_STATE: TrainState = {
  tiles: [],
  alphabetChanged: false,
  selected: '',
  recording: null,
  datasets: [],
  pending: null,
  importing: null,
  settings: PERSONAL_SETTINGS,
  sources: [OWN_CAPTURES],
  training: null,
  steps: [],
  epochs: [],
  lastRun: null,
  heads: [],
  activeHead: null,
  canRollBack: false,
  backbone: null,
  failure: null,
};

/** The one Train state: every change makes a new one and tells the listeners. */
export class TrainStore {
  private current = IDLE_TRAIN_STATE;
  /** The first reading of what is stored; the session sets it when it begins. */
  opened: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<(state: TrainState) => void>();

  constructor(readonly context: TrainContext) {}

  get state(): TrainState {
    return this.current;
  }

  /** Told every new state. @returns a function that ends it. */
  subscribe(listener: (state: TrainState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  update(change: Partial<TrainState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener(this.current);
  }

  /** Resolves as soon as the state passes. */
  async when(passes: (state: TrainState) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      if (passes(this.current)) return resolve();
      const end = this.subscribe((state) => {
        if (!passes(state)) return;
        end();
        resolve();
      });
    });
  }

  /** The classes of the alphabet, once they were read. @throws {StorageError} when they cannot be. */
  async labels(): Promise<string[]> {
    await this.opened;
    return this.current.tiles.map(({ label }) => label);
  }

  /** Runs what a person asked for; what goes wrong is told in `failure`. @returns null then. */
  async attempt<T>(during: TrainFailure['during'], work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      // Closing a folder picker is a choice, not a failure.
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      this.context.report(error);
      this.update({ failure: { code: codeOf(error) ?? 'unknown', during } });
      return null;
    }
  }
}
