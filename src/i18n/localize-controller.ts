import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { languageEvents } from './language.ts';

/** Renders its element again when the language changes. */
export class LocalizeController implements ReactiveController {
  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    languageEvents.addEventListener('change', this.update);
  }

  hostDisconnected(): void {
    languageEvents.removeEventListener('change', this.update);
  }

  private readonly update = (): void => this.host.requestUpdate();
}
