/** Features in the device's database: made once, used by every training run. All functions throw StorageError. */
import type { Features } from '../model/types.ts';
import { type CaptureRecord, type FeatureRecord, openDatabase } from '../offline/database.ts';
import { guarded } from '../offline/storage-error.ts';
import { transact } from '../offline/transact.ts';
import { eachCapture } from './dataset-store.ts';
import { packHalf } from './float16.ts';
import type { TrainingSet } from './train-types.ts';

/** Features are read in key order, this many at a time. */
const BATCH = 256;

export function packFeatures(contentHash: string, backboneId: string, features: Features): FeatureRecord {
  return { contentHash, backboneId, values: packHalf(features.values), handFound: features.handFound };
}

/** The stored features of one image; undefined when there are none for this backbone. */
export async function findFeatures(
  contentHash: string,
  backboneId: string,
): Promise<FeatureRecord | undefined> {
  return guarded(async () => (await openDatabase()).get('features', [contentHash, backboneId]));
}

export async function storeFeatures(record: FeatureRecord): Promise<void> {
  await transact(['features'], (transaction) => transaction.objectStore('features').put(record));
}

/** Stores an image with its features in one transaction: both are there afterwards, or neither. */
export async function storeImage(capture: CaptureRecord, features: readonly FeatureRecord[]): Promise<void> {
  await transact(['captures', 'features'], async (transaction) => {
    for (const record of features) await transaction.objectStore('features').put(record);
    await transaction.objectStore('captures').put(capture);
  });
}

export interface LoadedSet extends TrainingSet {
  /** Image of each row. */
  ids: string[];
  /** Images that have no features for this backbone. */
  missing: number;
  /** Images whose label is not among the labels asked for. */
  unlabelled: number;
}

/**
 * Collects the images of some datasets as a training set. The same bytes under the same label count once, so that an
 * exported and re-imported capture cannot stand on both sides of a split.
 */
export async function loadTrainingSet(
  datasetIds: readonly string[],
  backboneId: string,
  featureLength: number,
  labels: readonly string[],
): Promise<LoadedSet> {
  const { images, unlabelled } = await collectImages(datasetIds, labels);
  const packed = await collectFeatures(images, backboneId, featureLength);
  const rows = images.flatMap((image) => {
    const own = packed.get(image.contentHash);
    if (!own) return [];
    const copies: { image: ImageFacts; values: Uint16Array; copy: boolean }[] = [
      { image, values: own, copy: false },
    ];
    for (let i = 1; ; i++) {
      const values = packed.get(`${image.contentHash}~${i}`);
      if (!values) return copies;
      copies.push({ image, values, copy: true });
    }
  });
  const features = new Uint16Array(rows.length * featureLength);
  const augmentedFrom = new Int32Array(rows.length).fill(-1);
  let original = 0;
  rows.forEach(({ values, copy }, i) => {
    features.set(values, i * featureLength);
    if (copy) augmentedFrom[i] = original;
    else original = i;
  });
  return {
    features,
    featureLength,
    labels: Int32Array.from(rows, ({ image }) => labels.indexOf(image.label)),
    groups: rows.map(({ image }) => `${image.datasetId}/${image.group}`),
    takenAt: Float64Array.from(rows, ({ image }) => image.takenAt),
    augmentedFrom,
    ids: rows.map(({ image }) => image.id),
    missing: images.filter((image) => !packed.has(image.contentHash)).length,
    unlabelled,
  };
}

/** The pictures themselves stay in the database: 87,000 of them, 2 kB each, are 170 MB. */
type ImageFacts = Omit<CaptureRecord, 'image'>;

async function collectImages(
  datasetIds: readonly string[],
  labels: readonly string[],
): Promise<{ images: ImageFacts[]; unlabelled: number }> {
  const known = new Set(labels);
  const seen = new Set<string>();
  const images: ImageFacts[] = [];
  let unlabelled = 0;
  for (const datasetId of datasetIds) {
    for await (const batch of eachCapture(datasetId)) {
      for (const { image: _, ...image } of batch) {
        const key = `${image.label}/${image.contentHash}`;
        if (!known.has(image.label)) unlabelled += 1;
        else if (!seen.has(key)) images.push(image);
        seen.add(key);
      }
    }
  }
  return { images, unlabelled };
}

async function collectFeatures(
  images: readonly ImageFacts[],
  backboneId: string,
  featureLength: number,
): Promise<Map<string, Uint16Array>> {
  const wanted = new Set(images.map((image) => image.contentHash));
  const found = new Map<string, Uint16Array>();
  let range: IDBKeyRange | undefined;
  for (;;) {
    const batch = await guarded(async () => (await openDatabase()).getAll('features', range, BATCH));
    const last = batch.at(-1);
    if (!last) return found;
    for (const record of batch) {
      if (record.backboneId !== backboneId || record.values.length !== featureLength) continue;
      if (wanted.has(record.contentHash.split('~')[0] as string))
        found.set(record.contentHash, record.values);
    }
    range = IDBKeyRange.lowerBound([last.contentHash, last.backboneId], true);
  }
}
