import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { SCREEN_DEFINITIONS, type ScreenName } from '../app/screens.ts';

/** `failed-again`: some browsers remember a module that failed, and only a reload of the page helps. */
export type ScreenState = 'ready' | 'loading' | 'failed' | 'failed-again';

/** Loads a screen's code when it is first opened, and again when that failed and the person asks. */
export class LazyScreenController implements ReactiveController {
  private readonly states = new Map<ScreenName, ScreenState>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.states.clear();
  }

  /** The screen's state; asking for it the first time starts loading it. */
  state(screen: ScreenName): ScreenState {
    if (!SCREEN_DEFINITIONS[screen].load) return 'ready';
    const state = this.states.get(screen);
    if (state) return state;
    void this.load(screen, 'failed');
    return 'loading';
  }

  retry(screen: ScreenName): void {
    void this.load(screen, 'failed-again');
    this.host.requestUpdate();
  }

  private async load(screen: ScreenName, failure: ScreenState): Promise<void> {
    this.states.set(screen, 'loading');
    try {
      await SCREEN_DEFINITIONS[screen].load?.();
      this.states.set(screen, 'ready');
    } catch (error) {
      console.warn(`The code of ${screen} did not load`, error);
      this.states.set(screen, failure);
    }
    this.host.requestUpdate();
  }
}
