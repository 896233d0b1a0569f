import type { RecognizerClient } from '../model/client.ts';
import { runFeatureJob } from '../train/feature-job.ts';
import { openClip } from './clip.ts';
import type { ClipSource } from './types.ts';

export interface ImportRate {
  /** Images a second through the whole import: read, checked, decoded, embedded, stored. */
  importPerSecond: number;
  /** Images a second of the landmarks and the network alone, one after another. */
  barePerSecond: number;
}

/** Imports different pictures of a clip as a Kaggle folder is imported, into this page's own storage. */
export async function importRate(
  client: RecognizerClient,
  source: ClipSource,
  images: number,
): Promise<ImportRate> {
  const clip = await openClip(source);
  const files: Blob[] = [];
  let bareMs = 0;
  for (let i = 0; i < images; i++) {
    const frame = await clip.frame(Math.floor((i * clip.count) / images));
    files.push(await jpegOf(frame, i));
    const began = performance.now();
    await client.features(frame);
    bareMs += performance.now() - began;
  }

  const began = performance.now();
  const { done } = await runFeatureJob({
    datasetId: `bench-${began}`,
    startedAt: Date.now(),
    embedder: client,
    plan: files.map((file, order) => ({
      file: {
        path: `A/${order}.jpg`,
        size: file.size,
        read: async () => new Uint8Array(await file.arrayBuffer()),
      },
      label: 'A',
      group: 'bench',
      order,
    })),
  });
  const seconds = (performance.now() - began) / 1000;
  return { importPerSecond: done / seconds, barePerSecond: (1000 * images) / bareMs };
}

/** A JPEG with a mark in its corner, so that no two are the same file. */
async function jpegOf(frame: ImageBitmap, mark: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(frame.width, frame.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.drawImage(frame, 0, 0);
  context.fillStyle = `rgb(${mark % 256} ${(mark * 7) % 256} ${(mark * 13) % 256})`;
  context.fillRect(0, 0, 16, 16);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
}
