import type { Features, Handedness } from '../model/types.ts';
import { TrainError } from './errors.ts';
import type { Embedder } from './feature-job.ts';
import { wait } from './wait.ts';

/** A lost GPU or a hung backend is replaced in seconds, a cold start of another one takes up to half a minute. */
const RETRY_AFTER_MS: readonly number[] = [1000, 4000, 10_000, 20_000];

export interface EmbedOptions {
  signal?: AbortSignal | undefined;
  /** Of the hand, where it is known better than one picture tells. */
  handedness?: Handedness | undefined;
  /** Waits before each further try, ms. */
  retryAfterMs?: readonly number[] | undefined;
}

/**
 * Features of an image, tried again while the model recovers.
 * @param make gives the image afresh for each try: the embedder closes what it gets.
 * @throws {TrainError} `embedder-failed` when no try worked; what `make` throws; the signal's reason when aborted.
 */
export async function embedImage(
  embedder: Embedder,
  make: () => Promise<ImageBitmap>,
  { signal, handedness, retryAfterMs = RETRY_AFTER_MS }: EmbedOptions = {},
): Promise<Features> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    const image = await make();
    try {
      return await embedder.features(image, handedness);
    } catch (error) {
      const pause = retryAfterMs[attempt];
      if (pause === undefined) throw new TrainError('embedder-failed', String(error), { cause: error });
      await wait(pause, signal);
    }
  }
}
