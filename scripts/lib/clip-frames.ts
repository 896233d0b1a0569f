import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Shot } from '../hands/scene.ts';
import { UsageError } from './cli.ts';
import type { Segment } from './clip-plan.ts';
import { type LabelledImage, readImageTree } from './image-tree.ts';

/** Shots a call: enough to hide the way to the browser, few enough to show progress. */
const BATCH = 15;
/** A photograph stays this long before the next of its class, s. */
const PHOTO_SECONDS = 0.2;

/** Renders shots in the stage page, in order. */
export async function* renderedFrames(page: Page, shots: Iterable<Shot>): AsyncGenerator<Buffer> {
  let batch: Shot[] = [];
  const develop = async (): Promise<Buffer[]> =>
    (await page.evaluate((some) => window.stage.film(some), batch)).map((jpeg) =>
      Buffer.from(jpeg, 'base64'),
    );
  for (const shot of shots) {
    batch.push(shot);
    if (batch.length < BATCH) continue;
    yield* await develop();
    batch = [];
  }
  if (batch.length > 0) yield* await develop();
}

/**
 * Photographs by class. A tree with several sources gives the first one's pictures of a class, so that a letter
 * stays with one person.
 * @throws UsageError when no folder is named after a class.
 */
export function readPhotos(folder: string, labels: readonly string[]): Map<string, LabelledImage[]> {
  const photos = new Map<string, LabelledImage[]>();
  for (const image of readImageTree(folder, labels).images) {
    const same = photos.get(image.label) ?? [];
    if (same.length === 0 || same[0]?.source === image.source) photos.set(image.label, [...same, image]);
  }
  return photos;
}

/**
 * Composes photographs along a plan: consecutive pictures of a class while a letter holds, bare ground between.
 * @throws UsageError for a picture that the browser cannot read.
 */
export async function* photoFrames(
  page: Page,
  plan: readonly Segment[],
  photos: ReadonlyMap<string, readonly LabelledImage[]>,
  { framesPerSecond, seed }: { framesPerSecond: number; seed: number },
): AsyncGenerator<Buffer> {
  const used = new Map<string, number>();
  await compose(page, firstPhoto(plan, photos));
  for (const segment of plan) {
    const count = Math.max(1, Math.round(segment.seconds * framesPerSecond));
    const pictures = segment.kind === 'sign' ? (photos.get(segment.label) ?? []) : [];
    const label = segment.kind === 'sign' ? segment.label : '';
    const start = used.get(label) ?? seed;
    for (let k = 0; k < count; k++) {
      const step = Math.floor(k / framesPerSecond / PHOTO_SECONDS);
      yield await compose(page, pictures[(start + step) % pictures.length]?.path ?? null);
      used.set(label, start + step + 1);
    }
  }
}

function firstPhoto(plan: readonly Segment[], photos: ReadonlyMap<string, readonly LabelledImage[]>) {
  const first = plan.find((segment) => segment.kind === 'sign');
  return (first && photos.get(first.label)?.[0]?.path) ?? null;
}

async function compose(page: Page, path: string | null): Promise<Buffer> {
  const photo = path === null ? null : readFileSync(path).toString('base64');
  const jpeg = await page.evaluate((image) => window.stage.compose(image), photo);
  if (jpeg === null) throw new UsageError(`${path} is no picture that a browser can read.`);
  return Buffer.from(jpeg, 'base64');
}
