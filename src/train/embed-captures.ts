import { type CaptureRecord, pictureOf } from '../offline/database.ts';
import { eachCapture } from './dataset-store.ts';
import { embedImage } from './embed-image.ts';
import type { Embedder, ImportProgress } from './feature-job.ts';
import { findFeatures, packFeatures, storeFeatures } from './feature-store.ts';
import { decodeImage } from './image-intake.ts';
import { RateMeter } from './rate-meter.ts';

/**
 * Makes the features that recorded images lack under the running backbone: of a fresh burst, or of all after the model
 * changed. (Imported images keep only a thumbnail: they have to be imported again.)
 * @throws {StorageError}; {TrainError} `embedder-failed`; the signal's reason when aborted.
 */
export async function embedCaptures(
  datasetId: string,
  embedder: Embedder,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: ImportProgress) => void } = {},
): Promise<void> {
  const { backboneId } = embedder.info;
  const todo: CaptureRecord[] = [];
  for await (const batch of eachCapture(datasetId)) {
    for (const capture of batch) {
      if (capture.kind !== 'capture') continue;
      if (!(await findFeatures(capture.contentHash, backboneId))) todo.push(capture);
    }
  }
  const meter = new RateMeter();
  for (const [done, capture] of todo.entries()) {
    signal?.throwIfAborted();
    onProgress?.({
      done,
      skipped: 0,
      total: todo.length,
      imagesPerSecond: meter.perSecond,
      etaMs: meter.timeLeft(todo.length - done),
    });
    const fresh = () => decodeImage(pictureOf(capture), capture.sourceName);
    const features = await embedImage(embedder, fresh, { signal, handedness: capture.handedness });
    await storeFeatures(packFeatures(capture.contentHash, backboneId, features));
    meter.tick(performance.now());
  }
}
