import type { Settings } from '../app/settings.ts';
import type { ScreenName } from './app/screens.ts';

/** What elements here raise. All of them bubble out of shadow roots up to `<handspell-app>`. */
export interface HandspellEvents {
  /** The person changed settings; the detail holds only what changed. */
  'settings-change': CustomEvent<Partial<Settings>>;
  /** Another screen is shown. */
  'screen-change': CustomEvent<ScreenName>;
  /** Open a screen by itself, or Train for one letter. */
  'open-screen': CustomEvent<{ screen: ScreenName; label?: string }>;
  /** The button of the stage's sentence. */
  'stage-action': CustomEvent<'start' | 'retry'>;
  /** Use another camera. */
  'camera-choose': CustomEvent<{ deviceId?: string; facing?: 'user' | 'environment' }>;
  /** Pause or go on. */
  'stage-pause': CustomEvent<void>;
  /** Finish the current word with this one. */
  'word-accept': CustomEvent<string>;
  /** Load the waiting version now. */
  'update-accept': CustomEvent<void>;
  /** Ask about the waiting version later. */
  'update-dismiss': CustomEvent<void>;
  /** Show the browser's install prompt. */
  install: CustomEvent<void>;
}

declare global {
  interface HTMLElementEventMap extends HandspellEvents {}
}

/** Raises a typed event. */
export function raise<Name extends keyof HandspellEvents>(
  from: EventTarget,
  name: Name,
  ...detail: HandspellEvents[Name]['detail'] extends undefined ? [] : [HandspellEvents[Name]['detail']]
): void {
  from.dispatchEvent(new CustomEvent(name, { detail: detail[0], bubbles: true, composed: true }));
}
