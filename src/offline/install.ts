/**
 * How this device can install the app: `prompt` (the browser's own dialog, by `InstallOffer.ask`), `ios-share` (Share,
 * then "Add to Home Screen"), `installed`, or `none` (the browser's menu, if anything).
 */
export type InstallWay = 'prompt' | 'ios-share' | 'installed' | 'none';

/** Chromium's event, absent from the DOM types. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<void>;
  readonly userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/** Keeps the browser's install prompt until the person asks for it. Raises `change` when `way` changes. */
export class InstallOffer extends EventTarget {
  private prompt: BeforeInstallPromptEvent | null = null;
  private installed = isStandalone();

  constructor() {
    super();
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.prompt = event as BeforeInstallPromptEvent;
      this.changed();
    });
    addEventListener('appinstalled', () => {
      this.prompt = null;
      this.installed = true;
      this.changed();
    });
  }

  get way(): InstallWay {
    if (this.installed) return 'installed';
    if (this.prompt) return 'prompt';
    return isIos(navigator) ? 'ios-share' : 'none';
  }

  /** Shows the browser's dialog; true when the person accepted. Call it from a click. */
  async ask(): Promise<boolean> {
    const prompt = this.prompt;
    if (!prompt) return false;
    this.prompt = null;
    await prompt.prompt();
    const { outcome } = await prompt.userChoice;
    this.changed();
    return outcome === 'accepted';
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function isStandalone(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches ||
    (navigator as { standalone?: boolean }).standalone === true
  );
}

/** iPhone, iPad, and the iPad that calls itself a Mac but has a touch screen. */
export function isIos(device: { userAgent: string; maxTouchPoints: number }): boolean {
  return (
    /iPhone|iPad|iPod/.test(device.userAgent) ||
    (device.userAgent.includes('Macintosh') && device.maxTouchPoints > 1)
  );
}
