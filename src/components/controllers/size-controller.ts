import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Size } from '../spell/geometry.ts';

/** The host's size in CSS px, kept current; renders the host again when it changes. */
export class SizeController implements ReactiveController {
  size: Size = { width: 0, height: 0 };
  private readonly observer: ResizeObserver;

  constructor(private readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
    this.observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      this.size = { width, height };
      host.requestUpdate();
    });
  }

  hostConnected(): void {
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }
}
