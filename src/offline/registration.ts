import { Workbox } from 'workbox-window';

/**
 * `update-waiting`: a new version is installed and waits for `applyUpdate`.
 * `replaced`: another tab took the new version; this page still runs the old one and should be reloaded when its
 * person likes.
 */
export type RegistrationEvent = 'update-waiting' | 'replaced';

/** How often a page that stays open looks for a new version, ms. */
const CHECK_EVERY_MS = 60 * 60 * 1000;
const SHELL_ANSWER_MS = 5000;

/**
 * Registers the service worker and tells of new versions. It never reloads a page by itself, and while someone
 * `hold`s (a capture, a training run) it does not even tell.
 */
export class Registration extends EventTarget {
  private readonly workbox: Workbox;
  private readonly pending = new Set<RegistrationEvent>();
  private holds = 0;
  private applying = false;
  /** A worker has control of this page. */
  private controlled = Boolean(navigator.serviceWorker.controller);

  private constructor(scriptUrl: string) {
    super();
    this.workbox = new Workbox(scriptUrl);
    this.workbox.addEventListener('waiting', () => this.tell('update-waiting'));
    this.workbox.addEventListener('controlling', () => {
      // The first worker ever takes over a page that runs its own version: nothing to tell. The event's own `isUpdate`
      // says what was so when the page opened, also at the second change.
      if (!this.applying && this.controlled) this.tell('replaced');
      this.controlled = true;
    });
  }

  /**
   * Registers `sw.js`, or returns null where service workers are missing or refused (private modes, plain http).
   * The app works without, but not offline.
   */
  static async start(scriptUrl = './sw.js'): Promise<Registration | null> {
    if (!('serviceWorker' in navigator)) return null;
    const registration = new Registration(scriptUrl);
    try {
      await registration.workbox.register({ immediate: true });
    } catch (error) {
      console.info('The service worker was refused; the app will need the network', error);
      return null;
    }
    setInterval(() => void registration.check(), CHECK_EVERY_MS);
    return registration;
  }

  /** Looks for a new version now. Being offline is no error. */
  async check(): Promise<void> {
    try {
      await this.workbox.update();
    } catch (error) {
      console.info('No look for a new version', error);
    }
  }

  /** Holds news back until the returned function is called: during capture and training. */
  hold(): () => void {
    this.holds += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.holds -= 1;
      if (this.holds === 0) this.flush();
    };
  }

  /** True while someone holds news back. */
  get busy(): boolean {
    return this.holds > 0;
  }

  /** Lets the waiting version take over, then reloads this page. Only ever called because the person asked. */
  applyUpdate(): void {
    this.applying = true;
    this.workbox.addEventListener('controlling', () => location.reload());
    this.workbox.messageSkipWaiting();
  }

  /** True when a worker controls this page and every file of the shell is in its cache. */
  async shellComplete(): Promise<boolean> {
    await navigator.serviceWorker.ready;
    const worker = navigator.serviceWorker.controller;
    if (!worker) return false;
    const { port1, port2 } = new MessageChannel();
    return await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), SHELL_ANSWER_MS);
      port1.onmessage = (event: MessageEvent<unknown>) => {
        clearTimeout(timer);
        port1.close();
        resolve(event.data === true);
      };
      worker.postMessage({ type: 'SHELL_COMPLETE' }, [port2]);
    });
  }

  private tell(news: RegistrationEvent): void {
    this.pending.add(news);
    if (!this.busy) this.flush();
  }

  private flush(): void {
    for (const news of this.pending) this.dispatchEvent(new Event(news));
    this.pending.clear();
  }
}
