import type { ReactiveController, ReactiveControllerHost } from 'lit';

export type ClipboardOutcome = 'copied' | 'shared' | 'failed';

const SHOWN_MS = 2000;

/** Copies and shares text, and says for a moment what came of it. */
export class ClipboardController implements ReactiveController {
  outcome: ClipboardOutcome | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.outcome = null;
  }

  get canShare(): boolean {
    return typeof navigator.share === 'function';
  }

  async copy(text: string): Promise<void> {
    this.show((await writeClipboard(text)) ? 'copied' : 'failed');
  }

  /** Opens the system's share sheet; a person who closes it again has not met an error. */
  async share(text: string): Promise<void> {
    try {
      await navigator.share({ text });
      this.show('shared');
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      await this.copy(text);
    }
  }

  private show(outcome: ClipboardOutcome): void {
    this.outcome = outcome;
    this.host.requestUpdate();
    clearTimeout(this.timer);
    if (outcome === 'failed') return;
    this.timer = setTimeout(() => {
      this.outcome = null;
      this.host.requestUpdate();
    }, SHOWN_MS);
  }
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The old way, for browsers or pages that have no clipboard permission. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
