/**
 * The one IndexedDB database: everything that a person makes here and nobody else has.
 * Fetched, replaceable files (weights) lie in Cache Storage instead.
 *
 * A new schema raises SCHEMA_VERSION and adds a step to `upgrade`; steps are never edited once released.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { asStorageError, StorageError } from './storage-error.ts';

export const SCHEMA_VERSION = 1;
const NAME = 'handspell';
/** An opening that takes longer waits for another tab: its older connection, or a deletion. ms. */
const BLOCKED_AFTER_MS = 5000;

/** The written text, so that it survives a reload. */
export interface TextRecord {
  text: string;
  caret: number;
}

/** One labelled image: recorded here, or taken from a dataset. */
export interface CaptureRecord {
  /** `captureId(datasetId, sourceName)`. */
  id: string;
  datasetId: string;
  kind: 'capture' | 'import';
  label: string;
  /** Images that are near-copies of each other (one burst, one run of files): a split never cuts through a group. */
  group: string;
  /** ms since the epoch; orders a class's images as they were taken. */
  takenAt: number;
  /** SHA-256 of the original image's bytes, hex: the key of its features. */
  contentHash: string;
  /**
   * A JPEG of the hand's crop for a capture, of a thumbnail for an import (whose original stays with its owner). Its
   * bytes, because WebKit keeps no Blob in a private window; what was stored before that was found out is a Blob.
   */
  image: Uint8Array<ArrayBuffer> | Blob;
  /** Path inside the dataset, or a made name for a capture. Unique within its dataset. */
  sourceName: string;
  handFound: boolean;
  /**
   * Of a capture's hand, as all frames before it tell. One picture alone is at times taken for the other hand's, and
   * would then teach the mirror image of what the camera shows. Imports and older captures lack it.
   */
  handedness?: 'Left' | 'Right';
}

/** One image's features under one backbone. */
export interface FeatureRecord {
  /** The image's hash; an augmented copy's has `~1`, `~2`, ... after it. */
  contentHash: string;
  backboneId: string;
  /** IEEE half floats, bit patterns; length is the backbone's feature length. */
  values: Uint16Array<ArrayBuffer>;
  handFound: boolean;
}

/** What a training run measured, kept with its head. Fractions in [0, 1]. */
export interface HeadMetrics {
  trainLoss: number;
  trainAccuracy: number;
  /** Null when nothing was held out. */
  validationLoss: number | null;
  validationAccuracy: number | null;
  epochs: number;
  images: number;
  seconds: number;
  split: 'group' | 'random' | 'none';
}

/** A trained last layer, whole: one record, one transaction. */
export interface HeadRecord {
  id: string;
  schemaVersion: number;
  name: string;
  createdAt: number;
  labels: string[];
  backboneId: string;
  /** Row-major [labels.length, featureLength]. */
  weight: Float32Array<ArrayBuffer>;
  bias: Float32Array<ArrayBuffer>;
  temperature: { found: number; missing: number };
  /** Null for an imported head that came without. */
  metrics: HeadMetrics | null;
  /** SHA-256 over everything that decides an answer, hex. */
  checksum: string;
}

/** A source of labelled images. */
export interface DatasetRecord {
  id: string;
  name: string;
  kind: 'zip' | 'folder' | 'files';
  /** Test images are shown with what the head says of them, and never trained on. */
  role: 'train' | 'test';
  createdAt: number;
  /** Folder name -> label; null leaves the folder out. */
  mapping: Record<string, string | null>;
  /** Images a class at most; null takes everything. */
  cap: number | null;
  /** Augmented copies of each image. */
  copies: number;
  /** Images that the plan asks for. */
  planned: number;
  finished: boolean;
}

/** A file of a dataset that could not be used, so that a resumed import does not try it again. */
export interface ImportProblemRecord {
  datasetId: string;
  path: string;
  code: string;
  message: string;
}

/** Which head answers. Null is the default head that came with the app. */
export interface ActiveRecord {
  headId: string | null;
  /** Earlier choices, newest last, for rolling back. */
  history: (string | null)[];
}

