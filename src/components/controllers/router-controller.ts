import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { detailFromHash, type ScreenName, screenFromHash } from '../app/screens.ts';

/** The screen that the address names, and what on it. The browser's own history does the rest. */
export class RouterController implements ReactiveController {
  screen: ScreenName = screenFromHash(location.hash);
  /** A letter of Train, for example; empty for the screen as it is. */
  detail = detailFromHash(location.hash);

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly changed: (screen: ScreenName) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('hashchange', this.follow);
  }

  hostDisconnected(): void {
    window.removeEventListener('hashchange', this.follow);
  }

  private readonly follow = (): void => {
    const screen = screenFromHash(location.hash);
    this.detail = detailFromHash(location.hash);
    this.host.requestUpdate();
    if (screen === this.screen) return;
    this.screen = screen;
    this.changed(screen);
  };
}
