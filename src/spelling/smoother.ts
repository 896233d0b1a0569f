import type { RankedLabel } from './types.ts';

/**
 * Exponential smoothing of a probability vector over irregular timestamps. The weight of a new sample depends on
 * the time it stands for, `1 - exp(-dt / tau)`, so the result does not depend on the frame rate.
 */
export class ProbabilitySmoother {
  private value: Float32Array | null = null;
  private lastMs = 0;

  /**
   * @param tauMs time constant, ms.
   * @param resetAfterMs a longer gap, or a clock that went back, starts afresh.
   */
  constructor(
    private tauMs: number,
    private readonly resetAfterMs = 1000,
  ) {}

  set timeConstant(tauMs: number) {
    this.tauMs = tauMs;
  }

  /** Adds one vector (sums to 1) and returns the smoothed one; the result is reused by the next call. */
  push(timeMs: number, probabilities: Float32Array): Float32Array {
    const dt = timeMs - this.lastMs;
    const previous = this.value;
    this.lastMs = timeMs;
    if (previous?.length !== probabilities.length || dt < 0 || dt > this.resetAfterMs) {
      this.value = Float32Array.from(probabilities);
      return this.value;
    }
    const keep = Math.exp(-dt / this.tauMs);
    for (let i = 0; i < previous.length; i++) {
      previous[i] = keep * (previous[i] ?? 0) + (1 - keep) * (probabilities[i] ?? 0);
    }
    return previous;
  }

  reset(): void {
    this.value = null;
  }
}

/** The best k labels for display: values follow every sample, the order changes at most three times a second. */
export class StableTop {
  private order: number[] = [];
  private changedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly size = 3,
    private readonly minChangeMs = 1000 / 3,
  ) {}

  /** @param probabilities one a label; @returns `size` labels, most probable first as of the last change of order. */
  update(timeMs: number, labels: readonly string[], probabilities: Float32Array): RankedLabel[] {
    const elapsed = timeMs - this.changedAtMs;
    const stale = this.order.some((index) => index >= labels.length);
    if (stale || elapsed < 0 || elapsed >= this.minChangeMs) {
      const best = topIndices(probabilities, this.size);
      if (best.length !== this.order.length || best.some((index, rank) => index !== this.order[rank])) {
        this.order = best;
        this.changedAtMs = timeMs;
      }
    }
    return this.order.map((index) => ({
      label: labels[index] ?? '',
      probability: probabilities[index] ?? 0,
    }));
  }
}

/** Indices of the k largest values, largest first; equal values keep their index order. */
export function topIndices(values: ArrayLike<number>, k: number): number[] {
  return Array.from({ length: values.length }, (_, index) => index)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, k);
}
