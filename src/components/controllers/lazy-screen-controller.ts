import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { SCREEN_DEFINITIONS, type ScreenName } from '../app/screens.ts';

export type ScreenState = 'ready' | 'loading' | 'failed';

/** Loads a screen's code when it is first opened, and again when that failed and the person asks. */
export class LazyScreenController implements ReactiveController {
  private readonly states = new Map<ScreenName, ScreenState>();

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly definitions: Record<
      ScreenName,
      { load: (() => Promise<unknown>) | null }
    > = SCREEN_DEFINITIONS,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.states.clear();
  }

  /** The screen's state; asking for it the first time starts loading it. */
  state(screen: ScreenName): ScreenState {
    const { load } = this.definitions[screen];
    if (!load) return 'ready';
    const state = this.states.get(screen);
    if (state) return state;
    this.load(screen, load);
    return 'loading';
  }

  retry(screen: ScreenName): void {
    this.states.delete(screen);
    this.host.requestUpdate();
  }

  private async load(screen: ScreenName, load: () => Promise<unknown>): Promise<void> {
    this.states.set(screen, 'loading');
    try {
      await load();
      this.states.set(screen, 'ready');
    } catch (error) {
      console.warn(`The code of ${screen} did not load`, error);
      this.states.set(screen, 'failed');
    }
    this.host.requestUpdate();
  }
}
