/** Datasets and their images in the device's database. All functions throw StorageError. */
import {
  type CaptureRecord,
  capturesOf,
  type DatasetRecord,
  type ImportProblemRecord,
  openDatabase,
} from '../offline/database.ts';
import { guarded } from '../offline/storage-error.ts';
import { transact } from '../offline/transact.ts';

/** The dataset of what was recorded here. */
export const OWN_CAPTURES = 'captures';

export async function listDatasets(): Promise<DatasetRecord[]> {
  return guarded(async () => {
    const all = await (await openDatabase()).getAll('datasets');
    return all.sort((a, b) => a.createdAt - b.createdAt);
  });
}

export async function saveDataset(dataset: DatasetRecord): Promise<void> {
  await transact(['datasets'], (transaction) => transaction.objectStore('datasets').put(dataset));
}

/** Deletes a dataset, its images, its problems, and the features that no other dataset's image uses. */
export async function deleteDataset(id: string): Promise<void> {
  await deleteCaptures(await captureIds(id));
  await transact(['datasets', 'imports'], async (transaction) => {
    const problems = transaction.objectStore('imports');
    for (const key of await problems.index('byDataset').getAllKeys(id)) await problems.delete(key);
    await transaction.objectStore('datasets').delete(id);
  });
}

/** Ids of all images of a dataset: what an import that goes on need not do again. */
export async function captureIds(datasetId: string): Promise<string[]> {
  return guarded(async () => (await openDatabase()).getAllKeys('captures', capturesOf(datasetId)));
}

export async function countImages(datasetId: string): Promise<number> {
  return guarded(async () => (await openDatabase()).count('captures', capturesOf(datasetId)));
}

/** Images of one class, in the order they were taken. */
export async function capturesOfLabel(datasetId: string, label: string): Promise<CaptureRecord[]> {
  return guarded(async () => {
    const found = await (await openDatabase()).getAllFromIndex('captures', 'byLabel', [datasetId, label]);
    return found.sort((a, b) => a.takenAt - b.takenAt);
  });
}

export async function countOfLabel(datasetId: string, label: string): Promise<number> {
  return guarded(async () =>
    (await openDatabase()).countFromIndex('captures', 'byLabel', [datasetId, label]),
  );
}

export async function getCaptures(ids: readonly string[]): Promise<CaptureRecord[]> {
  return guarded(async () => {
    const store = (await openDatabase()).transaction('captures').store;
    const found = await Promise.all(ids.map((id) => store.get(id)));
    return found.filter((capture) => capture !== undefined);
  });
}

/** Walks a dataset's images, a few hundred at a time. */
export async function* eachCapture(datasetId: string): AsyncGenerator<CaptureRecord[]> {
  const { lower, upper } = capturesOf(datasetId);
  let after: string = lower;
  for (;;) {
    const range = IDBKeyRange.bound(after, upper, true, true);
    const batch = await guarded(async () => (await openDatabase()).getAll('captures', range, 300));
    const last = batch.at(-1);
    if (!last) return;
    yield batch;
    after = last.id;
  }
}

export async function relabelCaptures(ids: readonly string[], label: string): Promise<void> {
  await transact(['captures'], async (transaction) => {
    const captures = transaction.objectStore('captures');
    for (const id of ids) {
      const capture = await captures.get(id);
      if (capture) await captures.put({ ...capture, label });
    }
  });
}

/** Deletes images, and the features that no other image shares. */
export async function deleteCaptures(ids: readonly string[]): Promise<void> {
  await transact(['captures', 'features'], async (transaction) => {
    const captures = transaction.objectStore('captures');
    const features = transaction.objectStore('features');
    for (const id of ids) {
      const capture = await captures.get(id);
      if (!capture) continue;
      await captures.delete(id);
      if ((await captures.index('byHash').count(capture.contentHash)) > 0) continue;
      // The hash alone, and the hash with `~1` and so on: everything from the hash up to its successor.
      await features.delete(IDBKeyRange.bound([capture.contentHash], [`${capture.contentHash}~~`]));
    }
  });
}

/** Whether this dataset has an image of these very bytes. */
export async function hasImage(datasetId: string, contentHash: string): Promise<boolean> {
  return guarded(async () => {
    const same = await (await openDatabase()).getAllFromIndex('captures', 'byHash', contentHash);
    return same.some((capture) => capture.datasetId === datasetId);
  });
}

export async function saveProblem(problem: ImportProblemRecord): Promise<void> {
  await transact(['imports'], (transaction) => transaction.objectStore('imports').put(problem));
}

export async function listProblems(datasetId: string): Promise<ImportProblemRecord[]> {
  return guarded(async () => (await openDatabase()).getAllFromIndex('imports', 'byDataset', datasetId));
}

/** Renames a class in every dataset. */
export async function renameLabel(from: string, to: string): Promise<void> {
  for (const dataset of [OWN_CAPTURES, ...(await listDatasets()).map(({ id }) => id)]) {
    const ids = (await capturesOfLabel(dataset, from)).map(({ id }) => id);
    await relabelCaptures(ids, to);
  }
}
