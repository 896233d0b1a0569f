/** Whether a frame is worth keeping: some hand, sharp, and not the same as the one before. */

/** Why a frame is passed over, or null. */
export type CaptureFault = 'no-hand' | 'blurred' | 'same-as-last';

/** A square grey picture, row-major bytes. */
export type Grey = Uint8Array;

/**
 * A crop this much less sharp than its burst's median is blurred: 9 px of motion across a 140 px hand leaves a fifth
 * of the sharpness (11 to 42 % over fifteen recordings), while a letter's own crops stay above 42 % of their median.
 * An absolute limit cannot work: the same recordings' medians lie between 5 and 627.
 */
const BLURRED_BELOW = 0.35;
/** Mean difference, of 255, below which a crop is the last one again: camera noise alone makes about 1. */
const SAME_BELOW = 1.5;
/** Crops that the median is taken over. */
const MEMORY = 15;

/** Variance of the 4-neighbour Laplacian (Pech-Pacheco et al., 2000): falls as motion smears edges. */
export function sharpness(grey: Grey): number {
  const side = Math.sqrt(grey.length);
  let sum = 0;
  let squares = 0;
  const at = (x: number, y: number) => grey[y * side + x] as number;
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const edge = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = (side - 2) ** 2;
  return squares / count - (sum / count) ** 2;
}

/** Mean absolute difference of two crops of the same size, after taking out a change of brightness. */
export function difference(a: Grey, b: Grey): number {
  const mean = (grey: Grey) => grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const shift = mean(a) - mean(b);
  let total = 0;
  a.forEach((value, i) => {
    total += Math.abs(value - (b[i] as number) - shift);
  });
  return total / a.length;
}

/** Judges the crops of one burst, one after the other. */
export class CaptureJudge {
  private last: Grey | null = null;
  private readonly sharp: number[] = [];

  /** @param wantsHand false for a class that is signed without a hand (`nothing`): only news is asked of it. */
  constructor(private readonly wantsHand: boolean) {}

  /** @returns why the crop is passed over; null when it is kept, and the next is compared with it. */
  judge(grey: Grey, handFound: boolean): CaptureFault | null {
    if (this.wantsHand && !handFound) return 'no-hand';
    const own = sharpness(grey);
    const typical = median(this.sharp);
    this.sharp.push(own);
    if (this.sharp.length > MEMORY) this.sharp.shift();
    if (this.wantsHand && typical !== null && own < typical * BLURRED_BELOW) return 'blurred';
    if (this.last && difference(grey, this.last) < SAME_BELOW) return 'same-as-last';
    this.last = grey;
    return null;
  }
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;
}
