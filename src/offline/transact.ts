import type { IDBPTransaction, StoreNames } from 'idb';
import { type HandspellSchema, openDatabase } from './database.ts';
import { guarded } from './storage-error.ts';

type Stores = readonly StoreNames<HandspellSchema>[];
type Transaction<Names extends Stores> = IDBPTransaction<HandspellSchema, Names, 'readwrite'>;

/**
 * Writes in one transaction, and waits for its end: a disk may turn out to be full only then. All of it is stored, or
 * nothing.
 * @throws {StorageError} `quota` when the device is full, and the others.
 */
export function transact<const Names extends Stores, T>(
  stores: Names,
  work: (transaction: Transaction<Names>) => Promise<T>,
): Promise<T> {
  return guarded(async () => {
    const transaction = (await openDatabase()).transaction(stores, 'readwrite');
    // It is awaited below, unless the work fails first; then it must not count as unhandled.
    transaction.done.catch(() => undefined);
    try {
      const result = await work(transaction);
      await transaction.done;
      return result;
    } catch (error) {
      abort(transaction);
      // Requests only know that they were aborted; the transaction knows why.
      throw transaction.error ?? error;
    }
  });
}

/** A write that could not even begin leaves the transaction open, and those before it would be stored. */
function abort(transaction: Pick<IDBTransaction, 'abort'>): void {
  try {
    transaction.abort();
  } catch (error) {
    const isOver = error instanceof DOMException && error.name === 'InvalidStateError';
    if (!isOver) throw error;
  }
}
