import { openDatabase } from '../offline/database.ts';
import { guarded } from '../offline/storage-error.ts';
import { transact } from '../offline/transact.ts';

const KEY = 'alphabet';

/** A person's own classes: their names, in order, and what a renamed class was called in the default head. */
export interface Alphabet {
  labels: string[];
  /** New name -> name in the default head. */
  renamed: Record<string, string>;
}

/** The person's alphabet; null while it is the default one. @throws {StorageError} */
export async function loadAlphabet(): Promise<Alphabet | null> {
  return guarded(async () => {
    const stored = (await (await openDatabase()).get('settings', KEY)) as Partial<Alphabet> | undefined;
    if (!Array.isArray(stored?.labels) || !stored.labels.every((label) => typeof label === 'string'))
      return null;
    return { labels: stored.labels, renamed: stored.renamed ?? {} };
  });
}

/** @throws {StorageError} */
export async function saveAlphabet(alphabet: Alphabet | null): Promise<void> {
  await transact(['settings'], async (transaction) => {
    const settings = transaction.objectStore('settings');
    if (alphabet) await settings.put(alphabet, KEY);
    else await settings.delete(KEY);
  });
}
