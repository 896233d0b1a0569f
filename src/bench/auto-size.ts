import { AdaptiveSize, EMBED_BUDGET_MS } from '../model/adaptive-size.ts';
import type { RecognizerClient } from '../model/client.ts';
import { INPUT_SIZES, type InputSize } from '../model/types.ts';

const ROUNDS = INPUT_SIZES.length;
const RUNS = 5;
/** More than AdaptiveSize waits between two changes. */
const SETTLED = 40;

/** The input size that live frames would settle at on this device, by the same rule, without waiting for frames. */
export async function settledSize(client: RecognizerClient): Promise<InputSize> {
  const adaptive = new AdaptiveSize(EMBED_BUDGET_MS, 128, client.info.largestInput);
  for (let round = 0; round < ROUNDS; round++) {
    const before = adaptive.size;
    const times = (await client.timeEmbedding(before, RUNS)).sort((a, b) => a - b);
    const median = times[times.length >> 1] ?? 0;
    for (let i = 0; i < SETTLED && adaptive.size === before; i++) adaptive.record(median);
    if (adaptive.size === before) break;
  }
  return adaptive.size;
}
