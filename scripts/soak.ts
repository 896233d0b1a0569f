import type { CDPSession, Page } from '@playwright/test';
import type { LiveSession } from '../src/app/live-session.ts';
import type { LiveState } from '../src/app/live-state.ts';
import { openApp } from './lib/app-page.ts';
import { parseCommand, pathOf, runCommand, table, UsageError, writeJson } from './lib/cli.ts';
import { cachedClip } from './lib/clip.ts';
import { firstLetter, installProbe } from './lib/live-probe.ts';
import { percentile } from './lib/statistics.ts';

/** `npm run soak`: a looping clip through the built app for as long as asked; memory must stay flat. */
const USAGE = 'npm run soak -- MINUTES [--clip FILE.mjpeg] [--json FILE]';

const SETTLE_MS = 20_000;
const SAMPLES = 60;
const SHORTEST_PAUSE_MS = 2000;
/** The heap breathes: the median of the last third may lie this much above that of the first. */
const HEAP_SLACK_BYTES = 1e6;

interface AppElement extends HTMLElement {
  live: LiveState;
  actions: LiveSession;
}

/** Counted in the page since the count began. */
interface Counts {
  /** Frames that the camera gave. */
  frames: number;
  classified: number;
  letters: number;
  tensors: number;
}

interface Sample extends Counts {
  second: number;
  /** JavaScript of the page, after a collection. */
  heapBytes: number;
}

await runCommand(async (args) => {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: ['MINUTES'],
    options: { clip: { type: 'string' }, json: { type: 'string' } },
  });
  const minutes = Number(given.positionals[0]);
  if (!(minutes > 0 && minutes <= 24 * 60)) {
    throw new UsageError(`MINUTES is a number above 0 and up to 1440, not "${given.positionals[0]}".`);
  }
  const json = pathOf(given, 'json');
  const clip = pathOf(given, 'clip') ?? (await cachedClip({ text: 'HELLO WORLD' }));
  const { page, close } = await openApp({ page: '', camera: clip, prepare: installProbe });
  try {
    await firstLetter(page);
    await page.waitForTimeout(SETTLE_MS);
    const samples = await soak(page, minutes * 60_000);
    const tensorsAfterDispose = await page.evaluate(() =>
      document.querySelector<AppElement>('handspell-app')?.actions.dispose(),
    );
    const trouble = judge(samples, tensorsAfterDispose);
    console.log(trouble ?? 'Flat: heap and tensors stayed where they were, and none is left.');
    writeJson(json, { minutes, samples, tensorsAfterDispose, flat: trouble === null });
    if (trouble !== null) process.exitCode = 1;
  } finally {
    await close();
  }
});

async function soak(page: Page, durationMs: number): Promise<Sample[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  await page.evaluate(startCounting);
  const pauseMs = Math.max(SHORTEST_PAUSE_MS, durationMs / SAMPLES);
  const began = performance.now();
  const samples: Sample[] = [];
  const header = ['second', 'heap MB', 'tensors', 'frames', 'classified', 'dropped', 'letters'];
  console.log(table(header, []));
  while (performance.now() - began < durationMs) {
    await page.waitForTimeout(Math.min(pauseMs, durationMs - (performance.now() - began)));
    const sample = {
      second: (performance.now() - began) / 1000,
      heapBytes: await heapBytes(devtools),
      ...(await page.evaluate(readCounts)),
    };
    samples.push(sample);
    const { second, heapBytes: heap, tensors, frames, classified, letters } = sample;
    const cells = [
      second.toFixed(0),
      (heap / 1e6).toFixed(1),
      tensors,
      frames,
      classified,
      frames - classified,
      letters,
    ];
    console.log(`  ${cells.map((cell, i) => String(cell).padStart(header[i]?.length ?? 0)).join('  ')}`);
  }
  return samples;
}

async function heapBytes(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

/** One sentence on what grew or stopped; null when all is well. */
function judge(samples: readonly Sample[], left: number | undefined): string | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last) return 'The soak was too short for a single sample.';
  const tensors = new Set(samples.map((sample) => sample.tensors));
  if (tensors.size > 1)
    return `The number of tensors moved between ${Math.min(...tensors)} and ${Math.max(...tensors)}.`;
  if (last.classified === first.classified && samples.length > 1)
    return 'No frame was classified after the first sample.';
  const third = Math.ceil(samples.length / 3);
  const heap = (part: readonly Sample[]) =>
    percentile(
      part.map((sample) => sample.heapBytes),
      0.5,
    );
  const growth = heap(samples.slice(-third)) - heap(samples.slice(0, third));
  if (growth > HEAP_SLACK_BYTES) return `The heap grew by ${(growth / 1e6).toFixed(1)} MB.`;
  return left === 0 ? null : `${left} tensors are left after everything was disposed of.`;
}

function startCounting(): void {
  const app = document.querySelector<AppElement>('handspell-app');
  const stream = app?.live.stream;
  if (!app || !stream) throw new Error('The app has no picture');
  const counts = { frames: 0, classified: 0, letters: 0 };
  Object.assign(window, { soakCounts: counts });
  app.actions.onAnswers(() => {
    counts.classified++;
  });
  let sequence = app.live.lastCommit?.sequence ?? 0;
  app.actions.subscribe(({ lastCommit }) => {
    const now = lastCommit?.sequence ?? 0;
    counts.letters += now - sequence;
    sequence = now;
  });
  // A second look at the same stream counts every frame that the camera gives, shown or not.
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  void video.play();
  let base: number | null = null;
  const onFrame: VideoFrameRequestCallback = (_, { presentedFrames }) => {
    base ??= presentedFrames;
    counts.frames = presentedFrames - base;
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
}

async function readCounts(): Promise<Counts> {
  const app = document.querySelector<AppElement>('handspell-app');
  const { soakCounts } = window as unknown as { soakCounts: Omit<Counts, 'tensors'> };
  const memory = await (await app?.actions.recognizer())?.memory();
  return { ...soakCounts, tensors: memory?.tensors ?? Number.NaN };
}
