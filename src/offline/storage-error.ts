/** Why something could not be stored or read back. */
export type StorageErrorCode =
  /** No IndexedDB here, or the browser refuses it (some private windows), or its files are unreadable. */
  | 'unavailable'
  /** Another tab holds an older version open and does not let go. */
  | 'blocked'
  /** The stored data was written by a newer version of the app. */
  | 'newer-schema'
  /** The device or the browser's share of it is full. */
  | 'quota'
  /** A record is there but does not pass its checksum or its shape. */
  | 'corrupt';

/** An error of the device's storage; `code` chooses the sentence, `message` is for logs. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  constructor(
    readonly code: StorageErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Turns whatever IndexedDB threw into a StorageError; a StorageError passes through. */
export function asStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const code =
    name === 'QuotaExceededError' ? 'quota' : name === 'VersionError' ? 'newer-schema' : 'unavailable';
  return new StorageError(code, `${name}: ${message}`, { cause: error });
}

/** Runs work on the database; whatever goes wrong becomes a StorageError. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStorageError(error);
  }
}
