import fc from 'fast-check';
import { expect } from 'vitest';
import { mutated } from './mutate.ts';

/** Cases of each property: a few hundred beside the other tests, 10,000 by `npm run fuzz`. */
export const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
/** A property of `RUNS` cases may take this long, ms. */
export const TIMEOUT_MS = Math.max(30_000, RUNS * 60);

/** No input may occupy its reader for longer, ms. */
const LONGEST_MS = 2000;
/** No input of these tests (all under 200 kB) may cost more memory, bytes. */
const MOST_BYTES = 128 * 2 ** 20;

/**
 * Reads a hostile input: it must end soon, cost little, and give an answer or an error of the given class with a code.
 * @returns the answer, or null after an error of that class.
 */
export async function survive<T>(
  read: () => T | Promise<T>,
  ErrorClass: abstract new (...args: never[]) => Error & { code: string },
): Promise<T | null> {
  const bytesBefore = memoryInUse();
  const began = performance.now();
  let answer: T | null = null;
  try {
    answer = await read();
  } catch (error) {
    if (!(error instanceof ErrorClass)) throw error;
    expect(error.code).toMatch(/^[a-z-]+$/);
  }
  expect(performance.now() - began, 'ms for one input').toBeLessThan(LONGEST_MS);
  expect(memoryInUse() - bytesBefore, 'bytes for one input').toBeLessThan(MOST_BYTES);
  return answer;
}

function memoryInUse(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Checks a property on `RUNS` inputs that were valid once. */
export async function fuzz(
  seeds: readonly Uint8Array[],
  property: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(mutated(seeds), property), { numRuns: RUNS });
}
