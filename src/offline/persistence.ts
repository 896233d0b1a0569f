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

let asked = false;

/**
 * Asks that the browser keep what is stored here, once a visit. Firefox asks the person, who may never answer: call it
 * after they made something worth keeping, and wait for nothing.
 */
export function requestPersistence(): void {
  if (asked) return;
  asked = true;
  storageManager()
    ?.persist?.()
    .catch(() => false);
}

function storageManager(): Partial<StorageManager> | undefined {
  return (navigator as { storage?: Partial<StorageManager> }).storage;
}
