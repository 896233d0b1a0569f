import { INPUT_SIZES, type InputSize } from './types.ts';

/** Milliseconds that the embedding of a live frame may take: with the landmarks it keeps 8 answers a second. */
export const EMBED_BUDGET_MS = 75;
/** Weight of a new time in the running mean. */
const WEIGHT = 0.2;
/** A larger size must be predicted to fit with this much to spare, or sizes would swing to and fro. */
const HEADROOM = 0.8;
/** Frames to wait after a change before the next. */
const REST = 30;

/**
 * Chooses the largest input size whose embedding keeps within the frame budget, from the device's own times. The
 * cost of the convolutions grows with the square of the side, which predicts the sizes not tried yet.
 */
export class AdaptiveSize {
  private mean = 0;
  private since = 0;

  constructor(
    private readonly budgetMs: number,
    private current: InputSize = 128,
    /** No larger side is chosen, however fast the device: the weights may not gain from it. */
    private readonly largest: number = 224,
  ) {}

  get size(): InputSize {
    return this.current;
  }

  /** @param embedMs what the embedding took at the present size, ms. @returns the size for the next frame. */
  record(embedMs: number): InputSize {
    this.mean = this.since === 0 ? embedMs : this.mean + (embedMs - this.mean) * WEIGHT;
    this.since += 1;
    if (this.since < REST) return this.current;
    const next = this.largestWithin();
    if (next !== this.current) {
      this.current = next;
      this.since = 0;
    }
    return this.current;
  }

  private largestWithin(): InputSize {
    let best: InputSize = INPUT_SIZES[0];
    for (const size of INPUT_SIZES) {
      const predicted = this.mean * (size / this.current) ** 2;
      const limit = size > this.current ? this.budgetMs * HEADROOM : this.budgetMs;
      if (predicted <= limit && size <= this.largest) best = size;
    }
    return best;
  }
}
