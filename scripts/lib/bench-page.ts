import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { Failure, Outcome, StartRequest } from '../../src/bench/types.ts';
import type { RecognizerInfo } from '../../src/model/types.ts';
import { mountedUrl, openBench } from './app-page.ts';
import { UsageError } from './cli.ts';

export const BACKEND_CHOICES = ['auto', 'wasm', 'webgl', 'webgpu'] as const;
export const SIZE_CHOICES = ['auto', '224', '192', '160', '128'] as const;

/** Codes that mean the head file and not the recognizer. */
const headCodes = new Set([
  'head-file-invalid',
  'head-file-newer',
  'head-file-checksum',
  'backbone-mismatch',
  'labels-invalid',
  'head-invalid',
]);

export interface RecognizerChoice {
  backend: (typeof BACKEND_CHOICES)[number];
  size: (typeof SIZE_CHOICES)[number];
  /** Path of a head file. */
  head?: string | undefined;
  mounts?: Record<string, string>;
}

export interface Recognizing {
  page: Page;
  info: RecognizerInfo;
  close(): Promise<void>;
}

/** The built app's recognizer, started in a headless browser. @throws UsageError when it cannot start as asked. */
export async function startRecognizer({
  backend,
  size,
  head,
  mounts = {},
}: RecognizerChoice): Promise<Recognizing> {
  if (head !== undefined && !(existsSync(head) && statSync(head).isFile())) {
    throw new UsageError(`There is no head file ${head}.`);
  }
  const app = await openBench({
    mounts: { ...mounts, ...(head === undefined ? {} : { head: resolve(head) }) },
  });
  try {
    const request: StartRequest = {
      backend,
      // Who names a backend gets it, GPU or not.
      software: backend === 'webgl',
      size: size === 'auto' ? 'auto' : (Number(size) as Exclude<StartRequest['size'], 'auto'>),
      ...(head === undefined ? {} : { headUrl: mountedUrl('head') }),
    };
    const started = await app.page.evaluate((asked) => window.handspellBench?.start(asked), request);
    const info = orFail(started, (failure) =>
      headCodes.has(failure.code)
        ? `${head} is not a head that this model can use: ${failure.message}.`
        : `The recognizer cannot start here with ${backend}: ${failure.message}.`,
    );
    return { page: app.page, info, close: app.close };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** @throws UsageError with the sentence that `explain` makes of a failure. */
export function orFail<T>(outcome: Outcome<T> | undefined, explain: (failure: Failure) => string): T {
  if (!outcome) throw new Error('The measuring page went away.');
  if (outcome.ok) return outcome.value;
  throw new UsageError(explain(outcome.failure));
}
