import type { Page } from '@playwright/test';
import type { LiveState } from '../../src/app/live-state.ts';
import type { StageTimes } from '../../src/model/types.ts';

/** Folders of the app's address whose files are large, as one pattern over URLs. */
const LARGE = '/(models|vision|tfjs|lexicon)/';
const FIRST_LETTER_TIMEOUT_MS = 240_000;

/** What the probe reads of the app's element: its public properties. */
interface AppElement extends HTMLElement {
  live: LiveState;
}

interface ProbeWindow extends Window {
  firstLetterMs?: number;
  longTasks: number[];
}

export interface LiveFigures {
  times: StageTimes[];
  longTasks: number[];
  seconds: number;
  previewFrames: number;
  cameraFramesPerSecond: number;
  inputSize: number;
  backend: string;
  gpu: string | null;
}

/** Put into every page before its own scripts: notes when the first letter is named, and every long task. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const probe = window as unknown as ProbeWindow;
    probe.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) probe.longTasks.push(entry.duration);
    }).observe({ type: 'longtask', buffered: true });
    const look = () => {
      const live = document.querySelector<AppElement>('handspell-app')?.live;
      const best = live?.status.kind === 'reading' ? live.top[0]?.label : undefined;
      if (best !== undefined && best !== 'nothing') probe.firstLetterMs = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** @returns ms from the navigation until a letter was named. @throws Error when none is. */
export async function firstLetter(page: Page): Promise<number> {
  const handle = await page
    .waitForFunction(() => (window as unknown as ProbeWindow).firstLetterMs, undefined, {
      timeout: FIRST_LETTER_TIMEOUT_MS,
    })
    .catch(async (cause: unknown) => {
      const status = await page.evaluate(
        () => document.querySelector<AppElement>('handspell-app')?.live.status,
      );
      throw new Error(`The app named no letter; its stage says ${JSON.stringify(status)}`, { cause });
    });
  return (await handle.jsonValue()) ?? Number.NaN;
}

/** Waits until the app says that it would start with the network off. */
export async function offlineReady(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector<AppElement>('handspell-app')?.live.stats.offlineReady,
    undefined,
    { timeout: 120_000 },
  );
}

/** Bytes that this visit fetched, compressed as they came: until it asked for the large files, and in all. */
export async function visitBytes(page: Page): Promise<{ shell: number; all: number }> {
  return page.evaluate((large) => {
    const isLarge = new RegExp(large);
    const entries = [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource'),
    ] as PerformanceResourceTiming[];
    const firstLarge = Math.min(...entries.filter(({ name }) => isLarge.test(name)).map((e) => e.startTime));
    // What a service worker hands on has no transfer size of its own.
    const bytes = (list: PerformanceResourceTiming[]) =>
      list.reduce((sum, entry) => sum + Math.max(entry.transferSize, entry.encodedBodySize), 0);
    return { shell: bytes(entries.filter(({ startTime }) => startTime < firstLarge)), all: bytes(entries) };
  }, LARGE);
}

/** Watches live spelling for a while. */
export async function watchLive(page: Page, seconds: number): Promise<LiveFigures> {
  return page.evaluate(async (duration) => {
    const probe = window as unknown as ProbeWindow;
    const app = document.querySelector<AppElement>('handspell-app');
    if (!app) throw new Error('There is no app on this page');
    const video = findVideo(app);
    if (!video) throw new Error('There is no preview on this page');
    const times: StageTimes[] = [];
    let previewFrames = 0;
    let running = true;
    const onFrame = () => {
      previewFrames++;
      if (running) video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
    const before = probe.longTasks.length;
    const began = performance.now();
    await new Promise<void>((resolve) => {
      const look = () => {
        const latest = app.live.stats.times;
        if (latest && latest !== times.at(-1)) times.push(latest);
        if (performance.now() - began < duration * 1000) setTimeout(look, 4);
        else resolve();
      };
      look();
    });
    running = false;
    const { inputSize, backend, gpu, cameraFramesPerSecond } = app.live.stats;
    return {
      times,
      longTasks: probe.longTasks.slice(before),
      seconds: (performance.now() - began) / 1000,
      previewFrames,
      cameraFramesPerSecond,
      inputSize: inputSize ?? 0,
      backend: backend ?? '',
      gpu,
    };

    function findVideo(root: Element): HTMLVideoElement | null {
      const inside = root.shadowRoot;
      if (!inside) return null;
      const own = inside.querySelector('video');
      if (own) return own;
      for (const element of inside.querySelectorAll('*')) {
        const found = findVideo(element);
        if (found) return found;
      }
      return null;
    }
  }, seconds);
}
