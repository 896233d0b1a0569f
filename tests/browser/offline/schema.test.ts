import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, parseSettings } from '../../../src/app/settings.ts';
import { closeDatabase, openDatabase, pictureOf, SCHEMA_VERSION } from '../../../src/offline/database.ts';
import { activeHeadId, headChecksum, listHeads, loadHead } from '../../../src/offline/head-store.ts';
import { loadSettings } from '../../../src/offline/settings-store.ts';
import { loadText } from '../../../src/offline/text-store.ts';
import { loadAlphabet } from '../../../src/train/alphabet-store.ts';
import { capturesOfLabel, listDatasets, listProblems } from '../../../src/train/dataset-store.ts';
import { loadTrainingSet } from '../../../src/train/feature-store.ts';

async function wipe(): Promise<void> {
  await closeDatabase();
  await deleteDB('handspell');
}

beforeEach(wipe);
afterEach(wipe);

/** The stores as version 1 made them, written out: it is what lies on people's devices, and never changes here. */
function schema1(db: IDBDatabase): void {
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

function openRaw(version: number, upgrade: (db: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('handspell', version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

test('everything that version 1 stored is there for this version', async () => {
  const head = {
    id: 'mine',
    schemaVersion: 1,
    name: 'mine',
    createdAt: 5,
    labels: ['A', 'B'],
    backboneId: 'b1',
    weight: Float32Array.of(1, 2, 3, 4),
    bias: Float32Array.of(1, 2),
    temperature: { found: 1, missing: 2 },
    metrics: null,
  };
  const capture = {
    id: 'captures/A/1.jpg',
    datasetId: 'captures',
    kind: 'capture',
    label: 'A',
    group: '1700',
    takenAt: 1700,
    contentHash: 'hash',
    image: new Blob(['x']),
    sourceName: 'A/1.jpg',
    handFound: true,
  };
  const dataset = {
    id: 'd',
    name: 'archive.zip',
    kind: 'zip',
    role: 'train',
    createdAt: 3,
    mapping: { A: 'A' },
    cap: 300,
    copies: 0,
    planned: 10,
    finished: false,
  };
  const old = await openRaw(1, schema1);
  const checksum = await headChecksum(head);
  const transaction = old.transaction([...old.objectStoreNames], 'readwrite');
  const put = (store: string, value: unknown, key?: string) => transaction.objectStore(store).put(value, key);
  put('text', { text: 'HELLO', caret: 2, savedAt: 1700 }, 'text');
  put('settings', { holdMs: 450, gone: 'since' }, 'settings');
  put('settings', { labels: ['A', 'B'], renamed: { B: 'V' } }, 'alphabet');
  put('captures', capture);
  put('features', { contentHash: 'hash', backboneId: 'b1', values: Uint16Array.of(1, 2), handFound: true });
  put('heads', { ...head, checksum });
  put('datasets', dataset);
  put('imports', { datasetId: 'd', path: 'x.jpg', code: 'image-corrupt', message: '' });
  put('active', { headId: 'mine', history: [null] }, 'active');
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = reject;
  });
  old.close();

  expect((await openDatabase()).version).toBe(SCHEMA_VERSION);
  expect(await loadText()).toEqual({ text: 'HELLO', caret: 2 });
  expect(await loadSettings(parseSettings)).toEqual({ ...DEFAULT_SETTINGS, holdMs: 450 });
  expect(await loadAlphabet()).toEqual({ labels: ['A', 'B'], renamed: { B: 'V' } });
  const kept = await capturesOfLabel('captures', 'A');
  expect(kept.map(({ id }) => id)).toEqual([capture.id]);
  expect(await Promise.all(kept.map((record) => pictureOf(record).text()))).toEqual(['x']);
  expect((await loadTrainingSet(['captures'], 'b1', 2, ['A', 'B'])).ids).toEqual([capture.id]);
  expect((await listHeads()).map(({ id }) => id)).toEqual(['mine']);
  expect((await loadHead('mine'))?.weight).toEqual(head.weight);
  expect(await activeHeadId()).toBe('mine');
  expect(await listDatasets()).toEqual([dataset]);
  expect((await listProblems('d')).map(({ path }) => path)).toEqual(['x.jpg']);
});
