import { openDatabase } from './database.ts';
import { guarded } from './storage-error.ts';
import { transact } from './transact.ts';

const KEY = 'settings';

/**
 * Reads the one settings record. This module does not know the settings' fields: `parse` turns what was stored,
 * or `undefined` when nothing was, into valid settings (missing or invalid fields become their defaults).
 * @throws {StorageError}
 */
export async function loadSettings<S>(parse: (stored: unknown) => S): Promise<S> {
  return guarded(async () => {
    return parse(await (await openDatabase()).get('settings', KEY));
  });
}

/** Replaces the settings record. @throws {StorageError} */
export async function saveSettings(settings: object): Promise<void> {
  await transact(['settings'], (transaction) => transaction.objectStore('settings').put(settings, KEY));
}
