import type { Features, Handedness } from '../model/types.ts';
import { type CaptureRecord, captureId, type FeatureRecord } from '../offline/database.ts';
import { StorageError } from '../offline/storage-error.ts';
import { contentHash } from './content-hash.ts';
import { captureIds, hasImage, listProblems, saveProblem } from './dataset-store.ts';
import { embedImage } from './embed-image.ts';
import { TrainError } from './errors.ts';
import { findFeatures, packFeatures, storeImage } from './feature-store.ts';
import { affineCopy, thumbnail } from './image-copies.ts';
import { checkImage, decodeImage } from './image-intake.ts';
import type { PlannedImage } from './import-plan.ts';
import { PauseGate } from './pause-gate.ts';
import { createRandom } from './random.ts';
import { RateMeter } from './rate-meter.ts';

/** What turns an image into features: the same worker that answers the live frames. */
export interface Embedder {
  info: { backboneId: string; featureLength: number };
  /**
   * Crops and embeds one image and closes it. Calls may overlap; they are answered in turn.
   * @param handedness of its hand where that is known better than one picture tells
   */
  features(image: ImageBitmap, handedness?: Handedness): Promise<Features>;
}

export interface ImportProgress {
  /** Images whose features are stored. */
  done: number;
  /** Files that were left out, with a reason each. */
  skipped: number;
  total: number;
  imagesPerSecond: number | null;
  /** Null while the speed is unknown. */
  etaMs: number | null;
}

export interface FeatureJob {
  datasetId: string;
  plan: readonly PlannedImage[];
  /** Orders the images of an import in time: when it began, ms. */
  startedAt: number;
  embedder: Embedder;
  /** Augmented copies of each image, besides itself. */
  copies?: number;
  signal?: AbortSignal;
  gate?: PauseGate;
  /** Waits before a failed model is asked again, ms. */
  retryAfterMs?: readonly number[];
  onProgress?: (progress: ImportProgress) => void;
  onProblem?: (path: string, code: string) => void;
}

/** Images under way at once: while one is embedded, the next is read and decoded, and the last is stored. */
const LANES = 3;
/** The database's own needs and thumbnails, bytes an image besides its features. */
const OVERHEAD_BYTES = 4000;
const QUOTA_CHECK_EVERY = 200;

/**
 * Crops and embeds every image of a plan that is not stored yet. An image counts as done only after its features are
 * committed, so whatever ends the run (a closed tab, a full disk) costs the images under way and no others; the same
 * job started again goes on where it was. A file that cannot be used is noted and passed over.
 * @throws {StorageError} `quota` when the device is (nearly) full; what is stored stays.
 * @throws {TrainError} `embedder-failed`; the signal's reason when aborted.
 */
export async function runFeatureJob(job: FeatureJob): Promise<ImportProgress> {
  const { datasetId, plan, embedder, signal } = job;
  const gate = job.gate ?? new PauseGate();
  const stored = new Set(await captureIds(datasetId));
  const failed = new Set((await listProblems(datasetId)).map(({ path }) => path));
  const todo = plan.filter(
    ({ file }) => !stored.has(captureId(datasetId, file.path)) && !failed.has(file.path),
  );
  const copies = job.copies ?? 0;
  const bytesAnImage = embedder.info.featureLength * 2 * (1 + copies) + OVERHEAD_BYTES;
  await checkRoom(todo.length * bytesAnImage);

  const meter = new RateMeter();
  const inPlan = plan.filter(({ file }) => stored.has(captureId(datasetId, file.path))).length;
  const progress = { done: inPlan, skipped: plan.length - todo.length - inPlan, total: plan.length };
  const report = (): ImportProgress => ({
    ...progress,
    imagesPerSecond: meter.perSecond,
    etaMs: meter.timeLeft(plan.length - progress.done - progress.skipped),
  });
  job.onProgress?.(report());

  const hashesUnderWay = new Set<string>();
  let next = 0;
  let stopped = false;
  const lane = async () => {
    for (;;) {
      if (gate.paused) meter.restart();
      await gate.pass(signal);
      const place = next++;
      const image = todo[place];
      if (!image || stopped) return;
      if (place % QUOTA_CHECK_EVERY === QUOTA_CHECK_EVERY - 1) {
        await checkRoom(Math.min(todo.length - place, QUOTA_CHECK_EVERY) * bytesAnImage);
      }
      try {
        await importOne(job, image, copies, hashesUnderWay);
        progress.done += 1;
      } catch (error) {
        if (!(error instanceof TrainError) || error.code === 'embedder-failed') throw error;
        await saveProblem({ datasetId, path: image.file.path, code: error.code, message: error.message });
        progress.skipped += 1;
        job.onProblem?.(image.file.path, error.code);
      }
      meter.tick(performance.now());
      job.onProgress?.(report());
    }
  };
  const lanes = Array.from({ length: LANES }, () =>
    lane().catch((error: unknown) => {
      stopped = true;
      throw error;
    }),
  );
  // The other lanes finish the image in their hands first: nothing is left half-written.
  const ends = await Promise.allSettled(lanes);
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
  return report();
}

async function importOne(
  job: FeatureJob,
  planned: PlannedImage,
  copies: number,
  hashesUnderWay: Set<string>,
): Promise<void> {
  const { datasetId, embedder, signal } = job;
  const { backboneId } = embedder.info;
  const { path } = planned.file;
  const bytes = await planned.file.read(signal);
  const file = checkImage(bytes, path);
  const hash = await contentHash(bytes);
  if (hashesUnderWay.has(hash)) throw new TrainError('duplicate-image', path);
  // Before the next wait, in which another lane may come to the same image.
  hashesUnderWay.add(hash);
  if (await hasImage(datasetId, hash)) throw new TrainError('duplicate-image', path);
  let decoded: ImageBitmap | null = await decodeImage(file, path);
  const small = await thumbnail(decoded);
  const fresh = async () => {
    const image = decoded ?? (await decodeImage(file, path));
    decoded = null;
    return image;
  };
  const options = { signal, retryAfterMs: job.retryAfterMs };
  const known = await findFeatures(hash, backboneId);
  const records: FeatureRecord[] = [
    known ?? packFeatures(hash, backboneId, await embedImage(embedder, fresh, options)),
  ];
  for (let copy = 1; copy <= copies; copy++) {
    const turned = async () =>
      affineCopy(await fresh(), createRandom(Number.parseInt(hash.slice(0, 8), 16) + copy));
    records.push(packFeatures(`${hash}~${copy}`, backboneId, await embedImage(embedder, turned, options)));
  }
  decoded?.close();
  signal?.throwIfAborted();
  const capture: CaptureRecord = {
    id: captureId(datasetId, path),
    datasetId,
    kind: 'import',
    label: planned.label,
    group: planned.group,
    takenAt: job.startedAt + planned.order,
    contentHash: hash,
    image: small,
    sourceName: path,
    handFound: records[0]?.handFound ?? false,
  };
  await storeImage(capture, records);
}

/** @throws {StorageError} `quota` when the browser says that there is no room; silence counts as room. */
async function checkRoom(bytes: number): Promise<void> {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota === undefined || usage === undefined) return;
  if (usage + bytes > quota) {
    throw new StorageError('quota', `${bytes} bytes wanted, ${quota - usage} left`);
  }
}
