import type { AssetStore } from '../offline/assets.ts';
import { ASSET_CACHE } from '../offline/cache-name.ts';
import { storageState } from '../offline/persistence.ts';
import type { DeviceReport } from './device-report.ts';
import type { ErrorLog } from './error-log.ts';
import type { LiveSession } from './live-session.ts';

interface Sources {
  assets: AssetStore;
  session: LiveSession;
  errors: ErrorLog;
  /** Name of the trained head in use, or null. */
  headName: string | null;
}

/** Collects what "About this device" shows. Nothing is started for it. */
export async function deviceReport({ assets, session, errors, headName }: Sources): Promise<DeviceReport> {
  const [storage, inventory, serviceWorker] = await Promise.all([
    storageState(),
    assets.inventory().catch(() => []),
    serviceWorkerState(),
  ]);
  const info = session.info;
  const files = inventory.map(({ entry, state }) => ({ path: entry.name, bytes: entry.bytes, state }));
  const { usedBytes, quotaBytes, persisted } = storage;
  return {
    app: { version: __APP_VERSION__, cacheVersion: ASSET_CACHE },
    browser: { userAgent: navigator.userAgent, isolated: crossOriginIsolated, serviceWorker },
    recognizer: info && {
      backend: info.backend,
      gpu: info.gpu,
      inputSize: session.state.stats.inputSize ?? info.inputSize,
      threads: info.threads,
      backboneId: info.backboneId,
      headName,
      refused: info.refused,
    },
    times: session.state.stats.times,
    storage:
      usedBytes === null || quotaBytes === null
        ? null
        : { usedBytes, quotaBytes, persisted: persisted ?? false },
    cache: {
      files,
      doneBytes: sum(files.filter(({ state }) => state === 'verified')),
      totalBytes: sum(files),
    },
    errors: [...errors.errors],
  };
}

function sum(files: { bytes: number }[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

async function serviceWorkerState(): Promise<DeviceReport['browser']['serviceWorker']> {
  if (!('serviceWorker' in navigator)) return 'unsupported';
  const registration = await navigator.serviceWorker.getRegistration();
  if (registration?.waiting) return 'waiting';
  if (registration?.active) return 'active';
  return registration?.installing ? 'installing' : 'none';
}
