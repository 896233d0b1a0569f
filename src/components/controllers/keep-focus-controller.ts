import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Where a control goes away under the person's fingers (a row that is deleted, a button that becomes another), the
 * focus moves to what took its place instead of falling to the page's beginning.
 */
export class KeepFocusController implements ReactiveController {
  private focused: Element | null = null;

  /** @param successors selectors in the host's root; the first that is there and can be focused gets it. */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly successors: readonly string[],
  ) {
    host.addController(this);
  }

  hostUpdate(): void {
    this.focused = this.host.shadowRoot?.activeElement ?? null;
  }

  hostUpdated(): void {
    const { focused, host } = this;
    this.focused = null;
    if (!focused || focused.isConnected) return;
    for (const selector of this.successors) {
      host.shadowRoot?.querySelector<HTMLElement>(selector)?.focus();
      if (host.shadowRoot?.activeElement) return;
    }
  }
}
