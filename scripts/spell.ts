import { statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { ClipSource, Outcome, SpellResult } from '../src/bench/types.ts';
import { characterErrorRate } from '../src/spelling/error-rate.ts';
import { mountedUrl } from './lib/app-page.ts';
import { BACKEND_CHOICES, orFail, SIZE_CHOICES, startRecognizer } from './lib/bench-page.ts';
import {
  numberOf,
  oneOf,
  parseCommand,
  pathOf,
  percent,
  runCommand,
  table,
  textOf,
  UsageError,
  writeJson,
} from './lib/cli.ts';
import { imageFiles } from './lib/image-tree.ts';
import { Progress } from './lib/progress.ts';

/** `npm run spell`: plays a video into the built app's recognizer and prints the text it wrote. */
const USAGE =
  'npm run spell -- VIDEO_OR_FOLDER [--json FILE] [--hold MS] [--word-break MS] [--expect TEXT] [--fps N] ' +
  '[--every-frame] [--frames FILE] [--size 224|192|160|128|auto] [--backend wasm|webgl|webgpu] [--head FILE]';

const KINDS: Record<string, ClipSource['kind']> = {
  '.mjpeg': 'mjpeg',
  '.mjpg': 'mjpeg',
  '.y4m': 'y4m',
  '.mp4': 'video',
  '.webm': 'video',
};

await runCommand(async (args) => {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: ['VIDEO_OR_FOLDER'],
    options: {
      json: { type: 'string' },
      hold: { type: 'string' },
      'word-break': { type: 'string' },
      expect: { type: 'string' },
      frames: { type: 'string' },
      fps: { type: 'string' },
      'every-frame': { type: 'boolean' },
      size: { type: 'string' },
      backend: { type: 'string' },
      head: { type: 'string' },
    },
  });
  const path = resolve(given.positionals[0] ?? '');
  const holdMs = numberOf(given, 'hold', { min: 50, max: 10_000, fallback: 700 });
  const wordBreakMs = numberOf(given, 'word-break', { min: 0, max: 60_000, fallback: 1500 });
  const fps = numberOf(given, 'fps', { min: 0.1, max: 240, fallback: null });
  const expected = textOf(given, 'expect');
  const json = pathOf(given, 'json');
  const clip = clipOf(path, fps);
  const { page, info, close } = await startRecognizer({
    backend: oneOf(given, 'backend', BACKEND_CHOICES, 'auto'),
    size: oneOf(given, 'size', SIZE_CHOICES, 'auto'),
    head: pathOf(given, 'head'),
    mounts: { clip: path },
  });
  try {
    const everyFrame = given.values['every-frame'] === true;
    const spelling = page.evaluate((request) => window.handspellBench?.spell(request), {
      clip,
      holdMs,
      wordBreakMs,
      everyFrame,
    });
    const outcome = await watched(spelling, async () =>
      page.evaluate(() => window.handspellBench?.progress() ?? null),
    );
    const result = orFail(outcome, ({ message }) => `${path} cannot be played: ${message}.`);
    const cer = expected === undefined ? null : characterErrorRate(expected, result.text);
    print(result, cer);
    console.log(`${info.backboneId} on ${info.backend}, ${info.inputSize} px`);
    writeJson(pathOf(given, 'frames'), result.frames);
    const { frames: _, ...written } = result;
    writeJson(json, { ...written, cer, backend: info.backend, size: info.inputSize });
  } finally {
    await close();
  }
});

/** @throws UsageError for what is no video and no folder of frames. */
function clipOf(path: string, fps: number | null): ClipSource {
  const rate = fps === null ? {} : { framesPerSecond: fps };
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) throw new UsageError(`There is no video or folder ${path}.`);
  if (info.isDirectory()) {
    const frames = imageFiles(path);
    if (frames.length === 0) throw new UsageError(`There are no images in the folder ${path}.`);
    return { kind: 'images', urls: frames.map((name) => mountedUrl('clip', name)), ...rate };
  }
  const kind = KINDS[extname(path).toLowerCase()];
  if (!kind) {
    throw new UsageError(
      `${basename(path)} is no video that this reads: ${Object.keys(KINDS).join(', ')}, or a folder of frames.`,
    );
  }
  if (info.size === 0) throw new UsageError(`${path} is empty.`);
  return { kind, urls: [mountedUrl('clip')], ...rate };
}

/** Shows progress until the result is there. */
async function watched(
  spelling: Promise<Outcome<SpellResult> | undefined>,
  progressOf: () => Promise<{ frame: number; count: number; text: string } | null>,
): Promise<Outcome<SpellResult> | undefined> {
  const progress = new Progress(0, 'frames');
  let running = true;
  const result = spelling.finally(() => {
    running = false;
  });
  result.catch(() => undefined);
  while (running) {
    await Promise.race([result.catch(() => undefined), new Promise((done) => setTimeout(done, 500))]);
    const state = running ? await progressOf().catch(() => null) : null;
    if (!state || state.count === 0) continue;
    progress.total = state.count;
    progress.update(state.frame, state.text);
  }
  progress.end();
  return result;
}

function print({ text, letters, framesSeen, framesClassified }: SpellResult, cer: number | null): void {
  console.log(text === '' ? '(nothing was written)' : text);
  if (letters.length > 0) {
    const rows = letters.map(({ label, atMs, confidence }) => [
      label,
      (atMs / 1000).toFixed(2),
      percent(confidence),
    ]);
    console.log(`\n${table(['letter', 'at s', 'confidence'], rows)}`);
  }
  if (cer !== null) console.log(`\nCharacter error rate ${percent(cer)}`);
  console.log(`\n${framesSeen} frames, ${framesClassified} of them classified`);
}
