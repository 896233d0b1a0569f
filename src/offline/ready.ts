import type { AssetStore } from './assets.ts';
import type { Registration } from './registration.ts';

/** True when the app would start with the network off: every byte of the shell and of the large files is here. */
export async function isOfflineReady(store: AssetStore, registration: Registration | null): Promise<boolean> {
  if (!registration) return false;
  return (await registration.shellComplete()) && (await store.isComplete());
}
