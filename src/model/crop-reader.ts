import type { FeatureExtractor } from './feature-extractor.ts';
import type { FrameSource } from './hand-finder.ts';
import { classify } from './head.ts';
import type { CropBox, Hand, Head, InputSize, StageTimes } from './types.ts';

/** What one square of a frame was read as. */
export interface Reading {
  /** One a label of the head, calibrated, sums to 1. */
  probabilities: Float32Array;
  times: Pick<StageTimes, 'crop' | 'embed' | 'head'>;
}

/** Reads the square around a hand. ResNet-50 with a head does it, or a LeNet-5 in its place (lenet-reader.ts). */
export interface CropReader {
  /** @param hand null where the square is no found hand's: the fixed frame, or a whole image. */
  read(frame: FrameSource, box: CropBox, hand: Hand | null, size: InputSize): Promise<Reading>;
}

/** Features, then the head. */
export class HeadReader implements CropReader {
  constructor(
    private readonly extractor: FeatureExtractor,
    public head: Head,
  ) {}

  async read(frame: FrameSource, box: CropBox, hand: Hand | null, size: InputSize): Promise<Reading> {
    const { values, times } = await this.extractor.extract(frame, box, hand, size);
    const started = performance.now();
    const probabilities = classify(this.head, values, hand !== null);
    return { probabilities, times: { ...times, head: performance.now() - started } };
  }
}
