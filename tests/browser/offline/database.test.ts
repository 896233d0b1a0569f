import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeDatabase, openDatabase, SCHEMA_VERSION } from '../../../src/offline/database.ts';
import {
  activateHead,
  activeHeadId,
  deleteHead,
  listHeads,
  loadHead,
  renameHead,
  rollBackHead,
  saveHead,
} from '../../../src/offline/head-store.ts';
import { loadSettings, saveSettings } from '../../../src/offline/settings-store.ts';
import { loadText, saveText } from '../../../src/offline/text-store.ts';

async function wipe(): Promise<void> {
  await closeDatabase();
  await deleteDB('handspell');
}

beforeEach(wipe);
afterEach(wipe);

function openRaw(version: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('handspell', version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function sampleHead(id: string) {
  return {
    id,
    name: id,
    labels: ['A', 'B'],
    backboneId: 'b1',
    weight: Float32Array.of(1, 2, 3, 4),
    bias: Float32Array.of(0.5, -0.5),
    temperature: { found: 1, missing: 2 },
    metrics: null,
  };
}

test('text and settings come back after the connection was closed', async () => {
  expect(await loadText()).toEqual({ text: '', caret: 0 });
  await saveText('HELLO', 3);
  await saveSettings({ holdMs: 300 });
  await closeDatabase();
  expect(await loadText()).toEqual({ text: 'HELLO', caret: 3 });
  expect(await loadSettings((stored) => stored)).toEqual({ holdMs: 300 });
});

test('a caret outside the text is brought inside', async () => {
  await saveText('AB', 99);
  expect(await loadText()).toEqual({ text: 'AB', caret: 2 });
});

test('data of a newer app is left alone and said so', async () => {
  (await openRaw(SCHEMA_VERSION + 1)).close();
  await expect(openDatabase()).rejects.toMatchObject({ name: 'StorageError', code: 'newer-schema' });
});

test('an open connection lets a newer version upgrade', async () => {
  await openDatabase();
  const newer = await openRaw(SCHEMA_VERSION + 1);
  expect(newer.version).toBe(SCHEMA_VERSION + 1);
  newer.close();
  await expect(openDatabase()).rejects.toMatchObject({ code: 'newer-schema' });
});

test('a tab that holds the database is reported after a while, and a later opening works', async () => {
  // Version 1 is the oldest that may exist, so the stubborn tab is played by a pending deletion.
  const stubborn = await openRaw(SCHEMA_VERSION);
  const deletion = indexedDB.deleteDatabase('handspell');
  await new Promise<void>((resolve) => {
    deletion.onblocked = () => resolve();
  });
  await expect(openDatabase()).rejects.toMatchObject({ code: 'blocked' });
  stubborn.close();
  const db = await openDatabase();
  expect([...db.objectStoreNames]).toEqual([
    'active',
    'captures',
    'datasets',
    'features',
    'heads',
    'imports',
    'settings',
    'text',
  ]);
});

test('heads: saved whole, listed without numbers, renamed, activated, rolled back, deleted', async () => {
  await saveHead(sampleHead('first'));
  await saveHead(sampleHead('second'));
  await renameHead('first', 'my hand');
  const listed = await listHeads();
  expect(listed.map((head) => head.name).sort()).toEqual(['my hand', 'second']);
  expect(listed[0]).not.toHaveProperty('weight');
  expect((await loadHead('first'))?.weight).toEqual(Float32Array.of(1, 2, 3, 4));

  await activateHead('first');
  await activateHead('second');
  expect(await activeHeadId()).toBe('second');
  expect(await rollBackHead()).toBe('first');
  await deleteHead('first');
  expect(await activeHeadId()).toBeNull();
  expect(await loadHead('first')).toBeNull();
});

test('a head whose numbers changed on disk is corrupt, one of a newer app is newer', async () => {
  const record = await saveHead(sampleHead('x'));
  const db = await openDatabase();
  await db.put('heads', { ...record, weight: Float32Array.of(1, 2, 3, 5) });
  await expect(loadHead('x')).rejects.toMatchObject({ code: 'corrupt' });
  await db.put('heads', { ...record, schemaVersion: 99 });
  await expect(loadHead('x')).rejects.toMatchObject({ code: 'newer-schema' });
});
