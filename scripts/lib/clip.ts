import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shots } from '../hands/motion.ts';
import { POSES } from '../hands/poses.ts';
import { UsageError } from './cli.ts';
import { photoFrames, readPhotos, renderedFrames } from './clip-frames.ts';
import { planClip } from './clip-plan.ts';
import { requireFolder } from './image-tree.ts';
import { joinMjpeg } from './mjpeg.ts';
import { openStage } from './tool-page.ts';

/** Chromium's fake camera plays an .mjpeg at this rate, whatever is in it. */
export const CAMERA_RATE = 30;

export interface ClipOptions {
  text: string;
  /** Absolute path of the .mjpeg to write. */
  out: string;
  /** A class-per-folder tree of photographs; without it a hand is rendered. */
  from?: string;
  secondsPerLetter?: number;
  /** Between two letters, s. */
  gap?: number;
  /** The hand leaves the picture between letters, as it always does with photographs. */
  handAway?: boolean;
  /** A space is the sign `space` instead of the hand away. */
  spaceSign?: boolean;
  /** Different pictures a second; must divide 30, because the file is played at 30. */
  fps?: number;
  /** Standard deviation of the camera's noise, levels of 255. */
  noise?: number;
  width?: number;
  height?: number;
  /** Which of the rendered skin tones. */
  skin?: number;
  seed?: number;
  onProgress?: (done: number, total: number) => void;
}

const DEFAULTS = {
  secondsPerLetter: 1.2,
  gap: 0.4,
  handAway: false,
  spaceSign: false,
  fps: 15,
  noise: 2,
  width: 640,
  height: 480,
  skin: 0,
  seed: 1,
};

/**
 * Writes a video that spells a text, for Chromium's `--use-file-for-fake-video-capture`.
 * @throws UsageError for a text or a folder that it cannot spell from.
 */
export async function makeClip(options: ClipOptions): Promise<void> {
  const { text, out, from, onProgress, ...rest } = { ...DEFAULTS, ...options };
  const { fps, width, height, skin, seed, noise } = rest;
  if (CAMERA_RATE % fps !== 0) throw new UsageError(`${fps} pictures a second do not divide ${CAMERA_RATE}.`);
  if (from !== undefined) requireFolder(from);
  const labels = Object.keys(POSES);
  const photos = from === undefined ? null : readPhotos(from, labels);
  const signs = photos
    ? { labels: new Set(photos.keys()), place: String(from) }
    : { labels: new Set(labels), place: 'the rendered alphabet' };
  const plan = planClip(text, signs, { ...rest, handAway: rest.handAway || photos !== null });
  const total = plan.reduce((sum, { seconds }) => sum + Math.max(1, Math.round(seconds * fps)), 0);

  const { page, close } = await openStage();
  try {
    await page.evaluate((look) => window.stage.setLook(look), { width, height, skin, seed, noise });
    const frames: Buffer[] = [];
    const source = photos
      ? photoFrames(page, plan, photos, { framesPerSecond: fps, seed })
      : renderedFrames(page, shots(plan, fps, seed));
    for await (const frame of source) {
      for (let k = 0; k < CAMERA_RATE / fps; k++) frames.push(frame);
      onProgress?.(frames.length / (CAMERA_RATE / fps), total);
    }
    await mkdir(dirname(out), { recursive: true });
    const unfinished = `${out}.${process.pid}`;
    await writeFile(unfinished, joinMjpeg(frames));
    await rename(unfinished, out);
  } finally {
    await close();
  }
}

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/handspell/clips');

/** Path of a clip, made unless the same one was made before from the same poses and pictures. */
export async function cachedClip(options: Omit<ClipOptions, 'out'>): Promise<string> {
  const { onProgress: _, ...choices } = options;
  const hash = createHash('sha256').update(JSON.stringify({ ...DEFAULTS, ...choices }));
  for (const folder of [join(ROOT, 'scripts/hands'), import.meta.dirname]) {
    const makers = readdirSync(folder).filter((name) => folder.endsWith('hands') || name.startsWith('clip'));
    for (const name of makers.sort()) hash.update(readFileSync(join(folder, name)));
  }
  if (options.from !== undefined && existsSync(options.from))
    hash.update(String(statSync(options.from).mtimeMs));
  const out = join(CACHE, `${hash.digest('hex').slice(0, 16)}.mjpeg`);
  if (!existsSync(out)) await makeClip({ ...options, out });
  return out;
}
