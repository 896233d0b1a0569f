import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HeadShelf } from '../../../src/app/train/head-shelf.ts';
import { TrainStore } from '../../../src/app/train/store.ts';
import { openDatabase } from '../../../src/offline/database.ts';
import {
  activateHead,
  activeHeadId,
  deleteHead,
  listHeads,
  renameHead,
  rollBackHead,
  saveHead,
} from '../../../src/offline/head-store.ts';
import { loadSettings, saveSettings } from '../../../src/offline/settings-store.ts';
import { loadText, saveText } from '../../../src/offline/text-store.ts';
import { loadAlphabet, saveAlphabet } from '../../../src/train/alphabet-store.ts';
import {
  capturesOfLabel,
  listDatasets,
  listProblems,
  relabelCaptures,
  saveDataset,
  saveProblem,
} from '../../../src/train/dataset-store.ts';
import { findFeatures, storeFeatures, storeImage } from '../../../src/train/feature-store.ts';
import { ColourContext } from '../train/context.ts';
import { wipe } from '../train/pictures.ts';

const head = (id: string) => ({
  id,
  name: id,
  labels: ['A', 'B'],
  backboneId: 'b1',
  weight: Float32Array.of(1, 2, 3, 4),
  bias: new Float32Array(2),
  temperature: { found: 1, missing: 1 },
  metrics: null,
});
const dataset = (finished: boolean) => ({
  id: 'd',
  name: 'd',
  kind: 'zip' as const,
  role: 'train' as const,
  createdAt: 1,
  mapping: {},
  cap: null,
  copies: 0,
  planned: 1,
  finished,
});
const capture = (id: string) => ({
  id: `d/${id}`,
  datasetId: 'd',
  kind: 'capture' as const,
  label: 'A',
  group: 'g',
  takenAt: 1,
  contentHash: id,
  image: new Blob(['x']),
  sourceName: id,
  handFound: true,
});
const features = (contentHash: string) => ({
  contentHash,
  backboneId: 'b1',
  values: Uint16Array.of(1, 2),
  handFound: true,
});
const alphabet = { labels: ['A', 'B'], renamed: {} };
const problem = { datasetId: 'd', path: 'x.jpg', code: 'image-corrupt', message: '' };

/** Everything that a person could lose, as the app reads it. */
async function everything() {
  return {
    text: await loadText(),
    settings: await loadSettings((stored) => stored),
    alphabet: await loadAlphabet(),
    captures: (await capturesOfLabel('d', 'A')).map(({ id, label }) => ({ id, label })),
    features: await findFeatures('1', 'b1'),
    newFeatures: await findFeatures('2', 'b1'),
    heads: await listHeads(),
    active: await activeHeadId(),
    datasets: await listDatasets(),
    problems: await listProblems('d'),
  };
}

async function fill(): Promise<void> {
  await saveText('HELLO', 5);
  await saveSettings({ holdMs: 300 });
  await saveAlphabet(alphabet);
  await saveHead(head('first'));
  await saveHead(head('second'));
  await activateHead('first');
  await activateHead('second');
  await saveDataset(dataset(false));
  await storeImage(capture('1'), [features('1')]);
  await saveProblem(problem);
}

/** A device without room for one store's records; where `late`, it says so only when the transaction ends. */
function fillUp(store: string, late: boolean): void {
  const { put } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...record) {
    if (this.name !== store) return put.apply(this, record);
    if (!late) throw new DOMException('The disk is full', 'QuotaExceededError');
    const { transaction } = this;
    Object.defineProperty(transaction, 'error', { value: new DOMException('full', 'QuotaExceededError') });
    const request = put.apply(this, record);
    transaction.abort();
    return request;
  });
}

beforeEach(async () => {
  await wipe();
  await fill();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await wipe();
});

const WRITES: Record<string, Record<string, () => Promise<unknown>>> = {
  text: { text: () => saveText('HELLO WORLD', 11) },
  settings: {
    settings: () => saveSettings({ holdMs: 900 }),
    alphabet: () => saveAlphabet({ labels: ['X', 'Y'], renamed: {} }),
  },
  captures: {
    'an image with its features': () => storeImage(capture('2'), [features('2')]),
    'another label': () => relabelCaptures(['d/1'], 'B'),
  },
  features: {
    features: () => storeFeatures(features('2')),
    'an image with its features': () => storeImage(capture('2'), [features('2')]),
  },
  heads: { 'a new head': () => saveHead(head('third')), 'another name': () => renameHead('first', 'mine') },
  datasets: { 'a finished import': () => saveDataset(dataset(true)) },
  imports: { 'a file left out': () => saveProblem({ ...problem, path: 'y.jpg' }) },
  active: {
    'another head in use': () => activateHead('first'),
    'rolling back': () => rollBackHead(),
    'deleting the head in use': () => deleteHead('second'),
  },
};

test('every store has its case here', async () => {
  expect(Object.keys(WRITES).sort()).toEqual([...(await openDatabase()).objectStoreNames]);
});

test('a head whose choice cannot be stored does not answer: what the list says is what reads', async () => {
  const context = new ColourContext();
  const store = new TrainStore(context);
  const shelf = new HeadShelf(store);
  fillUp('active', false);
  await shelf.use('first');
  expect(store.state.failure).toEqual({ code: 'quota', during: 'head' });
  expect(context.used.map((used) => used?.id)).toEqual(['first', 'second']);
});

describe.each(Object.entries(WRITES))('no room in %s', (store, writes) => {
  test.each(Object.entries(writes))('%s: told by its code, and nothing is lost', async (_, write) => {
    const before = await everything();
    for (const late of [false, true]) {
      fillUp(store, late);
      const outcome = await write().then(
        () => 'stored',
        (error: unknown) => error,
      );
      vi.restoreAllMocks();
      expect(outcome).toMatchObject({ name: 'StorageError', code: 'quota' });
      expect(await everything()).toEqual(before);
    }
    await write();
    expect(await everything()).not.toEqual(before);
  });
});
