export interface StorageState {
  /** True when the browser promised not to clear this origin by itself; null when it does not say. */
  persisted: boolean | null;
  usedBytes: number | null;
  quotaBytes: number | null;
}

/** What the browser says about this origin's storage. */
export async function storageState(): Promise<StorageState> {
  const storage = storageManager();
  const estimate = await storage?.estimate?.().catch(() => undefined);
  const persisted = await storage?.persisted?.().catch(() => undefined);
  return {
    persisted: persisted ?? null,
    usedBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
  };
}

/**
 * Asks that the browser keep what is stored here; true when it agreed. Some browsers ask the person, so call it
 * after they made something worth keeping.
 */
export async function requestPersistence(): Promise<boolean> {
  const storage = storageManager();
  if (await storage?.persisted?.().catch(() => false)) return true;
  return (await storage?.persist?.().catch(() => false)) ?? false;
}

function storageManager(): Partial<StorageManager> | undefined {
  return (navigator as { storage?: Partial<StorageManager> }).storage;
}
