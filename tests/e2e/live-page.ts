import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import type { LiveSession } from '../../src/app/live-session.ts';
import type { LiveState } from '../../src/app/live-state.ts';
import { fakeCamera, installCameras } from './fake-cameras.ts';

export interface AppElement extends HTMLElement {
  live: LiveState;
  actions: LiveSession;
}

export const textBox = (page: Page): Locator => page.getByRole('textbox', { name: 'Your text' });

/** The camera is on, the recognizer answers, and it sees no hand. */
export async function seesNoHand(page: Page): Promise<void> {
  await expect(page.getByText('Show your hand').first()).toBeVisible({ timeout: 90_000 });
}

/** The app writes a letter by itself into a text that was emptied. */
export async function writesALetter(page: Page, timeout = 90_000): Promise<void> {
  await textBox(page).fill('');
  await expect(textBox(page)).toHaveValue(/[A-Z]/, { timeout });
}

/** Opens Train with a camera that a test draws, and L selected. @returns L's tile and the button that records it. */
export async function readyToRecordL(
  page: Page,
  context: BrowserContext,
  url: string,
): Promise<{ tile: Locator; record: Locator }> {
  await installCameras(context, [fakeCamera('desk')]);
  await page.goto(`${url}#/train`);
  const tile = page.getByRole('button', { name: /^L: \d+ recorded/ });
  await tile.click();
  const record = page.getByRole('button', { name: 'Hold to record L' });
  await expect(record).toBeEnabled({ timeout: 90_000 });
  return { tile, record };
}

/** As a browser tells a page that another tab, or the lock screen, covers it. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', {
      value: value ? 'hidden' : 'visible',
      configurable: true,
    });
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

export interface Flow {
  /** Frames that the camera gave a second, as the app counts them. */
  cameraFramesPerSecond: number;
  answersPerSecond: number;
  /** From handing a frame over to its answer, median ms. */
  answerMs: number;
  /** Age of a frame when its answer came, ms; medians of the first and of the second half. */
  age: [number, number];
  width: number;
  height: number;
}

/** Watches the way of the frames for a while. */
export function watchFrames(page: Page, seconds: number): Promise<Flow> {
  return page.evaluate(async (duration) => {
    const app = document.querySelector<AppElement>('handspell-app');
    if (!app) throw new Error('no app');
    const ages: number[] = [];
    const durations: number[] = [];
    let frame = { width: 0, height: 0 };
    const end = app.actions.onAnswers((answer) => {
      ages.push(performance.now() - answer.capturedAt);
      durations.push(answer.times.wait + answer.times.total);
      frame = answer.frame;
    });
    await new Promise((resolve) => setTimeout(resolve, duration * 1000));
    end();
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
    const half = ages.length >> 1;
    return {
      cameraFramesPerSecond: app.live.stats.cameraFramesPerSecond,
      answersPerSecond: ages.length / duration,
      answerMs: median(durations),
      age: [median(ages.slice(0, half)), median(ages.slice(half))],
      ...frame,
    };
  }, seconds);
}