export interface HandspellSchema extends DBSchema {
  settings: { key: string; value: unknown };
  text: { key: string; value: TextRecord };
  captures: {
    key: string;
    value: CaptureRecord;
    indexes: { byDataset: string; byLabel: [string, string]; byHash: string };
  };
  features: { key: [string, string]; value: FeatureRecord };
  heads: { key: string; value: HeadRecord; indexes: { byCreated: number } };
  datasets: { key: string; value: DatasetRecord };
  imports: { key: [string, string]; value: ImportProblemRecord; indexes: { byDataset: string } };
  active: { key: string; value: ActiveRecord };
}

/** Key of an image: the same file of the same dataset is never stored twice. */
export function captureId(datasetId: string, sourceName: string): string {
  return `${datasetId}/${sourceName}`;
}

/** A stored image as a file that a browser can show: a new one at each call. */
export function pictureOf({ image }: Pick<CaptureRecord, 'image'>): Blob {
  return image instanceof Blob ? image : new Blob([image], { type: 'image/jpeg' });
}

/** Keys of all images of a dataset. */
export function capturesOf(datasetId: string): IDBKeyRange {
  return IDBKeyRange.bound(`${datasetId}/`, `${datasetId}0`, false, true);
}

export type Database = IDBPDatabase<HandspellSchema>;

function upgrade(db: Database, from: number): void {
  if (from < 1) {
    db.createObjectStore('settings');
    db.createObjectStore('text');
    const captures = db.createObjectStore('captures', { keyPath: 'id' });
    captures.createIndex('byDataset', 'datasetId');
    captures.createIndex('byLabel', ['datasetId', 'label']);
    captures.createIndex('byHash', 'contentHash');
    db.createObjectStore('features', { keyPath: ['contentHash', 'backboneId'] });
    db.createObjectStore('heads', { keyPath: 'id' }).createIndex('byCreated', 'createdAt');
    db.createObjectStore('datasets', { keyPath: 'id' });
    db.createObjectStore('imports', { keyPath: ['datasetId', 'path'] }).createIndex('byDataset', 'datasetId');
    db.createObjectStore('active');
  }
}

let shared: Promise<Database> | null = null;

/**
 * The database, opened once a context and shared. When a newer version of the app wants to upgrade it in another
 * tab, this tab lets go at once; its next call then fails with `newer-schema`, and a reload mends that.
 * @throws {StorageError} `unavailable`, `blocked` or `newer-schema`. A failed opening is tried afresh at the next call.
 */
export function openDatabase(): Promise<Database> {
  if (!shared) {
    const opening = open();
    shared = opening;
    opening.catch(() => {
      if (shared === opening) shared = null;
    });
  }
  return shared;
}

/** Closes the shared connection; the next `openDatabase` makes a new one. */
export async function closeDatabase(): Promise<void> {
  const closing = shared;
  shared = null;
  (await closing?.catch(() => null))?.close();
}

/** Deletes everything that was made here: text, settings, captures, features, heads. @throws {StorageError} */
export async function eraseDatabase(): Promise<void> {
  await closeDatabase();
  try {
    await deleteDB(NAME);
  } catch (error) {
    throw asStorageError(error);
  }
}

async function open(): Promise<Database> {
  if (typeof indexedDB === 'undefined') throw new StorageError('unavailable', 'no IndexedDB in this context');
  return new Promise((resolve, reject) => {
    let givenUp = false;
    const timer = setTimeout(() => {
      givenUp = true;
      reject(new StorageError('blocked', 'another tab holds the database'));
    }, BLOCKED_AFTER_MS);
    openDB<HandspellSchema>(NAME, SCHEMA_VERSION, {
      upgrade,
      blocking: (_current, _next, event) => {
        shared = null;
        (event.target as IDBDatabase).close();
      },
      terminated: () => {
        shared = null;
      },
    }).then(
      (db) => {
        clearTimeout(timer);
        // Nobody waits for it any more; left open it would block the next upgrade.
        if (givenUp) db.close();
        else resolve(db);
      },
      (error) => {
        clearTimeout(timer);
        reject(asStorageError(error));
      },
    );
  });
}
