/** What "About this device" shows: plain data, collected by the app, never sent anywhere. */
import type { BackendName, InputSize, StageTimes } from '../model/types.ts';

export interface ReportedFile {
  /** Path below the app's own address, e.g. `models/backbone.bin`. */
  path: string;
  /** Its full size in bytes. */
  bytes: number;
  state: 'verified' | 'partial' | 'missing';
}

export interface ReportedError {
  /** ISO 8601 time. */
  at: string;
  code: string;
  message: string;
}

export interface DeviceReport {
  app: { version: string; cacheVersion: string };
  browser: {
    userAgent: string;
    /** `crossOriginIsolated`: WASM threads are allowed. */
    isolated: boolean;
    serviceWorker: 'none' | 'installing' | 'waiting' | 'active' | 'unsupported';
  };
  /** Null until the recognizer has started. */
  recognizer: {
    backend: BackendName;
    gpu: string | null;
    inputSize: InputSize;
    threads: number;
    backboneId: string;
    /** The trained head in use; null for the one that is delivered. */
    headName: string | null;
    refused: { backend: BackendName; reason: string }[];
  } | null;
  /** ms; null until a frame was read. */
  times: StageTimes | null;
  /** Null where the browser does not say. */
  storage: { usedBytes: number; quotaBytes: number; persisted: boolean } | null;
  cache: { files: ReportedFile[]; doneBytes: number; totalBytes: number };
  /** Newest first. */
  errors: ReportedError[];
}

/** What a person can do on "About this device". Every call rejects when it could not do all of it. */
export interface DeviceActions {
  refresh(): Promise<void>;
  /** Deletes the downloaded model files; they are fetched again at the next start. */
  resetModelCache(): Promise<void>;
  /** Deletes recordings, heads, text and settings. */
  clearData(): Promise<void>;
}
