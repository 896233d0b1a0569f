import { type HeadMetrics, type HeadRecord, openDatabase } from './database.ts';
import { guarded, StorageError } from './storage-error.ts';
import { transact } from './transact.ts';

export const HEAD_SCHEMA_VERSION = 1;
const ACTIVE = 'active';
/** Choices that can be rolled back. */
const HISTORY_LENGTH = 20;

/** The part of a head's record that decides its answers. */
export type HeadContent = Pick<HeadRecord, 'labels' | 'backboneId' | 'weight' | 'bias' | 'temperature'>;

/** A head in the list: everything but its numbers. */
export type HeadSummary = Omit<HeadRecord, 'weight' | 'bias'>;

/** SHA-256 over labels, backbone id, temperatures, weight and bias (as float32 little-endian), hex. */
export async function headChecksum(head: HeadContent): Promise<string> {
  const { labels, backboneId, temperature } = head;
  const text = JSON.stringify([labels, backboneId, temperature.found, temperature.missing]);
  const digest = await crypto.subtle.digest(
    'SHA-256',
    await new Blob([text, '\0', head.weight, head.bias]).arrayBuffer(),
  );
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Stores a head as one record in one transaction, dated later than every other: with a clock that was set back, the
 * newest would else stand below old ones.
 * @throws {StorageError} `quota` when the device is full: nothing is changed then.
 */
export async function saveHead(
  head: HeadContent & { id: string; name: string; metrics: HeadMetrics | null },
): Promise<HeadRecord> {
  const record: HeadRecord = {
    id: head.id,
    schemaVersion: HEAD_SCHEMA_VERSION,
    name: head.name,
    createdAt: 0,
    labels: [...head.labels],
    backboneId: head.backboneId,
    weight: head.weight,
    bias: head.bias,
    temperature: { ...head.temperature },
    metrics: head.metrics,
    checksum: await headChecksum(head),
  };
  return transact(['heads'], async (transaction) => {
    const heads = transaction.objectStore('heads');
    const latest = await heads.index('byCreated').openKeyCursor(null, 'prev');
    record.createdAt = Math.max(Date.now(), (latest?.key ?? 0) + 1);
    await heads.put(record);
    return record;
  });
}

/**
 * Reads one head and checks it against its checksum.
 * @returns null when there is none of that id.
 * @throws {StorageError} `corrupt` when it does not match, `newer-schema` when a newer app wrote it.
 */
export async function loadHead(id: string): Promise<HeadRecord | null> {
  const record = await guarded(async () => (await openDatabase()).get('heads', id));
  if (!record) return null;
  if (record.schemaVersion > HEAD_SCHEMA_VERSION) {
    throw new StorageError('newer-schema', `head ${id} has schema ${record.schemaVersion}`);
  }
  if ((await headChecksum(record)) !== record.checksum) {
    throw new StorageError('corrupt', `head ${id} does not match its checksum`);
  }
  return record;
}

/** All heads without their numbers, newest first. @throws {StorageError} */
export async function listHeads(): Promise<HeadSummary[]> {
  return guarded(async () => {
    const records = await (await openDatabase()).getAllFromIndex('heads', 'byCreated');
    return records.reverse().map(({ weight: _weight, bias: _bias, ...summary }) => summary);
  });
}

/** @throws {StorageError} `corrupt` when there is no such head. */
export async function renameHead(id: string, name: string): Promise<void> {
  return transact(['heads'], async (transaction) => {
    const store = transaction.objectStore('heads');
    const record = await store.get(id);
    if (!record) throw new StorageError('corrupt', `no head ${id}`);
    await store.put({ ...record, name });
  });
}

/** Deletes a head; if it was the active one, the default answers again. @throws {StorageError} */
export async function deleteHead(id: string): Promise<void> {
  return transact(['heads', 'active'], async (transaction) => {
    const active = await transaction.objectStore('active').get(ACTIVE);
    if (active) {
      await transaction.objectStore('active').put(
        {
          headId: active.headId === id ? null : active.headId,
          history: active.history.filter((entry) => entry !== id),
        },
        ACTIVE,
      );
    }
    await transaction.objectStore('heads').delete(id);
  });
}

/** Id of the head that answers; null is the default that came with the app. @throws {StorageError} */
export async function activeHeadId(): Promise<string | null> {
  return guarded(async () => {
    return (await (await openDatabase()).get('active', ACTIVE))?.headId ?? null;
  });
}

/** Chooses the head that answers and remembers the one before it. @throws {StorageError} */
export async function activateHead(headId: string | null): Promise<void> {
  return transact(['active'], async (transaction) => {
    const store = transaction.objectStore('active');
    const before = (await store.get(ACTIVE)) ?? { headId: null, history: [] };
    if (before.headId === headId) return;
    const history = [...before.history, before.headId].slice(-HISTORY_LENGTH);
    await store.put({ headId, history }, ACTIVE);
  });
}

/** Whether there is an earlier choice to go back to. @throws {StorageError} */
export async function canRollBack(): Promise<boolean> {
  return guarded(async () => {
    const active = await (await openDatabase()).get('active', ACTIVE);
    return (active?.history.length ?? 0) > 0;
  });
}

/** Goes back to the head that answered before this one. @returns its id. @throws {StorageError} */
export async function rollBackHead(): Promise<string | null> {
  return transact(['active'], async (transaction) => {
    const store = transaction.objectStore('active');
    const before = await store.get(ACTIVE);
    const headId = before?.history.at(-1) ?? null;
    await store.put({ headId, history: before?.history.slice(0, -1) ?? [] }, ACTIVE);
    return headId;
  });
}
